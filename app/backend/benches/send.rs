//! The figures of one large send: the time in which it is stored, the speed of its delivery through the sandbox without
//! delay, each state durable, and the memory that this takes. `cargo bench -p backend --bench send`.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints its figures and stops at the first error"
)]

use std::time::Instant;

use backend::Backend;
use backend::caller::Staff;
use backend::clock::{Clock, DEFAULT_ZONE, Zone};
use backend::service::pharmacies::{NewPharmacy, add_staff, create};
use backend::service::{campaigns, clients, credits, templates};
use backend::settings::WorkerSettings;
use backend::worker::Delivery;
use domain::campaign::{Agreed, Audience, Draft, Objective, Text};
use domain::client::Filter;
use domain::language::Language;
use domain::message::Status;
use domain::staff::Role;

const CLIENTS: u32 = 10_000;

/// So many sends, one after the other: the first is into an empty database.
const SENDS: u32 = 3;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let backend = Backend::open(&folder.path().join("bench.db"), Clock::System).await.unwrap();
    let staff = pharmacy(&backend).await;
    println!("database opened: {}", peak());
    for send in 1..=SENDS {
        let draft = draft(&backend, &staff).await;
        let begun = Instant::now();
        let quote = campaigns::quote(&backend, &staff, &draft).await.unwrap();
        println!(
            "send {send}: quote of {} messages, {} credits in {:?}",
            quote.recipients,
            quote.credits,
            begun.elapsed()
        );

        let agreed = Agreed { recipients: quote.recipients, credits: quote.credits };
        let begun = Instant::now();
        let key = format!("bench-send-{send}");
        let campaign = campaigns::send(&backend, &staff, &draft, agreed, &key).await.unwrap();
        println!("send {send}: stored in {:?}, {}", begun.elapsed(), peak());

        let begun = Instant::now();
        let mut delivery = Delivery::new(backend.clone(), &WorkerSettings::sandbox(0, 0));
        while !delivery.run_once(Clock::System.now()).await.unwrap().is_idle() {}
        let seconds = begun.elapsed().as_secs_f64();
        let page = campaigns::page(&backend, &staff, &campaign, None).await.unwrap();
        assert!(page.counts.iter().all(|(status, _)| status.is_final()), "{:?}", page.counts);
        let delivered = page.counts.iter().find(|(status, _)| *status == Status::Delivered).map_or(0, |(_, n)| *n);
        println!(
            "send {send}: {} final, {delivered} delivered, {:.0} messages/s, {}",
            page.total,
            f64::from(page.total) / seconds,
            peak()
        );
    }
    backend.close().await;
}

/// A pharmacy with as many clients who owe as the send is to have.
async fn pharmacy(backend: &Backend) -> Staff {
    let new = NewPharmacy { name: "Bench".into(), phone: "0522 00 00 00".into(), sender: "BENCH".into(), demo: true };
    let pharmacy = create(backend, &new).await.unwrap();
    let permissions = Role::Titulaire.permissions();
    let id = add_staff(backend, pharmacy, "Salma Bennani", "bench@example.ma", permissions, None).await.unwrap();
    credits::grant(backend, pharmacy, 1_000_000, "bench").await.unwrap();
    let mut file = String::from("Nom;Prénom;Téléphone;Solde\n");
    for n in 0..CLIENTS {
        // 901 has nothing in common with 100: the numbers that the sandbox refuses do not come one after the other, for a
        // send that is refused too often holds itself back.
        file.push_str(&format!("El Idrissi{n};Amina;06{:08};{},50\n", 10_000_000 + n, 10 + n % 901));
    }
    clients::import(backend, pharmacy, file.as_bytes()).await.unwrap();
    Staff {
        id,
        pharmacy,
        name: "Salma Bennani".into(),
        email: "bench@example.ma".into(),
        permissions,
        language: Language::Fr,
        pharmacy_name: "Bench".into(),
        pharmacy_phone: "0522 00 00 00".into(),
        sender: "BENCH".into(),
        zone: Zone::named(DEFAULT_ZONE),
        demo: true,
    }
}

/// The default reminder, to everyone who owes.
async fn draft(backend: &Backend, staff: &Staff) -> Draft {
    let saved = templates::list(backend, staff).await.unwrap().into_iter().find(|saved| saved.is_default).unwrap();
    Draft {
        objective: Objective::BalanceReminder,
        text: Text { template: saved.template, version: saved.version, only_here: None },
        audience: Audience::All { filter: Filter::default(), shown: CLIENTS },
        at: None,
    }
}

/// The most memory that the process has held so far, as Linux counts it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim().to_owned();
    format!("peak memory {peak}")
}
