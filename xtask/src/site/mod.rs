//! The site: what a browser loads, made from `frontend`, `style/*.css` and `style/public`.
//!
//! Names carry a hash of the content, so that browsers may keep them for ever; `hash.txt` beside the program tells the
//! server the names. Each step is skipped when its inputs did not change.

mod publish;
mod style;
pub mod wasm;

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::say::say;
use crate::sh;
use crate::stamp::{self, Inputs};

/// For whom the site is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Small and compressed: what a pharmacy's browser loads, and what the tests test.
    Release,
    /// Quickly made, for `cargo xtask watch`.
    Dev,
}

impl Profile {
    /// The folder of the site.
    pub fn site(self) -> PathBuf {
        sh::at(match self {
            Self::Release => "target/site",
            Self::Dev => "target/site-dev",
        })
    }

    /// The folder of the server's program, where it looks for `hash.txt`.
    pub fn server(self) -> PathBuf {
        sh::at(match self {
            Self::Release => "target/release",
            Self::Dev => "target/debug",
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Release => "site-release",
            Self::Dev => "site-dev",
        }
    }

    /// Where the results of the steps lie before they are published.
    fn work(self) -> PathBuf {
        sh::at("target/xtask").join(self.name())
    }
}

/// Brings the site up to date.
pub fn build(profile: Profile) -> Result<()> {
    let _alone = stamp::exclusive(profile.name())?;
    let work = profile.work();
    std::fs::create_dir_all(&work)?;
    wasm::build(profile, &work)?;
    style::build(profile, &work)?;
    step(
        profile,
        "publish",
        publish_inputs(&work)?,
        &[profile.server().join("hash.txt"), profile.site().join("pkg")],
        || {
            say(format!("publishing {}", shown(&profile.site())));
            publish::publish(profile, &work)
        },
    )
}

fn publish_inputs(work: &Path) -> Result<Inputs> {
    Inputs::default()
        .files(&sh::at("style/public"))?
        .files(wasm::Parts::of(work).folder())?
        .files(&work.join("comptoir.css"))
}

/// Does a step of the site unless it was done with the same inputs and its outputs are still there.
fn step(
    profile: Profile,
    name: &str,
    inputs: Inputs,
    outputs: &[PathBuf],
    work: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let name = format!("{}-{name}", profile.name());
    let digest = inputs.digest();
    if stamp::is_fresh(&name, &digest) && outputs.iter().all(|file| file.exists()) {
        return Ok(());
    }
    work()?;
    stamp::keep(&name, &digest)
}

/// A path as seen from the root of the repository.
fn shown(path: &Path) -> String {
    path.strip_prefix(sh::root()).unwrap_or(path).display().to_string()
}
