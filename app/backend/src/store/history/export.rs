//! A whole list in its order, and its messages with all that an export writes.

use domain::campaign::Objective;
use domain::id::MessageId;
use domain::message::{Reason, Status};
use futures::TryStreamExt;
use sqlx::{QueryBuilder, SqliteConnection};

use super::list::List;
use super::part::By;
use super::select::{Bounds, push_places};
use crate::error::{Error, Result};
use crate::store::count;
use crate::store::messages::{json, reason};

impl List {
    /// The ids of all messages, in the order of the list.
    pub(crate) async fn ids(&self, conn: &mut SqliteConnection) -> Result<Vec<MessageId>> {
        let (order, groups) = self.groups(self.descending(), None);
        let mut ids = vec![];
        for (group, _) in groups {
            let mut query = QueryBuilder::new("SELECT id FROM (");
            for (n, part) in group.iter().enumerate() {
                query.push(if n == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" });
                push_places(&mut query, part, self.whole(part), order, Bounds::default());
                query.push(")");
            }
            if group.is_empty() {
                continue;
            }
            query.push(")");
            if group.len() > 1 {
                query.push(" ORDER BY ");
                if order.by != By::Id {
                    query.push("key").push(order.direction()).push(", ");
                }
                query.push("id").push(order.direction());
            }
            let mut rows = query.build_query_scalar::<i64>().fetch(&mut *conn);
            while let Some(id) = rows.try_next().await? {
                ids.push(MessageId(id));
            }
        }
        Ok(ids)
    }
}

/// A message as an export writes it.
pub(crate) struct Exported {
    pub(crate) created_at: i64,
    pub(crate) manager: String,
    pub(crate) status: Status,
    pub(crate) reason: Option<Reason>,
    pub(crate) content: String,
    pub(crate) recipient: String,
    pub(crate) phone: String,
    pub(crate) campaign: String,
    pub(crate) objective: Objective,
    pub(crate) parts: u32,
}

/// The messages of some ids, in the order of the ids.
pub(crate) async fn exported(conn: &mut SqliteConnection, ids: &[MessageId]) -> Result<Vec<Exported>> {
    let ids = json(&ids.iter().map(|id| id.0).collect::<Vec<_>>())?;
    let rows = sqlx::query!(
        r#"SELECT m.id AS "id!", m.created_at AS "created_at!", s.name AS "manager!", l.status AS "status!", l.reason,
                  m.content AS "content!", m.recipient AS "recipient!", m.phone AS "phone!", c.name AS "campaign!",
                  m.objective AS "objective!", m.parts AS "parts!"
           FROM json_each($1) j
           CROSS JOIN message m ON m.id = j.value
           CROSS JOIN message_list l ON l.id = m.id
           CROSS JOIN staff s ON s.id = m.staff_id
           CROSS JOIN campaign c ON c.id = m.campaign_id
           ORDER BY j.key"#,
        ids
    )
    .fetch_all(conn)
    .await?;
    let exported = rows.into_iter().map(|row| {
        let bad = |table, column| Error::BadRow { table, column, row: row.id };
        Ok(Exported {
            created_at: row.created_at,
            manager: row.manager,
            status: Status::from_code(row.status).ok_or_else(|| bad("message_list", "status"))?,
            reason: reason(row.reason, row.id)?,
            content: row.content,
            recipient: row.recipient,
            phone: row.phone,
            campaign: row.campaign,
            objective: Objective::from_code(row.objective).ok_or_else(|| bad("message", "objective"))?,
            parts: count(row.parts, "message", "parts", row.id)?,
        })
    });
    exported.collect()
}
