//! `bench`: the measurements of `backend`, by name, and that of the pages in a browser.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::build;
use crate::setup::{self, package_bin};
use crate::sh;
use crate::site::Profile;

/// The measurement in a browser: `end2end/support/figures.ts`.
const PAGE: &str = "page";

/// Runs `app/backend/benches/NAME.rs` or `app/backend/benches/NAME/main.rs`, or the measurement in a browser.
pub fn bench(name: &str) -> Result<()> {
    if name == PAGE {
        return in_a_browser();
    }
    setup::for_bench()?;
    sh::run(&mut sh::cargo(&["bench", "--package", "backend", "--bench", name]))
        .with_context(|| format!("the measurements are: {}", names().join(", ")))
}

fn in_a_browser() -> Result<()> {
    setup::all()?;
    build::build()?;
    let mut playwright = sh::command(package_bin("playwright"), &["test", "--config", "support/figures.config.ts"]);
    let program = playwright.current_dir(sh::at("end2end")).env("COMPTOIR_BIN", build::program());
    sh::run(program.env("COMPTOIR_SITE", Profile::Release.site()))
}

/// The measurements that there are.
fn names() -> Vec<String> {
    let found = fs::read_dir(sh::at("app/backend/benches")).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_measurement = |path: &PathBuf| path.is_file() || path.join("main.rs").is_file();
    let mut names: Vec<_> =
        found.filter(is_measurement).filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    names.push(PAGE.to_owned());
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_measurements_share_is_none() {
        let names = names();
        assert!(names.contains(&"delivery".into()) && !names.contains(&"common".into()), "{names:?}");
    }
}
