//! A campaign and its messages, written in the transaction of whoever makes them: a send, a test, *Renvoyer*.

use domain::campaign::{LeftOut, Objective};
use domain::id::{CampaignId, CampaignRef, ClientId, TemplateId};
use domain::message::Status;
use domain::money::Money;
use domain::template::Texts;

use crate::caller::Staff;
use crate::clock::Zone;
use crate::error::Result;
use crate::store::campaigns::NewCampaign;
use crate::store::credits::Entry;
use crate::store::messages::{Batch, Kind, NewMessage, Place};
use crate::store::{self, WriteTx, failed};

/// What is to be written.
pub(super) struct New<'a> {
    /// Made when the form opened: the same twice is one.
    pub(super) key: &'a str,
    /// SHA-256 of what was asked for.
    pub(super) content_hash: &'a [u8],
    pub(super) objective: Objective,
    pub(super) template: TemplateId,
    pub(super) template_version: u32,
    pub(super) name: Name<'a>,
    /// The texts with their placeholders.
    pub(super) texts: &'a Texts,
    pub(super) left_out: &'a [(LeftOut, u32)],
    pub(super) kind: Kind,
    /// The client with whose values a test is written.
    pub(super) tests: Option<ClientId>,
    pub(super) messages: &'a [NewMessage],
    /// The moment that it is set to; `None` for at once.
    pub(super) at: Option<i64>,
    /// The balance from which on it reminds.
    pub(super) minimum: Option<Money>,
    /// Whether it can be called off for the pharmacy's time before anything leaves.
    pub(super) is_undoable: bool,
}

/// The name of the campaign.
pub(super) enum Name<'a> {
    /// What it begins with; the day follows.
    OfDay(&'a str),
    /// That of another campaign.
    As(&'a str),
}

/// What was written.
pub(super) struct Written {
    pub(super) campaign: CampaignId,
    pub(super) reference: CampaignRef,
    /// Ids of the first and the last message.
    pub(super) ids: (i64, i64),
}

/// Writes it: numbers are taken, credits set aside, messages queued. The draft and the audit are the caller's.
///
/// # Errors
///
/// [`Error::NoCredit`](crate::Error::NoCredit); [`Error::Store`](crate::Error::Store).
pub(super) async fn write(tx: &mut WriteTx, staff: &Staff, now: i64, new: &New<'_>) -> Result<Written> {
    let pharmacy = staff.pharmacy;
    let n = u32::try_from(new.messages.len()).map_err(failed)?;
    let credits = new.messages.iter().fold(0u32, |sum, message| sum.saturating_add(message.parts));
    let place = store::messages::take_numbers(tx, pharmacy, n, now, |at| staff.zone.day(at)).await?;
    let place = Place { undo_ms: if new.is_undoable { place.undo_ms } else { 0 }, ..place };
    let numbers = (place.first, place.last);
    let (leaves_at, status) = leaves(&place, &staff.zone, now, new.at);
    let reference = CampaignRef::from_random(rand::random());
    let name = match new.name {
        Name::OfDay(name) => format!("{name}, {}", staff.zone.stamp(place.created_at).date),
        Name::As(name) => name.to_owned(),
    };
    let campaign = NewCampaign {
        reference: &reference,
        key: new.key,
        content_hash: new.content_hash,
        staff: staff.id,
        objective: new.objective,
        template: new.template,
        template_version: new.template_version,
        name: &name,
        texts: new.texts,
        credits,
        left_out: new.left_out,
        created_at: place.created_at,
        numbers,
        leaves_at,
        tests: new.tests,
        minimum: new.minimum.map(Money::centimes),
    };
    let campaign = store::campaigns::insert(tx, pharmacy, &campaign).await?;
    let reserve = Entry { staff: Some(staff.id), campaign: Some(campaign), ..Entry::reserve(credits) };
    store::credits::move_credits(tx, pharmacy, now, reserve).await?;
    let batch = Batch {
        pharmacy,
        campaign,
        staff: staff.id,
        objective: new.objective,
        created_at: place.created_at,
        day: place.day,
        numbers,
        kind: new.kind,
    };
    store::messages::insert(tx, &batch, new.messages).await?;
    store::messages::queue(tx, &batch, leaves_at, status).await?;
    Ok(Written { campaign, reference, ids: batch.ids() })
}

/// When messages leave, and how they wait until then: after the time for calling off, not before the time that was set,
/// and within the pharmacy's hours. What waits for more than the calling off is *planifié*.
fn leaves(place: &Place, zone: &Zone, now: i64, at: Option<i64>) -> (i64, Status) {
    let soonest = now + place.undo_ms;
    let leaves_at = place.hours.next(zone, at.map_or(soonest, |at| at.max(soonest)));
    (leaves_at, if leaves_at > soonest { Status::Scheduled } else { Status::Queued })
}
