//! How the preview of a send steps through its clients.

use serde::{Deserialize, Serialize};

/// In which order the preview steps through the clients of a send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreviewOrder {
    /// As the list has them.
    #[default]
    List,
    /// Whose SMS takes the most parts first, then the longest.
    Costliest,
    /// Whose SMS has the most characters first.
    Longest,
    /// Those who are left out for want of a value, or because with theirs the text is too long, first.
    Missing,
}

impl PreviewOrder {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::List, Self::Costliest, Self::Longest, Self::Missing];

    /// The word in a form.
    pub const fn word(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Costliest => "costliest",
            Self::Longest => "longest",
            Self::Missing => "missing",
        }
    }

    /// The order of a word; `None` if there is no such order.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.word() == word)
    }
}
