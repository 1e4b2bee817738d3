//! Messages with their whole life behind them. For the demonstration and the benches: no server function calls it.

use std::collections::HashMap;

use domain::id::{CampaignRef, ClientRef, PharmacyId, StaffId, TemplateRef};
use domain::message::{Reason, Status};
use domain::phone::PhoneNumber;
use domain::sms::{MAX_PARTS, count};
use sha2::{Digest, Sha256};

use crate::Backend;
use crate::error::{Error, Result};
use crate::service::delivery::{Credit, credit};
use crate::store::campaigns::NewCampaign;
use crate::store::credits::Entry;
use crate::store::messages::{Batch, Kind, NewMessage, Past};
use crate::store::{self, WriteTx, failed};

/// A campaign of the past.
#[derive(Clone, Debug)]
pub struct PastCampaign {
    /// Who sent it.
    pub staff: StaffId,
    /// The template that it used: name, objective and text are those of its last version.
    pub template: TemplateRef,
    /// When, in milliseconds UTC. Moved on where the pharmacy has a later message already: numbers and times rise
    /// together.
    pub created_at: i64,
    /// Its messages, at least one, no two to the same phone.
    pub messages: Vec<PastMessage>,
}

/// A message of the past.
#[derive(Clone, Debug)]
pub struct PastMessage {
    /// The client, where there is one.
    pub client: Option<ClientRef>,
    /// The phone.
    pub phone: PhoneNumber,
    /// The recipient's name.
    pub recipient: String,
    /// The text as it was sent: 1 to 10 parts.
    pub content: String,
    /// Where it stands. What is not final is in the outbox: a worker takes it up. *en cours* is held by a process that
    /// is gone.
    pub status: Status,
    /// Why, where there is something to say.
    pub reason: Option<Reason>,
    /// Milliseconds from its creation until it was handed over.
    pub handed_over: i64,
    /// Milliseconds from its creation until it was final.
    pub ended: i64,
}

/// Adds campaigns of the past, each in one transaction, with events, counters and entries of the ledger as a real send
/// and its delivery would have left them. The credits must be there: what is granted before.
///
/// # Errors
///
/// [`Error::NotFound`] for a template or a client that the pharmacy does not have; [`Error::NoCredit`];
/// [`Error::Store`] for a phone twice in a campaign or a text without parts.
pub async fn add_past(backend: &Backend, pharmacy: PharmacyId, campaigns: Vec<PastCampaign>) -> Result<()> {
    for campaign in campaigns {
        let mut tx = backend.store().write().await?;
        add(&mut tx, pharmacy, &campaign).await?;
        tx.commit().await?;
    }
    backend.live().announce(pharmacy);
    backend.wake().notify_one();
    Ok(())
}

async fn add(tx: &mut WriteTx, pharmacy: PharmacyId, campaign: &PastCampaign) -> Result<()> {
    let template = store::templates::find(tx, pharmacy, &campaign.template).await?.ok_or(Error::NotFound)?;
    let zone = store::pharmacies::zone(tx, pharmacy).await?.ok_or(Error::NotFound)?;
    let messages = new_messages(tx, pharmacy, &campaign.messages).await?;
    let credits: u32 = messages.iter().map(|message| message.parts).sum();
    let n = u32::try_from(messages.len()).map_err(failed)?;
    let place = store::messages::take_numbers(tx, pharmacy, n, campaign.created_at, |at| zone.day(at)).await?;

    let (at, numbers) = (place.created_at, (place.first, place.last));
    let reference = CampaignRef::from_random(rand::random());
    let name = format!("{}, {}", template.name, zone.stamp(at).date);
    let id = store::campaigns::insert(
        tx,
        pharmacy,
        &NewCampaign {
            reference: &reference,
            key: reference.as_str(),
            content_hash: Sha256::digest(reference.as_str()).as_slice(),
            staff: campaign.staff,
            objective: template.objective,
            template: template.id,
            template_version: template.version,
            name: &name,
            texts: &template.texts,
            credits,
            left_out: &[],
            created_at: at,
            numbers,
            leaves_at: at,
            tests: None,
            minimum: None,
        },
    )
    .await?;
    let batch = Batch {
        kind: Kind::Own,
        pharmacy,
        campaign: id,
        staff: campaign.staff,
        objective: template.objective,
        created_at: at,
        day: place.day,
        numbers,
    };
    store::messages::insert(tx, &batch, &messages).await?;
    let pasts: Vec<Past> = campaign.messages.iter().map(|message| past(message, at)).collect();
    store::messages::insert_past(tx, &batch, &pasts).await?;

    let reserve = Entry { staff: Some(campaign.staff), campaign: Some(id), ..Entry::reserve(credits) };
    store::credits::move_credits(tx, pharmacy, at, reserve).await?;
    let (mut spent, mut given_back) = (0, 0);
    for (message, written) in campaign.messages.iter().zip(&messages) {
        match credit(Status::Sending, message.status, message.reason) {
            Some(Credit::Spend) => spent += written.parts,
            Some(Credit::GiveBack) => given_back += written.parts,
            Some(Credit::Correct) | None => {}
        }
    }
    for (credits, entry) in [(spent, Entry::spend(spent)), (given_back, Entry::give_back(given_back))] {
        if credits > 0 {
            store::credits::move_credits(tx, pharmacy, at, Entry { campaign: Some(id), ..entry }).await?;
        }
    }
    Ok(())
}

async fn new_messages(tx: &mut WriteTx, pharmacy: PharmacyId, messages: &[PastMessage]) -> Result<Vec<NewMessage>> {
    let clients: Vec<&ClientRef> = messages.iter().filter_map(|message| message.client.as_ref()).collect();
    let ids: HashMap<String, _> = store::recipients::ids(tx, pharmacy, &clients).await?.into_iter().collect();
    let new = messages.iter().map(|message| {
        let (encoding, parts) = count(&message.content);
        if !(1..=MAX_PARTS).contains(&parts) {
            return Err(failed(std::io::Error::other("a text of the past has no parts, or too many")));
        }
        let id = |client: &ClientRef| ids.get(client.as_str()).copied().ok_or(Error::NotFound);
        Ok(NewMessage {
            client: message.client.as_ref().map(id).transpose()?,
            phone: message.phone.clone(),
            recipient: message.recipient.clone(),
            content: message.content.clone(),
            encoding,
            parts,
        })
    });
    new.collect()
}

/// The life of a message that stands in a status: the shortest way there.
fn past(message: &PastMessage, created_at: i64) -> Past {
    use Status::{Cancelled, Delivered, Excluded, Expired, Failed, Queued, Scheduled, Sending, Sent, Uncertain};
    let accepted = credit(Status::Sending, message.status, message.reason) == Some(Credit::Spend);
    let way: &[Status] = match message.status {
        Scheduled | Queued => &[],
        Sending | Cancelled | Excluded => &[Queued],
        Sent | Uncertain => &[Queued, Sending],
        Delivered | Failed | Expired if accepted => &[Queued, Sending, Sent],
        Delivered | Failed | Expired => &[Queued, Sending],
    };
    let at = |status: Status| match status {
        Scheduled | Queued => created_at,
        Sending | Sent => created_at + message.handed_over,
        _ => created_at + message.ended,
    };
    let events = way.iter().chain([&message.status]).map(|status| (*status, at(*status))).collect();
    Past { status: message.status, reason: message.reason, events }
}
