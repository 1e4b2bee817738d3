//! A pharmacy whose messages leave through Kannel.
//!
//! SQL stands here although it belongs in `store`: these tests ask the tables behind the back of what they test.

use std::time::Duration;

use backend::Backend;
use backend::caller::Staff;
use backend::clock::{Clock, DEFAULT_ZONE, Zone};
use backend::service::callbacks::kannel_inbound_url;
use backend::service::pharmacies::{NewPharmacy, add_staff, create};
use backend::service::{campaigns, clients, credits, templates};
use backend::settings::{GatewaySettings, KannelSettings, WorkerSettings};
use backend::worker::Worker;
use domain::campaign::{Agreed, Audience, Draft, Objective, Text};
use domain::client::Filter;
use domain::language::Language;
use domain::message::{Reason, Status};
use domain::staff::Role;
use sqlx::SqlitePool;
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::process::{Kannel, free_port};
use super::smsc::{Submit, Submits};
use super::{callbacks, smsc};

const NOON: i64 = 1_795_521_600_000;
const CREDITS: u32 = 100;

pub struct Desk {
    backend: Backend,
    worker: Worker,
    submits: Submits,
    tables: SqlitePool,
    _kannel: Kannel,
    _folder: TempDir,
}

impl Desk {
    /// A text to each of `n` clients, whose phones end in 10, 11, 12 and so on, on its way.
    pub async fn open(n: u32, text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file.db");
        let backend = Backend::open(&file, Clock::manual(NOON)).await.unwrap();
        let staff = staff(&backend).await;
        let (listener, submits) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), Submits::default());
        let smsc = listener.local_addr().unwrap().port();
        tokio::spawn(smsc::serve(listener, submits.clone()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let callback = listener.local_addr().unwrap();
        tokio::spawn(callbacks::serve(listener, backend.clone()));
        let sendsms = free_port().await;
        let settings = KannelSettings {
            send_url: format!("http://127.0.0.1:{sendsms}/cgi-bin/sendsms").parse().unwrap(),
            user: "comptoir".into(),
            password: "secret".to_owned().into(),
            smsc: Some("test".into()),
            status_url: None,
            status_password: None,
            callback_url: format!("http://{callback}").parse().unwrap(),
            callback_secret: "a-secret-of-the-tests".to_owned().into(),
        };
        let kannel = Kannel::start(folder.path(), smsc, sendsms, &kannel_inbound_url(&settings)).await;
        send(&backend, &staff, n, text).await;
        let worker = Worker::start(backend.clone(), &WorkerSettings::of(GatewaySettings::Kannel(settings)));
        let tables = SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap();
        Self { backend, worker, submits, tables, _kannel: kannel, _folder: folder }
    }

    /// Waits until the messages stand so, in the order of their phones.
    pub async fn until_statuses(&self, expected: &[(Status, Option<Reason>)]) {
        let expected: Vec<_> =
            expected.iter().map(|(status, reason)| (status.code(), reason.map(Reason::code))).collect();
        let sql = "SELECT l.status, l.reason FROM message m JOIN message_list l ON l.id = m.id ORDER BY m.phone";
        let mut last = vec![];
        for _ in 0..600 {
            last = sqlx::query_as::<_, (i64, Option<i64>)>(sql).fetch_all(&self.tables).await.unwrap();
            if last == expected {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{last:?} instead of {expected:?}");
    }

    /// Waits until a phone wants no more SMS.
    pub async fn until_opted_out(&self, phone: &str) {
        for _ in 0..600 {
            let phones: Vec<String> =
                sqlx::query_scalar("SELECT phone FROM opt_out").fetch_all(&self.tables).await.unwrap();
            if phones == [phone] {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no STOP arrived");
    }

    /// Credits that are spent and reserved.
    pub async fn spent_and_reserved(&self) -> (i64, i64) {
        sqlx::query_as("SELECT spent, reserved FROM credit").fetch_one(&self.tables).await.unwrap()
    }

    pub fn submits(&self) -> Vec<Submit> {
        self.submits.lock().unwrap().clone()
    }

    pub async fn close(self) {
        self.worker.stop().await;
        self.tables.close().await;
        self.backend.close().await;
    }
}

async fn staff(backend: &Backend) -> Staff {
    let new = NewPharmacy { name: "Port".into(), phone: String::new(), sender: "PORT".into(), demo: true };
    let pharmacy = create(backend, &new).await.unwrap();
    let permissions = Role::Titulaire.permissions();
    let id = add_staff(backend, pharmacy, "Salma", "salma@example.ma", permissions, None).await.unwrap();
    credits::grant(backend, pharmacy, CREDITS, "test").await.unwrap();
    Staff {
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
    }
}

async fn send(backend: &Backend, staff: &Staff, n: u32, text: &str) {
    let mut file = String::from("Nom;Téléphone;Solde\n");
    for client in 0..n {
        file.push_str(&format!("Client{client};06123456{:02};10\n", client + 10));
    }
    clients::import(backend, staff.pharmacy, file.as_bytes()).await.unwrap();
    let saved = templates::list(backend, staff).await.unwrap().remove(0);
    let draft = Draft {
        objective: Objective::BalanceReminder,
        text: Text { template: saved.template, version: saved.version, only_here: Some(text.into()) },
        audience: Audience::All { filter: Filter::default(), shown: n },
        at: None,
    };
    let most = Agreed { recipients: n, credits: n * 10 };
    campaigns::send(backend, staff, &draft, most, "key-of-the-form").await.unwrap();
}
