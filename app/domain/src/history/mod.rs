//! The history of communications: what is asked for, and what is shown.
//!
//! A [`Query`] is the whole state of the list. Its form in an address is in [`address`](self::address), where its search was
//! found in what is shown in [`highlight`](self::highlight).

mod address;
mod highlight;
mod progress;
mod search;

use serde::{Deserialize, Serialize};

pub use self::address::{Asked, ask, pairs};
pub use self::highlight::{Highlight, pieces};
pub use self::progress::{MAX_NAME, Progress, State};
pub use self::search::{Term, Word, status_words, terms};
use crate::campaign::Objective;
use crate::id::{CampaignRef, ClientRef, StaffRef, TemplateRef};
use crate::message::{Counts, Line, Reason, Status};
use crate::sms::Encoding;
use crate::time::{Date, Stamp};

/// The most characters of a search that are looked for: what is longer is cut.
pub const MAX_SEARCH: usize = 200;
/// The most hits of a search that are counted.
pub const MOST_COUNTED: u32 = 10_000;

/// A column of the list, in its order on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// Date de création.
    #[default]
    Created,
    /// Gestionnaire.
    Manager,
    /// Type: every message is an SMS, so this is the order of creation.
    Kind,
    /// Statut.
    Status,
    /// Contenu.
    Content,
    /// Destinataire.
    Recipient,
}

impl Column {
    /// Every column, in its order on the screen.
    pub const ALL: [Self; 6] = [Self::Created, Self::Manager, Self::Kind, Self::Status, Self::Content, Self::Recipient];
}

/// The order of the list. Messages that are equal in it stand in the order of their creation, the same way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sort {
    /// By which column.
    pub column: Column,
    /// The largest, or the newest, first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self::first(Column::Created)
    }
}

impl Sort {
    /// The order that the first click on a column brings: the newest first, else from A to Z.
    pub const fn first(column: Column) -> Self {
        Self { column, descending: matches!(column, Column::Created | Column::Kind) }
    }

    /// The order that a click on a column brings: the other way round where it is sorted by it already.
    pub fn clicked(self, column: Column) -> Self {
        if self.column == column { Self { column, descending: !self.descending } } else { Self::first(column) }
    }
}

/// Which messages: all that are left by every filter that is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Filter {
    /// The first day, on the pharmacy's calendar.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// Where they stand.
    pub status: Option<Status>,
    /// Who sent them.
    pub manager: Option<StaffRef>,
    /// What for.
    pub objective: Option<Objective>,
    /// In which campaign.
    pub campaign: Option<CampaignRef>,
    /// To which client.
    pub client: Option<ClientRef>,
}

/// The list that is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Query {
    /// What is looked for, as typed: every word in any field (the specification, section 8, "Search").
    pub search: String,
    /// Which messages.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
}

impl Query {
    /// All messages of a campaign.
    pub fn of_campaign(campaign: CampaignRef) -> Self {
        Self { filter: Filter { campaign: Some(campaign), ..Filter::default() }, ..Self::default() }
    }

    /// All messages to a client.
    pub fn of_client(client: ClientRef) -> Self {
        Self { filter: Filter { client: Some(client), ..Filter::default() }, ..Self::default() }
    }
}

/// Where a page of a list begins: after, or before, a message of it. The message's own place in the order is known by its
/// number, but for its status, which may have changed since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cursor {
    /// To the pages that follow, or back.
    pub way: Way,
    /// The message next to the page, by its number within the pharmacy.
    pub number: i64,
    /// Its status when it was shown, in a list sorted by status.
    pub status: Option<Status>,
}

/// A way through the pages of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// On.
    On,
    /// Back.
    Back,
}

/// One page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// At most 50.
    pub lines: Vec<Line>,
    /// The page before; `None` on the first.
    pub previous: Option<Cursor>,
    /// The page after; `None` on the last.
    pub next: Option<Cursor>,
    /// Totals of all pages.
    pub totals: Totals,
    /// The number of the pharmacy's newest message when the page was read; 0 where there is none. Given back as the bound of
    /// a later reading, what came meanwhile does not make rows jump.
    pub newest: i64,
    /// How many messages that the query finds came after the bound that was given.
    pub fresh: u32,
}

/// Totals by status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Totals {
    /// Exact.
    Exact(Counts),
    /// More than [`MOST_COUNTED`], which a search does not count to the end.
    Many,
}

impl Default for Totals {
    fn default() -> Self {
        Self::Exact(vec![])
    }
}

/// What can be chosen in the filters of a pharmacy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// Everybody who has sent something, by name.
    pub managers: Vec<(StaffRef, String)>,
    /// The newest campaigns, at most 100, and the one of the query wherever it stands.
    pub campaigns: Vec<(CampaignRef, String)>,
    /// The name of the query's client.
    pub client: Option<String>,
    /// The day that it is on the pharmacy's calendar.
    pub today: Option<Date>,
}

/// One message with its whole life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// As the list has it.
    pub line: Line,
    /// How it was encoded.
    pub encoding: Encoding,
    /// Its parts, each of which costs one credit.
    pub parts: u32,
    /// What became of these credits.
    pub credits: Credits,
    /// The gateway in use when it was handed over; `None` if it never was.
    pub gateway: Option<crate::gateway::Kind>,
    /// The network's reference, once it was accepted.
    pub reference: Option<String>,
    /// How often it was handed over.
    pub attempts: u32,
    /// Everything that happened to it, the oldest first.
    pub events: Vec<Event>,
    /// Its campaign, and the campaign's name.
    pub campaign: (CampaignRef, String),
    /// What for.
    pub objective: Objective,
    /// Its template, and the template's name and version.
    pub template: (TemplateRef, String, u32),
    /// Who sent it.
    pub manager: StaffRef,
    /// The client, where it is known.
    pub client: Option<ClientRef>,
    /// The client with whose values a test was written, and their name.
    #[serde(default)]
    pub tests: Option<(ClientRef, String)>,
    /// The message that it repeats, by its number.
    pub repeats: Option<i64>,
    /// The campaign that sends it again, where somebody has asked for that.
    pub repeated_by: Option<CampaignRef>,
}

/// What became of a message's credits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credits {
    /// Set aside.
    Reserved,
    /// Spent.
    Spent,
    /// Given back.
    GivenBack,
}

/// One thing that happened to a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When, in the pharmacy's zone.
    pub at: Stamp,
    /// The status that it brought.
    pub status: Status,
    /// Why.
    pub reason: Option<Reason>,
    /// What the network said.
    pub detail: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_click_turns_the_order_round() {
        let newest = Sort::default();
        assert_eq!(newest, Sort { column: Column::Created, descending: true });
        let oldest = newest.clicked(Column::Created);
        assert!(!oldest.descending);
        assert_eq!(oldest.clicked(Column::Created), newest);
        assert_eq!(newest.clicked(Column::Recipient), Sort { column: Column::Recipient, descending: false });
    }
}
