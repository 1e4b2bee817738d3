//! Messages as the history shows them.

use domain::id::MessageId;
use domain::message::{Reason, Status};
use sqlx::SqliteConnection;

use super::reason;
use crate::error::{Error, Result};

/// A message as the history shows it, its time still in milliseconds.
pub(crate) struct Written {
    pub(crate) id: MessageId,
    pub(crate) created_at: i64,
    pub(crate) manager: String,
    pub(crate) status: Status,
    pub(crate) reason: Option<Reason>,
    pub(crate) content: String,
    pub(crate) recipient: String,
    pub(crate) phone: String,
}

struct WrittenRow {
    id: i64,
    created_at: i64,
    manager: String,
    status: i64,
    reason: Option<i64>,
    content: String,
    recipient: String,
    phone: String,
}

/// At most `limit` messages whose ids are in a range, its newest first.
pub(crate) async fn newest(conn: &mut SqliteConnection, ids: (i64, i64), limit: u32) -> Result<Vec<Written>> {
    let rows = sqlx::query_as!(
        WrittenRow,
        r#"SELECT m.id, m.created_at, s.name AS manager, l.status, l.reason, m.content, m.recipient, m.phone
           FROM message m
           CROSS JOIN message_list l ON l.id = m.id
           CROSS JOIN staff s ON s.id = m.staff_id
           WHERE m.id BETWEEN $1 AND $2
           ORDER BY m.id DESC
           LIMIT $3"#,
        ids.0,
        ids.1,
        limit
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Written::try_from).collect()
}

/// At most `limit` messages whose ids are in a range, its oldest first. The same query but for its order, which a checked
/// query cannot take as an argument.
pub(crate) async fn oldest(conn: &mut SqliteConnection, ids: (i64, i64), limit: u32) -> Result<Vec<Written>> {
    let rows = sqlx::query_as!(
        WrittenRow,
        r#"SELECT m.id, m.created_at, s.name AS manager, l.status, l.reason, m.content, m.recipient, m.phone
           FROM message m
           CROSS JOIN message_list l ON l.id = m.id
           CROSS JOIN staff s ON s.id = m.staff_id
           WHERE m.id BETWEEN $1 AND $2
           ORDER BY m.id
           LIMIT $3"#,
        ids.0,
        ids.1,
        limit
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Written::try_from).collect()
}

/// Whether a range of ids has a message.
pub(crate) async fn any(conn: &mut SqliteConnection, ids: (i64, i64)) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM message WHERE id BETWEEN $1 AND $2) AS "found!: bool""#,
        ids.0,
        ids.1
    )
    .fetch_one(conn)
    .await?;
    Ok(found)
}

impl TryFrom<WrittenRow> for Written {
    type Error = Error;

    fn try_from(row: WrittenRow) -> Result<Self> {
        Ok(Self {
            id: MessageId(row.id),
            created_at: row.created_at,
            manager: row.manager,
            status: Status::from_code(row.status).ok_or(Error::BadRow {
                table: "message_list",
                column: "status",
                row: row.id,
            })?,
            reason: reason(row.reason, row.id)?,
            content: row.content,
            recipient: row.recipient,
            phone: row.phone,
        })
    }
}
