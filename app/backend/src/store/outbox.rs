//! Work in hand: messages that are still to leave or to be reported on. A row goes when its message is final.
//!
//! *Claimed* and *being submitted* are two facts (the specification, section 8, "Sending"): only what was being submitted
//! when a process died may have left.

use domain::id::{MessageId, PharmacyId};
use domain::message::Status;
use domain::phone::PhoneNumber;
use domain::sms::Encoding;
use domain::template::Class;
use sqlx::SqliteConnection;

use super::count;
use super::messages::json;
use crate::clock::Hours;
use crate::error::{Error, Result};

/// A message that was claimed, with what its gateway and the last look at its client need.
pub(crate) struct Claimed {
    pub(crate) id: MessageId,
    /// How often it was claimed, this time included.
    pub(crate) attempt: u32,
    /// `None` if what is stored cannot be called: the message fails alone, the others go.
    pub(crate) phone: Option<PhoneNumber>,
    pub(crate) content: String,
    pub(crate) encoding: Encoding,
    pub(crate) parts: u32,
    pub(crate) sender: String,
    /// Until when it is tried.
    pub(crate) give_up_at: i64,
    /// What the client owes now, in centimes; `None` if the client is gone.
    pub(crate) balance: Option<i64>,
    /// The balance from which on the send reminds, in centimes.
    pub(crate) minimum: Option<i64>,
    /// What the client owed when a reminder was written, in centimes, until a payment in part is counted.
    pub(crate) owed: Option<i64>,
    pub(crate) opted_out: bool,
    /// A promotion, and its number has not consented to any (any more).
    pub(crate) unconsented: bool,
    /// When the pharmacy's messages leave.
    pub(crate) hours: Hours,
    /// The name of its time zone.
    pub(crate) zone: String,
}

/// Claims at most `limit` messages that are due, oldest first, and marks them as being submitted: the caller hands all
/// of them over at once, or takes them out of the outbox.
pub(crate) async fn claim(conn: &mut SqliteConnection, instance: i64, now: i64, limit: u32) -> Result<Vec<Claimed>> {
    let claimed = sqlx::query_scalar!(
        r#"UPDATE outbox SET lease = $1, attempt = attempt + 1, submitting = 1
           WHERE id IN (SELECT o.id FROM outbox o
                        WHERE o.due_at <= $2 AND o.lease IS NULL AND o.reference IS NULL AND o.held = 0
                        ORDER BY o.due_at, o.id LIMIT $3)
           RETURNING id"#,
        instance,
        now,
        limit
    )
    .fetch_all(&mut *conn)
    .await?;
    if claimed.is_empty() {
        return Ok(vec![]);
    }
    let (ids, promotion) = (json(&claimed)?, Class::Promotion.code());
    let rows = sqlx::query!(
        r#"SELECT o.id AS "id!", o.attempt AS "attempt!", m.phone AS "phone!", m.content AS "content!",
                  m.encoding AS "encoding!", m.parts AS "parts!", o.give_up_at AS "give_up_at!", p.sender AS "sender!",
                  c.balance AS "balance?: i64", k.minimum AS "minimum?: i64", o.owed,
                  EXISTS (SELECT 1 FROM opt_out x WHERE x.pharmacy_id = o.id >> 40 AND x.phone = m.phone)
                    AS "opted_out!: bool",
                  -- A test goes to who asked for it.
                  coalesce(v.class = $2, 0) AND m.kind <> 1
                    AND NOT EXISTS (SELECT 1 FROM consent n WHERE n.pharmacy_id = o.id >> 40 AND n.phone = m.phone)
                    AS "unconsented!: bool",
                  p.opens_at AS "opens_at!", p.closes_at AS "closes_at!", p.zone AS "zone!"
           FROM json_each($1) j
           CROSS JOIN outbox o ON o.id = j.value
           CROSS JOIN message m ON m.id = o.id
           CROSS JOIN pharmacy p ON p.id = o.id >> 40
           LEFT JOIN client c ON c.id = m.client_id
           LEFT JOIN campaign k ON k.id = m.campaign_id
           LEFT JOIN template_version v ON v.template_id = k.template_id AND v.version = k.template_version
           ORDER BY o.due_at, o.id"#,
        ids,
        promotion
    )
    .fetch_all(conn)
    .await?;
    let claimed = rows.into_iter().map(|row| {
        Ok(Claimed {
            id: MessageId(row.id),
            attempt: count(row.attempt, "outbox", "attempt", row.id)?,
            phone: PhoneNumber::try_from(row.phone).ok(),
            content: row.content,
            encoding: Encoding::from_code(row.encoding).ok_or(Error::BadRow {
                table: "message",
                column: "encoding",
                row: row.id,
            })?,
            parts: count(row.parts, "message", "parts", row.id)?,
            sender: row.sender,
            give_up_at: row.give_up_at,
            balance: row.balance,
            minimum: row.minimum,
            owed: row.owed,
            opted_out: row.opted_out,
            unconsented: row.unconsented,
            hours: Hours { opens: row.opens_at, closes: row.closes_at },
            zone: row.zone,
        })
    });
    claimed.collect()
}

/// What became of messages that were handed over, and of others that are in hand.
#[derive(Default)]
pub(crate) struct Settled<'a> {
    /// The gateway accepted these, under its references: reports are awaited.
    pub(crate) accepted: Vec<(i64, &'a str)>,
    /// These wait for their turn again, each until its time.
    pub(crate) later: Vec<(i64, i64)>,
    /// These are final.
    pub(crate) done: Vec<i64>,
}

/// Settles what is in hand, in one statement for all of it; what is done goes, whatever else is said of it.
pub(crate) async fn settle(conn: &mut SqliteConnection, settled: &Settled<'_>) -> Result<()> {
    let Settled { accepted, later, done } = settled;
    if accepted.is_empty() && later.is_empty() && done.is_empty() {
        return Ok(());
    }
    let (accepted, later, done) = (json(accepted)?, json(later)?, json(done)?);
    sqlx::query!(
        r#"DELETE FROM outbox WHERE id IN (SELECT j.value FROM json_each(?) j);
           UPDATE outbox SET lease = NULL, submitting = 0, reference = j.value->>1
           FROM json_each(?) j WHERE outbox.id = j.value->>0;
           UPDATE outbox SET lease = NULL, submitting = 0, due_at = min(j.value->>1, give_up_at)
           FROM json_each(?) j WHERE outbox.id = j.value->>0"#,
        done,
        accepted,
        later
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// These were claimed outside of the hours and wait for their beginning: as if they had not been claimed.
pub(crate) async fn postpone(conn: &mut SqliteConnection, rows: &[(i64, i64)]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = json(rows)?;
    sqlx::query!(
        r#"UPDATE outbox SET lease = NULL, submitting = 0, attempt = attempt - 1, due_at = j.value->>1
           FROM json_each($1) j WHERE outbox.id = j.value->>0"#,
        rows
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// These leave although their clients have paid a part meanwhile, which is counted once.
pub(crate) async fn count_paid_in_part(conn: &mut SqliteConnection, ids: &[i64]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let ids = json(ids)?;
    sqlx::query!(
        r#"UPDATE outbox SET owed = NULL WHERE id IN (SELECT j.value FROM json_each(?) j);
           UPDATE campaign SET paid_in_part = paid_in_part + of.n
           FROM (SELECT l.campaign_id, count(*) AS n FROM json_each(?) j CROSS JOIN message_list l ON l.id = j.value
                 GROUP BY l.campaign_id) of
           WHERE campaign.id = of.campaign_id"#,
        ids,
        ids
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Holds the messages of a range of ids back, or lets them go on; those that the gateway has are as they are.
pub(crate) async fn hold(conn: &mut SqliteConnection, ids: (i64, i64), held: bool) -> Result<()> {
    let (first, last) = ids;
    sqlx::query!("UPDATE outbox SET held = $3 WHERE id BETWEEN $1 AND $2 AND reference IS NULL", first, last, held)
        .execute(conn)
        .await?;
    Ok(())
}

/// The messages of a range of ids are tried for so many milliseconds more.
pub(crate) async fn prolong(conn: &mut SqliteConnection, ids: (i64, i64), milliseconds: i64) -> Result<()> {
    let (first, last) = ids;
    sqlx::query!(
        "UPDATE outbox SET give_up_at = give_up_at + $3 WHERE id BETWEEN $1 AND $2 AND reference IS NULL",
        first,
        last,
        milliseconds
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// At most `limit` messages that wait although their time is over.
pub(crate) async fn overdue(conn: &mut SqliteConnection, now: i64, limit: u32) -> Result<Vec<MessageId>> {
    let ids = sqlx::query_scalar!(
        r#"SELECT id FROM outbox
           WHERE due_at <= $1 AND give_up_at <= $1 AND lease IS NULL AND reference IS NULL AND held = 0
           ORDER BY due_at, id LIMIT $2"#,
        now,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(MessageId).collect())
}

/// The clock was set back by so many milliseconds: what waits for its turn is due, and given up, as much earlier, as the
/// time that is left says. What waits for a time of day (*planifié*) waits for it on the new clock.
pub(crate) async fn shift(conn: &mut SqliteConnection, milliseconds: i64) -> Result<()> {
    let queued = Status::Queued.code();
    sqlx::query!(
        r#"UPDATE outbox SET due_at = due_at - $1, give_up_at = give_up_at - $1
           WHERE reference IS NULL AND (SELECT status FROM message_list l WHERE l.id = outbox.id) = $2"#,
        milliseconds,
        queued
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes the time of a turn, for the next process.
pub(crate) async fn keep_time(conn: &mut SqliteConnection, now: i64) -> Result<()> {
    sqlx::query!(
        "INSERT INTO delivery_clock (id, at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET at = excluded.at",
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The time that was noted last; `None` before the first.
pub(crate) async fn kept_time(conn: &mut SqliteConnection) -> Result<Option<i64>> {
    Ok(sqlx::query_scalar!("SELECT at FROM delivery_clock WHERE id = 1").fetch_optional(conn).await?)
}

/// Work in hand of one pharmacy.
pub(crate) struct InHand {
    /// Waits, or is being handed over.
    pub(crate) to_leave: u32,
    /// Of these, how many could leave now.
    pub(crate) due: u32,
    /// Taken, and not reported on yet.
    pub(crate) awaited: u32,
}

/// Work in hand of a pharmacy.
pub(crate) async fn in_hand(conn: &mut SqliteConnection, pharmacy: PharmacyId, now: i64) -> Result<InHand> {
    let (first, last) = (MessageId::new(pharmacy, 0).0, MessageId::new(PharmacyId(pharmacy.0 + 1), 0).0 - 1);
    let row = sqlx::query!(
        r#"SELECT count(*) FILTER (WHERE reference IS NULL) AS "to_leave!: i64",
                  count(*) FILTER (WHERE reference IS NULL AND due_at <= $3 AND held = 0) AS "due!: i64",
                  count(*) FILTER (WHERE reference IS NOT NULL) AS "awaited!: i64"
           FROM outbox WHERE id BETWEEN $1 AND $2"#,
        first,
        last,
        now
    )
    .fetch_one(conn)
    .await?;
    let counted = |n| count(n, "outbox", "id", pharmacy.0);
    Ok(InHand { to_leave: counted(row.to_leave)?, due: counted(row.due)?, awaited: counted(row.awaited)? })
}

/// How many messages of all pharmacies are due by a time and still to leave, at most 100,000.
pub(crate) async fn due_by(conn: &mut SqliteConnection, at: i64) -> Result<u32> {
    let due = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!: i64" FROM (
             SELECT 1 FROM outbox
             WHERE due_at <= $1 AND lease IS NULL AND reference IS NULL AND held = 0 LIMIT 100000)"#,
        at
    )
    .fetch_one(conn)
    .await?;
    count(due, "outbox", "id", 0)
}

/// The messages that networks know under references, with the phone of each, in no order. A reference may be that of several:
/// two networks count alike.
pub(crate) async fn by_reference(
    conn: &mut SqliteConnection,
    references: &[&str],
) -> Result<Vec<(String, MessageId, String)>> {
    let references = json(references)?;
    let rows = sqlx::query!(
        r#"SELECT o.reference AS "reference!", o.id AS "id!", m.phone AS "phone!"
           FROM json_each($1) j
           CROSS JOIN outbox o ON o.reference = j.value
           CROSS JOIN message m ON m.id = o.id
           WHERE o.reference IS NOT NULL"#,
        references
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.reference, MessageId(row.id), row.phone)).collect())
}

/// Whether the gateway has yet to accept a message of a range of ids: one that waits, or that is being handed over.
pub(crate) async fn any_to_leave(conn: &mut SqliteConnection, ids: (i64, i64)) -> Result<bool> {
    let (first, last) = ids;
    let any = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM outbox WHERE id BETWEEN $1 AND $2 AND reference IS NULL) AS "any!: bool""#,
        first,
        last
    )
    .fetch_one(conn)
    .await?;
    Ok(any)
}

/// The messages of a range of ids that wait for their turn: nobody has claimed them.
pub(crate) async fn waiting(conn: &mut SqliteConnection, ids: (i64, i64)) -> Result<Vec<MessageId>> {
    let (first, last) = ids;
    let ids = sqlx::query_scalar!(
        "SELECT id FROM outbox WHERE id BETWEEN $1 AND $2 AND lease IS NULL AND reference IS NULL ORDER BY id",
        first,
        last
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(MessageId).collect())
}

/// These are final.
pub(crate) async fn remove(conn: &mut SqliteConnection, ids: &[i64]) -> Result<()> {
    settle(conn, &Settled { done: ids.to_vec(), ..Settled::default() }).await
}

/// A message that another instance of the program held.
pub(crate) struct Abandoned {
    pub(crate) id: MessageId,
    pub(crate) submitting: bool,
}

/// At most `limit` messages that are leased and not by this instance.
pub(crate) async fn abandoned(conn: &mut SqliteConnection, instance: i64, limit: u32) -> Result<Vec<Abandoned>> {
    let rows = sqlx::query!(
        r#"SELECT id, submitting AS "submitting: bool" FROM outbox
           WHERE lease IS NOT NULL AND lease <> $1 ORDER BY id LIMIT $2"#,
        instance,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| Abandoned { id: MessageId(row.id), submitting: row.submitting }).collect())
}

/// A message that a gateway has accepted and not reported on yet.
pub(crate) struct Awaited {
    pub(crate) id: MessageId,
    pub(crate) phone: Option<PhoneNumber>,
    pub(crate) reference: String,
}

/// At most `limit` messages after an id of which reports are awaited, in the order of their ids.
pub(crate) async fn awaited(conn: &mut SqliteConnection, after: i64, limit: u32) -> Result<Vec<Awaited>> {
    let rows = sqlx::query!(
        r#"SELECT o.id, m.phone, o.reference AS "reference!" FROM outbox o
           JOIN message m ON m.id = o.id
           WHERE o.reference IS NOT NULL AND o.id > $1 ORDER BY o.id LIMIT $2"#,
        after,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let phone = PhoneNumber::try_from(row.phone).ok();
            Awaited { id: MessageId(row.id), phone, reference: row.reference }
        })
        .collect())
}

/// When the next message is due; `None` if none waits.
pub(crate) async fn next_due(conn: &mut SqliteConnection) -> Result<Option<i64>> {
    let due = sqlx::query_scalar!(
        r#"SELECT min(due_at) AS "due_at: i64" FROM outbox WHERE lease IS NULL AND reference IS NULL AND held = 0"#
    )
    .fetch_one(conn)
    .await?;
    Ok(due)
}
