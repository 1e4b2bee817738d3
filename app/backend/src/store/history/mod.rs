//! The history: a list of a million messages, filtered, searched and sorted at once (facts: `docs/architecture.md`, "find one
//! message").
//!
//! `scope` reads the filter, `search` what is looked for, `list` divides both into parts, `plan` says from where the rows of
//! a part come, `select` writes the statement, and `lines` reads what is shown. `index` keeps what makes it fast.

mod check;
mod choices;
mod export;
mod index;
mod lines;
mod list;
mod marks;
mod part;
mod plan;
mod scope;
mod search;
mod select;
#[cfg(test)]
mod tests;
mod totals;

pub(crate) use self::check::{disagreements, rebuild};
pub(crate) use self::choices::{campaigns, client, managers};
pub(crate) use self::export::{Exported, exported};
pub(crate) use self::index::{add, add_words};
pub(crate) use self::lines::{Written, written};
pub(crate) use self::list::{List, Total, list};
pub(crate) use self::part::Place;
