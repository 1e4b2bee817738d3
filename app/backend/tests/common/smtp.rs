//! A server for e-mail on a free port, which takes what it is given, or answers as it is told.
#![expect(dead_code, reason = "each of its users needs another part of it")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What it was given and what it is to say.
#[derive(Clone, Default)]
pub struct Told(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    letters: Vec<Received>,
    conversations: usize,
    credentials: Vec<String>,
    answers: VecDeque<(&'static str, &'static str)>,
    waiting: bool,
}

/// A letter as it came.
#[derive(Clone, Debug)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    pub raw: String,
}

pub struct Smtp {
    pub port: u16,
    told: Told,
}

impl Smtp {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (port, told) = (listener.local_addr().unwrap().port(), Told::default());
        let all = told.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, all.clone()));
            }
        });
        Self { port, told }
    }

    /// The next command that begins so is answered so, once; with nothing the connection is cut, with
    /// `wait` nothing is answered.
    pub fn answer(&self, command: &'static str, answer: &'static str) {
        self.told.0.lock().unwrap().answers.push_back((command, answer));
    }

    /// The letters that came since it was asked last.
    pub fn letters(&self) -> Vec<Received> {
        std::mem::take(&mut self.told.0.lock().unwrap().letters)
    }

    /// What was said as user and password, as it was said.
    pub fn credentials(&self) -> Vec<String> {
        self.told.0.lock().unwrap().credentials.clone()
    }

    /// Whether somebody is not answered.
    pub fn is_waiting(&self) -> bool {
        self.told.0.lock().unwrap().waiting
    }

    /// How often somebody has connected.
    pub fn conversations(&self) -> usize {
        self.told.0.lock().unwrap().conversations
    }
}

impl Received {
    /// A header, read as people read it.
    pub fn header(&self, name: &str) -> Option<String> {
        let parsed = mailparse::parse_mail(self.raw.as_bytes()).unwrap();
        parsed.headers.iter().find(|header| header.get_key() == name).map(mailparse::MailHeader::get_value)
    }

    /// The names of all headers.
    pub fn headers(&self) -> Vec<String> {
        let parsed = mailparse::parse_mail(self.raw.as_bytes()).unwrap();
        let mut names: Vec<String> = parsed.headers.iter().map(mailparse::MailHeader::get_key).collect();
        names.sort();
        names
    }

    /// The text.
    pub fn text(&self) -> String {
        mailparse::parse_mail(self.raw.as_bytes()).unwrap().get_body().unwrap().replace("\r\n", "\n")
    }
}

async fn talk(stream: TcpStream, told: Told) -> std::io::Result<()> {
    told.0.lock().unwrap().conversations += 1;
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 here\r\n").await?;
    let mut letter = Received { from: String::new(), to: vec![], raw: String::new() };
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        if let Some(answer) = asked(&told, line) {
            if is_no_answer(&told, answer).await {
                return Ok(());
            }
            stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
            continue;
        }
        let answer = match line.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => "250-here\r\n250 AUTH PLAIN",
            "AUTH" => {
                told.0.lock().unwrap().credentials.push(line.to_owned());
                "235 known"
            }
            "MAIL" => {
                letter.from = address(line);
                "250 good"
            }
            "RCPT" => {
                letter.to.push(address(line));
                "250 good"
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                letter.raw = data(&mut stream).await?;
                if let Some(answer) = asked(&told, ".") {
                    if is_no_answer(&told, answer).await {
                        return Ok(());
                    }
                    answer
                } else {
                    told.0.lock().unwrap().letters.push(letter.clone());
                    "250 taken"
                }
            }
            "QUIT" => "221 bye",
            _ => "502 what",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

/// What it was told to answer to this.
fn asked(told: &Told, line: &str) -> Option<&'static str> {
    let mut inner = told.0.lock().unwrap();
    let (command, answer) = inner.answers.front().copied()?;
    line.starts_with(command).then(|| {
        inner.answers.pop_front();
        answer
    })
}

async fn is_no_answer(told: &Told, answer: &str) -> bool {
    if answer == "wait" {
        told.0.lock().unwrap().waiting = true;
        std::future::pending::<()>().await;
    }
    answer.is_empty()
}

fn address(line: &str) -> String {
    line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(address, _)| address.to_owned()).unwrap()
}

async fn data(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 || line == ".\r\n" {
            return Ok(text);
        }
        text.push_str(line.strip_prefix("..").map_or(line.as_str(), |_| &line[1..]));
    }
}
