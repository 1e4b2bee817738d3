//! The process is killed again and again while it hands a large send over, by SIGKILL and at random instants; afterwards no
//! message is lost and none was handed over twice. `cargo xtask crash-test` does it for long, the tests for a moment.
#![cfg(test)]

mod desk;
mod recorder;

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use domain::message::Status;
use rand::RngExt;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use tokio::time::Instant;

use self::recorder::Recorder;

/// Messages that are being handed over at one time.
const IN_FLIGHT: usize = 64;

/// One in so many is killed by the clock, perhaps before it has begun; the others after some messages.
const BY_THE_CLOCK: u32 = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whenever_the_process_dies_nothing_is_lost_and_nothing_doubled() {
    let (kills, messages) = (setting("COMPTOIR_CRASH_KILLS", 6), setting("COMPTOIR_CRASH_MESSAGES", 1_000));
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("comptoir.db");
    desk::queue(&database, u32::try_from(messages).unwrap()).await;
    let recorder = Recorder::start().await;
    let program = Program::of(folder.path(), recorder.address);

    let begun = Instant::now();
    for kill in 0..kills {
        let share = (messages - recorder.asked()) / (kills - kill);
        let more = rand::rng().random_range(0..=share.saturating_sub(IN_FLIGHT) * 2);
        live_and_die(&program, &recorder, more).await;
    }
    recorder.answer_all();
    let mut last = program.start();
    // It may find nothing left to do: who is asked to stop must have begun.
    let has_begun = until(Duration::from_secs(30), async || program.answers()).await;
    assert!(has_begun, "{}", program.log());
    let done = until(Duration::from_secs(300), async || recorder.is_heard() && is_over(&database).await).await;
    assert!(last.stop().success(), "{}", program.log());
    assert!(done, "{:?} after {kills} kills; {}", desk::counts(&database).await, program.log());

    let Outcome { lost, doubled, uncertain } = outcome(&database, &recorder).await;
    println!("lost={lost} doubled={doubled} uncertain={uncertain}");
    println!("{kills} kills, {messages} messages, {:.0} s", begun.elapsed().as_secs_f64());
    assert_eq!((lost, doubled), (0, 0), "{}", program.log());
    assert_eq!(recorder.read(|record| record.faults.clone()), [""; 0]);
}

fn setting(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |value| value.parse().unwrap())
}

/// One life of the process, until so many messages more were asked for and a moment longer, or until a moment that has
/// nothing to do with messages.
async fn live_and_die(program: &Program<'_>, recorder: &Recorder, more: usize) {
    let asked = recorder.asked();
    recorder.answer(more);
    let mut process = program.start();
    if rand::rng().random_ratio(1, BY_THE_CLOCK) {
        pause(0..400_000).await;
    } else {
        // Where all that is left waits for another try, nothing comes for some seconds.
        until(Duration::from_secs(3), async || recorder.asked() > asked + more).await;
        pause(0..20_000).await;
    }
    process.kill(program);
}

async fn pause(microseconds: std::ops::Range<u64>) {
    let microseconds = rand::rng().random_range(microseconds);
    tokio::time::sleep(Duration::from_micros(microseconds)).await;
}

/// Waits for something to be so; false if it is not in time.
async fn until(patience: Duration, is_so: impl AsyncFn() -> bool) -> bool {
    let deadline = Instant::now() + patience;
    while !is_so().await {
        if Instant::now() > deadline {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    true
}

/// The program, as an operator starts it.
struct Program<'a> {
    folder: &'a Path,
    listen: SocketAddr,
    gateway: SocketAddr,
}

impl<'a> Program<'a> {
    fn of(folder: &'a Path, gateway: SocketAddr) -> Self {
        let site = folder.join("site/pkg");
        std::fs::create_dir_all(&site).unwrap();
        std::fs::write(site.join("comptoir.css"), "body{}").unwrap();
        // The gateway must find the next process where it found the one before.
        let listen = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        Self { folder, listen, gateway }
    }

    /// Whether a process is there that answers, and so heeds a signal as well.
    fn answers(&self) -> bool {
        let ask = || {
            let mut stream = TcpStream::connect(self.listen)?;
            stream.write_all(b"GET /health HTTP/1.0\r\n\r\n")?;
            let mut begin = [0; 5];
            stream.read_exact(&mut begin)?;
            Ok::<_, std::io::Error>(&begin == b"HTTP/")
        };
        ask().unwrap_or(false)
    }

    fn start(&self) -> Process {
        let log = File::options().create(true).append(true).open(self.folder.join("log.txt")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_comptoir"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("COMPTOIR_")) {
            command.env_remove(name);
        }
        command
            .current_dir(self.folder)
            .args(["serve", "--site", "site", "--plain-names"])
            .env("COMPTOIR_LOG", "warn")
            .env("COMPTOIR_LISTEN", self.listen.to_string())
            .env("COMPTOIR_GATEWAY", "kannel")
            .env("COMPTOIR_GATEWAY_IN_FLIGHT", IN_FLIGHT.to_string())
            .env("COMPTOIR_KANNEL_URL", format!("http://{}/cgi-bin/sendsms", self.gateway))
            .env("COMPTOIR_KANNEL_USER", "comptoir")
            .env("COMPTOIR_KANNEL_PASSWORD", "a-password-of-kannel")
            .env("COMPTOIR_CALLBACK_URL", format!("http://{}", self.listen))
            .env("COMPTOIR_CALLBACK_SECRET", "a-secret-of-callbacks-of-32-octets")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        Process(command.spawn().unwrap())
    }

    /// The end of what the processes said.
    fn log(&self) -> String {
        let log = std::fs::read_to_string(self.folder.join("log.txt")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }
}

/// A running program, which does not outlive the test.
struct Process(Child);

impl Process {
    /// SIGKILL. That it had ended by itself is a fault.
    fn kill(&mut self, program: &Program<'_>) {
        assert_eq!(self.0.try_wait().unwrap(), None, "{}", program.log());
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// SIGTERM.
    fn stop(&mut self) -> ExitStatus {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.0.wait().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            let _dead = self.0.kill();
            let _reaped = self.0.wait();
        }
    }
}

/// Whether every message is in a final state.
async fn is_over(database: &Path) -> bool {
    let options = SqliteConnectOptions::new().filename(database).read_only(true);
    let Ok(mut conn) = SqliteConnection::connect_with(&options).await else { return false };
    let open = "SELECT count(*) FROM message_list WHERE status <= 3";
    sqlx::query_scalar::<_, i64>(open).fetch_one(&mut conn).await.is_ok_and(|open| open == 0)
}

struct Outcome {
    lost: usize,
    doubled: usize,
    uncertain: usize,
}

/// What the messages say, against what the gateway says.
async fn outcome(database: &Path, recorder: &Recorder) -> Outcome {
    desk::is_consistent(database).await;
    let messages = desk::statuses(database).await;
    let taken: HashMap<i64, u32> = recorder.read(|record| record.taken.clone());
    let refused = recorder.read(|record| record.refused.clone());
    assert!(taken.keys().all(|id| messages.contains_key(id)), "the gateway was sent what nobody wrote");
    let is_lost = |id: &i64, status: Status| match status {
        Status::Uncertain => false,
        Status::Failed if refused.contains(id) => false,
        Status::Delivered | Status::Failed => !taken.contains_key(id),
        // Nothing here is called off, excluded or given up.
        _ => true,
    };
    let lost = messages.iter().filter(|(id, status)| is_lost(id, **status)).count();
    let uncertain: Vec<i64> =
        messages.iter().filter(|(_, status)| **status == Status::Uncertain).map(|(id, _)| *id).collect();
    let resolvable = uncertain.iter().filter(|id| taken.contains_key(id)).count();
    assert_eq!(resolvable, 0, "a report resolves what is uncertain");
    // A refusal is not paid for; all else is, one credit each.
    let is_free = |(id, status): (&i64, &Status)| *status == Status::Failed && refused.contains(id);
    let paid = messages.len() - messages.iter().filter(|one| is_free(*one)).count();
    assert_eq!(desk::spent(database).await, i64::try_from(paid).unwrap());
    let doubled = taken.values().filter(|times| **times > 1).count();
    Outcome { lost, doubled, uncertain: uncertain.len() }
}
