//! `watch`: builds quickly, serves, and does it again when a file changes; the page reloads itself when the server is
//! a new one (`COMPTOIR_LIVE_RELOAD`).

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Child;
use std::thread;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};

use crate::build::serve_args;
use crate::say::{heading, say};
use crate::setup;
use crate::sh;
use crate::site::{self, Profile};
use crate::stamp;

const FOLDERS: [&str; 6] = ["app", "server", "frontend", "style", "migrations", "Cargo.toml"];
const ENDS: [&str; 6] = ["rs", "css", "sql", "toml", "svg", "webmanifest"];
const PAUSE: Duration = Duration::from_millis(400);
const PATIENCE: u32 = 25;

/// Serves until it is interrupted; `rest` goes to `comptoir serve`.
pub fn watch(rest: &[OsString]) -> Result<()> {
    setup::for_build()?;
    let mut server: Option<Child> = None;
    loop {
        let seen = times()?;
        match build() {
            Ok(()) => {
                if let Some(old) = server.take() {
                    stop(old)?;
                }
                server = Some(start(rest)?);
            }
            Err(error) => say(format!("error: {error:#}; what ran before runs on")),
        }
        say("watching for changes");
        while times()? == seen {
            thread::sleep(PAUSE);
        }
        heading("Something changed");
    }
}

fn build() -> Result<()> {
    site::build(Profile::Dev)?;
    sh::run(&mut sh::cargo(&["build", "--package", "server"]))
}

fn start(rest: &[OsString]) -> Result<Child> {
    let args = serve_args(Profile::Dev, "watch.db", rest)?;
    let mut server = sh::command(Profile::Dev.server().join("comptoir"), &[]);
    server.args(args).env("COMPTOIR_LIVE_RELOAD", "1").spawn().context("the server cannot be started")
}

/// Asks the server to end, and insists after a while.
fn stop(mut server: Child) -> Result<()> {
    if sh::succeeds(&mut sh::command("kill", &["-TERM", &server.id().to_string()])) {
        for _ in 0..PATIENCE {
            if server.try_wait()?.is_some() {
                return Ok(());
            }
            thread::sleep(PAUSE);
        }
    }
    // It may have ended by itself in the meantime.
    let _ = server.kill();
    server.wait().context("the old server does not end")?;
    Ok(())
}

/// When each watched file was written last.
fn times() -> Result<BTreeMap<PathBuf, SystemTime>> {
    let mut times = BTreeMap::new();
    for folder in FOLDERS {
        for file in stamp::files_below(&sh::at(folder))? {
            if file.extension().is_some_and(|end| ENDS.iter().any(|watched| end == *watched)) {
                // A file that an editor is just replacing is seen next time.
                if let Ok(time) = file.metadata().and_then(|data| data.modified()) {
                    times.insert(file, time);
                }
            }
        }
    }
    Ok(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sources_are_watched_and_targets_are_not() {
        let times = times().unwrap();
        assert!(times.contains_key(&sh::at("frontend/src/lib.rs")));
        assert!(times.contains_key(&sh::at("Cargo.toml")));
        assert!(!times.keys().any(|file| file.starts_with(sh::at("target"))));
    }
}
