//! `build`: the server's program and the site. `run`: the demonstration with both.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::say::{heading, say};
use crate::setup;
use crate::sh;
use crate::site::{self, Profile};

/// The program that a release build leaves.
pub fn program() -> PathBuf {
    sh::at("target/release/comptoir")
}

/// Leaves `target/release/comptoir` and `target/site`.
pub fn build() -> Result<()> {
    setup::for_build()?;
    heading("Site");
    site::build(Profile::Release)?;
    heading("Server");
    sh::run(&mut sh::cargo(&["build", "--release", "--package", "server"]))?;
    say("target/release/comptoir and target/site are ready");
    Ok(())
}

/// Builds, then becomes the server with the demonstration's pharmacy; `rest` goes to `comptoir serve`.
pub fn run(rest: &[OsString]) -> Result<()> {
    build()?;
    let args = serve_args(Profile::Release, "demo.db", rest)?;
    heading("Demonstration (Ctrl-C stops it)");
    let error = sh::command(program(), &[]).args(args).exec();
    Err(error).context("target/release/comptoir cannot be started")
}

/// The arguments of the server: the demonstration, and defaults for what neither `rest` nor the environment says.
pub fn serve_args(profile: Profile, database: &str, rest: &[OsString]) -> Result<Vec<OsString>> {
    let folder = sh::at("target/demo");
    fs::create_dir_all(&folder)?;
    let mut args: Vec<OsString> = vec!["serve".into(), "--demo".into()];
    let defaults =
        [("--site", "COMPTOIR_SITE", profile.site()), ("--database", "COMPTOIR_DATABASE", folder.join(database))];
    for (option, variable, value) in defaults {
        if !is_given(option, rest) && env::var_os(variable).is_none() {
            args.extend([option.into(), value.into()]);
        }
    }
    args.extend(rest.iter().filter(|arg| *arg != "--demo").cloned());
    Ok(args)
}

/// True for `--option value` and `--option=value`.
fn is_given(option: &str, args: &[OsString]) -> bool {
    args.iter().any(|arg| {
        let arg = arg.to_string_lossy();
        arg.strip_prefix(option).is_some_and(|end| end.is_empty() || end.starts_with('='))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_replaces_the_default() {
        let args = serve_args(Profile::Release, "demo.db", &["--database=mine.db".into(), "--demo".into()]).unwrap();
        let count = |start: &str| args.iter().filter(|arg| arg.to_string_lossy().starts_with(start)).count();
        assert_eq!((count("--database"), count("--demo"), count("serve")), (1, 1, 1));
        assert!(!is_given("--site", &["--sites".into()]));
    }
}
