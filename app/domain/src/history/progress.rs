//! How far an export is.

use serde::{Deserialize, Serialize};

/// The most characters of the name by which a page follows an export.
pub const MAX_NAME: usize = 32;

/// How far an export is, for the page that asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Lines that are ready.
    pub ready: u32,
    /// Out of how many.
    pub total: u32,
    /// Whether it goes on.
    pub state: State,
}

/// Whether an export goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It goes on.
    UnderWay,
    /// All of it has been given out.
    Done,
    /// It ended before its end: it failed, or the browser went away.
    Broken,
}
