//! A gateway that speaks as Kannel's `sendsms` does (facts, `gateways.md`, E1), remembers how often it took each message,
//! loses answers and connections, and reports again and again until it is heard.

use std::collections::{HashMap, HashSet};
use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rand::RngExt;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use url::{Url, form_urlencoded};

/// Reports on their way at one time.
const REPORTS: usize = 16;

/// More answers than there will ever be messages.
const ALL: usize = 10_000_000;

/// What it remembers; messages are named as their reports name them.
#[derive(Default)]
pub struct Record {
    /// How often it took each message.
    pub taken: HashMap<i64, u32>,
    /// What it refused for good: in its answer, or in a report.
    pub refused: HashSet<i64>,
    /// Answers other than *heard* and *again* to its reports.
    pub faults: Vec<String>,
    /// Whatever it was asked, also where it took nothing.
    asked: HashSet<i64>,
    /// Messages whose reports have not all been heard.
    unheard: usize,
}

/// The gateway.
pub struct Recorder {
    /// Where it listens.
    pub address: SocketAddr,
    record: Mutex<Record>,
    /// How many answers it still gives before the process is to die.
    answers: Semaphore,
    reports: Semaphore,
}

impl Recorder {
    pub async fn start() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let recorder = Arc::new(Self {
            address: listener.local_addr().unwrap(),
            record: Mutex::default(),
            answers: Semaphore::new(0),
            reports: Semaphore::new(REPORTS),
        });
        let listening = Arc::clone(&recorder);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let recorder = Arc::clone(&listening);
                tokio::spawn(async move {
                    // A process that was killed leaves half a request.
                    let _gone = recorder.converse(stream).await;
                });
            }
        });
        recorder
    }

    /// So many answers from now on, then none: whoever waits for one waits until it dies.
    pub fn answer(&self, n: usize) {
        self.answers.forget_permits(ALL);
        self.answers.add_permits(n);
    }

    pub fn answer_all(&self) {
        self.answer(ALL);
    }

    pub fn read<T>(&self, of: impl FnOnce(&Record) -> T) -> T {
        of(&self.record.lock().unwrap())
    }

    /// About how many messages it was asked to take.
    pub fn asked(&self) -> usize {
        self.read(|record| record.asked.len())
    }

    pub fn is_heard(&self) -> bool {
        self.read(|record| record.unheard == 0)
    }

    /// Requests of one connection, one after the other, as long as chance lets it live.
    async fn converse(self: &Arc<Self>, stream: TcpStream) -> Result<(), Error> {
        let mut stream = BufReader::new(stream);
        loop {
            let dlr_url = dlr_url(&request(&mut stream).await?)?;
            let message = message(&dlr_url);
            let chance = rand::rng().random_range(0..1_000);
            self.record.lock().unwrap().asked.insert(message);
            let answer = match chance {
                // Lost on its way to us.
                0..5 => return Ok(()),
                5..10 => "503 Service Unavailable\r\n\r\nTemporal failure, try again later.",
                10..15 => {
                    self.record.lock().unwrap().refused.insert(message);
                    "400 Bad Request\r\n\r\nNumber(s) has/have been denied by white- and/or black-lists."
                }
                15..20 => "202 Accepted\r\n\r\n3: Queued for later delivery",
                _ => "202 Accepted\r\n\r\n0: Accepted for delivery",
            };
            if answer.starts_with("202") {
                self.take(message, dlr_url);
            }
            tokio::select! {
                permit = self.answers.acquire() => permit.unwrap().forget(),
                // It died, or gave up.
                _ = stream.fill_buf() => return Ok(()),
            }
            pause(0..8).await;
            // Lost on its way back.
            if chance >= 995 {
                return Ok(());
            }
            let (status, body) = answer.split_once("\r\n\r\n").unwrap();
            let length = body.len();
            let answer =
                format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n{body}");
            stream.write_all(answer.as_bytes()).await?;
            // Kannel keeps connections open, but not for ever.
            if chance >= 975 {
                return Ok(());
            }
        }
    }

    fn take(self: &Arc<Self>, message: i64, dlr_url: String) {
        let mut record = self.record.lock().unwrap();
        *record.taken.entry(message).or_default() += 1;
        record.unheard += 1;
        let recorder = Arc::clone(self);
        tokio::spawn(async move {
            recorder.report(message, &dlr_url).await;
            recorder.record.lock().unwrap().unheard -= 1;
        });
    }

    /// Everything that is to be said about a message, in an order and as often as chance has it.
    async fn report(&self, message: i64, dlr_url: &str) {
        let chance = rand::rng().random_range(0..100);
        let mut reports = vec![("8", "ACK/"), ("1", "id:1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:")];
        match chance {
            0..4 => {
                self.record.lock().unwrap().refused.insert(message);
                reports = vec![("16", "NACK/0x0000000b/Invalid Destination Address")];
            }
            4..10 => reports[1] = ("2", "id:1 sub:001 dlvrd:000 stat:UNDELIV err:001 text:"),
            10..20 => reports.swap(0, 1),
            20..35 => reports = reports.iter().flat_map(|report| [*report; 2]).collect(),
            _ => {}
        }
        for (kind, said) in reports {
            let url = filled(dlr_url, kind, said);
            loop {
                pause(5..100).await;
                let _turn = self.reports.acquire().await.unwrap();
                match get(&url).await {
                    Ok(200) => break,
                    // As Kannel does with `http-request-retry`.
                    Err(_) | Ok(500..) => {}
                    Ok(status) => return self.record.lock().unwrap().faults.push(format!("{status} to {kind}")),
                }
            }
        }
    }
}

async fn pause(milliseconds: std::ops::Range<u64>) {
    let milliseconds = rand::rng().random_range(milliseconds);
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}

/// The query of a request, or the form in its body.
async fn request(stream: &mut BufReader<TcpStream>) -> Result<String, Error> {
    let (mut first, mut length) = (String::new(), 0);
    if stream.read_line(&mut first).await? == 0 {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
        match line.as_str() {
            "\r\n" => break,
            "" => return Err(ErrorKind::UnexpectedEof.into()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    let target = first.split(' ').nth(1).unwrap_or_default();
    assert!(target.starts_with("/cgi-bin/sendsms"), "{target}");
    let query = target.split_once('?').map_or("", |(_, query)| query);
    Ok(if query.is_empty() { String::from_utf8(body).unwrap() } else { query.to_owned() })
}

fn dlr_url(query: &str) -> Result<String, Error> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let found = pairs.find(|(name, _)| name == "dlr-url").map(|(_, value)| value.into_owned());
    found.ok_or_else(|| Error::other("no dlr-url"))
}

/// Our own name of a message, which stands in the address of its reports.
fn message(dlr_url: &str) -> i64 {
    let url = Url::parse(&dlr_url.replace('%', "")).unwrap();
    url.query_pairs().find(|(name, _)| name == "m").unwrap().1.parse().unwrap()
}

/// The address of a report, as Kannel fills it.
fn filled(dlr_url: &str, kind: &str, said: &str) -> String {
    let said: String = form_urlencoded::byte_serialize(said.as_bytes()).collect();
    let values =
        [("%d", kind), ("%A", said.as_str()), ("%F", "1"), ("%T", "1795521600"), ("%i", "smsc"), ("%n", "user")];
    values.iter().fold(dlr_url.to_owned(), |url, (escape, value)| url.replace(escape, value))
}

/// The status of an answer.
async fn get(url: &str) -> Result<u16, Error> {
    let url = Url::parse(url).map_err(Error::other)?;
    let address = (url.host_str().unwrap(), url.port().unwrap());
    let target = url.query().map_or(url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let asked = async {
        let mut stream = TcpStream::connect(address).await?;
        let request =
            format!("GET {target} HTTP/1.1\r\nHost: {}:{}\r\nConnection: close\r\n\r\n", address.0, address.1);
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        BufReader::new(stream).read_line(&mut answer).await?;
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        status.ok_or_else(|| Error::from(ErrorKind::UnexpectedEof))
    };
    tokio::time::timeout(Duration::from_secs(15), asked).await.map_err(Error::other)?
}
