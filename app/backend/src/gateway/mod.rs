//! SMS networks: one interface, [`Gateway`], and one file each. What a network says about a message comes in two ways: the
//! answer to [`Gateway::submit`], and later an [`Event`], through the channel that the worker reads.
//!
//! A gateway knows its wire and nothing else: it opens no transaction, decides on no status of ours but what its network
//! said, and never sends anything again by itself.

mod http;
mod kannel;
mod link;
mod monitor;
mod sandbox;
#[cfg(test)]
pub(crate) mod scripted;
mod smpp;
mod twilio;

use std::sync::Arc;
use std::time::Duration;

use domain::gateway::{Kind, Note, Trouble};
use domain::id::MessageId;
use domain::message::{Reason, Status};
use domain::phone::PhoneNumber;
use domain::sms::Encoding;
use futures::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};

pub use self::kannel::kannel_inbound_url;
pub(crate) use self::link::Link;
pub(crate) use self::monitor::{Monitor, Reach};
pub(crate) use self::sandbox::Sandbox;
#[cfg(test)]
pub(crate) use self::smpp::simulator as smsc;
use crate::settings::GatewaySettings;

/// A message on its way out.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub(crate) message: MessageId,
    pub(crate) phone: PhoneNumber,
    /// The sender name that the phone shows.
    pub(crate) sender: String,
    pub(crate) text: String,
    /// How the text was measured, and so billed: what leaves is encoded so and not otherwise.
    pub(crate) encoding: Encoding,
    /// In how many parts it was measured.
    pub(crate) parts: u32,
}

/// The answer to a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Submitted {
    /// Taken, under the gateway's own reference; empty where the network names no message.
    Accepted { reference: String },
    /// Refused for good: nothing was sent, nothing is billed. The reason [is a refusal](Reason::is_refusal).
    Refused(Reason),
    /// Nothing was sent, for sure; it may be tried again, after so long where the network said so.
    Later { trouble: Trouble, after: Option<Duration> },
    /// The answer was lost: it may have been sent.
    Unknown(Trouble),
}

/// A message that the gateway has taken and has not reported on yet.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    pub(crate) message: MessageId,
    pub(crate) phone: PhoneNumber,
    pub(crate) reference: String,
}

/// Which message a report is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum About {
    /// Known by our own id.
    Message(MessageId),
    /// Known by the network's: the references that it may mean, the likeliest first, and the phone, which must be that of
    /// the message: two conventions of writing an id can meet in one number.
    Reference { candidates: Vec<String>, phone: Option<PhoneNumber> },
}

/// What became of a message. May come twice, late, or in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) about: About,
    pub(crate) status: Status,
    pub(crate) reason: Option<Reason>,
    /// What the network said, short and without any value of the message: `UNDELIV err:027`.
    pub(crate) detail: Option<String>,
    /// The network's name of the message, from a network that does not give it with its answer.
    pub(crate) reference: Option<String>,
}

/// A text that somebody sent to us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Inbound {
    /// The network's own id, by which a repetition is noticed; where it gives none, one made of what it said.
    pub(crate) reference: String,
    /// From which number, as the network writes it.
    pub(crate) from: String,
    /// To which of ours.
    pub(crate) to: String,
    pub(crate) text: String,
}

/// What a network says by itself.
#[derive(Debug)]
pub(crate) enum News {
    Report(Report),
    Inbound(Inbound),
}

/// News on their way to the worker, which says when they are durable.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) news: News,
    /// Told once the news are in the store, or are known to concern nothing there. Dropped where the store failed: the
    /// network is not answered, and says it again.
    pub(crate) stored: Option<oneshot::Sender<()>>,
}

impl Event {
    /// News of which nobody awaits that they are stored.
    pub(crate) fn unanswered(report: Report) -> Self {
        Self { news: News::Report(report), stored: None }
    }
}

/// Where a gateway puts its news. Unbounded, because a gateway that reports at once does so while the worker awaits its
/// answer; it holds no more than some reports of each message in hand, and a callback waits until its own is stored.
pub(crate) type EventSender = mpsc::UnboundedSender<Event>;

/// A request that a network makes to us, its body already read and bounded.
#[derive(Clone, Debug)]
pub struct Callback {
    /// What stands behind `/passerelle/` in the address: `kannel/rapport`.
    pub path: String,
    /// Path and query as they were asked for, percent-encoded: what some networks sign.
    pub path_and_query: String,
    /// The pairs of the query, decoded, in their order. A value that is not UTF-8 has U+FFFD in place of what cannot be read.
    pub query: Vec<(String, String)>,
    /// The query as it came, without the question mark, for values that are not UTF-8.
    pub raw_query: String,
    /// The pairs of a form in the body, in their order.
    pub form: Vec<(String, String)>,
    /// The header `X-Twilio-Signature`, empty without one.
    pub signature: String,
}

/// Why a callback is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallbackFault {
    /// The gateway in use has no such address.
    NotFound,
    /// The signature is missing or wrong.
    Forged,
    /// It cannot be read, and will not be the next time.
    Unreadable,
}

/// How a gateway is, as it knows it itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Probe {
    /// What is wrong, if anything.
    pub(crate) trouble: Option<Trouble>,
    /// What whoever runs it should know.
    pub(crate) notes: Vec<Note>,
}

/// An SMS network. Held by the worker and by the callbacks, for as long as the process lives.
pub(crate) trait Gateway: Send + Sync + 'static {
    /// Which one it is.
    fn kind(&self) -> Kind;

    /// Host and port, for the screen; never a name or a password.
    fn address(&self) -> String;

    /// Hands a message over. Called at most once for each time that the message was marked as being submitted; ends by
    /// itself, within some 30 seconds.
    fn submit(&self, message: Outgoing) -> BoxFuture<'_, Submitted>;

    /// Whether messages can be handed over now. A gateway that is not ready is given none, and wakes the worker when it is:
    /// see [`Wiring::wake`].
    fn is_ready(&self) -> bool {
        true
    }

    /// Takes up, after a restart, what was accepted before it and is still to be reported on.
    fn resume(&self, open: Vec<Open>) {
        drop(open);
    }

    /// Looks at how the network is. Asked for about once every ten seconds, never while the answer to the last time is
    /// outstanding; `None` where there is nothing to ask.
    fn probe(&self) -> BoxFuture<'_, Option<Probe>> {
        Box::pin(std::future::ready(None))
    }

    /// Reads a request that the network made to us: signature first. `Ok(None)` is a request that is taken and says nothing
    /// to us.
    ///
    /// # Errors
    ///
    /// See [`CallbackFault`].
    fn callback(&self, callback: &Callback) -> Result<Option<News>, CallbackFault> {
        let _ = callback;
        Err(CallbackFault::NotFound)
    }

    /// Ends its connections in an orderly way. Called once, after the last submission.
    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}

/// What a gateway is connected to.
#[derive(Clone)]
pub(crate) struct Wiring {
    /// Where its news go.
    pub(crate) events: EventSender,
    /// Wakes the worker: to be notified when the gateway becomes ready.
    pub(crate) wake: Arc<tokio::sync::Notify>,
}

/// The gateway of the settings, in a running runtime: it may connect at once.
pub(crate) fn gateway(settings: &GatewaySettings, wiring: Wiring) -> Arc<dyn Gateway> {
    match settings {
        GatewaySettings::Sandbox(settings) => Arc::new(Sandbox::new(settings, wiring.events)),
        GatewaySettings::Kannel(settings) => Arc::new(kannel::Kannel::new(settings.clone())),
        GatewaySettings::Smpp(settings) => smpp::Smpp::start(settings.clone(), wiring),
        GatewaySettings::Twilio(settings) => Arc::new(twilio::Twilio::new(settings.clone())),
    }
}
