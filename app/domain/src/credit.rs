//! Credits: one credit is one part of an SMS. What moves them, entry by entry.

use serde::{Deserialize, Serialize};

use crate::time::Stamp;

/// A number of credits, never below zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Credits(pub u32);

/// Why the ledger has an entry (the specification, sections 3 and 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Credits were granted.
    Grant,
    /// A send set credits aside.
    Reserve,
    /// The gateway accepted messages: what was set aside is spent.
    Spend,
    /// Messages were refused, excluded, cancelled or expired before that: what was set aside is there again.
    GiveBack,
    /// A correction: always a new, opposite entry.
    Correct,
}

impl EntryKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Grant, Self::Reserve, Self::Spend, Self::GiveBack, Self::Correct];

    /// The number under which the kind is stored. Never changes.
    pub const fn code(self) -> i64 {
        match self {
            Self::Grant => 0,
            Self::Reserve => 1,
            Self::Spend => 2,
            Self::GiveBack => 3,
            Self::Correct => 4,
        }
    }

    /// The kind stored under a number; `None` if there is no such kind.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Where the credits stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Free to be used.
    pub available: Credits,
    /// Set aside for messages that have not left yet.
    pub reserved: Credits,
    /// Spent, ever.
    pub spent: Credits,
}

/// One entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Place in the pharmacy's ledger, from 1.
    pub number: i64,
    /// When.
    pub at: Stamp,
    /// Why.
    pub kind: EntryKind,
    /// What it changed of the credits available.
    pub available: i64,
    /// What it changed of the credits set aside.
    pub reserved: i64,
    /// Credits available after it.
    pub available_after: Credits,
    /// Who, where it was a person.
    pub by: Option<String>,
    /// The name of the campaign, where there is one.
    pub campaign: Option<String>,
}

/// One page of the ledger, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Where the credits stand.
    pub balance: Balance,
    /// At most 50.
    pub entries: Vec<Entry>,
    /// The number to give for the page with older entries.
    pub older: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::EntryKind;

    #[test]
    fn codes_lead_back() {
        assert!(EntryKind::ALL.iter().all(|kind| EntryKind::from_code(kind.code()) == Some(*kind)));
        assert_eq!(EntryKind::from_code(5), None);
    }
}
