//! Through a real Kannel, with reports, to an SMSC that takes everything: beside what `wrk` reaches with the same requests
//! and as many connections. The two share the machine with Kannel, each with a Kannel that was started anew, and take turns.

use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use backend::settings::{GatewaySettings, KannelSettings, WorkerSettings};
use tempfile::TempDir;

use self::callbacks::Callbacks;
use self::process::Kannel;
use crate::run::{ONE_PAGE, Run, verdict};
use crate::{cpu, smpp, wrk};

#[path = "../../tests/kannel/callbacks.rs"]
mod callbacks;
#[path = "../../tests/kannel/process.rs"]
#[expect(clippy::expect_used, reason = "a bench stops at the first error")]
mod process;

/// The share of what wrk reaches.
const GOAL: f64 = 0.8;

/// How often each has its turn.
const ROUNDS: u32 = 3;

/// Sends to all clients: about as many messages as wrk hands over in its time.
const SENDS: u32 = 4;
const SECONDS: u32 = 5;

/// How often it is looked whether Kannel has reported on everything. It does so twice: taken by the SMSC, delivered.
const LOOK_EVERY: Duration = Duration::from_millis(20);
const REPORTS: u32 = 2;

/// How long Kannel may stand still before its queue is not empty but lost.
const PATIENCE: Duration = Duration::from_secs(30);

/// Prints each round, and how the two compare over all of them.
pub async fn measure(in_flight: Option<u32>) {
    let smsc = Smsc::start();
    let (mut theirs, mut ours) = (Speed::default(), Speed::default());
    for _ in 0..ROUNDS {
        let run = Run::queued(SENDS).await;
        theirs.add(&wrk(&smsc, &run, in_flight).await);
        ours.add(&worker(&smsc, run, in_flight).await);
    }
    let (accepted, reported) = (ours.accepted() / theirs.accepted(), ours.reported() / theirs.reported());
    println!("kannel, all of wrk: {theirs}");
    println!("kannel, all of ours: {ours}");
    println!(
        "kannel, ours to wrk: accepted {:.0} %, to the last report {:.0} %   (goal {:.0} %){}",
        accepted * 100.0,
        reported * 100.0,
        GOAL * 100.0,
        verdict(reported >= GOAL)
    );
}

/// wrk, whose reports are answered and thrown away.
async fn wrk(smsc: &Smsc, run: &Run, in_flight: Option<u32>) -> Speed {
    let callbacks = Callbacks::default();
    let site = Site::open(smsc).await;
    let settings = site.kannel.settings(callbacks.listen().await);
    let connections = worker_settings(&settings, in_flight).in_flight;
    let (sender, text, folder) = (run.staff.sender.clone(), run.text().await, site.folder.path().to_owned());
    let (begun, before) = (Instant::now(), Busy::now(smsc));
    let reached = move || wrk::run(&folder, &settings, &sender, &text, connections, SECONDS);
    let reached = tokio::task::spawn_blocking(reached).await.unwrap();
    let mut last = (0, Instant::now());
    while last.0 < reached.accepted * REPORTS {
        tokio::time::sleep(LOOK_EVERY).await;
        let taken = callbacks.taken.load(Ordering::SeqCst);
        if taken > last.0 {
            last = (taken, Instant::now());
        }
        assert!(last.1.elapsed() < PATIENCE, "{} reports of {} messages", last.0, reached.accepted);
    }
    let speed = Speed {
        messages: f64::from(reached.accepted),
        to_acceptance: reached.seconds,
        to_the_end: begun.elapsed().as_secs_f64(),
        busy: Busy::now(smsc).since(before),
    };
    println!("kannel, wrk: {speed}");
    speed
}

/// The worker, whose reports are stored before they are answered.
async fn worker(smsc: &Smsc, run: Run, in_flight: Option<u32>) -> Speed {
    let callbacks = Callbacks { backend: Some(run.backend.clone()), ..Callbacks::default() };
    let site = Site::open(smsc).await;
    let settings = worker_settings(&site.kannel.settings(callbacks.listen().await), in_flight);
    let before = Busy::now(smsc);
    let figures = run.deliver(&settings, ONE_PAGE).await;
    let speed = Speed {
        messages: f64::from(figures.messages()),
        to_acceptance: figures.to_acceptance,
        to_the_end: figures.to_the_end,
        busy: Busy::now(smsc).since(before),
    };
    println!("kannel, ours: {speed}; {figures}");
    speed
}

/// The usual settings, or those with which so many messages are handed over at one time.
fn worker_settings(kannel: &KannelSettings, in_flight: Option<u32>) -> WorkerSettings {
    let usual = WorkerSettings::of(GatewaySettings::Kannel(kannel.clone()));
    WorkerSettings { in_flight: in_flight.unwrap_or(usual.in_flight), ..usual }
}

/// A Kannel that has never run.
struct Site {
    kannel: Kannel,
    folder: TempDir,
}

impl Site {
    async fn open(smsc: &Smsc) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut kannel = Kannel::new(folder.path()).await;
        kannel.configure(smsc.port, "http://127.0.0.1:9/");
        kannel.start().await;
        Self { kannel, folder }
    }
}

/// The SMSC, on a thread of its own: what it computes is not ours.
struct Smsc {
    port: u16,
    thread: PathBuf,
}

impl Smsc {
    fn start() -> Self {
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let simulator = smpp::reporting().await;
                sender.send(Self { port: simulator.port, thread: cpu::this_thread() }).unwrap();
                std::future::pending::<()>().await;
            });
        });
        receiver.recv().unwrap()
    }
}

/// Seconds that were computed.
#[derive(Clone, Copy, Default)]
struct Busy {
    kannel: f64,
    smsc: f64,
    /// The worker with its callbacks; beside wrk, which is not counted, what answers the reports.
    own: f64,
}

impl Busy {
    fn now(smsc: &Smsc) -> Self {
        let of_smsc = cpu::of(&smsc.thread);
        Self { kannel: cpu::children(), smsc: of_smsc, own: cpu::own() - of_smsc }
    }

    fn since(self, before: Self) -> Self {
        Self { kannel: self.kannel - before.kannel, smsc: self.smsc - before.smsc, own: self.own - before.own }
    }
}

/// What one of the two reached.
#[derive(Default)]
struct Speed {
    messages: f64,
    to_acceptance: f64,
    to_the_end: f64,
    busy: Busy,
}

impl Speed {
    fn add(&mut self, other: &Self) {
        self.messages += other.messages;
        self.to_acceptance += other.to_acceptance;
        self.to_the_end += other.to_the_end;
        self.busy.kannel += other.busy.kannel;
        self.busy.smsc += other.busy.smsc;
        self.busy.own += other.busy.own;
    }

    fn accepted(&self) -> f64 {
        self.messages / self.to_acceptance
    }

    fn reported(&self) -> f64 {
        self.messages / self.to_the_end
    }
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (accepted, reported, Busy { kannel, smsc, own }) = (self.accepted(), self.reported(), self.busy);
        let each = |seconds: f64| seconds * 1e6 / self.messages;
        write!(
            f,
            "{:.0} messages, {accepted:.0}/s accepted, {reported:.0}/s to the last report; CPU a message {:.0} µs, Kannel \
             {:.0} µs, SMSC {:.0} µs",
            self.messages,
            each(own),
            each(kannel),
            each(smsc)
        )
    }
}
