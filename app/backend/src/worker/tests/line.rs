//! What the tests of the delivery ask, and spoil, and look at.
//!
//! SQL stands here although it belongs in `store`: these tests ask the tables behind the back of what they test.

#[path = "../../../tests/common/consistency.rs"]
mod consistency;
#[path = "../../../tests/common/reminder.rs"]
mod reminder;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::credit::Balance;
use domain::id::{CampaignRef, MessageId};
use domain::message::{Reason, Status};
use domain::staff::Role;
use sqlx::Row;
use tempfile::TempDir;
use tokio::sync::mpsc::{self, UnboundedSender};

use self::consistency::is_consistent;
pub use self::reminder::add_clients;
use self::reminder::remind_all;
use crate::Backend;
use crate::caller::Staff;
use crate::clock::Clock;
use crate::fixture::pharmacy;
use crate::gateway::scripted::Scripted;
use crate::gateway::{About, Event, Report, Submitted};
use crate::service::{campaigns, credits};
use crate::settings::WorkerSettings;
use crate::worker::Delivery;

pub const NOON: i64 = 1_795_521_600_000;

/// A pharmacy with a send in its queue, and the gateway before it.
pub struct Line {
    pub backend: Backend,
    pub staff: Staff,
    pub delivery: Delivery,
    pub events: UnboundedSender<Event>,
    pub gateway: Arc<Scripted>,
    pub campaign: CampaignRef,
    pub now: AtomicI64,
    _folder: TempDir,
}

impl Line {
    /// A reminder of one part to each of `n` clients, queued, before a gateway with these answers.
    pub async fn open(n: u32, answers: impl IntoIterator<Item = Submitted>) -> Self {
        Self::open_in_batches(n, WorkerSettings::default().in_flight, answers).await
    }

    /// The same, so many at once.
    pub async fn open_in_batches(n: u32, batch: u32, answers: impl IntoIterator<Item = Submitted>) -> Self {
        Self::before(n, batch, Scripted::answering(answers)).await
    }

    /// The same, before that gateway.
    pub async fn before(n: u32, batch: u32, gateway: Scripted) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let backend = Backend::open(&folder.path().join("file.db"), Clock::manual(NOON)).await.unwrap();
        let staff = pharmacy(&backend, "Port", Role::Titulaire).await;
        credits::grant(&backend, staff.pharmacy, n.max(100), "test").await.unwrap();
        let client = |n: u32| (format!("Client{n}"), format!("06123{:05}", 45_610 + n));
        let clients = add_clients(&backend, &staff, (0..n).map(client)).await;
        let campaign = remind_all(&backend, &staff, clients, "Bonjour {nom}", "key-of-the-form").await;
        let (events, receiver) = mpsc::unbounded_channel();
        let gateway = Arc::new(gateway);
        let settings = WorkerSettings { in_flight: batch, ..WorkerSettings::default() };
        let channel = (events.clone(), receiver);
        let delivery = Delivery::through(backend.clone(), &settings, gateway.clone(), channel);
        Self { backend, staff, delivery, events, gateway, campaign, now: AtomicI64::new(NOON), _folder: folder }
    }

    pub async fn round(&mut self) {
        self.delivery.run_once(self.now.load(Ordering::SeqCst)).await.unwrap();
    }

    /// Another process goes on with the same database, at its time, before another gateway with these answers.
    pub async fn restart(&mut self, answers: impl IntoIterator<Item = Submitted>) {
        let (events, receiver) = mpsc::unbounded_channel();
        self.gateway = Arc::new(Scripted::answering(answers));
        let channel = (events.clone(), receiver);
        let settings = WorkerSettings::default();
        self.delivery = Delivery::through(self.backend.clone(), &settings, self.gateway.clone(), channel);
        self.events = events;
        self.delivery.take_over(self.now.load(Ordering::SeqCst)).await.unwrap();
    }

    pub fn pass(&self, milliseconds: i64) {
        self.now.fetch_add(milliseconds, Ordering::SeqCst);
    }

    pub fn report(&self, number: i64, status: Status, reason: Option<Reason>) {
        let message = MessageId::new(self.staff.pharmacy, number);
        let report = Report { about: About::Message(message), status, reason, detail: None, reference: None };
        self.events.send(Event::unanswered(report)).unwrap();
    }

    pub async fn counts(&self) -> Vec<(Status, u32)> {
        campaigns::page(&self.backend, &self.staff, &self.campaign, None).await.unwrap().counts
    }

    /// Credits available, set aside and spent.
    pub async fn balance(&self) -> [u32; 3] {
        let Balance { available, reserved, spent } = credits::balance(&self.backend, &self.staff).await.unwrap();
        [available.0, reserved.0, spent.0]
    }

    pub fn submissions(&self) -> usize {
        self.gateway.seen().len()
    }

    pub async fn is_consistent(&self) {
        is_consistent(&mut self.backend.store().read().await.unwrap()).await;
    }

    pub async fn statuses(&self, number: i64) -> Vec<i64> {
        let mut conn = self.backend.store().read().await.unwrap();
        let query = "SELECT kind FROM message_event WHERE message_id = ?1 ORDER BY seq";
        let id = MessageId::new(self.staff.pharmacy, number).0;
        let rows = sqlx::query(query).bind(id).fetch_all(&mut *conn).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }
}
