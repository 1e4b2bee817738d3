//! The size budget: what a browser loads first, and what each chunk adds, against `xtask/budget.txt`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::say::say;
use crate::sh;
use crate::site::Profile;
use crate::site::wasm::{LOADER, MANIFEST, Manifest};
use crate::stamp;

/// The name of what is loaded with every page, in the budget.
const FIRST: &str = "first";

/// Bytes by name.
type Sizes = BTreeMap<String, u64>;

/// Prints the size of every file of the built site, and fails over the budget.
pub fn check() -> Result<()> {
    let budget = parse(&fs::read_to_string(sh::at("xtask/budget.txt"))?)?;
    let site = Profile::Release.site();
    let mut sent = Sizes::new();
    let mut manifest = Manifest::new();
    say("     plain    brotli");
    for file in stamp::files_below(&site)? {
        let name = file.strip_prefix(&site)?.to_string_lossy().into_owned();
        if name.ends_with(".br") || name.ends_with(".gz") {
            continue;
        }
        let (plain, small) = (fs::metadata(&file)?.len(), compressed(&file)?);
        say(format!("{plain:>10}{small:>10}  {name}"));
        if let Some(name) = name.strip_prefix("pkg/") {
            if name.starts_with(MANIFEST) {
                manifest = serde_json::from_slice(&fs::read(&file)?)?;
            } else {
                sent.insert(name.to_owned(), small);
            }
        }
    }
    let over = over(&budget, &totals(&sent, &manifest)?)?;
    if !over.is_empty() {
        bail!("over the budget of xtask/budget.txt: {}", over.join(", "));
    }
    Ok(())
}

/// The size of a file as it is sent.
fn compressed(file: &Path) -> Result<u64> {
    let mut companion = file.as_os_str().to_owned();
    companion.push(".br");
    Ok(fs::metadata(companion).or_else(|_| fs::metadata(file))?.len())
}

/// What is loaded with every page, and what the first page of each chunk adds to it.
fn totals(sent: &Sizes, manifest: &Manifest) -> Result<Sizes> {
    let is_first = |name: &str| name.starts_with("comptoir.") || name.starts_with(LOADER);
    let first = sent.iter().filter(|(name, _)| is_first(name)).map(|(_, bytes)| bytes).sum();
    let mut totals = Sizes::from([(FIRST.to_owned(), first)]);
    for (chunk, files) in manifest {
        let size =
            |stem: &String| sent.get(&format!("{stem}.wasm")).with_context(|| format!("there is no {stem}.wasm"));
        totals.insert(chunk.clone(), files.iter().map(size).sum::<Result<_>>()?);
    }
    Ok(totals)
}

/// What is larger than its budget. Everything has one, and every budget is of something.
fn over(budget: &Sizes, totals: &Sizes) -> Result<Vec<String>> {
    if !budget.keys().eq(totals.keys()) {
        bail!("xtask/budget.txt must have {:?}, and nothing else", totals.keys());
    }
    let mut over = vec![];
    for ((name, bytes), most) in totals.iter().zip(budget.values()) {
        say(format!("{bytes:>20}  {name}, of {most}"));
        if bytes > most {
            over.push(format!("{name} by {}", bytes - most));
        }
    }
    Ok(over)
}

/// A name and its bytes on each line; lines with `#` explain them.
fn parse(text: &str) -> Result<Sizes> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let one = |line: &str| {
        let (name, bytes) = line.split_once(' ')?;
        Some((name.to_owned(), bytes.trim().parse().ok()?))
    };
    lines.map(|line| one(line).with_context(|| format!("xtask/budget.txt: `{line}` is no budget"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(of: &[(&str, u64)]) -> Sizes {
        of.iter().map(|(name, bytes)| ((*name).to_owned(), *bytes)).collect()
    }

    #[test]
    fn a_budget_is_a_line_without_a_hash() {
        assert_eq!(parse("# why\n\nfirst 280000\nsend  9\n").unwrap(), sizes(&[("first", 280_000), ("send", 9)]));
        assert!(parse("280000\n").is_err());
        assert!(parse("first many\n").is_err());
    }

    #[test]
    fn a_chunk_weighs_with_what_it_shares() {
        let sent = sizes(&[
            ("comptoir.0a.js", 1),
            ("comptoir.0b.wasm", 10),
            ("__wasm_split.0c.js", 100),
            ("chunk_4.0d.wasm", 1_000),
            ("split_send.0e.wasm", 10_000),
        ]);
        let manifest = Manifest::from([("send".to_owned(), vec!["chunk_4.0d".to_owned(), "split_send.0e".to_owned()])]);
        assert_eq!(totals(&sent, &manifest).unwrap(), sizes(&[("first", 111), ("send", 11_000)]));
        assert!(totals(&Sizes::new(), &manifest).is_err());
    }

    #[test]
    fn what_is_larger_than_its_budget_is_named() {
        let budget = sizes(&[("first", 10), ("send", 5)]);
        assert!(over(&budget, &sizes(&[("first", 10), ("send", 5)])).unwrap().is_empty());
        assert_eq!(over(&budget, &sizes(&[("first", 12), ("send", 5)])).unwrap(), ["first by 2"]);
        assert!(over(&budget, &sizes(&[("first", 10)])).is_err());
    }

    #[test]
    fn the_budget_of_the_repository_can_be_read() {
        assert!(parse(include_str!("../budget.txt")).unwrap().contains_key(FIRST));
    }
}
