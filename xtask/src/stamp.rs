//! Work that need not be done again: a step's inputs are hashed, and the hash is kept in `target/xtask`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::sh;

/// Collects what a step depends on.
#[derive(Default)]
pub struct Inputs(Sha256);

impl Inputs {
    /// Adds a text, such as the options of a tool.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.part(text.as_bytes());
        self
    }

    /// Adds a file with its name, or every file below a folder; what is absent counts as absent.
    pub fn files(mut self, path: &Path) -> Result<Self> {
        for file in files_below(path)? {
            let name = file.strip_prefix(path).unwrap_or(&file).to_string_lossy().into_owned();
            let bytes = fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
            self.part(name.as_bytes());
            self.part(&bytes);
        }
        self.part(b"end");
        Ok(self)
    }

    /// The hash of all that was added.
    pub fn digest(self) -> String {
        hex(&self.0.finalize())
    }

    /// Adds bytes with their length, so that two parts never read like two others.
    fn part(&mut self, bytes: &[u8]) {
        self.0.update(bytes.len().to_string());
        self.0.update(b":");
        self.0.update(bytes);
    }
}

/// The files at or below a path, sorted; none when it does not exist.
pub fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut files = Vec::new();
    if path.is_dir() {
        for entry in fs::read_dir(path).with_context(|| format!("{} cannot be read", path.display()))? {
            files.extend(files_below(&entry?.path())?);
        }
    }
    files.sort();
    Ok(files)
}

/// Hash of a content, short enough for a file name.
pub fn short_hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)).chars().take(16).collect()
}

/// True when the step `name` was last done with these inputs.
pub fn is_fresh(name: &str, digest: &str) -> bool {
    fs::read_to_string(stamp_file(name)).is_ok_and(|kept| kept == digest)
}

/// Notes that the step `name` was done with these inputs.
pub fn keep(name: &str, digest: &str) -> Result<()> {
    let file = stamp_file(name);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&file, digest).with_context(|| format!("{} cannot be written", file.display()))
}

/// Waits until no other `cargo xtask` is at the same work; dropping the file lets the next one in.
pub fn exclusive(name: &str) -> Result<fs::File> {
    let file = sh::at("target/xtask").join(format!("{name}.lock"));
    fs::create_dir_all(sh::at("target/xtask"))?;
    let lock = fs::File::create(&file).with_context(|| format!("{} cannot be written", file.display()))?;
    lock.lock().with_context(|| format!("{} cannot be locked", file.display()))?;
    Ok(lock)
}

fn stamp_file(name: &str) -> PathBuf {
    sh::at("target/xtask").join(format!("{name}.stamp"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_follows_names_contents_and_absence() {
        let folder = tempfile::tempdir().unwrap();
        let digest = || Inputs::default().files(folder.path()).unwrap().digest();
        let empty = digest();
        fs::write(folder.path().join("a"), "1").unwrap();
        let one = digest();
        fs::rename(folder.path().join("a"), folder.path().join("b")).unwrap();
        let renamed = digest();
        fs::write(folder.path().join("b"), "2").unwrap();
        let changed = digest();
        let all = [&empty, &one, &renamed, &changed];
        assert!(all.iter().enumerate().all(|(i, a)| all.iter().skip(i + 1).all(|b| a != b)));
        assert_eq!(changed, digest());
    }

    #[test]
    fn parts_do_not_run_into_one_another() {
        let two = Inputs::default().text("ab").text("c").digest();
        let others = Inputs::default().text("a").text("bc").digest();
        assert_ne!(two, others);
    }

    #[test]
    fn a_short_hash_is_sixteen_hex_digits() {
        assert_eq!(short_hash(b"abc"), "ba7816bf8f01cfea");
    }
}
