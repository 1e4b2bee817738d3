//! A moment as people read it. There is no clock and no zone here: the server formats, in the pharmacy's zone.

use serde::{Deserialize, Serialize};

/// A moment, formatted: the same in every language of the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// `24/11/2026`.
    pub date: String,
    /// `09:42`.
    pub time: String,
}
