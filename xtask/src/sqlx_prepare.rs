//! `.sqlx/`: what the checked queries of `backend` look like in the database, so that a build needs no database.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::say::say;
use crate::sh;
use crate::stamp::{self, Inputs};

const STAMP: &str = "sqlx";

/// Writes `.sqlx/` anew from the migrations and the queries; with `check` it only compares.
pub fn sqlx_prepare(check: bool) -> Result<()> {
    let _alone = stamp::exclusive(STAMP)?;
    let work = sh::at("target/xtask/sqlx");
    let kept = sh::at(".sqlx");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    fs::create_dir_all(work.join("queries"))?;

    make_database(&work.join("schema.db"))?;
    let compiled = expand_queries(&work.join("schema.db"), &work.join("queries"));
    let new = metadata(&work.join("queries"))?;
    if check {
        compiled?;
        compare(&metadata(&kept)?, &new)?;
    } else if let Err(error) = compiled {
        // Metadata of the good queries helps whoever repairs the rest; what may be needed still is not removed.
        write(&kept, &new)?;
        return Err(error.context(format!("backend does not compile; {} queries were added to .sqlx/", new.len())));
    } else {
        for name in metadata(&kept)?.keys().filter(|name| !new.contains_key(*name)) {
            fs::remove_file(kept.join(name))?;
        }
        write(&kept, &new)?;
    }
    say(format!("{} queries in .sqlx/", new.len()));
    stamp::keep(STAMP, &inputs()?)
}

/// The check, skipped when nothing changed since the last one that passed.
pub fn check_when_changed() -> Result<()> {
    if stamp::is_fresh(STAMP, &inputs()?) {
        say("the queries did not change");
        return Ok(());
    }
    sqlx_prepare(true)
}

fn inputs() -> Result<String> {
    let inputs = Inputs::default().files(&sh::at("migrations"))?.files(&sh::at("app/backend/src"))?;
    Ok(inputs.files(&sh::at(".sqlx"))?.files(&sh::at("Cargo.lock"))?.digest())
}

fn make_database(file: &Path) -> Result<()> {
    let mut schema =
        sh::cargo(&["run", "--quiet", "--package", "xtask", "--features", "schema", "--bin", "schema", "--"]);
    sh::run(schema.arg(file).arg(sh::at("migrations"))).context("the migrations could not be applied")
}

/// Compiles `backend` against the database: each checked query writes one file.
fn expand_queries(database: &Path, queries: &Path) -> Result<()> {
    // Cargo does not see that the schema or the folder changed.
    let source = fs::File::options().append(true).open(sh::at("app/backend/src/lib.rs"))?;
    source.set_modified(fs::metadata(database)?.modified()?)?;
    let mut url = OsString::from("sqlite://");
    url.push(database);
    sh::run(
        sh::cargo(&["check", "--package", "backend", "--lib", "--tests"])
            .env("DATABASE_URL", url)
            .env("SQLX_OFFLINE", "false")
            .env("SQLX_OFFLINE_DIR", queries),
    )
}

/// The metadata files of a folder by name.
fn metadata(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for file in stamp::files_below(folder)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("query-") && name.ends_with(".json") {
            found.insert(name, fs::read(&file)?);
        }
    }
    Ok(found)
}

/// Writes what differs, so that unchanged queries keep their time.
fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    let old = metadata(folder)?;
    fs::create_dir_all(folder)?;
    for (name, bytes) in files.iter().filter(|(name, bytes)| old.get(*name) != Some(bytes)) {
        fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}

fn compare(kept: &BTreeMap<String, Vec<u8>>, new: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    let missing = new.keys().filter(|name| !kept.contains_key(*name)).count();
    let left_over = kept.keys().filter(|name| !new.contains_key(*name)).count();
    let changed = new.iter().filter(|(name, bytes)| kept.get(*name).is_some_and(|old| old != *bytes)).count();
    if missing + left_over + changed > 0 {
        bail!(
            ".sqlx/ is stale: {missing} queries missing, {left_over} left over, {changed} changed; \
             run `cargo xtask sqlx-prepare` and commit .sqlx/"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(files: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn staleness_is_counted() {
        assert!(compare(&set(&[("a", "1")]), &set(&[("a", "1")])).is_ok());
        let error = compare(&set(&[("a", "1"), ("b", "2")]), &set(&[("a", "9"), ("c", "3")])).unwrap_err();
        assert!(error.to_string().contains("1 queries missing, 1 left over, 1 changed"));
    }

    #[test]
    fn only_query_files_are_read_and_written() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("README"), "no query").unwrap();
        let files = set(&[("query-1.json", "{}")]);
        write(folder.path(), &files).unwrap();
        assert_eq!(metadata(folder.path()).unwrap(), files);
    }
}
