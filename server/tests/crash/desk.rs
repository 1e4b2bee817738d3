//! A pharmacy with a large send in its queue, and what its tables say afterwards.

use std::collections::HashMap;
use std::path::Path;

use backend::Backend;
use backend::caller::Staff;
use backend::clock::{Clock, DEFAULT_ZONE, Zone};
use backend::service::pharmacies::{NewPharmacy, add_staff, create};
use backend::service::{campaigns, clients, credits, templates};
use domain::campaign::{Agreed, Audience, Draft, Objective, Text};
use domain::client::Filter;
use domain::language::Language;
use domain::message::Status;
use domain::staff::Role;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

const NAME: &str = "Pharmacie du Port";
const EMAIL: &str = "salma@port.ma";

/// Makes a database in which a send of so many messages of one part is due.
pub async fn queue(database: &Path, messages: u32) {
    let backend = Backend::open(database, Clock::System).await.unwrap();
    // As a demonstration, which sends at any hour and waits for nobody to call it off.
    let new = NewPharmacy { name: NAME.into(), phone: "0522 00 00 00".into(), sender: "PORT".into(), demo: true };
    let pharmacy = create(&backend, &new).await.unwrap();
    let permissions = Role::Titulaire.permissions();
    let id = add_staff(&backend, pharmacy, "Salma Bennani", EMAIL, permissions, None).await.unwrap();
    credits::grant(&backend, pharmacy, messages, "crash test").await.unwrap();
    let mut file = String::from("Nom;Téléphone;Solde\n");
    for n in 0..messages {
        file.push_str(&format!("Client{n};0{}{:08};100\n", 6 + n % 2, 10_000_000 + n));
    }
    clients::import(&backend, pharmacy, file.as_bytes()).await.unwrap();
    let staff = Staff {
        id,
        pharmacy,
        name: "Salma Bennani".into(),
        email: EMAIL.into(),
        permissions,
        language: Language::Fr,
        pharmacy_name: NAME.into(),
        pharmacy_phone: "0522 00 00 00".into(),
        sender: "PORT".into(),
        zone: Zone::named(DEFAULT_ZONE),
        demo: true,
    };
    let saved = templates::list(&backend, &staff).await.unwrap();
    let saved = saved.into_iter().find(|saved| saved.objective == Objective::BalanceReminder).unwrap();
    let draft = Draft {
        objective: Objective::BalanceReminder,
        text: Text { template: saved.template, version: saved.version, only_here: Some("Bonjour {nom}".into()) },
        audience: Audience::All { filter: Filter::default(), shown: messages },
        at: None,
    };
    let agreed = Agreed { recipients: messages, credits: messages };
    campaigns::send(&backend, &staff, &draft, agreed, "key-of-the-form").await.unwrap();
    backend.close().await;
}

async fn open(database: &Path) -> SqlitePool {
    SqlitePool::connect_with(SqliteConnectOptions::new().filename(database)).await.unwrap()
}

/// Where each message stands.
pub async fn statuses(database: &Path) -> HashMap<i64, Status> {
    let sql = open(database).await;
    let rows: Vec<(i64, i64)> = sqlx::query_as("SELECT id, status FROM message_list").fetch_all(&sql).await.unwrap();
    sql.close().await;
    rows.into_iter().map(|(id, status)| (id, Status::from_code(status).unwrap())).collect()
}

/// How many messages stand where.
pub async fn counts(database: &Path) -> HashMap<Status, usize> {
    let mut counts = HashMap::new();
    for status in statuses(database).await.into_values() {
        *counts.entry(status).or_default() += 1;
    }
    counts
}

/// Credits spent; nothing is set aside any more.
pub async fn spent(database: &Path) -> i64 {
    let sql = open(database).await;
    let credit = sqlx::query_as("SELECT reserved, spent FROM credit").fetch_one(&sql).await.unwrap();
    sql.close().await;
    let (reserved, spent): (i64, i64) = credit;
    assert_eq!(reserved, 0);
    spent
}

/// Counters are those of a recount, the ledger adds up to the account, histories lead to where messages stand, and nothing
/// is in hand any more.
pub async fn is_consistent(database: &Path) {
    let sql = open(database).await;
    for (what, query) in [
        (
            "totals",
            "SELECT count(*) FROM (
               SELECT status, sum(n) FROM tally GROUP BY status HAVING sum(n) > 0
               EXCEPT SELECT status, count(*) FROM message_list GROUP BY status)",
        ),
        (
            "totals that are missing",
            "SELECT count(*) FROM (
               SELECT status, count(*) FROM message_list GROUP BY status
               EXCEPT SELECT status, sum(n) FROM tally GROUP BY status)",
        ),
        (
            "counters",
            "SELECT count(*) FROM (
               SELECT campaign_id, status, n FROM campaign_tally WHERE n > 0
               EXCEPT SELECT campaign_id, status, count(*) FROM message_list GROUP BY campaign_id, status)",
        ),
        (
            "counters that are missing",
            "SELECT count(*) FROM (
               SELECT campaign_id, status, count(*) FROM message_list GROUP BY campaign_id, status
               EXCEPT SELECT campaign_id, status, n FROM campaign_tally)",
        ),
        (
            "ledger",
            "SELECT count(*) FROM credit c
             WHERE (c.available, c.reserved, c.spent, c.granted) <>
               (SELECT sum(l.available), sum(l.reserved), sum(l.spent), sum(l.granted) FROM ledger l
                WHERE l.id >> 40 = c.pharmacy_id)",
        ),
        (
            "events",
            "SELECT count(*) FROM message_list l
             WHERE l.status <> (SELECT e.kind FROM message_event e WHERE e.message_id = l.id
                                ORDER BY e.seq DESC LIMIT 1)",
        ),
        ("work in hand", "SELECT count(*) FROM outbox"),
    ] {
        let wrong: i64 = sqlx::query_scalar(query).fetch_one(&sql).await.unwrap();
        assert_eq!(wrong, 0, "{what}");
    }
    let whole: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&sql).await.unwrap();
    assert_eq!(whole, "ok");
    sql.close().await;
}
