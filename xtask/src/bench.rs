//! `bench`: the measurements of `backend`, by name.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::setup;
use crate::sh;

/// Runs `app/backend/benches/NAME.rs` or `app/backend/benches/NAME/main.rs`.
pub fn bench(name: &str) -> Result<()> {
    setup::for_bench()?;
    sh::run(&mut sh::cargo(&["bench", "--package", "backend", "--bench", name]))
        .with_context(|| format!("the measurements are: {}", names().join(", ")))
}

/// The measurements that there are.
fn names() -> Vec<String> {
    let found = fs::read_dir(sh::at("app/backend/benches")).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_measurement = |path: &PathBuf| path.is_file() || path.join("main.rs").is_file();
    let mut names: Vec<_> =
        found.filter(is_measurement).filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
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
