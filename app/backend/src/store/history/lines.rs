//! Messages as the history shows them, by their ids.

use domain::id::MessageId;
use domain::message::{Reason, Status};
use sqlx::SqliteConnection;

use crate::error::{Error, Result};
use crate::store::messages::{is_test, json, reason};

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
    pub(crate) is_test: bool,
    /// When the gateway accepted it, in milliseconds; only of one that is *envoyé* still.
    pub(crate) accepted_at: Option<i64>,
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
    kind: i64,
    accepted_at: Option<i64>,
}

/// The messages of some ids, in the order of the ids. One that is not there is left out.
pub(crate) async fn written(conn: &mut SqliteConnection, ids: &[MessageId]) -> Result<Vec<Written>> {
    let sent = Status::Sent.code();
    let ids = json(&ids.iter().map(|id| id.0).collect::<Vec<_>>())?;
    let rows = sqlx::query_as!(
        WrittenRow,
        r#"SELECT m.id AS "id!", m.created_at AS "created_at!", s.name AS "manager!", l.status AS "status!", l.reason,
                  m.content AS "content!", m.recipient AS "recipient!", m.phone AS "phone!", m.kind AS "kind!",
                  CASE l.status WHEN $2 THEN
                    (SELECT max(e.at) FROM message_event e WHERE e.message_id = m.id AND e.kind = $2)
                  END AS "accepted_at: i64"
           FROM json_each($1) j
           CROSS JOIN message m ON m.id = j.value
           CROSS JOIN message_list l ON l.id = m.id
           CROSS JOIN staff s ON s.id = m.staff_id
           ORDER BY j.key"#,
        ids,
        sent
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Written::try_from).collect()
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
            is_test: is_test(row.kind),
            accepted_at: row.accepted_at,
        })
    }
}
