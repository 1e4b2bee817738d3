//! One send to a frozen audience: what is asked for, what it costs, how far it is.

mod pace;
mod preview_order;

use serde::{Deserialize, Serialize};

pub use self::pace::{Failure, Lately, Speed};
pub use self::preview_order::PreviewOrder;
use crate::client::Filter;
use crate::credit::Credits;
use crate::history::Page;
use crate::id::{CampaignRef, ClientRef, TemplateRef};
use crate::message::{Counts, Status};
use crate::money::Money;
use crate::phone::Unusable;
use crate::template::{Placeholder, Texts, Variant};
use crate::time::{LocalMinute, Stamp};

/// The most characters of a text as it is written, placeholders included.
pub const MAX_TEXT: usize = 2_000;

/// The most numbers of a test.
pub const MAX_TESTS: usize = 3;
/// Above so many SMS a test is asked for before the send.
pub const TEST_ABOVE: u32 = 50;
/// How many messages leave alone where that was asked for (*Canari*).
pub const CANARY: u32 = 3;

/// What a send is for (the specification, section 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// *Rappel de solde client*: to clients who owe.
    #[default]
    BalanceReminder,
    /// *Modèle personnalisé*: to any client.
    Custom,
}

impl Objective {
    /// Both objectives, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::BalanceReminder, Self::Custom];

    /// The number under which the objective is stored. Never changes.
    pub const fn code(self) -> i64 {
        match self {
            Self::BalanceReminder => 0,
            Self::Custom => 1,
        }
    }

    /// The objective stored under a number; `None` if there is no such objective.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|objective| objective.code() == code)
    }

    /// The word in an address and in a form.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::BalanceReminder => "rappel",
            Self::Custom => "modele",
        }
    }

    /// The objective of a word; `None` if there is no such objective.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|objective| objective.slug() == slug)
    }

    /// The least that a client of the list owes: a reminder is for who owes something, a template for everyone.
    pub fn least(self, asked: Option<Money>) -> Option<Money> {
        match self {
            Self::BalanceReminder => Some(asked.unwrap_or_default().max(Money::from_centimes(1))),
            Self::Custom => asked,
        }
    }
}

/// To whom. Two different things from the form to the store: an empty list is never *all* (the specification,
/// section 8, "Sending").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The clients ticked, at least one.
    Ticked(Vec<ClientRef>),
    /// All of the list, as it is filtered, with the number that was shown.
    All {
        /// The filter in force.
        filter: Filter,
        /// How many clients the list was said to have.
        shown: u32,
    },
}

/// Which text: a template as it is saved, or a text for this send only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The template that was chosen.
    pub template: TemplateRef,
    /// The version that was shown; another one is a conflict, not sent.
    pub version: u32,
    /// *Utiliser pour cet envoi seulement*: the texts that replace the template's.
    pub only_here: Option<Texts>,
}

/// A send as asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What for.
    pub objective: Objective,
    /// Which text.
    pub text: Text,
    /// To whom.
    pub audience: Audience,
    /// When, on the pharmacy's clock; at once without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<LocalMinute>,
    /// *Canari*: the first [`CANARY`] messages leave alone, the others follow when these arrive.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub canary: bool,
}

/// What a send would be: exact, and an upper bound for the send that follows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Clients ticked, or of the list.
    pub clients: u32,
    /// SMS that would leave: one per number.
    pub recipients: u32,
    /// Clients left out, by reason, largest first; reasons without any are left out.
    pub left_out: Vec<(LeftOut, u32)>,
    /// Credits needed: the parts of all texts.
    pub credits: u32,
    /// Parts of the longest text.
    pub most_parts: u32,
    /// The same for each text of its own; empty where there is only one.
    #[serde(default)]
    pub variants: Vec<Counted>,
    /// Credits that would be saved by the characters of the standard alphabet, see [`simple`](crate::sms::simple); for each
    /// text where that saves any.
    #[serde(default)]
    pub saves: Vec<(Variant, u32)>,
    /// What these credits cost, at the price of the pharmacy's last activated pack; `None` where there is none.
    #[serde(default)]
    pub price: Option<Money>,
    /// Credits there are now.
    pub available: Credits,
    /// Names of the first three recipients.
    pub first_names: Vec<String>,
    /// For how many seconds it can be called off before anything leaves.
    pub undo_seconds: u32,
    /// When its messages leave, where that is not at once: the time that was set, or the beginning of the pharmacy's sending
    /// hours.
    pub waits_until: Option<Stamp>,
    /// When the last of its messages has left, at the speed of the gateway and if nothing is in the way; `None` where nothing
    /// is handed over at all.
    #[serde(default)]
    pub over_at: Option<Stamp>,
    /// The zone of all these times, by its name in the database of zones.
    #[serde(default)]
    pub zone: String,
    /// It waits for the sending hours: now, or the time that was set, is outside of them.
    pub outside_hours: bool,
}

/// What one text of a send would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Which text.
    pub variant: Variant,
    /// SMS that would leave with it.
    pub recipients: u32,
    /// Credits that they need.
    pub credits: u32,
}

/// Why a client of the audience gets nothing and is not billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// The phone cannot receive an SMS.
    Phone(Unusable),
    /// The client no longer wants SMS.
    OptedOut,
    /// A promotion, and the client has not consented to any.
    NoConsent,
    /// Another client of the audience has the same number.
    SharedNumber,
    /// A value of the text is missing and has no fallback.
    Missing(Placeholder),
    /// With this client's values the text is too long.
    TooLong,
    /// Nothing is owed any more.
    NothingOwed,
}

/// What the quote allows: more than this is shown again instead of sent (the specification, section 8, "Sending").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// At most so many SMS.
    pub recipients: u32,
    /// At most so many credits.
    pub credits: u32,
}

/// A campaign as its page shows it, with one page of its messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign<Messages = Page> {
    /// Its reference.
    pub campaign: CampaignRef,
    /// Its name.
    pub name: String,
    /// What for.
    pub objective: Objective,
    /// Who sent it.
    pub manager: String,
    /// When.
    pub created: Stamp,
    /// The texts with their placeholders.
    pub texts: Texts,
    /// How many messages it has.
    pub total: u32,
    /// How many stand in each status.
    pub counts: Counts,
    /// Clients left out at the send, by reason.
    pub left_out: Vec<(LeftOut, u32)>,
    /// Credits set aside when it was sent.
    pub reserved: u32,
    /// Credits spent so far.
    pub spent: u32,
    /// Credits given back.
    pub given_back: u32,
    /// Reminders that left as they were previewed although their clients had paid a part meanwhile.
    pub paid_in_part: u32,
    /// Whether its messages leave, and what keeps them.
    pub flow: Flow,
    /// How fast they leave, and what did not arrive.
    pub lately: Lately,
    /// One page of its messages.
    pub messages: Messages,
}

impl<Messages> Campaign<Messages> {
    /// The same with its messages in another form.
    pub fn with_messages<Other>(self, other: impl FnOnce(Messages) -> Other) -> Campaign<Other> {
        Campaign {
            campaign: self.campaign,
            name: self.name,
            objective: self.objective,
            manager: self.manager,
            created: self.created,
            texts: self.texts,
            total: self.total,
            counts: self.counts,
            left_out: self.left_out,
            reserved: self.reserved,
            spent: self.spent,
            given_back: self.given_back,
            paid_in_part: self.paid_in_part,
            flow: self.flow,
            lately: self.lately,
            messages: other(self.messages),
        }
    }
}

/// Whether the messages of a campaign that wait leave, and if not, why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// They leave, or none waits.
    Free,
    /// None has left yet: for so many milliseconds the send can be called off.
    Undo(u32),
    /// They wait for the time that was set, or for the pharmacy's sending hours.
    Until(Stamp),
    /// The gateway takes nothing; when it is tried again, where that is known.
    Unreachable(Option<Stamp>),
    /// The first so many have left alone; the others wait for what is heard of them.
    Canary(u32),
    /// One of the first did not arrive: the others are held back since then.
    CanaryStopped(Stamp),
    /// Held back.
    Paused(Fact),
    /// Stopped for good.
    Stopped(Fact),
}

/// That somebody did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// When.
    pub at: Stamp,
    /// Who; `None` where it happened by itself.
    pub by: Option<String>,
}

/// What a person does with a campaign that has messages still to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// *Pause*: nothing more leaves until it goes on.
    Pause,
    /// *Reprendre*.
    Resume,
    /// *Annuler l'envoi*, *Arrêter*: what has not left never does, and its credits are given back.
    Stop,
}

impl Command {
    /// The word in a form.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Stop => "stop",
        }
    }
}

/// How far a campaign is: derived from its messages, never set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Some messages are still to leave.
    UnderWay,
    /// All have left; reports are awaited.
    AwaitingReports,
    /// Every message is final.
    Done,
}

impl Progress {
    /// The progress that counts tell.
    pub fn of(counts: &Counts) -> Self {
        let any = |statuses: &[Status]| counts.iter().any(|(status, n)| *n > 0 && statuses.contains(status));
        if any(&[Status::Scheduled, Status::Queued, Status::Sending]) {
            Self::UnderWay
        } else if any(&[Status::Sent]) {
            Self::AwaitingReports
        } else {
            Self::Done
        }
    }
}

/// A campaign that still moves, for the line above the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnderWay {
    /// Its reference.
    pub campaign: CampaignRef,
    /// Its name.
    pub name: String,
    /// How many messages have left.
    pub left: u32,
    /// How many it has.
    pub total: u32,
    /// The gateway takes nothing at the moment: what waits will leave by itself.
    pub unreachable: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_what_the_messages_say() {
        assert_eq!(Progress::of(&vec![(Status::Delivered, 3), (Status::Queued, 1)]), Progress::UnderWay);
        assert_eq!(Progress::of(&vec![(Status::Delivered, 3), (Status::Sent, 1)]), Progress::AwaitingReports);
        assert_eq!(Progress::of(&vec![(Status::Delivered, 3), (Status::Failed, 1), (Status::Sent, 0)]), Progress::Done);
    }

    #[test]
    fn a_reminder_is_never_for_who_owes_nothing() {
        let centimes = |n| Some(Money::from_centimes(n));
        assert_eq!(Objective::BalanceReminder.least(None), centimes(1));
        assert_eq!(Objective::BalanceReminder.least(centimes(-5)), centimes(1));
        assert_eq!(Objective::BalanceReminder.least(centimes(5_000)), centimes(5_000));
        assert_eq!(Objective::Custom.least(None), None);
    }

    #[test]
    fn codes_and_slugs_lead_back() {
        for objective in Objective::ALL {
            assert_eq!(Objective::from_code(objective.code()), Some(objective));
            assert_eq!(Objective::from_slug(objective.slug()), Some(objective));
        }
        assert_eq!((Objective::from_code(7), Objective::from_slug("x")), (None, None));
    }
}
