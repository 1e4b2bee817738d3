//! `test`: set-up, checks, Rust tests, and the browser tests against the release build. The first failure stops it.

use std::ffi::OsString;
use std::fs;

use anyhow::{Result, bail};

use crate::build;
use crate::lint;
use crate::say::{Steps, say};
use crate::setup::{self, package_bin};
use crate::sh;
use crate::site::{self, Profile};
use crate::sqlx_prepare;
use crate::stamp;

/// What is tested, and what Playwright is told.
#[derive(clap::Args)]
pub struct Options {
    /// Only the Rust tests
    #[arg(long, conflicts_with = "browser")]
    rust: bool,
    /// Only the build and the browser tests
    #[arg(long)]
    browser: bool,
    /// Arguments for Playwright, after `--`
    #[arg(last = true)]
    playwright: Vec<OsString>,
}

/// Runs the tests and says how long each step took.
pub fn test(options: &Options) -> Result<()> {
    let mut steps = Steps::default();
    let result = all(&mut steps, options);
    steps.summary();
    if result.is_ok() {
        say("all passed");
    }
    result
}

fn all(steps: &mut Steps, options: &Options) -> Result<()> {
    let (rust, browser) = (!options.browser, !options.rust);
    steps.step("Set-up", || if browser { setup::all() } else { setup::for_rust() })?;
    if rust && browser {
        steps.step("Checked queries", sqlx_prepare::check_when_changed)?;
        lint::checks(steps)?;
    }
    if rust {
        steps.step("Rust tests", rust_tests)?;
        steps.step("Examples in the documentation", doc_tests)?;
    }
    if browser {
        steps.step("Site", || site::build(Profile::Release))?;
        steps.step("Server", || sh::run(&mut sh::cargo(&["build", "--release", "--package", "server"])))?;
        steps.step("Browser tests", || browser_tests(&options.playwright))?;
    }
    Ok(())
}

/// One call for all packages of the server's side: `frontend` is not among them, so nothing unifies with `hydrate`.
/// Every failure is told, not only the first.
fn rust_tests() -> Result<()> {
    let packages = ["--package", "domain", "--package", "backend", "--package", "app", "--package", "server"];
    let mut nextest = sh::command(setup::nextest()?, &["nextest", "run", "--no-fail-fast", "--features", "app/ssr"]);
    sh::run(nextest.args(packages).args(["--package", "xtask"]))
}

fn doc_tests() -> Result<()> {
    let has_example = |file| fs::read_to_string(file).is_ok_and(|text| text.contains("/// ```"));
    if stamp::files_below(&sh::at("app/domain/src"))?.iter().any(has_example) {
        sh::run(&mut sh::cargo(&["test", "--quiet", "--doc", "--package", "domain"]))?;
    }
    Ok(())
}

/// The tests start their own servers, on free ports, from the program and the site that they are told of.
fn browser_tests(args: &[OsString]) -> Result<()> {
    let folder = sh::at("end2end");
    if !folder.join("tests").is_dir() {
        bail!("end2end/tests is missing");
    }
    sh::run(
        sh::command(package_bin("playwright"), &["test"])
            .args(args)
            .current_dir(&folder)
            .env("COMPTOIR_BIN", build::program())
            .env("COMPTOIR_SITE", Profile::Release.site()),
    )
}
