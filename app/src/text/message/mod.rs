//! Words about one message, about one client, and about the export of a list.

pub(super) mod ar;
pub(super) mod en;
pub(super) mod fr;

use domain::history::Credits;
use domain::message::Status;
use domain::sms::Encoding;

use super::Count;

/// One message.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Message {
    /// The recipient's name.
    pub title: fn(&str) -> String,
    pub title_unknown: &'static str,
    pub back: &'static str,
    pub facts: &'static str,
    pub campaign: &'static str,
    pub template: &'static str,
    /// The version of a template.
    pub version: fn(u32) -> String,
    pub encoding: &'static str,
    pub gsm7: &'static str,
    pub ucs2: &'static str,
    pub size: &'static str,
    pub credits: &'static str,
    /// Set aside, spent, given back: so many credits.
    pub reserved: Count,
    pub spent: Count,
    pub given_back: Count,
    pub gateway: &'static str,
    pub reference: &'static str,
    pub attempts: &'static str,
    pub repeats: &'static str,
    /// The number of the message that is repeated.
    pub repeats_which: fn(i64) -> String,
    pub follow_repeat: &'static str,
    pub events: &'static str,
    pub created: &'static str,
    pub scheduled: &'static str,
    pub queued: &'static str,
    pub queued_again: &'static str,
    pub sending: &'static str,
    pub sent: &'static str,
    pub delivered: &'static str,
    pub failed: &'static str,
    pub expired: &'static str,
    pub uncertain: &'static str,
    pub cancelled: &'static str,
    pub excluded: &'static str,
    pub network_said: &'static str,
    /// What leads to all that was sent to a client, or by a person.
    pub all_to: &'static str,
    pub all_by: &'static str,
}

impl Message {
    /// The encoding in plain words.
    pub const fn encoding(&self, encoding: Encoding) -> &'static str {
        match encoding {
            Encoding::Gsm7 => self.gsm7,
            Encoding::Ucs2 => self.ucs2,
        }
    }

    /// What became of so many credits.
    pub fn credits(&self, credits: Credits, n: u32) -> String {
        match credits {
            Credits::Reserved => (self.reserved)(n),
            Credits::Spent => (self.spent)(n),
            Credits::GivenBack => (self.given_back)(n),
        }
    }

    /// What happened, after what happened before it; `None` for the first, which is how the message came to be.
    pub const fn event(&self, before: Option<Status>, status: Status) -> &'static str {
        match (before, status) {
            (None, Status::Queued) => self.created,
            (Some(Status::Sending), Status::Queued) => self.queued_again,
            (_, Status::Scheduled) => self.scheduled,
            (_, Status::Queued) => self.queued,
            (_, Status::Sending) => self.sending,
            (_, Status::Sent) => self.sent,
            (_, Status::Delivered) => self.delivered,
            (_, Status::Failed) => self.failed,
            (_, Status::Expired) => self.expired,
            (_, Status::Uncertain) => self.uncertain,
            (_, Status::Cancelled) => self.cancelled,
            (_, Status::Excluded) => self.excluded,
        }
    }
}

/// One client.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Client {
    pub back: &'static str,
    pub owed: &'static str,
    pub nothing_owed: &'static str,
    pub reachable: &'static str,
    pub unnamed: &'static str,
    pub messages: &'static str,
    pub empty: &'static str,
}

/// The export of a list: its menu, its progress, its columns, and why there is none.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Export {
    pub menu: &'static str,
    pub says: &'static str,
    pub csv: &'static str,
    pub csv_says: &'static str,
    pub xlsx: &'static str,
    pub xlsx_says: &'static str,
    /// Lines that are ready, out of how many.
    pub ready_of: fn(u32, u32) -> String,
    pub done: Count,
    pub broken: &'static str,
    pub reason: &'static str,
    pub phone: &'static str,
    pub campaign: &'static str,
    pub parts: &'static str,
    pub sheet: &'static str,
    pub too_many: &'static str,
    pub too_many_says: &'static str,
    pub bad_dates: &'static str,
    pub bad_dates_says: &'static str,
    pub denied: &'static str,
    pub as_csv: &'static str,
    pub back: &'static str,
}
