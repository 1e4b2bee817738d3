//! The folder that the server serves: hashed names below `pkg/`, the rest under its own name, and each file compressed
//! once for all.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::Profile;
use crate::say::say;
use crate::sh;
use crate::stamp;

/// Extensions of files that are packed already: compressing them again gains nothing.
const PACKED: [&str; 7] = ["png", "jpg", "jpeg", "webp", "avif", "woff2", "gz"];

/// Makes the site of `profile` from the results in `work`, and writes `hash.txt` beside the program.
pub fn publish(profile: Profile, work: &Path) -> Result<()> {
    let site = profile.site();
    let mut files = BTreeSet::new();
    let mut hashes = String::new();
    for kind in ["js", "wasm", "css"] {
        let bytes = fs::read(work.join(format!("comptoir.{kind}")))?;
        let hash = stamp::short_hash(&bytes);
        hashes.push_str(&hash_line(kind, &hash));
        files.extend(put(&site.join("pkg").join(hashed_name(kind, &hash)), &bytes, profile)?);
    }
    let public = sh::at("style/public");
    for file in stamp::files_below(&public)? {
        let target = site.join(file.strip_prefix(&public)?);
        files.extend(put(&target, &fs::read(&file)?, profile)?);
    }
    fs::create_dir_all(profile.server())?;
    fs::write(profile.server().join("hash.txt"), hashes).context("hash.txt cannot be written")?;
    // Only now: a running server may have sent a page that names the old files.
    for file in stamp::files_below(&site)?.into_iter().filter(|file| !files.contains(file)) {
        fs::remove_file(file)?;
    }
    Ok(())
}

/// The name that leptos puts together from `hash.txt`.
fn hashed_name(kind: &str, hash: &str) -> String {
    format!("comptoir.{hash}.{kind}")
}

fn hash_line(kind: &str, hash: &str) -> String {
    format!("{kind}: {hash}\n")
}

/// Writes a file and its compressed companions; returns the names of all.
fn put(file: &Path, bytes: &[u8], profile: Profile) -> Result<Vec<PathBuf>> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, bytes).with_context(|| format!("{} cannot be written", file.display()))?;
    let mut written = vec![file.to_path_buf()];
    let is_packed = file.extension().is_some_and(|end| PACKED.iter().any(|packed| end == *packed));
    if profile == Profile::Release && !is_packed {
        let (brotli, gzip) = (companion(file, ".br"), companion(file, ".gz"));
        let small = brotli_11(bytes)?;
        say(format!("{:>9} {:>9} br  {}", bytes.len(), small.len(), super::shown(file)));
        fs::write(&brotli, small)?;
        fs::write(&gzip, gzip_9(bytes)?)?;
        written.extend([brotli, gzip]);
    }
    Ok(written)
}

fn companion(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn brotli_11(mut bytes: &[u8]) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut small, &params)?;
    Ok(small)
}

fn gzip_9(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn names_are_those_that_leptos_reads() {
        let hash = stamp::short_hash(b"abc");
        assert_eq!(hashed_name("wasm", &hash), "comptoir.ba7816bf8f01cfea.wasm");
        // leptos: `line.split_once(':')`, then `trim` of the second half.
        assert_eq!(hash_line("js", &hash).trim().split_once(':'), Some(("js", " ba7816bf8f01cfea")));
    }

    #[test]
    fn a_file_is_written_with_its_companions() {
        let folder = tempfile::tempdir().unwrap();
        let text = "comptoir ".repeat(100);
        let written = put(&folder.path().join("a/b.css"), text.as_bytes(), Profile::Release).unwrap();
        assert_eq!(written.len(), 3);
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut fs::File::open(&written[1]).unwrap(), &mut plain).unwrap();
        assert_eq!(plain, text.as_bytes());
        let mut unpacked = String::new();
        flate2::read::GzDecoder::new(fs::File::open(&written[2]).unwrap()).read_to_string(&mut unpacked).unwrap();
        assert_eq!(unpacked, text);
    }

    #[test]
    fn what_is_packed_already_stays_alone() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(put(&folder.path().join("a.png"), b"png", Profile::Release).unwrap().len(), 1);
        assert_eq!(put(&folder.path().join("a.css"), b"css", Profile::Dev).unwrap().len(), 1);
    }
}
