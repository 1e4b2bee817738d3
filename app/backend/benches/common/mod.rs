//! What the benches share: a pharmacy with clients who owe, a send to all of them, and the memory that was taken.

use backend::Backend;
use backend::caller::Staff;
use backend::clock::{DEFAULT_ZONE, Zone};
use backend::service::pharmacies::{NewPharmacy, add_staff, create};
use backend::service::{clients, credits, templates};
use domain::campaign::{Audience, Draft, Objective, Text};
use domain::client::Filter;
use domain::language::Language;
use domain::staff::Role;

/// How many clients owe something.
pub const CLIENTS: u32 = 10_000;

/// A pharmacy with as many clients who owe as the send is to have.
pub async fn pharmacy(backend: &Backend) -> Staff {
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
pub async fn draft(backend: &Backend, staff: &Staff) -> Draft {
    let saved = templates::list(backend, staff).await.unwrap().into_iter().find(|saved| saved.is_default).unwrap();
    Draft {
        objective: Objective::BalanceReminder,
        text: Text { template: saved.template, version: saved.version, only_here: None },
        audience: Audience::All { filter: Filter::default(), shown: CLIENTS },
        at: None,
        canary: false,
    }
}

/// The most memory that the process has held so far, as Linux counts it.
pub fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim().to_owned();
    format!("peak memory {peak}")
}
