//! A large database for measurements: 20 pharmacies, one of which has 70 % of all messages. For the command line: no
//! server function calls it.

use domain::id::{StaffId, TemplateRef};
use domain::message::{Reason, Status};
use domain::phone::PhoneNumber;
use domain::staff::Role;

use super::credits;
use super::demo::Chance;
use super::demo::names::{FAMILIES, WOMEN};
use super::history::{PastCampaign, PastMessage, add_past};
use super::pharmacies::{self, NewPharmacy};
use crate::Backend;
use crate::error::{Error, Result};
use crate::store;

const PHARMACIES: u32 = 20;
/// The share of the first, in hundredths.
const LARGEST: u32 = 70;
/// Messages of one campaign, and so of one transaction.
const BATCH: u32 = 5_000;
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
    let email = format!("titulaire{:02}@mesure.ma", place + 1);
    let staff =
        pharmacies::add_staff(backend, pharmacy, "Titulaire", &email, Role::Titulaire.permissions(), None).await?;
    let templates = store::templates::list(&mut *backend.store().read().await?, pharmacy).await?;
    let template = templates.into_iter().next().ok_or(Error::NotFound)?.template;
    credits::grant(backend, pharmacy, messages.saturating_mul(4).saturating_add(1_000), "bench-data").await?;

    let mut chance = Chance::new(u64::from(place));
    let batches = messages.div_ceil(BATCH);
    for batch in 0..batches {
        let n = (messages - batch * BATCH).min(BATCH);
        let ago = DAYS * i64::from(batches - batch) / i64::from(batches);
        let created_at = backend.clock().now() - ago * DAY;
        let campaign = campaign(staff, template.clone(), created_at, n, &mut chance);
        add_past(backend, pharmacy, vec![campaign]).await?;
    }
    Ok(messages)
}

fn campaign(staff: StaffId, template: TemplateRef, created_at: i64, n: u32, chance: &mut Chance) -> PastCampaign {
    // No two of a campaign have the same number: the numbers follow one another from a place of its own.
    let first = chance.below(90_000_000);
    let messages = (0..n).filter_map(|place| {
        let phone = PhoneNumber::try_from(format!("+2126{:08}", first + place)).ok()?;
        let (first_name, last_name) = (chance.word(&WOMEN), chance.word(&FAMILIES));
        let dirhams = 20 + chance.below(2_980);
        let (status, reason) = match chance.below(100) {
            0..=2 => (Status::Failed, Some(Reason::UnknownNumber)),
            3..=4 => (Status::Expired, Some(Reason::Unreachable)),
            _ => (Status::Delivered, None),
        };
        let content = format!(
            "Bonjour {first_name}, sauf erreur de notre part, votre solde est de {dirhams},00 DH. Merci de passer nous \
             voir. Pharmacie 05 22 00 00 00"
        );
        Some(PastMessage {
            client: None,
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
    use domain::id::PharmacyId;

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
