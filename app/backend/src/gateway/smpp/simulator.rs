//! An SMSC for tests and benches, in this process. It reads and writes with `rusmpp`, which is strict and not ours, so that
//! what we write is read by somebody else.

use std::os::linux::net::TcpStreamExt;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use futures::{FutureExt, SinkExt, StreamExt};
use rusmpp::pdus::{BindTransceiverResp, DeliverSm, SubmitSm, SubmitSmResp};
use rusmpp::tokio_codec::{CommandCodec, DecodeError};
use rusmpp::types::COctetString;
use rusmpp::{Command, CommandId, CommandStatus, Pdu};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_util::codec::Framed;
use tokio_util::task::AbortOnDropHandle;

/// The one name and password that it knows.
pub(crate) const SYSTEM_ID: &str = "comptoir";
pub(crate) const PASSWORD: &str = "secret";

/// What it does with a submission.
pub(crate) enum Act {
    /// Takes it under an id.
    Take(String),
    /// Takes it under an id, and says at once what became of it.
    Report(String, Box<DeliverSm>),
    /// Answers with a status.
    Refuse(u32),
    /// Takes it and says so only after the receipt.
    Overtake(Box<DeliverSm>, String),
    /// Says nothing.
    Silence,
    /// Closes the connection.
    Cut,
}

/// What it does with which submission, the first having number 0.
pub(crate) type Script = Box<dyn Fn(usize, &SubmitSm) -> Act + Send + Sync>;

/// The SMSC; it ends when dropped.
pub(crate) struct Simulator {
    pub(crate) port: u16,
    state: Arc<State>,
    _task: AbortOnDropHandle<()>,
}

struct State {
    script: Script,
    submissions: Mutex<Vec<SubmitSm>>,
    /// Command and status of every response and of every request but submissions, in their order.
    heard: Mutex<Vec<(CommandId, u32)>>,
    is_down: AtomicBool,
    is_mute: AtomicBool,
    binds: AtomicU32,
    sequence: AtomicU32,
    /// To the last connection; without a command it closes.
    connection: Mutex<Option<mpsc::UnboundedSender<Option<Command>>>>,
}

impl Simulator {
    /// Listens at a free port of this machine.
    pub(crate) async fn start(script: impl Fn(usize, &SubmitSm) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            script: Box::new(script),
            submissions: Mutex::default(),
            heard: Mutex::default(),
            is_down: AtomicBool::new(false),
            is_mute: AtomicBool::new(false),
            binds: AtomicU32::new(0),
            sequence: AtomicU32::new(1),
            connection: Mutex::default(),
        });
        let task = tokio::spawn(accept(listener, Arc::clone(&state)));
        Self { port, state, _task: AbortOnDropHandle::new(task) }
    }

    /// Every submission, as it was read.
    pub(crate) fn submissions(&self) -> Vec<SubmitSm> {
        self.state.submissions.lock().unwrap().clone()
    }

    /// How often a command was heard with a status.
    pub(crate) fn heard(&self, command: CommandId, status: u32) -> usize {
        let heard = self.state.heard.lock().unwrap();
        heard.iter().filter(|entry| **entry == (command, status)).count()
    }

    /// How often somebody was bound.
    pub(crate) fn binds(&self) -> u32 {
        self.state.binds.load(Ordering::SeqCst)
    }

    /// Sends a request over the last connection.
    pub(crate) fn send(&self, pdu: impl Into<Pdu>) {
        self.put(self.state.request(pdu));
    }

    /// Takes a submission at last, of which it had said nothing.
    pub(crate) fn take(&self, sequence: u32, id: &str) {
        self.put(taken(sequence, id));
    }

    /// Refuses a submission at last, of which it had said nothing.
    pub(crate) fn refuse(&self, sequence: u32, status: u32) {
        self.put(Command::new(CommandStatus::from(status), sequence, SubmitSmResp::default()));
    }

    fn put(&self, command: Command) {
        let connection = self.state.connection.lock().unwrap();
        connection.as_ref().unwrap().send(Some(command)).unwrap();
    }

    /// Closes the last connection.
    pub(crate) fn cut(&self) {
        if let Some(connection) = self.state.connection.lock().unwrap().take() {
            let _closed = connection.send(None);
        }
    }

    /// Whether every new connection is closed at once.
    pub(crate) fn set_down(&self, is_down: bool) {
        self.state.is_down.store(is_down, Ordering::SeqCst);
    }

    /// Whether it leaves `enquire_link` unanswered.
    pub(crate) fn set_mute(&self, is_mute: bool) {
        self.state.is_mute.store(is_mute, Ordering::SeqCst);
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    while let Ok((stream, _)) = listener.accept().await {
        if !state.is_down.load(Ordering::SeqCst) {
            tokio::spawn(converse(stream, Arc::clone(&state)));
        }
    }
}

async fn converse(stream: TcpStream, state: Arc<State>) {
    stream.set_nodelay(true).unwrap();
    let stream = stream.into_std().unwrap();
    let socket = stream.try_clone().unwrap();
    let stream = TcpStream::from_std(stream).unwrap();
    let mut wire = Framed::new(stream, CommandCodec::new());
    let (sender, mut to_send) = mpsc::unbounded_channel();
    *state.connection.lock().unwrap() = Some(sender);
    loop {
        // What Kannel answers to a receipt is answered with nothing: unless it is acknowledged at once, Kannel, which waits
        // for that before it writes on, stands still for 40 ms after each window. Linux forgets that it was asked.
        socket.set_quickack(true).unwrap();
        tokio::select! {
            command = wire.next() => {
                if reply(&mut wire, &state, command).await.is_none() {
                    return;
                }
            }
            command = to_send.recv() => {
                let Some(Some(command)) = command else { return };
                if wire.send(command).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Answers a command, and those that have come with it: what is written together is written at once, as an SMSC does that
/// is to keep up with a window. `None` where the connection is to be closed.
async fn reply(
    wire: &mut Framed<TcpStream, CommandCodec>,
    state: &State,
    first: Option<Result<Command, DecodeError>>,
) -> Option<()> {
    let mut next = Some(first);
    while let Some(command) = next {
        let Some(answers) = state.answers(&command?.ok()?) else {
            let _closed = SinkExt::<Command>::flush(wire).await;
            return None;
        };
        for answer in answers {
            wire.feed(answer).await.ok()?;
        }
        next = wire.next().now_or_never();
    }
    SinkExt::<Command>::flush(wire).await.ok()
}

impl State {
    fn request(&self, pdu: impl Into<Pdu>) -> Command {
        Command::new(CommandStatus::EsmeRok, self.sequence.fetch_add(1, Ordering::SeqCst), pdu)
    }

    /// What is answered; `None` closes the connection.
    fn answers(&self, command: &Command) -> Option<Vec<Command>> {
        let answer = |status: u32, pdu: Pdu| Command::new(CommandStatus::from(status), command.sequence_number(), pdu);
        if let Some(Pdu::SubmitSm(submit)) = command.pdu() {
            let taken = |id: &str| taken(command.sequence_number(), id);
            let number = {
                let mut submissions = self.submissions.lock().unwrap();
                submissions.push(submit.clone());
                submissions.len() - 1
            };
            return match (self.script)(number, submit) {
                Act::Take(id) => Some(vec![taken(&id)]),
                Act::Report(id, receipt) => Some(vec![taken(&id), self.request(*receipt)]),
                Act::Refuse(status) => Some(vec![answer(status, SubmitSmResp::default().into())]),
                Act::Overtake(receipt, id) => Some(vec![self.request(*receipt), taken(&id)]),
                Act::Silence => Some(vec![]),
                Act::Cut => None,
            };
        }
        self.heard.lock().unwrap().push((command.id(), u32::from(command.status())));
        Some(match command.pdu() {
            Some(Pdu::BindTransceiver(bind)) => {
                let is_known = bind.system_id.as_str() == SYSTEM_ID && bind.password.as_str() == PASSWORD;
                if is_known {
                    self.binds.fetch_add(1, Ordering::SeqCst);
                }
                vec![answer(if is_known { 0 } else { 0x0E }, BindTransceiverResp::default().into())]
            }
            Some(Pdu::EnquireLink) if !self.is_mute.load(Ordering::SeqCst) => vec![answer(0, Pdu::EnquireLinkResp)],
            Some(Pdu::Unbind) => vec![answer(0, Pdu::UnbindResp)],
            _ => vec![],
        })
    }
}

fn taken(sequence: u32, id: &str) -> Command {
    let answer = SubmitSmResp::builder().message_id(COctetString::from_str(id).unwrap()).build();
    Command::new(CommandStatus::EsmeRok, sequence, answer)
}

/// A receipt in the words of the standard.
pub(crate) fn receipt(from: &str, id: &str, state: &str) -> DeliverSm {
    let text = format!(
        "id:{id} sub:001 dlvrd:001 submit date:2611240335 done date:2611240335 stat:{state} err:000 text:Bonjour"
    );
    delivery(from, 0x04, 0, text.as_bytes())
}

/// What somebody says.
pub(crate) fn delivery(from: &str, esm_class: u8, data_coding: u8, octets: &[u8]) -> DeliverSm {
    DeliverSm::builder()
        .source_addr(COctetString::from_str(from).unwrap())
        .destination_addr(COctetString::from_str("3636").unwrap())
        .esm_class(esm_class.into())
        .data_coding(data_coding.into())
        .short_message(rusmpp::types::OctetString::from_slice(octets).unwrap())
        .build()
}
