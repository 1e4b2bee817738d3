//! SMS networks: one interface, one file each. What a network says about a message comes in two ways: the answer to
//! [`AnyGateway::submit`], and later a [`Report`] through the channel that the worker reads.

mod sandbox;
#[cfg(test)]
pub(crate) mod scripted;

use domain::id::MessageId;
use domain::message::{Reason, Status};
use domain::phone::PhoneNumber;
use tokio::sync::mpsc;

pub(crate) use self::sandbox::Sandbox;

/// A message on its way out.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub(crate) message: MessageId,
    pub(crate) phone: PhoneNumber,
    /// The sender name that the phone shows.
    pub(crate) sender: String,
    pub(crate) text: String,
}

/// The answer to a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Submitted {
    /// Taken, under the gateway's own reference.
    Accepted { reference: String },
    /// Refused for good: nothing was sent, nothing is billed.
    Refused(Reason),
    /// Nothing was sent; it may be tried again.
    #[cfg_attr(not(test), expect(dead_code, reason = "no answer of the sandbox, but one of every real network"))]
    Later,
    /// The answer was lost: it may have been sent.
    #[cfg_attr(not(test), expect(dead_code, reason = "no answer of the sandbox, but one of every real network"))]
    Unknown,
}

/// A message that the gateway has taken and has not reported on yet.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    pub(crate) message: MessageId,
    pub(crate) phone: PhoneNumber,
    pub(crate) reference: String,
}

/// What became of a message. May come twice, late, or in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) message: MessageId,
    pub(crate) status: Status,
    pub(crate) reason: Option<Reason>,
}

/// Where a gateway puts its reports. Unbounded, because a gateway that reports at once does so while the worker awaits
/// its answer; it holds no more than one report of each message in hand.
pub(crate) type ReportSender = mpsc::UnboundedSender<Report>;

/// The gateway in use.
pub(crate) enum AnyGateway {
    Sandbox(Sandbox),
    #[cfg(test)]
    Scripted(scripted::Scripted),
}

impl AnyGateway {
    /// Hands a message over. Called at most once for each time that the message was marked as being submitted.
    pub(crate) async fn submit(&self, message: &Outgoing) -> Submitted {
        match self {
            Self::Sandbox(sandbox) => sandbox.submit(message),
            #[cfg(test)]
            Self::Scripted(scripted) => scripted.submit(message).await,
        }
    }

    /// Takes up, after a restart, what was accepted before it and is still to be reported on.
    pub(crate) fn resume(&self, open: Vec<Open>) {
        match self {
            Self::Sandbox(sandbox) => sandbox.resume(open),
            #[cfg(test)]
            Self::Scripted(_) => {}
        }
    }
}
