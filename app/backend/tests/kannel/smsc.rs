//! An SMSC that keeps every submission as it came (SMPP 3.4). What it does is told by the last two digits of the phone:
//!
//! | digits | what it does |
//! |---|---|
//! | 11 | refuses it |
//! | 12, 15, 16, 17, 18, 19 | takes it and reports UNDELIV, EXPIRED, REJECTD, DELETED, UNKNOWN, ACCEPTD |
//! | 13 | delivers it, and a STOP comes back |
//! | 14 | asks once to be asked later, then delivers it |
//! | 20 | cuts the connection once instead of an answer, then delivers it |
//! | 21 | cuts the connection after its answer; the report comes over the next one |
//! | others | delivers it |

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

/// What was submitted.
#[derive(Clone, Debug)]
pub struct Submit {
    /// Type of number, numbering plan, address.
    pub source: (u8, u8, String),
    pub destination: String,
    pub coding: u8,
    /// The message, with its header where it is a part of a longer one.
    pub octets: Vec<u8>,
    wants_report: bool,
}

/// The SMSC; it ends when dropped.
pub struct Smsc {
    pub port: u16,
    state: Arc<State>,
    _task: AbortOnDropHandle<()>,
}

struct State {
    submits: Mutex<Vec<Submit>>,
    binds: Mutex<u32>,
    /// Phone and number of what is reported on over the next connection.
    owed: Mutex<Vec<(String, usize)>>,
    /// No submission is answered while it is held; no connection stays while it is down.
    is_held: watch::Sender<bool>,
    is_down: watch::Sender<bool>,
}

impl Smsc {
    /// Listens at a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            submits: Mutex::default(),
            binds: Mutex::default(),
            owed: Mutex::default(),
            is_held: watch::Sender::new(false),
            is_down: watch::Sender::new(false),
        });
        let task = tokio::spawn(accept(listener, Arc::clone(&state)));
        Self { port, state, _task: AbortOnDropHandle::new(task) }
    }

    /// Every submission, in its order.
    pub fn submits(&self) -> Vec<Submit> {
        self.state.submits.lock().unwrap().clone()
    }

    /// How often Kannel was bound.
    pub fn binds(&self) -> u32 {
        *self.state.binds.lock().unwrap()
    }

    /// Answers no submission until it is released.
    pub fn hold(&self) {
        self.state.is_held.send_replace(true);
    }

    /// Answers what was held.
    pub fn release(&self) {
        self.state.is_held.send_replace(false);
    }

    /// Whether every connection is cut at once.
    pub fn set_down(&self, is_down: bool) {
        self.state.is_down.send_replace(is_down);
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let mut is_down = state.is_down.subscribe();
            tokio::select! {
                _ = is_down.wait_for(|is_down| *is_down) => {}
                _ = session(stream, &state) => {}
            }
        });
    }
}

/// A connection, to its end; an error is one as well.
async fn session(mut stream: TcpStream, state: &State) -> std::io::Result<()> {
    loop {
        let length = usize::try_from(stream.read_u32().await?).unwrap();
        let (command, _, sequence) = (stream.read_u32().await?, stream.read_u32().await?, stream.read_u32().await?);
        let mut body = vec![0; length - 16];
        stream.read_exact(&mut body).await?;
        match command {
            0x09 => {
                write(&mut stream, 0x8000_0009, 0, sequence, b"smsc\0").await?;
                *state.binds.lock().unwrap() += 1;
                let owed = std::mem::take(&mut *state.owed.lock().unwrap());
                for (phone, number) in owed {
                    report(&mut stream, &phone, number).await?;
                }
            }
            0x15 | 0x06 => write(&mut stream, command | 0x8000_0000, 0, sequence, b"").await?,
            0x04 => submitted(&mut stream, sequence, &body, state).await?,
            _ => {}
        }
    }
}

async fn submitted(stream: &mut TcpStream, sequence: u32, body: &[u8], state: &State) -> std::io::Result<()> {
    let submit = read(body);
    let (number, is_first) = {
        let mut submits = state.submits.lock().unwrap();
        let is_first = submits.iter().all(|other| other.destination != submit.destination);
        submits.push(submit.clone());
        (submits.len(), is_first)
    };
    let mut is_held = state.is_held.subscribe();
    is_held.wait_for(|is_held| !is_held).await.unwrap();
    let ending = submit.destination.get(submit.destination.len() - 2..).unwrap();
    match ending {
        "11" => return write(stream, 0x8000_0004, 0x0B, sequence, b"").await,
        "14" if is_first => return write(stream, 0x8000_0004, 0x58, sequence, b"").await,
        "20" if is_first => return Err(std::io::ErrorKind::ConnectionAborted.into()),
        _ => {}
    }
    write(stream, 0x8000_0004, 0, sequence, format!("{number:010}\0").as_bytes()).await?;
    if ending == "21" {
        state.owed.lock().unwrap().push((submit.destination, number));
        return Err(std::io::ErrorKind::ConnectionAborted.into());
    }
    if submit.wants_report {
        report(stream, &submit.destination, number).await?;
    }
    if ending == "13" {
        let stop: Vec<u8> = "قف".encode_utf16().flat_map(u16::to_be_bytes).collect();
        deliver(stream, &submit.destination, 0, 8, &stop).await?;
    }
    Ok(())
}

/// Says what became of a submission.
async fn report(stream: &mut TcpStream, phone: &str, number: usize) -> std::io::Result<()> {
    let stat = match phone.get(phone.len() - 2..).unwrap() {
        "12" => "UNDELIV",
        "15" => "EXPIRED",
        "16" => "REJECTD",
        "17" => "DELETED",
        "18" => "UNKNOWN",
        "19" => "ACCEPTD",
        _ => "DELIVRD",
    };
    let receipt = format!(
        "id:{number:010} sub:001 dlvrd:000 submit date:2611240335 done date:2611240335 stat:{stat} err:027 text:x"
    );
    deliver(stream, phone, 0x04, 0, receipt.as_bytes()).await
}

fn read(body: &[u8]) -> Submit {
    let mut rest = body;
    let octet = |rest: &mut &[u8]| {
        let (first, after) = rest.split_first().unwrap();
        *rest = after;
        *first
    };
    let text = |rest: &mut &[u8]| {
        let end = rest.iter().position(|octet| *octet == 0).unwrap();
        let text = String::from_utf8(rest[..end].to_vec()).unwrap();
        *rest = &rest[end + 1..];
        text
    };
    text(&mut rest);
    let source = (octet(&mut rest), octet(&mut rest), text(&mut rest));
    let _type_and_plan = [octet(&mut rest), octet(&mut rest)];
    let destination = text(&mut rest);
    let _class_protocol_priority = [octet(&mut rest), octet(&mut rest), octet(&mut rest)];
    let _schedule_validity = [text(&mut rest), text(&mut rest)];
    let wants_report = octet(&mut rest) & 1 == 1;
    let _replace = octet(&mut rest);
    let coding = octet(&mut rest);
    let _default = octet(&mut rest);
    let length = usize::from(octet(&mut rest));
    Submit { source, destination, coding, octets: rest[..length].to_vec(), wants_report }
}

async fn deliver(stream: &mut TcpStream, from: &str, class: u8, coding: u8, text: &[u8]) -> std::io::Result<()> {
    let mut body = vec![0, 1, 1];
    body.extend_from_slice(from.as_bytes());
    body.extend_from_slice(b"\0\x05\0PORT\0");
    body.extend_from_slice(&[class, 0, 0, 0, 0, 0, 0, coding, 0, u8::try_from(text.len()).unwrap()]);
    body.extend_from_slice(text);
    write(stream, 0x05, 0, 1, &body).await
}

async fn write(stream: &mut TcpStream, command: u32, status: u32, sequence: u32, body: &[u8]) -> std::io::Result<()> {
    let length = u32::try_from(body.len() + 16).unwrap();
    let mut pdu: Vec<u8> = [length, command, status, sequence].into_iter().flat_map(u32::to_be_bytes).collect();
    pdu.extend_from_slice(body);
    stream.write_all(&pdu).await
}
