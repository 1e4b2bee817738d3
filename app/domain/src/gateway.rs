//! The SMS network in use, as the screen *Passerelle* shows it: which one, whether it works, and what it last said.

use serde::{Deserialize, Serialize};

use crate::time::Stamp;

/// Which network (the specification, section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The embedded one, of which nothing leaves the machine.
    Sandbox,
    /// Kannel, over `sendsms`.
    Kannel,
    /// An SMSC, over SMPP 3.4.
    Smpp,
    /// Twilio, or a service that speaks as it does.
    Twilio,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Sandbox, Self::Kannel, Self::Smpp, Self::Twilio];

    /// The word in a configuration and in an address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Kannel => "kannel",
            Self::Smpp => "smpp",
            Self::Twilio => "twilio",
        }
    }

    /// The kind of a word; `None` if there is no such kind.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What was wrong with the network, without a value of any message: a kind that the screen has words for, and the
/// network's own number where it gave one (an HTTP status, an SMPP `command_status`, a Twilio error code).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Trouble {
    /// What it was.
    pub kind: TroubleKind,
    /// The network's number for it.
    pub code: Option<u32>,
}

/// Kinds of trouble with a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TroubleKind {
    /// No connection could be made.
    Unreachable,
    /// It did not answer in time.
    TimedOut,
    /// The connection broke before the answer.
    Cut,
    /// It does not accept our name or password.
    Credentials,
    /// It asks to go slower.
    Throttled,
    /// It says that it cannot at the moment.
    Failing,
    /// Its answer cannot be understood.
    Unreadable,
}

impl Trouble {
    /// Trouble of a kind, without a number.
    pub const fn of(kind: TroubleKind) -> Self {
        Self { kind, code: None }
    }

    /// Trouble of a kind, with the network's number for it.
    pub const fn coded(kind: TroubleKind, code: u32) -> Self {
        Self { kind, code: Some(code) }
    }
}

/// Whether the network takes messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It answered as it should the last time that it was asked.
    Working,
    /// The last time that it was asked it could not be reached, was too slow, or said that it fails.
    Failing {
        /// Since when it has been so.
        since: Stamp,
    },
    /// Nothing was asked of it yet.
    Untried,
    /// There is no connection; one is being made, again and again.
    Connecting,
    /// It failed too often in a row: nothing is handed over until then, when one message tries it again.
    Paused {
        /// When it is tried again.
        until: Stamp,
    },
}

/// Something about the network that whoever runs it should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// It was started anew while messages were in its hands: what it had may be lost or doubled.
    Restarted,
    /// It keeps delivery reports in memory only: they are lost when it stops.
    ReportsNotKept,
    /// It has no connection to the operator: what it takes waits there.
    Unlinked,
    /// Messages are in hand, and none has been taken for a minute.
    Stalled,
}

/// The network in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gateway {
    /// Which one.
    pub kind: Kind,
    /// Where it is, host and port; empty for the sandbox. Only for who may change settings.
    pub address: String,
    /// Whether it takes messages.
    pub health: Health,
    /// What it last said that was wrong, and when.
    pub last_error: Option<(Trouble, Stamp)>,
    /// Messages that it took in the last sixty seconds.
    pub per_minute: u32,
    /// The most messages a second that it is given; `None` for no limit of ours.
    pub rate: Option<u32>,
    /// Messages that wait or are being handed over, of this pharmacy.
    pub to_leave: u32,
    /// Messages that it took and that it has yet to report on, of this pharmacy.
    pub awaited: u32,
    /// Delivery reports about messages that are not known here, since the start.
    pub unknown_reports: u32,
    /// What whoever runs it should know.
    pub notes: Vec<Note>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back() {
        assert!(Kind::ALL.iter().all(|kind| Kind::from_word(kind.word()) == Some(*kind)));
        assert_eq!(Kind::from_word("carrier pigeon"), None);
    }
}
