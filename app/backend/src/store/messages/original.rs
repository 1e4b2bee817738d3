//! A message as it was sent, for sending it again.

use domain::campaign::Objective;
use domain::id::{ClientId, MessageId, TemplateId};
use domain::message::{Reason, Status};
use domain::sms::Encoding;
use sqlx::SqliteConnection;

use crate::error::{Error, Result};
use crate::store::count;

/// A message as it was sent, and where it stands.
pub(crate) struct Original {
    pub(crate) status: Status,
    pub(crate) reason: Option<Reason>,
    pub(crate) client: Option<ClientId>,
    pub(crate) objective: Objective,
    pub(crate) encoding: Encoding,
    pub(crate) parts: u32,
    pub(crate) phone: String,
    pub(crate) recipient: String,
    pub(crate) content: String,
    pub(crate) campaign_name: String,
    pub(crate) template: TemplateId,
    pub(crate) template_version: u32,
    /// The client with whose values a test was written.
    pub(crate) tests: Option<ClientId>,
}

/// A message as it was sent; `None` if there is none of that id.
pub(crate) async fn original(conn: &mut SqliteConnection, id: MessageId) -> Result<Option<Original>> {
    let row = sqlx::query!(
        r#"SELECT l.status, l.reason, m.client_id, m.objective, m.encoding, m.parts, m.phone, m.recipient, m.content,
                  c.name, c.template_id, c.template_version, c.tests
           FROM message m
           CROSS JOIN message_list l ON l.id = m.id
           CROSS JOIN campaign c ON c.id = m.campaign_id
           WHERE m.id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    let original = row.map(|row| {
        let bad = |column| Error::BadRow { table: "message", column, row: id.0 };
        Ok(Original {
            status: Status::from_code(row.status).ok_or_else(|| bad("status"))?,
            reason: super::reason(row.reason, id.0)?,
            client: row.client_id.map(ClientId),
            objective: Objective::from_code(row.objective).ok_or_else(|| bad("objective"))?,
            encoding: Encoding::from_code(row.encoding).ok_or_else(|| bad("encoding"))?,
            parts: count(row.parts, "message", "parts", id.0)?,
            phone: row.phone,
            recipient: row.recipient,
            content: row.content,
            campaign_name: row.name,
            template: TemplateId(row.template_id),
            template_version: count(row.template_version, "campaign", "template_version", id.0)?,
            tests: row.tests.map(ClientId),
        })
    });
    original.transpose()
}
