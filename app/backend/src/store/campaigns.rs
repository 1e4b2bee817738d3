//! Campaigns: one row for each send. Where a campaign stands is told by its messages' counters, never stored.

use domain::campaign::{LeftOut, Objective};
use domain::credit::EntryKind;
use domain::id::{CampaignId, CampaignRef, ClientId, MessageId, PharmacyId, StaffId, TemplateId};
use domain::message::{Counts, Status};
use domain::template::Texts;
use sqlx::SqliteConnection;

use super::messages::{counted, json, search_key};
use super::{count, failed, history};
use crate::error::{Error, Result};

/// A campaign to be written.
pub(crate) struct NewCampaign<'a> {
    pub(crate) reference: &'a CampaignRef,
    /// Made when the form opened: the same send twice has the same.
    pub(crate) key: &'a str,
    /// SHA-256 of what was asked for.
    pub(crate) content_hash: &'a [u8],
    pub(crate) staff: StaffId,
    pub(crate) objective: Objective,
    pub(crate) template: TemplateId,
    pub(crate) template_version: u32,
    pub(crate) name: &'a str,
    /// The texts with their placeholders.
    pub(crate) texts: &'a Texts,
    pub(crate) credits: u32,
    pub(crate) left_out: &'a [(LeftOut, u32)],
    pub(crate) created_at: i64,
    /// Numbers of the first and the last of its messages.
    pub(crate) numbers: (i64, i64),
    /// When the first of them leaves.
    pub(crate) leaves_at: i64,
    /// The client with whose values a test is written.
    pub(crate) tests: Option<ClientId>,
    /// The balance from which on it reminds, in centimes.
    pub(crate) minimum: Option<i64>,
}

/// A send that was made with a key.
pub(crate) struct Sent {
    pub(crate) reference: CampaignRef,
    pub(crate) content_hash: Vec<u8>,
}

/// What was sent with a key; `None` if nothing was.
pub(crate) async fn by_key(conn: &mut SqliteConnection, pharmacy: PharmacyId, key: &str) -> Result<Option<Sent>> {
    let row = sqlx::query!(
        "SELECT id, public_id, content_hash FROM campaign WHERE pharmacy_id = $1 AND key = $2",
        pharmacy.0,
        key
    )
    .fetch_optional(conn)
    .await?;
    let sent = row.map(|row| Ok(Sent { reference: reference(row.public_id, row.id)?, content_hash: row.content_hash }));
    sent.transpose()
}

/// Writes a campaign.
pub(crate) async fn insert(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    campaign: &NewCampaign<'_>,
) -> Result<CampaignId> {
    let name_key = search_key(campaign.name);
    history::add_words(&mut *conn, std::iter::once(name_key.as_str())).await?;
    let (first, last) = campaign.numbers;
    let messages = last - first + 1;
    let (first, last) = (MessageId::new(pharmacy, first).0, MessageId::new(pharmacy, last).0);
    let (reference, objective) = (campaign.reference.as_str(), campaign.objective.code());
    let left_out = json(campaign.left_out)?;
    let tests = campaign.tests.map(|client| client.0);
    let id = sqlx::query_scalar!(
        r#"INSERT INTO campaign (pharmacy_id, public_id, key, content_hash, staff_id, objective, template_id,
                                 template_version, name, name_key, text, text_ar, messages, credits, left_out, created_at,
                                 first_message, last_message, leaves_at, tests, minimum)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
           RETURNING id AS "id!: i64""#,
        pharmacy.0,
        reference,
        campaign.key,
        campaign.content_hash,
        campaign.staff.0,
        objective,
        campaign.template.0,
        campaign.template_version,
        campaign.name,
        name_key,
        campaign.texts.text,
        campaign.texts.arabic,
        messages,
        campaign.credits,
        left_out,
        campaign.created_at,
        first,
        last,
        campaign.leaves_at,
        tests,
        campaign.minimum
    )
    .fetch_one(conn)
    .await?;
    Ok(CampaignId(id))
}

/// A campaign as it is stored, its time still in milliseconds.
pub(crate) struct Stored {
    pub(crate) id: CampaignId,
    pub(crate) name: String,
    pub(crate) objective: Objective,
    pub(crate) manager: String,
    pub(crate) created_at: i64,
    pub(crate) texts: Texts,
    pub(crate) messages: u32,
    pub(crate) credits: u32,
    pub(crate) left_out: Vec<(LeftOut, u32)>,
    /// Ids of the first and the last of its messages.
    pub(crate) ids: (i64, i64),
    /// From when on its messages leave.
    pub(crate) leaves_at: i64,
    /// How many of its first messages lead, while they are watched.
    pub(crate) canary: Option<u32>,
    /// Messages that left although their clients had paid a part meanwhile.
    pub(crate) paid_in_part: u32,
    pub(crate) paused: Option<Fact>,
    pub(crate) stopped: Option<Fact>,
}

/// That somebody did something.
pub(crate) struct Fact {
    pub(crate) at: i64,
    /// Their name; `None` where nobody did, and it happened by itself.
    pub(crate) by: Option<String>,
}

/// A campaign of a pharmacy; `None` if it has no such campaign.
pub(crate) async fn by_reference(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    reference: &CampaignRef,
) -> Result<Option<Stored>> {
    let reference = reference.as_str();
    let row = sqlx::query!(
        r#"SELECT c.id, c.name, c.objective, s.name AS manager, c.created_at, c.text, c.text_ar, c.messages, c.credits,
                  c.left_out, c.first_message, c.last_message, c.leaves_at, c.canary, c.paid_in_part,
                  c.paused_at, c.stopped_at,
                  p.name AS "paused_by?", t.name AS "stopped_by?"
           FROM campaign c JOIN staff s ON s.id = c.staff_id
           LEFT JOIN staff p ON p.id = c.paused_by
           LEFT JOIN staff t ON t.id = c.stopped_by
           WHERE c.pharmacy_id = $1 AND c.public_id = $2"#,
        pharmacy.0,
        reference
    )
    .fetch_optional(conn)
    .await?;
    let stored = row.map(|row| {
        Ok(Stored {
            id: CampaignId(row.id),
            name: row.name,
            objective: Objective::from_code(row.objective).ok_or(bad("objective", row.id))?,
            manager: row.manager,
            created_at: row.created_at,
            texts: Texts { text: row.text, arabic: row.text_ar },
            messages: count(row.messages, "campaign", "messages", row.id)?,
            credits: count(row.credits, "campaign", "credits", row.id)?,
            left_out: serde_json::from_str(&row.left_out).map_err(failed)?,
            ids: (row.first_message, row.last_message),
            leaves_at: row.leaves_at,
            canary: row.canary.map(|n| count(n, "campaign", "canary", row.id)).transpose()?,
            paid_in_part: count(row.paid_in_part, "campaign", "paid_in_part", row.id)?,
            paused: row.paused_at.map(|at| Fact { at, by: row.paused_by }),
            stopped: row.stopped_at.map(|at| Fact { at, by: row.stopped_by }),
        })
    });
    stored.transpose()
}

/// A campaign of a pharmacy as its messages have it in common; `None` if it has no such campaign.
pub(crate) async fn place(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    reference: &CampaignRef,
) -> Result<Option<Place>> {
    let reference = reference.as_str();
    let row = sqlx::query!(
        r#"SELECT id, staff_id, objective, first_message, last_message FROM campaign
           WHERE pharmacy_id = $1 AND public_id = $2"#,
        pharmacy.0,
        reference
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Place {
        id: CampaignId(row.id),
        staff: row.staff_id,
        objective: row.objective,
        ids: (row.first_message, row.last_message),
    }))
}

/// What all messages of a campaign have in common.
pub(crate) struct Place {
    pub(crate) id: CampaignId,
    pub(crate) staff: i64,
    pub(crate) objective: i64,
    /// Ids of the first and the last of its messages.
    pub(crate) ids: (i64, i64),
}

/// Where the messages of a campaign are; `None` if there is no such campaign, or it is paused or stopped already.
pub(crate) async fn running(conn: &mut SqliteConnection, campaign: CampaignId) -> Result<Option<Running>> {
    let row = sqlx::query!(
        r#"SELECT id, pharmacy_id, public_id, first_message, last_message FROM campaign
           WHERE id = $1 AND paused_at IS NULL AND stopped_at IS NULL"#,
        campaign.0
    )
    .fetch_optional(conn)
    .await?;
    let running = row.map(|row| {
        Ok(Running {
            pharmacy: PharmacyId(row.pharmacy_id),
            reference: reference(row.public_id, row.id)?,
            ids: (row.first_message, row.last_message),
        })
    });
    running.transpose()
}

/// A campaign that is neither paused nor stopped.
pub(crate) struct Running {
    pub(crate) pharmacy: PharmacyId,
    pub(crate) reference: CampaignRef,
    /// Ids of the first and the last of its messages.
    pub(crate) ids: (i64, i64),
}

/// A campaign of which the first messages have left and are watched.
pub(crate) struct Watched {
    pub(crate) id: CampaignId,
    pub(crate) pharmacy: PharmacyId,
    pub(crate) reference: CampaignRef,
    /// Ids of the first and the last of its messages.
    pub(crate) ids: (i64, i64),
    /// How many of them lead.
    pub(crate) canary: u32,
    /// From when on they leave.
    pub(crate) leaves_at: i64,
}

/// The campaigns whose first messages are watched; none that is held back or stopped.
pub(crate) async fn watched(conn: &mut SqliteConnection) -> Result<Vec<Watched>> {
    let rows = sqlx::query!(
        r#"SELECT id, pharmacy_id, public_id, first_message, last_message, canary AS "canary!", leaves_at FROM campaign
           WHERE canary IS NOT NULL AND paused_at IS NULL AND stopped_at IS NULL ORDER BY id"#
    )
    .fetch_all(conn)
    .await?;
    let watched = rows.into_iter().map(|row| {
        Ok(Watched {
            id: CampaignId(row.id),
            pharmacy: PharmacyId(row.pharmacy_id),
            reference: reference(row.public_id, row.id)?,
            ids: (row.first_message, row.last_message),
            canary: count(row.canary, "campaign", "canary", row.id)?,
            leaves_at: row.leaves_at,
        })
    });
    watched.collect()
}

/// Notes how many of its first messages lead; `None` where the others follow.
pub(crate) async fn set_canary(conn: &mut SqliteConnection, campaign: CampaignId, canary: Option<u32>) -> Result<()> {
    sqlx::query!("UPDATE campaign SET canary = $2 WHERE id = $1", campaign.0, canary).execute(conn).await?;
    Ok(())
}

/// Notes that a campaign is held back, since when and by whom; without a time, that it goes on.
pub(crate) async fn set_paused(
    conn: &mut SqliteConnection,
    campaign: CampaignId,
    at: Option<i64>,
    by: Option<StaffId>,
) -> Result<()> {
    let by = by.map(|staff| staff.0);
    sqlx::query!("UPDATE campaign SET paused_at = $2, paused_by = $3 WHERE id = $1", campaign.0, at, by)
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that a campaign was stopped, and by whom. A pause is over with it.
pub(crate) async fn set_stopped(conn: &mut SqliteConnection, campaign: CampaignId, at: i64, by: StaffId) -> Result<()> {
    sqlx::query!(
        "UPDATE campaign SET stopped_at = $2, stopped_by = $3, paused_at = NULL, paused_by = NULL, canary = NULL
         WHERE id = $1",
        campaign.0,
        at,
        by.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// How many of its messages stand in each status.
pub(crate) async fn counts(conn: &mut SqliteConnection, campaign: CampaignId) -> Result<Counts> {
    let rows = sqlx::query!(
        "SELECT status, n FROM campaign_tally WHERE campaign_id = $1 AND n > 0 ORDER BY status",
        campaign.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| counted("campaign_tally", row.status, row.n)).collect()
}

/// Credits of a campaign that were spent and that were given back, by its entries in the ledger.
pub(crate) async fn settled(conn: &mut SqliteConnection, campaign: CampaignId) -> Result<(u32, u32)> {
    let (give_back, correct) = (EntryKind::GiveBack.code(), EntryKind::Correct.code());
    let row = sqlx::query!(
        r#"SELECT coalesce(sum(spent), 0) AS "spent!: i64",
                  coalesce(sum(available) FILTER (WHERE kind IN ($2, $3)), 0) AS "given_back!: i64"
           FROM ledger WHERE campaign_id = $1"#,
        campaign.0,
        give_back,
        correct
    )
    .fetch_one(conn)
    .await?;
    Ok((count(row.spent, "ledger", "spent", campaign.0)?, count(row.given_back, "ledger", "available", campaign.0)?))
}

/// A campaign that has messages still to leave.
pub(crate) struct Moving {
    pub(crate) id: CampaignId,
    pub(crate) reference: CampaignRef,
    pub(crate) name: String,
    pub(crate) messages: u32,
}

/// The campaign of the newest message that is still to leave.
pub(crate) async fn under_way(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<Option<Moving>> {
    let (first, last) = (MessageId::new(pharmacy, 0).0, MessageId::new(PharmacyId(pharmacy.0 + 1), 0).0 - 1);
    let row = sqlx::query!(
        r#"SELECT c.id, c.public_id, c.name, c.messages
           FROM outbox o
           CROSS JOIN message_list l ON l.id = o.id
           CROSS JOIN campaign c ON c.id = l.campaign_id
           WHERE o.id BETWEEN $1 AND $2 AND o.reference IS NULL
           ORDER BY o.id DESC LIMIT 1"#,
        first,
        last
    )
    .fetch_optional(conn)
    .await?;
    let moving = row.map(|row| {
        Ok(Moving {
            id: CampaignId(row.id),
            reference: reference(row.public_id, row.id)?,
            name: row.name,
            messages: count(row.messages, "campaign", "messages", row.id)?,
        })
    });
    moving.transpose()
}

/// How many messages of a list of counts are still to leave.
pub(crate) fn to_leave(counts: &Counts) -> u32 {
    let waits = |status: &Status| matches!(status, Status::Scheduled | Status::Queued | Status::Sending);
    counts.iter().filter(|(status, _)| waits(status)).map(|(_, n)| n).sum()
}

fn reference(stored: String, row: i64) -> Result<CampaignRef> {
    CampaignRef::try_from(stored).map_err(|_| bad("public_id", row))
}

const fn bad(column: &'static str, row: i64) -> Error {
    Error::BadRow { table: "campaign", column, row }
}
