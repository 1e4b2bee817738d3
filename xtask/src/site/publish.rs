//! The folder that the server serves: hashed names below `pkg/`, the rest under its own name, and each file compressed
//! once for all.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::Profile;
use super::wasm::{LOADER, MANIFEST, Manifest, Parts};
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
    for file in packaged(work)? {
        if let Some(kind) = file.kind {
            hashes.push_str(&hash_line(kind, &file.hash));
        }
        files.extend(put(&site.join("pkg").join(file.name()), &file.bytes, profile)?);
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

/// A file of `pkg/`. Its name holds the hash of its content, so that browsers may keep it for ever.
struct Packaged {
    /// The key of its hash in `hash.txt`; a chunk has none: the manifest names it.
    kind: Option<&'static str>,
    stem: String,
    hash: String,
    end: &'static str,
    bytes: Vec<u8>,
}

impl Packaged {
    fn new(kind: Option<&'static str>, stem: &str, end: &'static str, bytes: Vec<u8>) -> Self {
        Self { kind, stem: stem.to_owned(), hash: stamp::short_hash(&bytes), end, bytes }
    }

    /// The name, as leptos puts it together from `hash.txt`.
    fn name(&self) -> String {
        format!("{}.{}.{}", self.stem, self.hash, self.end)
    }
}

/// The files of `pkg/`, each with the names of those that it refers to.
fn packaged(work: &Path) -> Result<Vec<Packaged>> {
    let parts = Parts::of(work);
    let mut files = vec![
        Packaged::new(Some("wasm"), "comptoir", "wasm", fs::read(parts.wasm())?),
        Packaged::new(Some("css"), "comptoir", "css", fs::read(work.join("comptoir.css"))?),
    ];
    let mut chunks = vec![];
    for chunk in stamp::files_below(&parts.chunks())? {
        let stem = chunk.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        chunks.push(Packaged::new(None, &stem, "wasm", fs::read(&chunk)?));
    }
    let loader = named(&fs::read_to_string(parts.loader())?, &chunks);
    files.extend(scripts(&fs::read_to_string(parts.script())?, &loader)?);
    let manifest = serde_json::from_slice(&fs::read(parts.manifest())?)?;
    let manifest = serde_json::to_vec(&hashed(manifest, &chunks)?)?;
    files.push(Packaged::new(Some("manifest"), MANIFEST, "json", manifest));
    files.extend(chunks);
    Ok(files)
}

/// The loader with the names of the chunks.
fn named(loader: &str, chunks: &[Packaged]) -> String {
    let name = |loader: String, chunk: &Packaged| {
        loader.replace(&format!("\"./{}.wasm\"", chunk.stem), &format!("\"./{}\"", chunk.name()))
    };
    chunks.iter().fold(loader.to_owned(), name)
}

/// The two scripts. Each imports the other, so that both bear the hash of both.
fn scripts(script: &str, loader: &str) -> Result<[Packaged; 2]> {
    let hash = stamp::short_hash([script, loader].concat().as_bytes());
    // Only what is imported: WebAssembly knows the loader by its plain name.
    let referring = |text: &str, stem: &str| {
        let imported = |space: &str, name: &str| format!("from{space}\"./{stem}{name}.js\"");
        let full = ["", " "].iter().fold(text.to_owned(), |text, space| {
            text.replace(&imported(space, ""), &imported(space, &format!(".{hash}")))
        });
        if full == text { bail!("a script does not import {stem}.js") } else { Ok(full) }
    };
    let packaged = |kind, stem: &str, text: String| Packaged {
        kind: Some(kind),
        stem: stem.to_owned(),
        hash: hash.clone(),
        end: "js",
        bytes: text.into_bytes(),
    };
    Ok([
        packaged("js", "comptoir", referring(script, LOADER)?),
        packaged("split", LOADER, referring(loader, "comptoir")?),
    ])
}

/// The manifest with the names of the chunks, without `.wasm`.
fn hashed(manifest: Manifest, chunks: &[Packaged]) -> Result<Manifest> {
    let full = |stem: String| {
        let chunk = chunks.iter().find(|chunk| chunk.stem == stem).with_context(|| format!("there is no {stem}"))?;
        Ok(format!("{}.{}", chunk.stem, chunk.hash))
    };
    let all = |(name, stems): (String, Vec<String>)| Ok((name, stems.into_iter().map(full).collect::<Result<_>>()?));
    manifest.into_iter().map(all).collect()
}

/// The line that leptos reads.
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
        let file = Packaged::new(Some("wasm"), "comptoir", "wasm", b"abc".to_vec());
        assert_eq!(file.name(), "comptoir.ba7816bf8f01cfea.wasm");
        // leptos: `line.split_once(':')`, then `trim` of the second half.
        assert_eq!(hash_line("js", &file.hash).trim().split_once(':'), Some(("js", " ba7816bf8f01cfea")));
    }

    #[test]
    fn the_scripts_name_one_another_and_the_chunks() {
        let chunk = Packaged::new(None, "split_send", "wasm", b"abc".to_vec());
        let loader =
            named(r#"import{a}from"./comptoir.js";fetch(new URL("./split_send.wasm",import.meta.url))"#, &[chunk]);
        assert!(loader.contains(r#"new URL("./split_send.ba7816bf8f01cfea.wasm""#), "{loader}");
        let importing = r#"import*as b from"./__wasm_split.js";const c={"./__wasm_split.js":b}"#;
        let [script, loader] = scripts(importing, &loader).unwrap();
        let text = |file: &Packaged| String::from_utf8(file.bytes.clone()).unwrap();
        assert!(text(&script).starts_with(&format!("import*as b from\"./{}\"", loader.name())));
        assert!(text(&script).ends_with(r#"{"./__wasm_split.js":b}"#));
        assert!(text(&loader).starts_with(&format!("import{{a}}from\"./{}\"", script.name())));
        // Another chunk is another loader, and so another script.
        let [other, _] = scripts(importing, r#"import{a}from"./comptoir.js""#).unwrap();
        assert_ne!(other.name(), script.name());
        assert!(scripts("", "").is_err());
    }

    #[test]
    fn the_manifest_names_files_that_are_there() {
        let chunks = [Packaged::new(None, "split_send", "wasm", b"abc".to_vec())];
        let of = |stem: &str| Manifest::from([("send".to_owned(), vec![stem.to_owned()])]);
        assert_eq!(hashed(of("split_send"), &chunks).unwrap()["send"], ["split_send.ba7816bf8f01cfea"]);
        assert!(hashed(of("chunk_7"), &chunks).is_err());
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
