//! An SMSC, over SMPP 3.4 (facts, `gateways.md`, E5): one connection, bound as a transceiver, made again when it ends.
//!
//! A long text leaves in parts, one after the other, each when the one before was taken. Only the last part asks for a
//! receipt, so a message has one state and not one of each part; see `docs/gateways.md` for what *livré* then means.

mod connection;
mod hear;
mod pdu;
mod receipt;
mod references;
mod session;
#[cfg(test)]
pub(crate) mod simulator;
mod status;
#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::gateway::{Kind, Trouble, TroubleKind};
use domain::message::Reason;
use domain::sms::{self, Encoding};
use futures::future::BoxFuture;
use rustls::pki_types::CertificateDer;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_util::sync::{CancellationToken, DropGuard};

use self::pdu::Submit;
use self::references::References;
use self::session::{Answered, Lost, Session};
use super::{EventSender, Gateway, Open, Outgoing, Probe, Submitted, Wiring};
use crate::settings::SmppSettings;

/// How long everything takes at most.
#[derive(Clone, Copy)]
struct Pace {
    /// To connect and bind.
    open: Duration,
    /// The first and the longest wait before it connects again; each is twice the one before.
    first_wait: Duration,
    last_wait: Duration,
    /// Without a word of the SMSC before it is asked whether it is there, and how long it has to say so.
    idle: Duration,
    answer: Duration,
    /// For the answer to a part.
    submit: Duration,
    /// For all parts of a message, together with the pauses.
    message: Duration,
    /// Between two trials of a part, when one before it was taken, and how long it is tried.
    pause: Duration,
    insist: Duration,
    /// For news to be stored.
    store: Duration,
    /// For the answer that a receipt has overtaken.
    early: Duration,
    /// For the answer to our leave.
    farewell: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            open: seconds(10),
            first_wait: seconds(1),
            last_wait: seconds(60),
            idle: seconds(30),
            answer: seconds(10),
            submit: seconds(15),
            message: seconds(30),
            pause: seconds(1),
            insist: seconds(20),
            store: seconds(10),
            early: seconds(1),
            farewell: seconds(2),
        }
    }
}

/// An SMSC.
pub(super) struct Smpp {
    shared: Arc<Shared>,
    keeper: Mutex<Option<JoinHandle<()>>>,
    /// The reference that the next long text gives its parts, by which a phone joins them.
    joint: AtomicU8,
    _stops: DropGuard,
}

/// What the gateway and the task that keeps it connected share.
struct Shared {
    settings: SmppSettings,
    pace: Pace,
    /// Authorities whose certificates are taken besides those that the machine trusts.
    trusted: Vec<CertificateDer<'static>>,
    events: EventSender,
    wake: Arc<tokio::sync::Notify>,
    /// The session that is bound.
    current: Mutex<Option<Arc<Session>>>,
    /// Why the last session ended, or none came to be.
    trouble: Mutex<Option<Trouble>>,
    references: Mutex<References>,
    window: Semaphore,
    stop: CancellationToken,
}

impl Shared {
    /// A session is bound, or none is any more: the worker is told.
    fn set_current(&self, session: Option<Arc<Session>>) {
        *lock(&self.current) = session;
        self.wake.notify_one();
    }

    fn set_trouble(&self, trouble: Option<Trouble>) {
        *lock(&self.trouble) = trouble;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing that is done under a lock can panic halfway.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Smpp {
    /// Connects, in the background, and stays connected until it is closed or dropped. In a running runtime.
    pub(super) fn start(settings: SmppSettings, wiring: Wiring) -> Arc<Self> {
        Self::paced(settings, wiring, Pace::default(), vec![])
    }

    fn paced(settings: SmppSettings, wiring: Wiring, pace: Pace, trusted: Vec<CertificateDer<'static>>) -> Arc<Self> {
        let window = usize::try_from(settings.window.max(1)).unwrap_or(Semaphore::MAX_PERMITS);
        let stop = CancellationToken::new();
        let shared = Arc::new(Shared {
            settings,
            pace,
            trusted,
            events: wiring.events,
            wake: wiring.wake,
            current: Mutex::default(),
            trouble: Mutex::default(),
            references: Mutex::default(),
            window: Semaphore::new(window.min(Semaphore::MAX_PERMITS)),
            stop: stop.clone(),
        });
        let keeper = tokio::spawn(connection::keep(Arc::clone(&shared)));
        let joint = AtomicU8::new(rand::random());
        Arc::new(Self { shared, keeper: Mutex::new(Some(keeper)), joint, _stops: stop.drop_guard() })
    }

    async fn hand_over(&self, message: &Outgoing) -> Submitted {
        let (encoding, parts) = sms::encode(&message.text);
        let total = u8::try_from(parts.len()).unwrap_or_default();
        let is_as_measured = encoding == message.encoding && u32::from(total) == message.parts;
        if total == 0 || !is_as_measured {
            tracing::error!(message = message.message.0, "SMPP: a text that is not as it was measured");
            return Submitted::Refused(Reason::Refused);
        }
        let Some(source) = source(&message.sender) else { return Submitted::Refused(Reason::SenderRefused) };
        // How long the network may take, which no clock that is set can change; never when.
        let begun = Instant::now();
        let joint = if total > 1 { self.joint.fetch_add(1, Ordering::Relaxed) } else { 0 };
        let mut reference = String::new();
        for (number, part) in (1..=total).zip(&parts) {
            let header: &[u8] = if total > 1 { &[5, 0, 3, joint, total, number] } else { &[] };
            let submit = Submit {
                source,
                destination: message.phone.digits(),
                esm_class: if total > 1 { pdu::UDHI } else { 0 },
                data_coding: if encoding == Encoding::Ucs2 { 8 } else { 0 },
                receipt: number == total,
                message: &[header, part].concat(),
            };
            let body = submit.body();
            let answer = if number == 1 {
                self.part(message, &body, true, begun).await
            } else {
                self.insist(message, &body, begun).await
            };
            match answer {
                Submitted::Accepted { reference: its } => reference = its,
                answer if number == 1 => return answer,
                // What is there of it cannot be called back.
                Submitted::Refused(_) => return Submitted::Unknown(Trouble::of(TroubleKind::Failing)),
                Submitted::Later { trouble, .. } | Submitted::Unknown(trouble) => return Submitted::Unknown(trouble),
            }
        }
        // Where it is empty receipts cannot be told apart; the message was taken all the same.
        Submitted::Accepted { reference }
    }

    /// Hands over a part after the first, again and again while the SMSC cannot at the moment.
    async fn insist(&self, message: &Outgoing, body: &[u8], begun: Instant) -> Submitted {
        let tried_first = Instant::now();
        loop {
            let answer = self.part(message, body, false, begun).await;
            let Pace { pause, insist, message: all, .. } = self.shared.pace;
            let is_over = tried_first.elapsed() + pause > insist || begun.elapsed() + pause > all;
            match answer {
                Submitted::Later { .. } if !is_over => sleep(pause).await,
                answer => return answer,
            }
        }
    }

    /// Hands over one part, within the window and the time that is left for the message.
    async fn part(&self, message: &Outgoing, body: &[u8], is_first: bool, begun: Instant) -> Submitted {
        let Shared { pace, window, current, .. } = &*self.shared;
        let until = (begun + pace.message).min(Instant::now() + pace.submit);
        let later = |kind| Submitted::Later { trouble: Trouble::of(kind), after: None };
        let Ok(Ok(_place)) = timeout_at(until, window.acquire()).await else { return later(TroubleKind::TimedOut) };
        let Some(session) = lock(current).clone() else { return later(TroubleKind::Unreachable) };
        let left = until.saturating_duration_since(Instant::now());
        match session.submit(message, body, is_first, left).await {
            Ok(Answered { status: pdu::OK, reference }) => Submitted::Accepted { reference },
            Ok(Answered { status, .. }) => status::refusal(status),
            Err(Lost::Unwritten) => later(TroubleKind::Unreachable),
            Err(Lost::Cut) => Submitted::Unknown(Trouble::of(TroubleKind::Cut)),
            Err(Lost::TimedOut) => Submitted::Unknown(Trouble::of(TroubleKind::TimedOut)),
        }
    }
}

/// Type, plan and address of a sender (SMPP 3.4, 5.2.5 and 5.2.6): a name, an international number, or a number of the
/// network's own; `None` for what an address cannot hold.
fn source(sender: &str) -> Option<(u8, u8, &str)> {
    /// The most digits of a number that is not international.
    const SHORT: usize = 8;
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|octet| octet.is_ascii_digit());
    let address = match sender.strip_prefix('+').filter(|digits| is_number(digits)) {
        Some(digits) => (1, 1, digits),
        None if is_number(sender) && sender.len() <= SHORT => (3, 0, sender),
        None if is_number(sender) => (1, 1, sender),
        None => (5, 0, sender),
    };
    let fits = |address: &str| (1..=20).contains(&address.len()) && address.bytes().all(|c| (b' '..=b'~').contains(&c));
    fits(address.2).then_some(address)
}

impl Gateway for Smpp {
    fn kind(&self) -> Kind {
        Kind::Smpp
    }

    fn address(&self) -> String {
        format!("{}:{}", self.shared.settings.host, self.shared.settings.port)
    }

    fn submit(&self, message: Outgoing) -> BoxFuture<'_, Submitted> {
        Box::pin(async move { self.hand_over(&message).await })
    }

    fn is_ready(&self) -> bool {
        lock(&self.shared.current).is_some()
    }

    fn resume(&self, open: Vec<Open>) {
        let mut references = lock(&self.shared.references);
        for Open { message, phone, reference } in open.into_iter().filter(|open| !open.reference.is_empty()) {
            references.remember(reference, message, phone);
        }
    }

    fn probe(&self) -> BoxFuture<'_, Option<Probe>> {
        let trouble = *lock(&self.shared.trouble);
        // Until the first connection is there or has failed, there is nothing to say.
        let probe = (trouble.is_some() || self.is_ready()).then(|| Probe { trouble, notes: vec![] });
        Box::pin(std::future::ready(probe))
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        self.shared.stop.cancel();
        let keeper = lock(&self.keeper).take();
        let patience = self.shared.pace.farewell * 2;
        Box::pin(async move {
            if let Some(keeper) = keeper {
                let _ended = timeout(patience, keeper).await;
            }
        })
    }
}
