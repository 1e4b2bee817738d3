//! One bound connection: what was asked and is not answered, what is read and what is written, and whether the other end
//! is still there.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::gateway::{Trouble, TroubleKind};
use domain::id::MessageId;
use domain::message::Status;
use domain::phone::PhoneNumber;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, sleep_until, timeout, timeout_at};

use super::connection::Connection;
use super::pdu::{self, Pdu};
use super::{Shared, lock, references, status};
use crate::gateway::{About, Event, Outgoing, Report, Submitted};

/// Octets that are written at one time, as many as there are.
const CHUNK: usize = 64 * 1024;

/// Unanswered submissions that are remembered, those included of which nobody awaits the answer any more: it may still
/// come, and name the message of a receipt.
const MOST_WAITING: usize = 10_000;

/// What came of a part.
pub(super) type Answer = Result<Answered, Lost>;

/// The answer to a part.
pub(super) struct Answered {
    pub(super) status: u32,
    /// The id, in its one writing; empty where it says none.
    pub(super) reference: String,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// The connection ended, or was too slow, before anything was written: nothing was sent.
    Unwritten,
    /// The connection ended after it was, or may have been, written.
    Cut,
    /// It was written, and there was no answer in time.
    TimedOut,
}

/// A bound connection, as those see it who send over it.
pub(super) struct Session {
    pending: Mutex<Pending>,
    outbox: mpsc::UnboundedSender<Frame>,
    sequence: AtomicU32,
    heard: Mutex<Instant>,
}

#[derive(Default)]
struct Pending {
    is_over: bool,
    waiting: BTreeMap<u32, Waiting>,
}

struct Waiting {
    message: MessageId,
    phone: PhoneNumber,
    /// Nothing of the message was handed over before: refused, none of it is sent.
    is_first: bool,
    /// Its octets are being written, or were.
    is_begun: bool,
    answer: oneshot::Sender<Answer>,
}

/// Octets to be written.
pub(super) struct Frame {
    octets: Vec<u8>,
    /// Of a submission: it is left out if nobody awaits it any more.
    submission: Option<u32>,
}

impl Session {
    /// A session, and what it is given to write.
    pub(super) fn new() -> (Self, mpsc::UnboundedReceiver<Frame>) {
        let (outbox, frames) = mpsc::unbounded_channel();
        // 1 was the bind.
        let (sequence, heard) = (AtomicU32::new(2), Mutex::new(Instant::now()));
        (Self { pending: Mutex::default(), outbox, sequence, heard }, frames)
    }

    /// Hands a part of a message over, the first or another, and awaits its answer so long.
    pub(super) async fn submit(&self, message: &Outgoing, body: &[u8], is_first: bool, limit: Duration) -> Answer {
        let (message, phone) = (message.message, message.phone.clone());
        let sequence = self.next_sequence();
        let (answer, answered) = oneshot::channel();
        {
            let mut pending = lock(&self.pending);
            if pending.is_over {
                return Err(Lost::Unwritten);
            }
            if pending.waiting.len() >= MOST_WAITING {
                pending.waiting.pop_first();
            }
            pending.waiting.insert(sequence, Waiting { message, phone, is_first, is_begun: false, answer });
        }
        let octets = pdu::frame(pdu::SUBMIT_SM, pdu::OK, sequence, body);
        // Nobody takes it only where the session is ending, which answers what waits.
        let _ending = self.outbox.send(Frame { octets, submission: Some(sequence) });
        match timeout(limit, answered).await {
            Ok(answer) => answer.unwrap_or(Err(Lost::Cut)),
            Err(_) => Err(self.give_up(sequence)),
        }
    }

    /// Answers a request of the SMSC.
    pub(super) fn respond(&self, request: u32, sequence: u32, status: u32) {
        // The one body that a response of ours has: an id, which deliver_sm_resp leaves empty.
        let body: &[u8] = if request == pdu::DELIVER_SM { &[0] } else { &[] };
        self.write(pdu::frame(request | pdu::RESPONSE, status, sequence, body));
    }

    /// Whether a submission waits for its answer: a receipt that nobody knows may be of its message.
    pub(super) fn is_awaiting(&self) -> bool {
        !lock(&self.pending).waiting.is_empty()
    }

    fn write(&self, octets: Vec<u8>) {
        let _ending = self.outbox.send(Frame { octets, submission: None });
    }

    fn request(&self, command: u32) {
        self.write(pdu::frame(command, pdu::OK, self.next_sequence(), &[]));
    }

    fn next_sequence(&self) -> u32 {
        self.sequence.fetch_add(1, Ordering::Relaxed) & 0x7FFF_FFFF
    }

    fn give_up(&self, sequence: u32) -> Lost {
        let mut pending = lock(&self.pending);
        match pending.waiting.get(&sequence) {
            Some(Waiting { is_begun: false, .. }) => {
                pending.waiting.remove(&sequence);
                Lost::Unwritten
            }
            _ => Lost::TimedOut,
        }
    }

    /// Says of a submission that it is being written; false if nobody awaits it any more.
    fn begin(&self, sequence: u32) -> bool {
        let mut pending = lock(&self.pending);
        let waiting = pending.waiting.get_mut(&sequence);
        waiting.map(|waiting| waiting.is_begun = true).is_some()
    }

    fn answered(&self, shared: &Shared, pdu: &Pdu) {
        let Some(waiting) = lock(&self.pending).waiting.remove(&pdu.sequence) else { return };
        let reference =
            if pdu.status == pdu::OK { references::canonical(&pdu::reference(&pdu.body)) } else { String::new() };
        if !reference.is_empty() {
            lock(&shared.references).remember(reference.clone(), waiting.message, waiting.phone);
        }
        // Whoever gave up still gets receipts by the reference, and is told where there will be none.
        let is_late = waiting.answer.send(Ok(Answered { status: pdu.status, reference })).is_err();
        if let (true, true, Some(report)) = (is_late, waiting.is_first, late(waiting.message, pdu.status)) {
            let _stopped = shared.events.send(Event::unanswered(report));
        }
    }

    /// Nothing is written or read any more.
    fn end(&self) {
        let mut pending = lock(&self.pending);
        pending.is_over = true;
        for (_, waiting) in std::mem::take(&mut pending.waiting) {
            let lost = if waiting.is_begun { Lost::Cut } else { Lost::Unwritten };
            let _gone = waiting.answer.send(Err(lost));
        }
    }
}

/// That a message was refused for good, said when nobody awaited it any more: it is *incertain* until then.
fn late(message: MessageId, status: u32) -> Option<Report> {
    if status == pdu::OK {
        return None;
    }
    let Submitted::Refused(reason) = status::refusal(status) else { return None };
    let (about, detail) = (About::Message(message), Some(format!("0x{status:08x}")));
    Some(Report { about, status: Status::Failed, reason: Some(reason), detail, reference: None })
}

/// Serves a session until its connection ends, and says why; `None` where that was wanted.
pub(super) async fn serve(
    shared: &Arc<Shared>,
    session: &Arc<Session>,
    frames: mpsc::UnboundedReceiver<Frame>,
    connection: Connection,
) -> Option<Trouble> {
    let (reader, writer) = tokio::io::split(connection);
    let trouble = tokio::select! {
        trouble = listen(shared, session, reader) => trouble,
        trouble = write(session, frames, writer) => Some(trouble),
        trouble = keep_alive(shared, session) => Some(trouble),
        () = unbind(shared, session) => None,
    };
    session.end();
    trouble
}

async fn listen(shared: &Arc<Shared>, session: &Arc<Session>, mut reader: impl AsyncRead + Unpin) -> Option<Trouble> {
    let mut leaves_at = None;
    loop {
        let next = async {
            match leaves_at {
                // The other end has taken leave, and should have closed.
                Some(at) => timeout_at(at, pdu::read(&mut reader)).await.unwrap_or(Err(ErrorKind::TimedOut.into())),
                None => pdu::read(&mut reader).await,
            }
        };
        let pdu = match next.await {
            Ok(pdu) => pdu,
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                return Some(Trouble::of(TroubleKind::Unreadable));
            }
            Err(_) if shared.stop.is_cancelled() => return None,
            Err(_) => return Some(Trouble::of(TroubleKind::Cut)),
        };
        *lock(&session.heard) = Instant::now();
        match pdu.command {
            pdu::DELIVER_SM => super::hear::hear(shared, session, &pdu),
            pdu::ENQUIRE_LINK => session.respond(pdu::ENQUIRE_LINK, pdu.sequence, pdu::OK),
            pdu::UNBIND => {
                session.respond(pdu::UNBIND, pdu.sequence, pdu::OK);
                // Not yet the end: our answer is to be written, and those under way are to be read.
                shared.set_current(None);
                leaves_at = Some(Instant::now() + shared.pace.farewell);
            }
            command if command == pdu::UNBIND | pdu::RESPONSE => return None,
            command if command == pdu::SUBMIT_SM | pdu::RESPONSE || command == pdu::GENERIC_NACK => {
                session.answered(shared, &pdu);
            }
            // These have no response.
            pdu::ALERT_NOTIFICATION | pdu::OUTBIND => {}
            command if command & pdu::RESPONSE != 0 => {}
            _ => session.write(pdu::frame(pdu::GENERIC_NACK, pdu::INVALID_COMMAND, pdu.sequence, &[])),
        }
    }
}

async fn write(
    session: &Session,
    mut frames: mpsc::UnboundedReceiver<Frame>,
    mut writer: impl AsyncWrite + Unpin,
) -> Trouble {
    let mut octets = vec![];
    while let Some(first) = frames.recv().await {
        let mut next = Some(first);
        while let Some(frame) = next {
            if frame.submission.is_none_or(|sequence| session.begin(sequence)) {
                octets.extend(frame.octets);
            }
            next = if octets.len() < CHUNK { frames.try_recv().ok() } else { None };
        }
        if writer.write_all(&octets).await.is_err() || writer.flush().await.is_err() {
            break;
        }
        octets.clear();
    }
    Trouble::of(TroubleKind::Cut)
}

/// Asks, when nothing was heard for long, whether the other end is there; ends when it is not.
async fn keep_alive(shared: &Shared, session: &Session) -> Trouble {
    let heard = || *lock(&session.heard);
    loop {
        let last = heard();
        sleep_until(last + shared.pace.idle).await;
        if heard() != last {
            continue;
        }
        session.request(pdu::ENQUIRE_LINK);
        sleep(shared.pace.answer).await;
        if heard() == last {
            return Trouble::of(TroubleKind::TimedOut);
        }
    }
}

/// Takes leave when that is wanted; ends when the other end does not answer, which ends the session itself.
async fn unbind(shared: &Shared, session: &Session) {
    shared.stop.cancelled().await;
    session.request(pdu::UNBIND);
    sleep(shared.pace.farewell).await;
}

#[cfg(test)]
mod tests {
    use super::super::tests::outgoing;
    use super::*;

    /// What is lost at the end of a session, with the octets begun or not.
    async fn lost(is_begun: bool, limit: Duration, ends: bool) -> Lost {
        let (session, mut frames) = Session::new();
        let message = outgoing(1, "Bonjour");
        let submit = session.submit(&message, &[], true, limit);
        let network = async {
            let frame = frames.recv().await.unwrap();
            assert!(!is_begun || session.begin(frame.submission.unwrap()));
            if ends {
                session.end();
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            answer = submit => answer.err().unwrap(),
            () = network => unreachable!(),
        }
    }

    #[tokio::test]
    async fn what_was_not_begun_was_not_sent() {
        let (long, short) = (Duration::from_secs(60), Duration::from_millis(5));
        assert_eq!(lost(false, long, true).await, Lost::Unwritten);
        assert_eq!(lost(true, long, true).await, Lost::Cut);
        assert_eq!(lost(false, short, false).await, Lost::Unwritten);
        assert_eq!(lost(true, short, false).await, Lost::TimedOut);
    }

    #[tokio::test]
    async fn what_was_given_up_is_not_written_and_an_ended_session_takes_nothing() {
        let (session, mut frames) = Session::new();
        let message = outgoing(1, "Bonjour");
        assert!(session.submit(&message, &[], true, Duration::ZERO).await.is_err());
        assert!(!session.begin(frames.recv().await.unwrap().submission.unwrap()));
        session.end();
        let answer = session.submit(&message, &[], true, Duration::from_secs(60)).await;
        assert_eq!(answer.err(), Some(Lost::Unwritten));
    }
}
