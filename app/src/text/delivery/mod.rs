//! Words about how SMS leave: the gateway, sending an SMS again, and a send at a set time. Apart from the rest,
//! which fills a file of each language already.

pub(super) mod ar;
pub(super) mod en;
pub(super) mod fr;

use domain::gateway::{Kind, Note, TroubleKind};
use domain::language::Language;
use domain::message::Again;

use super::Count;
use crate::context::use_language;

/// *Passerelle*.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Gateway {
    pub title: &'static str,
    pub none: &'static str,
    pub in_use: &'static str,
    pub sandbox: &'static str,
    pub sandbox_says: &'static str,
    pub address: &'static str,
    pub health: &'static str,
    pub working: &'static str,
    pub untried: &'static str,
    pub connecting: &'static str,
    pub paused: &'static str,
    /// Date and time.
    pub next_try: fn(&str, &str) -> String,
    pub last_error: &'static str,
    pub no_error: &'static str,
    /// The network's own number for what went wrong.
    pub code: fn(&str) -> String,
    pub unreachable: &'static str,
    pub timed_out: &'static str,
    pub cut: &'static str,
    pub credentials: &'static str,
    pub throttled: &'static str,
    pub failing: &'static str,
    pub unreadable: &'static str,
    pub figures: &'static str,
    pub last_minute: &'static str,
    pub rate: &'static str,
    /// SMS a second.
    pub a_second: Count,
    pub no_rate: &'static str,
    pub to_leave: &'static str,
    pub awaited: &'static str,
    pub unknown_reports: &'static str,
    pub unknown_says: &'static str,
    pub restarted: &'static str,
    pub reports_not_kept: &'static str,
    pub unlinked: &'static str,
    pub stalled: &'static str,
}

impl Gateway {
    /// The name of a gateway. Those of products are the same in every language.
    pub const fn kind(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Sandbox => self.sandbox,
            Kind::Kannel => "Kannel",
            Kind::Smpp => "SMPP 3.4",
            Kind::Twilio => "Twilio",
        }
    }

    /// What was wrong.
    pub const fn trouble(&self, kind: TroubleKind) -> &'static str {
        match kind {
            TroubleKind::Unreachable => self.unreachable,
            TroubleKind::TimedOut => self.timed_out,
            TroubleKind::Cut => self.cut,
            TroubleKind::Credentials => self.credentials,
            TroubleKind::Throttled => self.throttled,
            TroubleKind::Failing => self.failing,
            TroubleKind::Unreadable => self.unreadable,
        }
    }

    /// What whoever runs the gateway should know.
    pub const fn note(&self, note: Note) -> &'static str {
        match note {
            Note::Restarted => self.restarted,
            Note::ReportsNotKept => self.reports_not_kept,
            Note::Unlinked => self.unlinked,
            Note::Stalled => self.stalled,
        }
    }
}

/// *Renvoyer*, and *Renvoyer quand même*.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Repeat {
    pub title: &'static str,
    pub again: &'static str,
    pub anyway: &'static str,
    pub not: &'static str,
    /// Who sent it, date, time.
    pub sent: fn(&str, &str, &str) -> String,
    pub safe: &'static str,
    pub risk: &'static str,
    pub costs: Count,
    pub left: Count,
    pub already: &'static str,
    pub known: &'static str,
}

impl Repeat {
    /// What the button says.
    pub const fn send(&self, again: Again) -> &'static str {
        match again {
            Again::Safe => self.again,
            Again::AtRisk => self.anyway,
        }
    }
}

/// When a send leaves. The place of a zone is its name in the database of zones; see [`When::place`].
#[expect(missing_docs, reason = "the words say what they are")]
pub struct When {
    pub legend: &'static str,
    pub now: &'static str,
    pub later: &'static str,
    pub at: &'static str,
    /// The place whose clock it is.
    pub hint: fn(&str) -> String,
    /// Date, time, and the place whose clock it is.
    pub leaves: fn(&str, &str, &str) -> String,
    pub casablanca: &'static str,
    pub outside: &'static str,
    pub missing: &'static str,
}

impl When {
    /// The place that people know a zone by: `Casablanca` for `Africa/Casablanca`.
    pub fn place(&self, zone: &str) -> String {
        if zone == "Africa/Casablanca" {
            return self.casablanca.to_owned();
        }
        zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
    }
}

/// The words about when a send leaves. Apart from [`Text`](super::Text): they come with the page that needs them, so that the
/// first load does not carry them.
pub fn when() -> &'static When {
    match use_language() {
        Language::Fr => &fr::WHEN,
        Language::Ar => &ar::WHEN,
        Language::En => &en::WHEN,
    }
}
