//! What the tests of the delivery ask, and spoil, and look at.
//!
//! SQL stands here although it belongs in `store`: these tests ask the tables behind the back of what they test.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::campaign::{Agreed, Audience, Draft, Objective, Text};
use domain::client::Filter;
use domain::credit::Balance;
use domain::id::{CampaignRef, MessageId};
use domain::language::Language;
use domain::message::{Reason, Status};
use domain::staff::Role;
use sqlx::Row;
use tempfile::TempDir;
use tokio::sync::mpsc::{self, UnboundedSender};

use crate::Backend;
use crate::caller::Staff;
use crate::clock::{Clock, DEFAULT_ZONE, Zone};
use crate::gateway::scripted::Scripted;
use crate::gateway::{About, Event, Report, Submitted};
use crate::service::pharmacies::{NewPharmacy, add_staff, create};
use crate::service::{campaigns, clients, credits, templates};
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
        let folder = tempfile::tempdir().unwrap();
        let backend = Backend::open(&folder.path().join("file.db"), Clock::manual(NOON)).await.unwrap();
        let new = NewPharmacy { name: "Port".into(), phone: String::new(), sender: "PORT".into(), demo: true };
        let pharmacy = create(&backend, &new).await.unwrap();
        let permissions = Role::Titulaire.permissions();
        let id = add_staff(&backend, pharmacy, "Salma", "salma@example.ma", permissions, None).await.unwrap();
        credits::grant(&backend, pharmacy, 100, "test").await.unwrap();
        let staff = Staff {
            id,
            pharmacy,
            name: "Salma".into(),
            email: "salma@example.ma".into(),
            permissions,
            language: Language::Fr,
            pharmacy_name: "Port".into(),
            pharmacy_phone: String::new(),
            sender: "PORT".into(),
            zone: Zone::named(DEFAULT_ZONE),
            demo: true,
        };
        let mut file = String::from("Nom;Téléphone;Solde\n");
        for client in 0..n {
            file.push_str(&format!("Client{client};06123456{:02};10\n", client + 10));
        }
        clients::import(&backend, pharmacy, file.as_bytes()).await.unwrap();
        let saved = templates::list(&backend, &staff).await.unwrap().remove(0);
        let draft = Draft {
            objective: Objective::BalanceReminder,
            text: Text { template: saved.template, version: saved.version, only_here: Some("Bonjour {nom}".into()) },
            audience: Audience::All { filter: Filter::default(), shown: n },
            at: None,
        };
        let most = Agreed { recipients: n, credits: n };
        let campaign = campaigns::send(&backend, &staff, &draft, most, "key-of-the-form").await.unwrap();
        let (events, receiver) = mpsc::unbounded_channel();
        let gateway = Arc::new(Scripted::answering(answers));
        let settings = WorkerSettings { in_flight: batch, ..WorkerSettings::default() };
        let channel = (events.clone(), receiver);
        let delivery = Delivery::through(backend.clone(), &settings, gateway.clone(), channel);
        Self { backend, staff, delivery, events, gateway, campaign, now: AtomicI64::new(NOON), _folder: folder }
    }

    pub async fn round(&mut self) {
        self.delivery.run_once(self.now.load(Ordering::SeqCst)).await.unwrap();
    }

    pub fn pass(&self, milliseconds: i64) {
        self.now.fetch_add(milliseconds, Ordering::SeqCst);
    }

    pub fn report(&self, number: i64, status: Status, reason: Option<Reason>) {
        let message = MessageId::new(self.staff.pharmacy, number);
        let report = Report { about: About::Message(message), status, reason, detail: None };
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

    /// Counters agree with messages, the ledger with the account, what is set aside with what waits. Asks the tables
    /// themselves: through `store` a fault of `store` would hide itself.
    pub async fn is_consistent(&self) {
        let mut conn = self.backend.store().read().await.unwrap();
        for (what, query) in [
            ("counters", "SELECT count(*) FROM (
                SELECT campaign_id, status, n FROM campaign_tally WHERE n > 0
                EXCEPT SELECT campaign_id, status, count(*) FROM message_list GROUP BY campaign_id, status)"),
            ("counters that are missing", "SELECT count(*) FROM (
                SELECT campaign_id, status, count(*) FROM message_list GROUP BY campaign_id, status
                EXCEPT SELECT campaign_id, status, n FROM campaign_tally)"),
            ("totals", "SELECT count(*) FROM (
                SELECT status, sum(n) FROM tally GROUP BY status HAVING sum(n) > 0
                EXCEPT SELECT status, count(*) FROM message_list GROUP BY status)"),
            ("totals that are missing", "SELECT count(*) FROM (
                SELECT status, count(*) FROM message_list GROUP BY status
                EXCEPT SELECT status, sum(n) FROM tally GROUP BY status)"),
            ("ledger", "SELECT count(*) FROM credit c WHERE (c.available, c.reserved, c.spent) <>
                (SELECT sum(l.available), sum(l.reserved), sum(l.spent) FROM ledger l)"),
            ("reserved", "SELECT count(*) FROM credit WHERE reserved <>
                (SELECT coalesce(sum(m.parts), 0) FROM message m JOIN message_list l ON l.id = m.id WHERE l.status < 3)"),
            ("outbox", "SELECT count(*) FROM message_list l LEFT JOIN outbox o ON o.id = l.id
                WHERE (l.status <= 3) <> (o.id IS NOT NULL) AND l.status <> 3"),
        ] {
            let wrong: i64 = sqlx::query_scalar(query).fetch_one(&mut *conn).await.unwrap();
            assert_eq!(wrong, 0, "{what}");
        }
    }

    pub async fn statuses(&self, number: i64) -> Vec<i64> {
        let mut conn = self.backend.store().read().await.unwrap();
        let query = "SELECT kind FROM message_event WHERE message_id = ?1 ORDER BY seq";
        let id = MessageId::new(self.staff.pharmacy, number).0;
        let rows = sqlx::query(query).bind(id).fetch_all(&mut *conn).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }
}
