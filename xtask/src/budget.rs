//! The size budget: what a browser loads first, against `xtask/budget.txt`.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::say::say;
use crate::sh;
use crate::site::Profile;
use crate::stamp;

/// Prints the size of every file of the built site, and fails over the budget.
pub fn check() -> Result<()> {
    let budget = parse(&fs::read_to_string(sh::at("xtask/budget.txt"))?)?;
    let site = Profile::Release.site();
    let mut first_load = 0;
    say("     plain    brotli");
    for file in stamp::files_below(&site)? {
        let name = file.strip_prefix(&site)?.to_string_lossy().into_owned();
        if name.ends_with(".br") || name.ends_with(".gz") {
            continue;
        }
        let plain = fs::metadata(&file)?.len();
        let mut companion = file.as_os_str().to_owned();
        companion.push(".br");
        let sent = fs::metadata(&companion).map_or(plain, |small| small.len());
        say(format!("{plain:>10}{sent:>10}  {name}"));
        if name.starts_with("pkg/") {
            first_load += sent;
        }
    }
    say(format!("{first_load:>20}  first load without HTML, of {budget}"));
    if first_load > budget {
        bail!("the first load is {} bytes over the budget of xtask/budget.txt", first_load - budget);
    }
    Ok(())
}

/// The one number of the file; lines with `#` explain it.
fn parse(text: &str) -> Result<u64> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    line.context("xtask/budget.txt has no number")?.parse().context("xtask/budget.txt has no number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_the_line_without_a_hash() {
        assert_eq!(parse("# why\n\n 280000\n").unwrap(), 280_000);
        assert!(parse("# why\n").is_err());
        assert!(parse("many\n").is_err());
    }

    #[test]
    fn the_budget_of_the_repository_can_be_read() {
        assert!(parse(include_str!("../budget.txt")).unwrap() > 0);
    }
}
