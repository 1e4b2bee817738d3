//! A pharmacy whose messages leave through Kannel.
//!
//! SQL stands here although it belongs in `store`: these tests ask the tables behind the back of what they test.

use std::sync::atomic::Ordering;
use std::time::Duration;

use backend::Backend;
use backend::caller::Staff;
use backend::clock::Clock;
use backend::service::callbacks::kannel_inbound_url;
use backend::service::{credits, gateway};
use backend::settings::{GatewaySettings, KannelSettings, WorkerSettings};
use backend::worker::Worker;
use domain::gateway::Gateway;
use domain::message::{Reason, Status};
use domain::staff::Role;
use sqlx::SqlitePool;
use tempfile::TempDir;

use super::callbacks::Callbacks;
use super::pharmacy::pharmacy;
use super::process::Kannel;
use super::reminder::{add_clients, remind_all};
use super::smsc::Smsc;

const CREDITS: u32 = 1_000;

/// How often it is looked whether something is so, and for how long: more than the pauses of Kannel and of ours.
const LOOK_EVERY: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Desk {
    pub kannel: Kannel,
    pub smsc: Smsc,
    backend: Backend,
    staff: Staff,
    clients: u32,
    callbacks: Callbacks,
    callback: u16,
    worker: Option<Worker>,
    tables: SqlitePool,
    _folder: TempDir,
}

impl Desk {
    /// A text to clients whose phones have these last two digits, on its way.
    pub async fn open(endings: impl IntoIterator<Item = u32>, text: &str) -> Self {
        let mut desk = Self::new(endings).await;
        desk.kannel.start().await;
        desk.send(text, "key-of-the-form").await;
        desk.work().await;
        desk
    }

    /// Clients whose phones have these last digits, added to 0612345600. Kannel and the worker do not run yet.
    pub async fn new(endings: impl IntoIterator<Item = u32>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file.db");
        // The system's clock, for what is waited for here is waited for by Kannel as well; such a pharmacy sends at any hour.
        let backend = Backend::open(&file, Clock::System).await.unwrap();
        let staff = pharmacy(&backend, "Port", Role::Titulaire).await;
        credits::grant(&backend, staff.pharmacy, CREDITS, "test").await.unwrap();
        let client = |ending| (format!("Client{ending}"), format!("06123{:05}", 45_600 + ending));
        let clients = add_clients(&backend, &staff, endings.into_iter().map(client)).await;
        let callbacks = Callbacks { backend: Some(backend.clone()), ..Callbacks::default() };
        let (callback, smsc, kannel) =
            (callbacks.listen().await, Smsc::start().await, Kannel::new(folder.path()).await);
        kannel.configure(smsc.port, &kannel_inbound_url(&kannel.settings(callback)));
        let tables = SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap();
        Self { kannel, smsc, backend, staff, clients, callbacks, callback, worker: None, tables, _folder: folder }
    }

    /// How the worker reaches Kannel.
    pub fn settings(&self) -> KannelSettings {
        self.kannel.settings(self.callback)
    }

    /// Starts the worker, which hands over so many messages a second at most.
    pub async fn work_at(&mut self, rate: u32) {
        self.rest().await;
        let settings = WorkerSettings::of(GatewaySettings::Kannel(self.settings()));
        let settings = WorkerSettings { rate: std::num::NonZeroU32::new(rate), ..settings };
        self.worker = Some(Worker::start(self.backend.clone(), &settings));
    }

    /// Starts the worker.
    pub async fn work(&mut self) {
        self.work_with(self.settings()).await;
    }

    /// The same with other settings; a worker that runs ends first.
    pub async fn work_with(&mut self, settings: KannelSettings) {
        self.rest().await;
        let settings = WorkerSettings::of(GatewaySettings::Kannel(settings));
        self.worker = Some(Worker::start(self.backend.clone(), &settings));
    }

    async fn rest(&mut self) {
        if let Some(worker) = self.worker.take() {
            worker.stop().await;
        }
    }

    /// A text to every client.
    pub async fn send(&self, text: &str, key: &str) {
        remind_all(&self.backend, &self.staff, self.clients, text, key).await;
    }

    /// Waits until the messages stand so, in the order of their phones, those of one phone as they were sent.
    pub async fn until_statuses(&self, expected: &[(Status, Option<Reason>)]) {
        let expected: Vec<_> =
            expected.iter().map(|(status, reason)| (status.code(), reason.map(Reason::code))).collect();
        let sql = "SELECT l.status, l.reason FROM message m JOIN message_list l ON l.id = m.id ORDER BY m.phone, m.id";
        let statuses = || async { sqlx::query_as::<_, (i64, Option<i64>)>(sql).fetch_all(&self.tables).await.unwrap() };
        until(statuses, |statuses| *statuses == expected).await;
    }

    /// Waits until a phone wants no more SMS.
    pub async fn until_opted_out(&self, phone: &str) {
        let sql = "SELECT phone FROM opt_out";
        let phones = || async { sqlx::query_scalar::<_, String>(sql).fetch_all(&self.tables).await.unwrap() };
        until(phones, |phones| phones == &[phone]).await;
    }

    /// Waits until Kannel has told so much: reports, and what people wrote.
    pub async fn until_told(&self, times: u32) {
        until(|| async { self.callbacks.taken.load(Ordering::SeqCst) }, |told| *told == times).await;
    }

    /// Waits until the screen *Passerelle* shows something.
    pub async fn until_gateway(&self, is_so: impl Fn(&Gateway) -> bool) -> Gateway {
        until(|| self.gateway(), is_so).await
    }

    /// What the screen *Passerelle* shows.
    pub async fn gateway(&self) -> Gateway {
        gateway::status(&self.backend, &self.staff).await.unwrap().unwrap()
    }

    /// Credits that are spent and reserved.
    pub async fn spent_and_reserved(&self) -> (i64, i64) {
        sqlx::query_as("SELECT spent, reserved FROM credit").fetch_one(&self.tables).await.unwrap()
    }

    /// Waits until the campaign holds itself back, and says how many of its messages have not left.
    pub async fn until_held_back(&self) -> i64 {
        let sql = "SELECT (SELECT count(*) FROM outbox WHERE held = 1) FROM campaign WHERE paused_at IS NOT NULL";
        let held = || async { sqlx::query_scalar::<_, i64>(sql).fetch_optional(&self.tables).await.unwrap() };
        until(held, Option::is_some).await.unwrap()
    }

    /// What the messages are called by the network, in the order of their phones.
    pub async fn references(&self) -> Vec<Option<String>> {
        let sql = "SELECT e.detail FROM message m JOIN message_event e ON e.message_id = m.id AND e.kind = 3 ORDER BY m.phone";
        sqlx::query_scalar(sql).fetch_all(&self.tables).await.unwrap()
    }

    /// How often a message was handed over, as our own history says.
    pub async fn handovers(&self) -> i64 {
        let sql = "SELECT count(*) FROM message_event WHERE kind = ?1";
        sqlx::query_scalar(sql).bind(Status::Sending.code()).fetch_one(&self.tables).await.unwrap()
    }

    pub async fn close(mut self) {
        self.rest().await;
        self.tables.close().await;
        self.backend.close().await;
    }
}

/// Looks again and again until something is so, and returns what was seen then.
async fn until<T: std::fmt::Debug, F: Future<Output = T>>(look: impl Fn() -> F, is_so: impl Fn(&T) -> bool) -> T {
    let begun = std::time::Instant::now();
    loop {
        let seen = look().await;
        if is_so(&seen) {
            return seen;
        }
        assert!(begun.elapsed() < PATIENCE, "still {seen:?}");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
