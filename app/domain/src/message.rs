//! One SMS to one phone: its statuses, which only move forward, and why it did not arrive.

use serde::{Deserialize, Serialize};

use crate::time::Stamp;

/// Where a message stands (the specification, section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// *planifié*: waits for its time.
    Scheduled,
    /// *en file*: may leave now.
    Queued,
    /// *en cours*: being handed over to the gateway.
    Sending,
    /// *envoyé*: accepted by the gateway.
    Sent,
    /// *livré*: on the phone.
    Delivered,
    /// *échec*: refused for good.
    Failed,
    /// *expiré*: given up after its time.
    Expired,
    /// *incertain*: the gateway's answer was lost; never sent again by itself.
    Uncertain,
    /// *annulé*: stopped by a person before it left.
    Cancelled,
    /// *exclu*: skipped when it was to leave.
    Excluded,
}

impl Status {
    /// Every status, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::Scheduled,
        Self::Queued,
        Self::Sending,
        Self::Sent,
        Self::Delivered,
        Self::Failed,
        Self::Expired,
        Self::Uncertain,
        Self::Cancelled,
        Self::Excluded,
    ];

    /// The number under which the status is stored. Never changes.
    pub const fn code(self) -> i64 {
        match self {
            Self::Scheduled => 0,
            Self::Queued => 1,
            Self::Sending => 2,
            Self::Sent => 3,
            Self::Delivered => 4,
            Self::Failed => 5,
            Self::Expired => 6,
            Self::Uncertain => 7,
            Self::Cancelled => 8,
            Self::Excluded => 9,
        }
    }

    /// The status stored under a number; `None` if there is no such status.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// The word in an address.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Scheduled => "planifie",
            Self::Queued => "en_file",
            Self::Sending => "en_cours",
            Self::Sent => "envoye",
            Self::Delivered => "livre",
            Self::Failed => "echec",
            Self::Expired => "expire",
            Self::Uncertain => "incertain",
            Self::Cancelled => "annule",
            Self::Excluded => "exclu",
        }
    }

    /// The status of a word; `None` if there is no such status.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.slug() == slug)
    }

    /// The message waits for its turn: it can be stopped, and nothing of it has left.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Scheduled | Self::Queued)
    }

    /// Nothing more is expected: the message has left the outbox. A late report may still move *échec*, *expiré* or
    /// *incertain*, see [`can_become`](Self::can_become).
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Scheduled | Self::Queued | Self::Sending | Self::Sent)
    }

    /// Whether a message may move from this status to another. *en file* and *en cours* may alternate (a gateway that
    /// asks to try later); from *envoyé* on a status only moves forward; *incertain* is resolved by a late report; an
    /// expiry is corrected by the report that it was delivered after all (the specification, sections 6 and 8).
    pub const fn can_become(self, next: Self) -> bool {
        use Status::*;
        match self {
            Scheduled => matches!(next, Queued | Cancelled | Excluded),
            Queued => matches!(next, Sending | Expired | Cancelled | Excluded),
            Sending => !matches!(next, Scheduled | Sending | Cancelled | Excluded),
            Sent => matches!(next, Delivered | Failed | Expired | Uncertain),
            Uncertain => matches!(next, Sent | Delivered | Failed | Expired),
            Expired => matches!(next, Delivered),
            Delivered | Failed | Cancelled | Excluded => false,
        }
    }

    /// The same, of a message that stands there for a reason. That the network has accepted it is no news once the network
    /// says that it does not know what became of it, whichever of the two reports comes first.
    pub fn can_become_after(self, reason: Option<Reason>, next: Self) -> bool {
        let is_no_news = reason == Some(Reason::NetworkUnsure) && next == Self::Sent;
        !is_no_news && self.can_become(next)
    }
}

/// Why a message is where it is: a closed list, in plain words on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The operator knows no such number.
    UnknownNumber,
    /// The phone was off or out of reach until the time ran out.
    Unreachable,
    /// The gateway refused the number before taking the message.
    NumberRefused,
    /// The gateway could not be reached until the time ran out.
    GatewayDown,
    /// The gateway's answer was lost after the message was handed over.
    AnswerLost,
    /// The client has paid meanwhile.
    Paid,
    /// The client no longer wants SMS.
    OptedOut,
    /// The operator refused it and said nothing more.
    Refused,
    /// The network has it no longer and could not hand it over.
    Undelivered,
    /// The operator of the recipient blocked it.
    Blocked,
    /// The gateway does not let this sender name send.
    SenderRefused,
    /// The network says that it does not know what became of it.
    NetworkUnsure,
    /// A promotion, and the client does not consent any more.
    NoConsent,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 13] = [
        Self::UnknownNumber,
        Self::Unreachable,
        Self::NumberRefused,
        Self::GatewayDown,
        Self::AnswerLost,
        Self::Paid,
        Self::OptedOut,
        Self::Refused,
        Self::Undelivered,
        Self::Blocked,
        Self::SenderRefused,
        Self::NetworkUnsure,
        Self::NoConsent,
    ];

    /// The number under which the reason is stored. Never changes.
    pub const fn code(self) -> i64 {
        match self {
            Self::UnknownNumber => 1,
            Self::Unreachable => 2,
            Self::NumberRefused => 3,
            Self::GatewayDown => 4,
            Self::AnswerLost => 5,
            Self::Paid => 6,
            Self::OptedOut => 7,
            Self::Refused => 8,
            Self::Undelivered => 9,
            Self::Blocked => 10,
            Self::SenderRefused => 11,
            Self::NetworkUnsure => 12,
            Self::NoConsent => 13,
        }
    }

    /// The gateway itself said no: nothing went to a phone, and nothing is billed. Every other reason for *échec* comes from
    /// the network behind it, which bills what it tried.
    pub const fn is_refusal(self) -> bool {
        matches!(self, Self::NumberRefused | Self::Refused | Self::SenderRefused)
    }

    /// The reason stored under a number; `None` if there is no such reason.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// How a message may be sent again by a person: only where it may never have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Again {
    /// It surely did not arrive: the client gets it once.
    Safe,
    /// Nobody knows whether it arrived: the client may get it twice.
    AtRisk,
}

impl Again {
    /// Whether a message that stands there for a reason may be sent again, and how. Not where the number or its owner is the
    /// reason, which another try does not change.
    pub const fn of(status: Status, reason: Option<Reason>) -> Option<Self> {
        use Reason::*;
        match (status, reason) {
            (Status::Uncertain, _) => Some(Self::AtRisk),
            (Status::Failed, Some(UnknownNumber | NumberRefused | Blocked | OptedOut)) => None,
            (Status::Failed | Status::Expired | Status::Cancelled, _) => Some(Self::Safe),
            _ => None,
        }
    }
}

/// One line of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Place of the message within its pharmacy: the key by which pages are cut.
    pub number: i64,
    /// When it was created, in the pharmacy's zone.
    pub created: Stamp,
    /// Who sent it.
    pub manager: String,
    /// Where it stands.
    pub status: Status,
    /// Why, where there is something to say.
    pub reason: Option<Reason>,
    /// The text as it was sent.
    pub content: String,
    /// The recipient's name.
    pub recipient: String,
    /// The recipient's phone as Moroccans read it: `06 12 34 56 78`.
    pub phone: String,
    /// Whether it is a test: to a number that somebody typed.
    #[serde(default)]
    pub is_test: bool,
    /// *sans accusé*: see [`is_unreported`].
    #[serde(default)]
    pub is_unreported: bool,
}

/// How long a report may take until a message that the gateway accepted is marked *sans accusé*, in milliseconds: 72 hours.
const REPORT_WITHIN: i64 = 72 * 3_600_000;

/// Whether a message bears the mark *sans accusé*: *envoyé* for 72 hours, and no report came. A mark and no status (the
/// specification, section 8, "Statuses"): a late report still moves it. `accepted_at` and `now` in milliseconds.
pub fn is_unreported(status: Status, accepted_at: Option<i64>, now: i64) -> bool {
    status == Status::Sent && accepted_at.is_some_and(|at| now.saturating_sub(at) >= REPORT_WITHIN)
}

/// A message, before a person sends it again by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// The message, as the history has it.
    pub line: Line,
    /// Credits that sending it again needs.
    pub credits: u32,
    /// Credits there are now.
    pub available: u32,
    /// The campaign that sends it again, where somebody has asked for that already.
    pub repeated_by: Option<crate::id::CampaignRef>,
}

/// How many messages stand in each status; statuses without any are left out.
pub type Counts = Vec<(Status, u32)>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_back() {
        assert!(Status::ALL.iter().all(|status| Status::from_code(status.code()) == Some(*status)));
        assert!(Reason::ALL.iter().all(|reason| Reason::from_code(reason.code()) == Some(*reason)));
        assert_eq!((Status::from_code(10), Reason::from_code(0)), (None, None));
        assert_eq!(Reason::from_code(14), None);
        assert!(Status::ALL.iter().all(|status| Status::from_slug(status.slug()) == Some(*status)));
    }

    #[test]
    fn what_may_have_arrived_is_sent_again_at_a_risk_and_what_did_arrive_never() {
        use Status::*;
        for status in Status::ALL {
            let without_reason = match status {
                Uncertain => Some(Again::AtRisk),
                Failed | Expired | Cancelled => Some(Again::Safe),
                Scheduled | Queued | Sending | Sent | Delivered | Excluded => None,
            };
            assert_eq!(Again::of(status, None), without_reason, "{status:?}");
        }
        assert_eq!(Again::of(Failed, Some(Reason::SenderRefused)), Some(Again::Safe));
        assert_eq!(Again::of(Expired, Some(Reason::GatewayDown)), Some(Again::Safe));
        for of_the_number in [Reason::UnknownNumber, Reason::NumberRefused, Reason::Blocked] {
            assert_eq!(Again::of(Failed, Some(of_the_number)), None);
        }
    }

    #[test]
    fn from_sent_on_nothing_goes_back() {
        use Status::*;
        for from in [Sent, Delivered, Failed, Expired, Uncertain, Cancelled, Excluded] {
            for back in [Scheduled, Queued, Sending, Cancelled, Excluded] {
                assert!(!from.can_become(back), "{from:?} -> {back:?}");
            }
        }
        assert!(Status::ALL.iter().all(|status| !status.can_become(*status)));
        let unsure = Some(Reason::NetworkUnsure);
        assert!(
            Uncertain.can_become_after(Some(Reason::AnswerLost), Sent) && !Uncertain.can_become_after(unsure, Sent)
        );
        assert!(Uncertain.can_become_after(unsure, Delivered) && !Sent.can_become_after(None, Sent));
        assert!(Queued.can_become(Sending) && Sending.can_become(Queued));
        assert!(Status::ALL.iter().all(|next| !Delivered.can_become(*next)));
    }
}
