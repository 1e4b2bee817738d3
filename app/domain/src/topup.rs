//! A request for credits, from the first word to their activation (the specification, section 3). One table says which step
//! follows which, and whose it is; screens and services ask it.

use serde::{Deserialize, Serialize};

use crate::credit::Credits;
use crate::id::TopUpRef;
use crate::money::Money;
use crate::pack::{BankDetails, Pack};
use crate::proof::ProofKind;
use crate::time::Stamp;

/// The most characters of a reason or a message.
pub const MAX_NOTE: usize = 1_000;

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The pharmacy has asked.
    Requested,
    /// It has chosen a pack.
    Chosen,
    /// The sales service has issued the pro-forma.
    Issued,
    /// The pharmacy has paid, and proved it.
    Declared,
    /// The sales service has the money.
    Received,
    /// The credits are there.
    Activated,
    /// The sales service has refused.
    Refused,
    /// The pharmacy has withdrawn.
    Cancelled,
}

/// What somebody does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Asks.
    Request,
    /// Chooses a pack, or another one.
    Choose,
    /// Issues the pro-forma.
    Issue,
    /// Sends a proof of the transfer, or another one.
    Declare,
    /// Confirms that the money has come.
    Receive,
    /// Activates the credits.
    Activate,
    /// Refuses, with a reason.
    Refuse,
    /// Withdraws, with a reason.
    Cancel,
    /// Writes to the other side.
    Write,
}

/// Whose a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The pharmacy.
    Pharmacy,
    /// The sales service.
    Sales,
}

impl State {
    /// Every state, in the order of the way.
    pub const ALL: [Self; 8] = [
        Self::Requested,
        Self::Chosen,
        Self::Issued,
        Self::Declared,
        Self::Received,
        Self::Activated,
        Self::Refused,
        Self::Cancelled,
    ];

    /// The number under which the state is stored. Never changes; an open state is below 5.
    pub const fn code(self) -> i64 {
        match self {
            Self::Requested => 0,
            Self::Chosen => 1,
            Self::Issued => 2,
            Self::Declared => 3,
            Self::Received => 4,
            Self::Activated => 5,
            Self::Refused => 6,
            Self::Cancelled => 7,
        }
    }

    /// The state stored under a number; `None` if there is no such state.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether something is still to be done.
    pub const fn is_open(self) -> bool {
        self.code() < Self::Activated.code()
    }

    /// Whose turn it is; `None` where the request has ended.
    pub const fn waits_for(self) -> Option<Side> {
        match self {
            Self::Requested | Self::Issued => Some(Side::Pharmacy),
            Self::Chosen | Self::Declared | Self::Received => Some(Side::Sales),
            Self::Activated | Self::Refused | Self::Cancelled => None,
        }
    }

    /// Where an act leads from here; `None` if it cannot be done here.
    pub const fn after(self, act: Act) -> Option<Self> {
        use State::{Activated, Cancelled, Chosen, Declared, Issued, Received, Refused, Requested};
        match (self, act) {
            (Requested | Chosen, Act::Choose) => Some(Chosen),
            (Chosen, Act::Issue) => Some(Issued),
            (Issued | Declared, Act::Declare) => Some(Declared),
            (Declared, Act::Receive) => Some(Received),
            (Received, Act::Activate) => Some(Activated),
            (Requested | Chosen | Issued | Declared | Received, Act::Refuse) => Some(Refused),
            // Once the money has come, the sales service alone can end it: it has something to give back.
            (Requested | Chosen | Issued | Declared, Act::Cancel) => Some(Cancelled),
            (_, Act::Write) => Some(self),
            _ => None,
        }
    }

    /// Whether an act has been done already: a second click on it is no fault, and does nothing.
    pub const fn has_done(self, act: Act) -> bool {
        use State::{Activated, Cancelled, Declared, Issued, Received, Refused};
        matches!(
            (self, act),
            (Issued | Declared | Received | Activated, Act::Issue)
                | (Received | Activated, Act::Receive)
                | (Activated, Act::Activate)
                | (Refused, Act::Refuse)
                | (Cancelled, Act::Cancel)
        )
    }

    /// What a side can do here.
    pub fn acts(self, side: Side) -> Vec<Act> {
        let can = |act: &Act| act.side().is_none_or(|of| of == side) && self.after(*act).is_some();
        Act::ALL.into_iter().filter(can).collect()
    }
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 9] = [
        Self::Request,
        Self::Choose,
        Self::Issue,
        Self::Declare,
        Self::Receive,
        Self::Activate,
        Self::Refuse,
        Self::Cancel,
        Self::Write,
    ];

    /// The number under which the act is stored. Never changes.
    pub const fn code(self) -> i64 {
        match self {
            Self::Request => 0,
            Self::Choose => 1,
            Self::Issue => 2,
            Self::Declare => 3,
            Self::Receive => 4,
            Self::Activate => 5,
            Self::Refuse => 6,
            Self::Cancel => 7,
            Self::Write => 8,
        }
    }

    /// The act stored under a number; `None` if there is no such act.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }

    /// Its word in forms and in the trail.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Choose => "choose",
            Self::Issue => "issue",
            Self::Declare => "declare",
            Self::Receive => "receive",
            Self::Activate => "activate",
            Self::Refuse => "refuse",
            Self::Cancel => "cancel",
            Self::Write => "write",
        }
    }

    /// The act of a word; `None` if there is no such act.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.slug() == slug)
    }

    /// Whose it is; `None` where both sides can do it.
    pub const fn side(self) -> Option<Side> {
        match self {
            Self::Request | Self::Choose | Self::Declare | Self::Cancel => Some(Side::Pharmacy),
            Self::Issue | Self::Receive | Self::Activate | Self::Refuse => Some(Side::Sales),
            Self::Write => None,
        }
    }

    /// Whether it is nothing without words: a reason, or a message.
    pub const fn needs_note(self) -> bool {
        matches!(self, Self::Refuse | Self::Cancel | Self::Write)
    }
}

/// A request as a line of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopUp {
    /// Its address.
    pub reference: TopUpRef,
    /// What people call it: `RC-2026-0131`.
    pub number: String,
    /// Whose it is.
    pub pharmacy: String,
    /// Where it stands.
    pub state: State,
    /// When it was made.
    pub requested: Stamp,
    /// Minutes since the last step.
    pub waiting: u32,
    /// The pack that was chosen, at the price of then.
    pub pack: Option<Pack>,
    /// What the transfer bears, once the pro-forma is issued: `CPT 7F3K 0131`.
    pub transfer: Option<String>,
    /// Whether the other side has done or written something that this side has not seen.
    pub is_new: bool,
}

/// A step or a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When.
    pub at: Stamp,
    /// What.
    pub act: Act,
    /// Whose.
    pub side: Side,
    /// Who.
    pub by: String,
    /// The reason, or the message.
    pub note: String,
}

/// A proof of transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Which of the request, from 1.
    pub n: u32,
    /// What its content is.
    pub kind: ProofKind,
    /// Octets.
    pub size: u32,
    /// When it was sent.
    pub at: Stamp,
}

/// All of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its line.
    pub topup: TopUp,
    /// Who looks at it.
    pub side: Side,
    /// What they can do now.
    pub acts: Vec<Act>,
    /// Steps and messages, oldest first.
    pub steps: Vec<Step>,
    /// Proofs, oldest first.
    pub proofs: Vec<Proof>,
    /// Where to pay, once the pro-forma is issued.
    pub bank: Option<BankDetails>,
    /// What can be chosen, where something can.
    pub packs: Vec<Pack>,
    /// Credits that the pharmacy has.
    pub available: Credits,
}

impl Sheet {
    /// The step that brought a state about.
    pub fn step(&self, act: Act) -> Option<&Step> {
        self.steps.iter().rfind(|step| step.act == act)
    }
}

/// What the sales service has in hand, and what a month brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// Requests, those that wait for the sales service longest first.
    pub requests: Vec<TopUp>,
    /// Whether there are more than are listed.
    pub more: bool,
    /// Requests that wait for the sales service.
    pub to_do: u32,
    /// The month: `11/2026`.
    pub month: String,
    /// Requests activated in it.
    pub activated: u32,
    /// Their credits.
    pub credits: i64,
    /// Their prices.
    pub turnover: Money,
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn codes_and_words_lead_back() {
        assert!(State::ALL.iter().all(|state| State::from_code(state.code()) == Some(*state)));
        assert!(Act::ALL.iter().all(|act| Act::from_code(act.code()) == Some(*act)));
        assert!(Act::ALL.iter().all(|act| Act::from_slug(act.slug()) == Some(*act)));
        assert_eq!((State::from_code(8), Act::from_code(9), Act::from_slug("")), (None, None, None));
    }

    #[test]
    fn the_way_of_the_guide() {
        let way = [Act::Choose, Act::Issue, Act::Declare, Act::Receive, Act::Activate];
        let end = way.iter().try_fold(State::Requested, |state, act| state.after(*act));
        assert_eq!(end, Some(State::Activated));
    }

    #[rstest]
    #[case(State::Requested, &[Act::Choose, Act::Cancel, Act::Write], &[Act::Refuse, Act::Write])]
    #[case(State::Chosen, &[Act::Choose, Act::Cancel, Act::Write], &[Act::Issue, Act::Refuse, Act::Write])]
    #[case(State::Issued, &[Act::Declare, Act::Cancel, Act::Write], &[Act::Refuse, Act::Write])]
    #[case(State::Declared, &[Act::Declare, Act::Cancel, Act::Write], &[Act::Receive, Act::Refuse, Act::Write])]
    #[case(State::Received, &[Act::Write], &[Act::Activate, Act::Refuse, Act::Write])]
    #[case(State::Activated, &[Act::Write], &[Act::Write])]
    #[case(State::Refused, &[Act::Write], &[Act::Write])]
    #[case(State::Cancelled, &[Act::Write], &[Act::Write])]
    fn each_side_has_its_acts(#[case] state: State, #[case] pharmacy: &[Act], #[case] sales: &[Act]) {
        assert_eq!(state.acts(Side::Pharmacy), pharmacy);
        assert_eq!(state.acts(Side::Sales), sales);
    }

    #[test]
    fn what_has_ended_stays_ended() {
        for state in State::ALL.into_iter().filter(|state| !state.is_open()) {
            for act in Act::ALL.into_iter().filter(|act| *act != Act::Write) {
                assert_eq!(state.after(act), None);
            }
        }
    }

    #[test]
    fn what_is_done_cannot_be_done_again() {
        for state in State::ALL {
            for act in Act::ALL.into_iter().filter(|act| state.has_done(*act)) {
                assert_eq!(state.after(act), None, "{state:?} {act:?}");
            }
        }
    }
}
