//! A whole list for a file, a batch at a time.

use domain::campaign::Objective;
use domain::history::Query;
use domain::id::MessageId;
use domain::message::{Reason, Status};
use domain::phone::PhoneNumber;
use domain::staff::Permission;

use crate::Backend;
use crate::caller::Staff;
use crate::clock::Zone;
use crate::error::Result;
use crate::store;
use crate::store::history::Exported;

/// Messages of one batch.
const BATCH: usize = 1_000;

/// A list on its way into a file. What it holds and in which order was settled when it began: only ids are kept, eight
/// octets each, and no transaction stays open while a slow browser reads.
pub struct Export {
    backend: Backend,
    zone: Zone,
    ids: Vec<MessageId>,
    written: usize,
}

/// One message of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportLine {
    /// When it was created, in milliseconds UTC.
    pub created_at: i64,
    /// The same on the pharmacy's clock: milliseconds since 1970 as if that clock were UTC.
    pub created_local: i64,
    /// Its day on the pharmacy's calendar: `2026-11-24`.
    pub date: String,
    /// Its time on the pharmacy's clock: `09:42`.
    pub time: String,
    /// Who sent it.
    pub manager: String,
    /// Where it stands.
    pub status: Status,
    /// Why, where there is something to say.
    pub reason: Option<Reason>,
    /// The text as it was sent.
    pub content: String,
    /// The recipient's name.
    pub recipient: String,
    /// The phone in its international form, `+212612345678`; empty where it was erased.
    pub phone: String,
    /// The phone as Moroccans read it, `06 12 34 56 78`; empty where it was erased.
    pub phone_national: String,
    /// The name of its campaign.
    pub campaign: String,
    /// What for.
    pub objective: Objective,
    /// Its parts, each of which costs one credit.
    pub parts: u32,
}

/// Begins an export: nothing newer than now is in it.
///
/// # Errors
///
/// [`Error::Denied`](crate::Error::Denied) without `history.read`.
pub async fn export(backend: &Backend, staff: &Staff, query: &Query) -> Result<Export> {
    staff.need(Permission::HistoryRead)?;
    let mut conn = backend.store().snapshot().await?;
    let newest = store::pharmacies::newest_message(&mut conn, staff.pharmacy).await?;
    let list = store::history::list(&mut conn, staff.pharmacy, newest, query, staff.language).await?;
    let ids = match list {
        Some(list) => list.ids(&mut conn).await?,
        None => vec![],
    };
    Ok(Export { backend: backend.clone(), zone: staff.zone.clone(), ids, written: 0 })
}

impl Export {
    /// How many messages the whole export has.
    pub fn total(&self) -> u32 {
        u32::try_from(self.ids.len()).unwrap_or(u32::MAX)
    }

    /// The next messages, at most 1,000, in the order of the list; none at the end.
    ///
    /// # Errors
    ///
    /// [`Error::Store`](crate::Error::Store) alone.
    pub async fn next(&mut self) -> Result<Vec<ExportLine>> {
        let end = self.ids.len().min(self.written + BATCH);
        let Some(ids) = self.ids.get(self.written..end).filter(|ids| !ids.is_empty()) else { return Ok(vec![]) };
        let mut conn = self.backend.store().read().await?;
        let messages = store::history::exported(&mut conn, ids).await?;
        self.written = end;
        Ok(messages.into_iter().map(|message| line(&self.zone, message)).collect())
    }
}

fn line(zone: &Zone, message: Exported) -> ExportLine {
    let (date, time) = zone.date_and_time(message.created_at);
    ExportLine {
        created_at: message.created_at,
        created_local: zone.local_milliseconds(message.created_at),
        date,
        time,
        manager: message.manager,
        status: message.status,
        reason: message.reason,
        content: message.content,
        recipient: message.recipient,
        phone_national: PhoneNumber::try_from(message.phone.clone()).map(|phone| phone.national()).unwrap_or_default(),
        phone: message.phone,
        campaign: message.campaign,
        objective: message.objective,
        parts: message.parts,
    }
}
