//! Format, clippy, rules of this repository that no lint knows, and the size budget.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::budget;
use crate::say::{Steps, say};
use crate::setup::{self, package_bin};
use crate::sh;
use crate::site::{self, Profile};
use crate::stamp;

/// Package by package: together, `ssr` and `hydrate` would unify in leptos.
const CLIPPY: [&[&str]; 6] = [
    &["--package", "domain", "--all-targets"],
    &["--package", "backend", "--all-targets"],
    &["--package", "app", "--features", "ssr", "--all-targets"],
    &["--package", "server", "--all-targets"],
    &["--package", "frontend", "--target", "wasm32-unknown-unknown"],
    &["--package", "xtask", "--all-targets", "--features", "schema"],
];
const TEXT_AREA: &str = "app/src/components/text_area.rs";

/// All checks that run no program of ours.
pub fn lint() -> Result<()> {
    let mut steps = Steps::default();
    let result = checks(&mut steps);
    steps.summary();
    result
}

/// The checks as steps of a longer command.
pub fn checks(steps: &mut Steps) -> Result<()> {
    setup::for_build()?;
    steps.step("Format", || sh::run(&mut sh::cargo(&["fmt", "--all", "--check"])))?;
    steps.step("Text areas", text_areas)?;
    for package in CLIPPY {
        let name = package.get(1).copied().unwrap_or_default();
        steps.step(&format!("Clippy {name}"), || {
            sh::run(sh::cargo(&["clippy", "--quiet"]).args(package).args(["--", "-D", "warnings"]))
        })?;
    }
    steps.step("TypeScript", typescript)?;
    steps.step("Site", || site::build(Profile::Release))?;
    steps.step("Size budget", budget::check)
}

/// Text is typed in one component only: Leptos 0.8 writes the children of any other `<textarea>` unescaped, and what one
/// person saved would run in the browser of another.
fn text_areas() -> Result<()> {
    let mut wrong = Vec::new();
    // Where pages are written. This rule names what it looks for, and renders nothing.
    for folder in ["app/src", "frontend/src", "server/src"] {
        for file in stamp::files_below(&sh::at(folder))?.iter().filter(|file| has_text_area(file)) {
            let name = file.strip_prefix(sh::root()).unwrap_or(file).display().to_string();
            if name != TEXT_AREA {
                wrong.push(name);
            }
        }
    }
    if !wrong.is_empty() {
        bail!("`<textarea` belongs in {TEXT_AREA} alone, and stands in {}", wrong.join(", "));
    }
    Ok(())
}

fn has_text_area(file: &Path) -> bool {
    file.extension().is_some_and(|end| end == "rs")
        && fs::read_to_string(file).is_ok_and(|text| text.contains("<textarea"))
}

/// The types of the browser tests.
fn typescript() -> Result<()> {
    if !sh::at("end2end/tests").is_dir() {
        say("no browser tests yet");
        return Ok(());
    }
    sh::run(sh::command(package_bin("tsc"), &["--noEmit"]).current_dir(sh::at("end2end")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rust_files_are_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let (rust, page) = (folder.path().join("a.rs"), folder.path().join("a.html"));
        fs::write(&rust, "view! { <textarea name=\"text\"/> }").unwrap();
        fs::write(&page, "<textarea>").unwrap();
        assert!(has_text_area(&rust));
        assert!(!has_text_area(&page));
    }

    #[test]
    fn no_call_mixes_the_browser_with_the_server() {
        assert!(CLIPPY.iter().all(|args| args.iter().filter(|arg| **arg == "--package").count() == 1));
        assert!(CLIPPY.iter().flat_map(|args| args.iter()).all(|arg| *arg != "--all-features"));
    }
}
