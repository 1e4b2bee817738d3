//! A pharmacy with people, clients and credits, in a database of its own, at a time that a test sets.

#[path = "../common/consistency.rs"]
mod consistency;
#[path = "../common/pharmacy.rs"]
mod fixture;

use std::path::PathBuf;

use backend::caller::Staff;
use backend::clock::Clock;
use backend::service::pharmacies::add_staff;
use backend::service::{campaigns, clients, credits, templates};
use backend::settings::WorkerSettings;
use backend::worker::Delivery;
use backend::{Backend, Error, Result};
use domain::campaign::{Agreed, Audience, Draft, Objective, Quote, Text};
use domain::client::Filter;
use domain::credit::Balance;
use domain::history::{Page, Totals};
use domain::id::{CampaignRef, ClientRef};
use domain::message::{Counts, Status};
use domain::staff::Role;
use domain::template::Texts;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use tempfile::TempDir;

use self::consistency::is_consistent;
pub use self::fixture::pharmacy;

/// A Tuesday at noon.
pub const NOON: i64 = 1_795_521_600_000;

pub struct Desk {
    pub backend: Backend,
    pub clock: Clock,
    pub staff: Staff,
    pub folder: TempDir,
}

impl Desk {
    /// A pharmacy with a titulaire and credits, without clients, where nothing is waited for.
    pub async fn open(granted: u32) -> Self {
        Self::open_in(tempfile::tempdir().unwrap(), granted).await
    }

    /// The same, with the database in this folder.
    pub async fn open_in(folder: TempDir, granted: u32) -> Self {
        let clock = Clock::manual(NOON);
        let backend = Backend::open(&folder.path().join("comptoir.db"), clock.clone()).await.unwrap();
        let staff = pharmacy(&backend, "Pharmacie du Port", Role::Titulaire).await;
        if granted > 0 {
            credits::grant(&backend, staff.pharmacy, granted, "test").await.unwrap();
        }
        Self { backend, clock, staff, folder }
    }

    /// Adds clients: name, phone as typed, balance as typed.
    pub async fn clients(&self, clients: &[(&str, &str, &str)]) -> Vec<ClientRef> {
        let mut file = String::from("Référence;Nom;Téléphone;Solde\n");
        for (name, phone, balance) in clients {
            file.push_str(&format!("{name}-{phone};{name};{phone};{balance}\n"));
        }
        let report = clients::import(&self.backend, self.staff.pharmacy, file.as_bytes()).await.unwrap();
        assert_eq!(report.faults, []);
        let all = clients::list(&self.backend, &self.staff, &Filter::default(), clients::Order::Name, 10_000).await;
        let lines = all.unwrap().lines;
        let find = |name: &str| lines.iter().find(|line| line.last_name == name).unwrap().client.clone();
        clients.iter().map(|(name, _, _)| find(name)).collect()
    }

    /// A person of the same pharmacy, with a role.
    pub async fn colleague(&self, role: Role) -> Staff {
        let email = format!("{role:?}@example.ma").to_lowercase();
        let id = add_staff(&self.backend, self.staff.pharmacy, "Colleague", &email, role.permissions(), None);
        Staff { id: id.await.unwrap(), permissions: role.permissions(), ..self.staff.clone() }
    }

    /// A draft with the default template of an objective, or with a text for this send only.
    pub async fn draft(&self, objective: Objective, only_here: Option<&str>, audience: Audience) -> Draft {
        let saved = templates::list(&self.backend, &self.staff).await.unwrap();
        let saved = saved.into_iter().find(|saved| saved.objective == objective).unwrap();
        let only_here = only_here.map(Texts::one);
        Draft {
            objective,
            text: Text { template: saved.template, version: saved.version, only_here },
            audience,
            at: None,
            canary: false,
        }
    }

    pub async fn quote(&self, draft: &Draft) -> Result<Quote> {
        campaigns::quote(&self.backend, &self.staff, draft).await
    }

    /// Sends what the quote says.
    pub async fn send(&self, draft: &Draft, key: &str) -> Result<CampaignRef> {
        let quote = self.quote(draft).await?;
        campaigns::send(&self.backend, &self.staff, draft, agreed(&quote), key).await
    }

    /// A delivery through a sandbox that reports at once.
    pub fn delivery(&self) -> Delivery {
        Delivery::new(self.backend.clone(), &WorkerSettings { in_flight: 16, ..WorkerSettings::sandbox(0, 0) })
    }

    /// Rounds until nothing is left to do at this time.
    pub async fn deliver(&self) {
        let mut delivery = self.delivery();
        delivery.take_over(self.clock.now()).await.unwrap();
        while !delivery.run_once(self.clock.now()).await.unwrap().is_idle() {}
    }

    pub async fn balance(&self) -> (u32, u32, u32) {
        let Balance { available, reserved, spent } = credits::balance(&self.backend, &self.staff).await.unwrap();
        (available.0, reserved.0, spent.0)
    }

    pub async fn counts(&self, campaign: &CampaignRef) -> Counts {
        campaigns::page(&self.backend, &self.staff, campaign, None).await.unwrap().counts
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join("comptoir.db")
    }

    /// The database, from outside of the program.
    pub async fn sql(&self) -> SqlitePool {
        SqlitePool::connect_with(SqliteConnectOptions::new().filename(self.database())).await.unwrap()
    }

    /// Rows of every table that a send writes to.
    pub async fn rows(&self) -> Vec<i64> {
        let sql = self.sql().await;
        let mut rows = vec![];
        for query in [
            "SELECT count(*) FROM campaign",
            "SELECT count(*) FROM message",
            "SELECT count(*) FROM message_list",
            "SELECT count(*) FROM outbox",
            "SELECT count(*) FROM message_event",
            "SELECT count(*) FROM tally",
            "SELECT count(*) FROM campaign_tally",
            "SELECT count(*) FROM ledger",
            "SELECT count(*) FROM audit",
            "SELECT count(*) FROM pharmacy_day",
            "SELECT sum(last_message) FROM pharmacy",
            "SELECT sum(available) FROM credit",
        ] {
            rows.push(sqlx::query_scalar(query).fetch_one(&sql).await.unwrap());
        }
        sql.close().await;
        rows
    }

    /// Nothing in the tables contradicts anything else.
    pub async fn is_consistent(&self) {
        let sql = self.sql().await;
        is_consistent(&mut sql.acquire().await.unwrap()).await;
        sql.close().await;
    }
}

pub fn agreed(quote: &Quote) -> Agreed {
    Agreed { recipients: quote.recipients, credits: quote.credits }
}

/// The list of those who owe, with the number shown.
pub fn all(shown: u32) -> Audience {
    Audience::All { filter: Filter::default(), shown }
}

/// The totals of a list that was counted to the end.
pub fn totals(page: &Page) -> &Counts {
    match &page.totals {
        Totals::Exact(counts) => counts,
        Totals::Many => panic!("not counted"),
    }
}

pub fn count(counts: &Counts, status: Status) -> u32 {
    counts.iter().find(|(known, _)| *known == status).map_or(0, |(_, n)| *n)
}

/// The error of a result that must have one.
pub fn refused<T: std::fmt::Debug>(result: Result<T>) -> Error {
    result.unwrap_err()
}
