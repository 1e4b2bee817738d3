//! Work in hand: messages that are still to leave or to be reported on. A row goes when its message is final.
//!
//! *Claimed* and *being submitted* are two facts (the specification, section 8, "Sending"): only what was being submitted
//! when a process died may have left.

use domain::id::MessageId;
use domain::phone::PhoneNumber;
use sqlx::SqliteConnection;

use super::count;
use super::messages::json;
use crate::clock::Hours;
use crate::error::Result;

/// A message that was claimed, with what its gateway and the last look at its client need.
pub(crate) struct Claimed {
    pub(crate) id: MessageId,
    /// How often it was claimed, this time included.
    pub(crate) attempt: u32,
    /// `None` if what is stored cannot be called: the message fails alone, the others go.
    pub(crate) phone: Option<PhoneNumber>,
    pub(crate) content: String,
    pub(crate) sender: String,
    /// What the client owes now, in centimes; `None` if the client is gone.
    pub(crate) balance: Option<i64>,
    pub(crate) opted_out: bool,
    /// When the pharmacy's messages leave.
    pub(crate) hours: Hours,
    /// The name of its time zone.
    pub(crate) zone: String,
}

/// Claims at most `limit` messages that are due, oldest first, and marks them as being submitted: the caller hands all
/// of them over at once, or takes them out of the outbox.
pub(crate) async fn claim(
    conn: &mut SqliteConnection,
    instance: i64,
    now: i64,
    until: i64,
    limit: u32,
) -> Result<Vec<Claimed>> {
    let claimed = sqlx::query_scalar!(
        r#"UPDATE outbox SET lease = $1, lease_until = $2, attempt = attempt + 1, submitting = 1
           WHERE id IN (SELECT o.id FROM outbox o
                        WHERE o.due_at <= $3 AND o.lease IS NULL AND o.reference IS NULL AND o.held = 0
                        ORDER BY o.due_at, o.id LIMIT $4)
           RETURNING id"#,
        instance,
        until,
        now,
        limit
    )
    .fetch_all(&mut *conn)
    .await?;
    if claimed.is_empty() {
        return Ok(vec![]);
    }
    let ids = json(&claimed)?;
    let rows = sqlx::query!(
        r#"SELECT o.id AS "id!", o.attempt AS "attempt!", m.phone AS "phone!", m.content AS "content!", p.sender AS "sender!",
                  c.balance AS "balance?: i64",
                  EXISTS (SELECT 1 FROM opt_out x WHERE x.pharmacy_id = o.id >> 40 AND x.phone = m.phone)
                    AS "opted_out!: bool",
                  p.opens_at AS "opens_at!", p.closes_at AS "closes_at!", p.zone AS "zone!"
           FROM json_each($1) j
           CROSS JOIN outbox o ON o.id = j.value
           CROSS JOIN message m ON m.id = o.id
           CROSS JOIN pharmacy p ON p.id = o.id >> 40
           LEFT JOIN client c ON c.id = m.client_id
           ORDER BY o.due_at, o.id"#,
        ids
    )
    .fetch_all(conn)
    .await?;
    let claimed = rows.into_iter().map(|row| {
        Ok(Claimed {
            id: MessageId(row.id),
            attempt: count(row.attempt, "outbox", "attempt", row.id)?,
            phone: PhoneNumber::try_from(row.phone).ok(),
            content: row.content,
            sender: row.sender,
            balance: row.balance,
            opted_out: row.opted_out,
            hours: Hours { opens: row.opens_at, closes: row.closes_at },
            zone: row.zone,
        })
    });
    claimed.collect()
}

/// The gateway accepted these, under its references: reports are awaited.
pub(crate) async fn accepted(conn: &mut SqliteConnection, rows: &[(i64, &str)]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = json(rows)?;
    sqlx::query!(
        r#"UPDATE outbox SET lease = NULL, lease_until = NULL, submitting = 0, reference = j.value->>1
           FROM json_each($1) j WHERE outbox.id = j.value->>0"#,
        rows
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// These wait for their turn again, each until its time.
pub(crate) async fn release(conn: &mut SqliteConnection, rows: &[(i64, i64)]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = json(rows)?;
    sqlx::query!(
        r#"UPDATE outbox SET lease = NULL, lease_until = NULL, submitting = 0, due_at = j.value->>1
           FROM json_each($1) j WHERE outbox.id = j.value->>0"#,
        rows
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
        r#"UPDATE outbox SET lease = NULL, lease_until = NULL, submitting = 0, attempt = attempt - 1, due_at = j.value->>1
           FROM json_each($1) j WHERE outbox.id = j.value->>0"#,
        rows
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
    if ids.is_empty() {
        return Ok(());
    }
    let ids = json(ids)?;
    sqlx::query!("DELETE FROM outbox WHERE id IN (SELECT j.value FROM json_each($1) j)", ids).execute(conn).await?;
    Ok(())
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
