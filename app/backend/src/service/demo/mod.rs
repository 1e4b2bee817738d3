//! The demonstration: one pharmacy with clients, staff, templates, a past and credits. Each step is done once, so that a
//! process that died half way goes on at its next start. For the command line: no server function calls it.

mod chance;
pub(super) mod names;
mod past;
mod people;
mod sales;

use std::time::Duration;

use std::collections::BTreeSet;

use domain::client::{How, Wish};
use domain::credit::Balance;
use domain::form::{Fault, Field, FieldErrors};
use domain::gateway::Kind;
use domain::id::{PharmacyId, StaffId};
use domain::staff::Role;
use rand::seq::IndexedRandom;
use secrecy::SecretString;

pub(crate) use self::chance::Chance;
use self::past::Step;
use super::account::check_password;
use super::clients;
use super::history::add_past;
use super::pharmacies::{self, NewPharmacy};
use crate::Backend;
use crate::error::{Error, Result};
use crate::store;
use crate::store::credits::Entry;
use crate::store::demo::Reachable;
use crate::store::inbound::NewInbound;

/// The demonstration, ready to be shown.
pub struct Demo {
    /// Who can sign in.
    pub people: [Person; 3],
    /// The address of the sales service's person, and what they may do.
    pub salesperson: (&'static str, &'static str),
    /// The password of each of them.
    pub password: SecretString,
}

/// A person of the demonstration.
#[derive(Clone, Copy)]
pub struct Person {
    /// Their name.
    pub name: &'static str,
    /// Their e-mail address.
    pub email: &'static str,
    /// What they may do, in a few words.
    pub may: &'static str,
    role: Role,
}

const NAME: &str = "Pharmacie Al Amal";

const PEOPLE: [Person; 3] = [
    Person { name: "Salma Bennani", email: "titulaire@demo.ma", may: "peut tout", role: Role::Titulaire },
    Person {
        name: "Yassine Alaoui",
        email: "gestionnaire@demo.ma",
        may: "envoie aux clients cochés",
        role: Role::Gestionnaire,
    },
    Person { name: "Imane Hajji", email: "assistant@demo.ma", may: "consulte", role: Role::Assistant },
];

const PHONE: &str = "05 22 48 17 60";
const SENDER: &str = "PharmaAmal";

/// Every so many-th client no longer wants SMS.
const OPTED_OUT: usize = 37;
/// Every so many-th consented to promotions.
const CONSENTING: usize = 3;

/// Every so many-th wrote, and what, the oldest first, and how many hours ago.
const WROTE: usize = 29;
const ANSWERS: [(&str, i64); 2] = [("Merci, je passe demain matin.", 50), ("شكرا، سأمر غدا إن شاء الله", 26)];

/// Letters and digits that are not taken for one another.
const PASSWORD_LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// Makes what is missing of the demonstration, and gives its people the password of this start: the one given, else a
/// random one.
///
/// # Errors
///
/// [`Error::Invalid`] for a password under 10 characters or over 200.
pub async fn prepare(backend: &Backend, password: Option<&SecretString>, undo: Duration) -> Result<Demo> {
    let password = password.cloned().unwrap_or_else(random_password);
    check_password(&password)?;
    let pharmacy = match pharmacies::by_name(backend, NAME).await? {
        Some(pharmacy) => pharmacy,
        None => pharmacies::create(backend, &pharmacy()).await?,
    };
    pharmacies::set_undo(backend, pharmacy, undo).await?;
    let [titulaire, gestionnaire, _] = people(backend, pharmacy, &password).await?;
    if !store::demo::has_clients(&mut *backend.store().read().await?, pharmacy).await? {
        clients::import(backend, pharmacy, people::file().as_bytes()).await?;
    }
    fill_past(backend, pharmacy, [titulaire, gestionnaire]).await?;
    sales::prepare(backend, &password).await?;
    Ok(Demo { people: PEOPLE, salesperson: sales::PERSON, password })
}

/// Whether the database holds a demonstration. Its clients are invented, but somebody may have their numbers.
///
/// # Errors
///
/// [`Error::Store`].
pub async fn exists(backend: &Backend) -> Result<bool> {
    store::demo::exists(&mut *backend.store().read().await?).await
}

fn pharmacy() -> NewPharmacy {
    NewPharmacy { name: NAME.to_owned(), phone: PHONE.to_owned(), sender: SENDER.to_owned(), demo: true }
}

fn random_password() -> SecretString {
    let mut random = rand::rng();
    let letters = (0..16).filter_map(|_| PASSWORD_LETTERS.choose(&mut random)).map(|letter| char::from(*letter));
    letters.collect::<String>().into()
}

/// The people, added where they are not there, each with the password of this start.
async fn people(backend: &Backend, pharmacy: PharmacyId, password: &SecretString) -> Result<[StaffId; 3]> {
    let mut ids = [StaffId(0); 3];
    for (id, person) in ids.iter_mut().zip(PEOPLE) {
        let known = store::account::credentials(&mut *backend.store().read().await?, person.email).await?;
        *id = match known {
            Some(known) if known.pharmacy == pharmacy => known.staff,
            Some(_) => return Err(Error::Invalid(FieldErrors::one(Field::Email, Fault::Taken))),
            None => {
                let permissions = person.role.permissions();
                pharmacies::add_staff(backend, pharmacy, person.name, person.email, permissions, None).await?
            }
        };
        let hash = backend.passwords().hash(password).await?;
        let mut tx = backend.store().write().await?;
        store::account::set_password(&mut tx, *id, &hash).await?;
        tx.commit().await?;
    }
    Ok(ids)
}

/// Adds what is missing of the past. The steps are always the same, so what was done tells where to go on.
async fn fill_past(backend: &Backend, pharmacy: PharmacyId, senders: [StaffId; 2]) -> Result<()> {
    let now = backend.clock().now();
    let mut conn = backend.store().read().await?;
    let done = store::demo::campaigns(&mut conn, pharmacy).await?;
    let mut granted = i64::from(granted(store::credits::balance(&mut conn, pharmacy).await?));
    let clients = one_per_number(store::demo::reachable(&mut conn, pharmacy).await?);
    let templates = store::templates::list(&mut conn, pharmacy).await?;
    drop(conn);
    let setting =
        past::Setting { now, pharmacy: NAME, pharmacy_phone: PHONE, senders, templates: &templates, clients: &clients };
    let steps = past::past(&setting);
    let campaigns = steps.iter().filter(|step| matches!(step, Step::Campaign(_))).count();
    if usize::try_from(done).is_ok_and(|done| done >= campaigns) && granted > 0 {
        return Ok(());
    }
    note_gateway(backend, now).await?;
    let mut to_skip = done;
    for step in steps {
        match step {
            Step::Grant { credits, .. } if granted >= i64::from(credits) => granted -= i64::from(credits),
            Step::Grant { at, credits, reason } => grant(backend, pharmacy, at, credits, reason).await?,
            Step::Campaign(_) if to_skip > 0 => to_skip -= 1,
            Step::Campaign(campaign) => add_past(backend, pharmacy, vec![campaign]).await?,
        }
    }
    let mut tx = backend.store().write().await?;
    let [noted_by, _] = senders;
    for (wish, some) in [
        (Wish::Consent, clients.iter().skip(2).step_by(CONSENTING)),
        (Wish::Stop, clients.iter().skip(11).step_by(OPTED_OUT)),
    ] {
        for client in some {
            store::wishes::note(&mut tx, pharmacy, &client.phone, wish, Some(noted_by), How::Counter, now).await?;
        }
    }
    for (n, client) in clients.iter().skip(4).step_by(WROTE).enumerate() {
        for (text, ago) in ANSWERS {
            let reference = format!("demo-{n}-{ago}");
            let new = NewInbound { phone: &client.phone, reference: &reference, text, stops: false };
            store::inbound::add(&mut tx, pharmacy, &new, now - ago * 3_600_000).await?;
        }
    }
    tx.commit().await
}

/// The past went through the sandbox, as far as a database knows that begins with a demonstration.
async fn note_gateway(backend: &Backend, now: i64) -> Result<()> {
    let mut tx = backend.store().write().await?;
    if store::gateway_use::last(&mut tx).await?.is_none() {
        store::gateway_use::begin(&mut tx, Kind::Sandbox, now - past::LENGTH).await?;
    }
    tx.commit().await
}

fn granted(balance: Balance) -> u32 {
    balance.available.0 + balance.reserved.0 + balance.spent.0
}

fn one_per_number(clients: Vec<Reachable>) -> Vec<Reachable> {
    let mut seen = BTreeSet::new();
    clients.into_iter().filter(|client| seen.insert(client.phone.clone())).collect()
}

async fn grant(backend: &Backend, pharmacy: PharmacyId, at: i64, credits: u32, reason: &str) -> Result<()> {
    if credits == 0 {
        return Ok(());
    }
    let mut tx = backend.store().write().await?;
    let entry = Entry { reason: Some(reason), ..Entry::grant(credits) };
    store::credits::move_credits(&mut tx, pharmacy, at, entry).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use domain::credit::{Credits, LedgerFilter};
    use domain::message::Status;

    use super::*;
    use crate::clock::Clock;

    #[tokio::test]
    async fn the_demonstration_is_filled_once() {
        let folder = tempfile::tempdir().unwrap();
        let backend = Backend::open(&folder.path().join("a.db"), Clock::System).await.unwrap();
        let demo = prepare(&backend, None, Duration::ZERO).await.unwrap();
        let again = prepare(&backend, Some(&"un autre mot de passe".into()), Duration::ZERO).await.unwrap();

        let titulaire = demo.people[0].email;
        let old = super::super::account::sign_in(&backend, titulaire, &demo.password, "").await;
        assert!(old.is_err(), "the password is that of the last start");
        let token = super::super::account::sign_in(&backend, titulaire, &again.password, "").await.unwrap();
        let staff = super::super::account::caller(&backend, &token).await.unwrap().unwrap();
        assert!(staff.demo);

        let balance = super::super::credits::balance(&backend, &staff).await.unwrap();
        assert_eq!((balance.available, balance.reserved), (Credits(past::LEFT), Credits(0)));
        let ledger = super::super::credits::ledger(&backend, &staff, &LedgerFilter::default(), None).await.unwrap();
        assert_eq!(ledger.entries[0].available_after, Credits(past::LEFT));
        let query = domain::history::Query::default();
        let history = super::super::history::list(&backend, &staff, &query, None, None).await.unwrap();
        let domain::history::Totals::Exact(counts) = history.totals else { panic!("not counted") };
        let total: u32 = counts.iter().map(|(_, n)| n).sum();
        assert_eq!(usize::try_from(total).unwrap(), past::MESSAGES);
        for status in [
            Status::Sent,
            Status::Delivered,
            Status::Failed,
            Status::Expired,
            Status::Uncertain,
            Status::Cancelled,
            Status::Excluded,
        ] {
            assert!(counts.iter().any(|(of, n)| *of == status && *n > 0), "{status:?}");
        }
        let filter = domain::client::Filter::default();
        let list = clients::list(&backend, &staff, &filter, clients::Order::Name, 10).await.unwrap();
        assert_eq!(list.total, people::CLIENTS);
        backend.close().await;
    }
}
