//! `bench`: the measurements of `backend`, by name.

use anyhow::{Context, Result};

use crate::setup;
use crate::sh;

/// Runs `app/backend/benches/NAME.rs`.
pub fn bench(name: &str) -> Result<()> {
    setup::for_build()?;
    sh::run(&mut sh::cargo(&["bench", "--package", "backend", "--bench", name])).with_context(|| {
        let found = crate::stamp::files_below(&sh::at("app/backend/benches")).unwrap_or_default();
        let names: Vec<_> = found.iter().filter_map(|file| file.file_stem()?.to_str()).collect();
        format!("the measurements are: {}", names.join(", "))
    })
}
