//! A large database for measurements: 20 pharmacies, one of which has 70 % of all messages. For the command line: no
//! server function calls it.

use domain::id::{ClientRef, PharmacyId, StaffId, TemplateRef};
use domain::message::{Reason, Status};
use domain::phone::PhoneNumber;
use domain::staff::Role;

use super::credits;
use super::demo::Chance;
use super::demo::names::{FAMILIES, FAMILIES_AR, WOMEN, WOMEN_AR};
use super::history::{PastCampaign, PastMessage, add_past};
use super::pharmacies::{self, NewPharmacy};
use crate::Backend;
use crate::error::{Error, Result};
use crate::store;

const PHARMACIES: u32 = 20;
/// The share of the first, in hundredths.
const LARGEST: u32 = 70;
/// The most and the fewest messages of one campaign, and so of one transaction.
const BATCH: u32 = 5_000;
const SMALLEST: u32 = 500;
/// Who sends, and so many campaigns of a hundred.
const STAFF: [(&str, usize); 4] = [("Titulaire", 60), ("Salma Bennani", 25), ("Karim Alaoui", 13), ("Nadia Tazi", 2)];
/// Clients of each pharmacy.
const CLIENTS: u32 = 2_000;
/// What is sent, a campaign one of them: most of them the first.
const TEXTS: [&str; 5] = [
    "Bonjour {prenom}, sauf erreur de notre part, votre solde est de {solde} DH. Merci de passer nous voir. Pharmacie 05 22 00 \
     00 00",
    "Bonjour {prenom}, votre solde s'élève à {solde} DH. Merci de votre confiance. Pharmacie 05 22 00 00 00",
    "{prenom}, rappel : {solde} DH restent à régler. La pharmacie vous attend.",
    "Votre commande est prête, {prenom}. À bientôt. Total {solde} DH",
    "السلام عليكم {prenom}، رصيدكم {solde} درهم. شكرا لكم",
];
/// The past over which the messages are spread.
const DAYS: i64 = 730;
const DAY: i64 = 86_400_000;

/// What was written.
pub struct Filled {
    /// Pharmacies.
    pub pharmacies: u32,
    /// Messages.
    pub messages: u32,
}

/// How long a reserve of so many credits takes inside of the transaction of a send. Nothing of it stays. For the benches: no
/// server function calls it.
///
/// # Errors
///
/// [`Error::NoCredit`].
pub async fn time_reserve(backend: &Backend, pharmacy: PharmacyId, credits: u32) -> Result<std::time::Duration> {
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let begun = tokio::time::Instant::now();
    store::credits::move_credits(&mut tx, pharmacy, now, store::credits::Entry::reserve(credits)).await?;
    Ok(begun.elapsed())
}

/// Fills a database. Its pharmacies must not be there yet.
///
/// # Errors
///
/// [`Error::Invalid`] if they are.
pub async fn fill(backend: &Backend, messages: u32) -> Result<Filled> {
    let largest = share(messages, LARGEST, 100);
    let others = messages - largest;
    let mut written = 0;
    for place in 0..PHARMACIES {
        let n = match place {
            0 => largest,
            1 => others - share(others, 1, PHARMACIES - 1) * (PHARMACIES - 2),
            _ => share(others, 1, PHARMACIES - 1),
        };
        written += fill_pharmacy(backend, place, n).await?;
    }
    Ok(Filled { pharmacies: PHARMACIES, messages: written })
}

fn share(n: u32, of: u32, all: u32) -> u32 {
    u32::try_from(u64::from(n) * u64::from(of) / u64::from(all)).unwrap_or(0)
}

async fn fill_pharmacy(backend: &Backend, place: u32, messages: u32) -> Result<u32> {
    let name = format!("Pharmacie de mesure {:02}", place + 1);
    let new = NewPharmacy {
        name,
        phone: String::from("05 22 00 00 00"),
        sender: format!("Mesure{}", place + 1),
        demo: false,
    };
    let pharmacy = pharmacies::create(backend, &new).await?;
    let mut staff = vec![];
    for (n, (name, share)) in STAFF.iter().enumerate() {
        let email = if n == 0 { String::from("titulaire") } else { format!("personne{n}-") };
        let email = format!("{email}{:02}@mesure.ma", place + 1);
        let permissions = Role::Titulaire.permissions();
        let id = pharmacies::add_staff(backend, pharmacy, name, &email, permissions, None).await?;
        staff.extend(std::iter::repeat_n(id, *share));
    }
    let templates = store::templates::list(&mut *backend.store().read().await?, pharmacy).await?;
    let templates: Vec<TemplateRef> = templates.into_iter().map(|saved| saved.template).collect();
    let clients = clients(backend, pharmacy, &mut Chance::new(u64::from(place) + 100)).await?;
    credits::grant(backend, pharmacy, messages.saturating_mul(4).saturating_add(1_000), "bench-data").await?;

    let mut chance = Chance::new(u64::from(place));
    let mut written = 0;
    while written < messages {
        let n = (SMALLEST + chance.below(BATCH - SMALLEST)).min(messages - written);
        let ago = DAYS * DAY / i64::from(messages) * i64::from(messages - written);
        let created_at = backend.clock().now() - ago;
        let staff = *chance.one_of(&staff).ok_or(Error::NotFound)?;
        let template = chance.one_of(&templates).ok_or(Error::NotFound)?.clone();
        let campaign = campaign(staff, template, created_at, n, &clients, &mut chance);
        add_past(backend, pharmacy, vec![campaign]).await?;
        written += n;
    }
    Ok(messages)
}

/// Clients, to whom some of the messages go.
async fn clients(backend: &Backend, pharmacy: PharmacyId, chance: &mut Chance) -> Result<Vec<ClientRef>> {
    let mut file = String::from("Nom;Prénom;Téléphone;Solde\n");
    for n in 0..CLIENTS {
        let (first_name, last_name) = (chance.word(&WOMEN), chance.word(&FAMILIES));
        file.push_str(&format!("{last_name};{first_name};07{:08};10\n", 10_000_000 + n));
    }
    super::clients::import(backend, pharmacy, file.as_bytes()).await?;
    let reachable = store::demo::reachable(&mut *backend.store().read().await?, pharmacy).await?;
    Ok(reachable.into_iter().map(|client| client.client).collect())
}

fn campaign(
    staff: StaffId,
    template: TemplateRef,
    created_at: i64,
    n: u32,
    clients: &[ClientRef],
    chance: &mut Chance,
) -> PastCampaign {
    // No two of a campaign have the same number: the numbers follow one another from a place of its own.
    let first = chance.below(90_000_000);
    let text = *chance.one_of(&TEXTS).unwrap_or(&TEXTS[0]);
    let messages = (0..n).filter_map(|place| {
        let phone = PhoneNumber::try_from(format!("+2126{:08}", first + place)).ok()?;
        let (first_name, last_name) = match chance.below(10) {
            0 => (chance.word(&WOMEN_AR), chance.word(&FAMILIES_AR)),
            _ => (chance.word(&WOMEN), chance.word(&FAMILIES)),
        };
        let dirhams = 20 + chance.below(2_980);
        let (status, reason) = match chance.below(1_000) {
            0..=29 => (Status::Failed, Some(Reason::UnknownNumber)),
            30..=49 => (Status::Expired, Some(Reason::Unreachable)),
            50..=52 => (Status::Uncertain, Some(Reason::AnswerLost)),
            53..=62 => (Status::Excluded, Some(Reason::Paid)),
            63..=67 => (Status::Cancelled, None),
            _ => (Status::Delivered, None),
        };
        let content = text.replace("{prenom}", first_name).replace("{solde}", &format!("{dirhams},00"));
        let client = if chance.percent(30) { chance.one_of(clients).cloned() } else { None };
        Some(PastMessage {
            client,
            phone,
            recipient: format!("{first_name} {last_name}"),
            content,
            status,
            reason,
            handed_over: 200,
            ended: 4_000,
        })
    });
    PastCampaign { staff, template, created_at, messages: messages.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[tokio::test]
    async fn every_message_asked_for_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let backend = Backend::open(&folder.path().join("a.db"), Clock::System).await.unwrap();
        let filled = fill(&backend, 1_003).await.unwrap();
        assert_eq!((filled.pharmacies, filled.messages), (20, 1_003));
        let mut conn = backend.store().read().await.unwrap();
        let mut counted = vec![];
        for id in 1..=20 {
            let counts = store::messages::counts(&mut conn, PharmacyId(id)).await.unwrap();
            counted.push(counts.iter().map(|(_, n)| n).sum::<u32>());
        }
        assert_eq!((counted[0], counted.iter().sum::<u32>()), (702, 1_003));
        drop(conn);
        backend.close().await;
    }
}
