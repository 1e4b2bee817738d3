//! What happened to a campaign lately. Asked each time that its page is drawn anew: every query is bounded.

use domain::credit::EntryKind;
use domain::id::{CampaignId, MessageId};
use domain::message::{Reason, Status};
use sqlx::SqliteConnection;

use super::count;
use super::messages::reason;
use crate::error::Result;

/// Credits of a campaign that were spent after a time, and when the first of them were; of its last 1,000 entries. There is
/// one entry for each batch that the network took.
pub(crate) async fn spent_since(
    conn: &mut SqliteConnection,
    campaign: CampaignId,
    since: i64,
) -> Result<Option<(u32, i64)>> {
    let spend = EntryKind::Spend.code();
    let row = sqlx::query!(
        r#"SELECT coalesce(sum(spent), 0) AS "spent!: i64", min(at) AS "first?: i64"
           FROM (SELECT kind, spent, at FROM ledger WHERE campaign_id = $1 ORDER BY id DESC LIMIT 1000)
           WHERE kind = $2 AND at > $3"#,
        campaign.0,
        spend,
        since
    )
    .fetch_one(conn)
    .await?;
    row.first.map(|first| Ok((count(row.spent, "ledger", "spent", campaign.0)?, first))).transpose()
}

/// A message that did not arrive, its time still in milliseconds.
pub(crate) struct Failed {
    pub(crate) id: MessageId,
    pub(crate) recipient: String,
    pub(crate) phone: String,
    pub(crate) at: i64,
    pub(crate) reason: Option<Reason>,
}

/// The last messages of a range of ids that stand in a status, newest move first, at most `limit`; of those with the 200
/// highest ids, which left last.
pub(crate) async fn last_in(
    conn: &mut SqliteConnection,
    (first, last): (i64, i64),
    status: Status,
    limit: u32,
) -> Result<Vec<Failed>> {
    let (pharmacy, status) = (MessageId(first).pharmacy().0, status.code());
    let rows = sqlx::query!(
        r#"SELECT f.id AS "id!: i64", m.recipient AS "recipient!: String", m.phone AS "phone!: String",
                  f.reason AS "reason?: i64", f.at AS "at!: i64"
           FROM (SELECT l.id, l.reason, (SELECT max(e.at) FROM message_event e WHERE e.message_id = l.id) AS at
                 FROM (SELECT id, reason FROM message_list INDEXED BY message_list_status
                       WHERE id >> 40 = $1 AND status = $2 AND id BETWEEN $3 AND $4
                       ORDER BY id DESC LIMIT 200) l
                 ORDER BY at DESC, l.id DESC LIMIT $5) f
           CROSS JOIN message m ON m.id = f.id
           ORDER BY f.at DESC, f.id DESC"#,
        pharmacy,
        status,
        first,
        last,
        limit
    )
    .fetch_all(conn)
    .await?;
    let failed = rows.into_iter().map(|row| {
        Ok(Failed {
            id: MessageId(row.id),
            recipient: row.recipient,
            phone: row.phone,
            at: row.at,
            reason: reason(row.reason, row.id)?,
        })
    });
    failed.collect()
}
