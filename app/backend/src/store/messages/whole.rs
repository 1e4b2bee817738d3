//! One message with its whole life.

use domain::campaign::Objective;
use domain::client::full_name;
use domain::id::{CampaignRef, ClientRef, MessageId, StaffRef, TemplateRef};
use domain::message::{Reason, Status};
use domain::sms::Encoding;
use sqlx::SqliteConnection;

use super::{is_test, reason};
use crate::error::{Error, Result};
use crate::store::count;

/// A message as it was written, where it stands, and what it belongs to; its times still in milliseconds.
pub(crate) struct Whole {
    pub(crate) created_at: i64,
    pub(crate) status: Status,
    pub(crate) reason: Option<Reason>,
    pub(crate) objective: Objective,
    pub(crate) encoding: Encoding,
    pub(crate) parts: u32,
    pub(crate) phone: String,
    pub(crate) recipient: String,
    pub(crate) content: String,
    pub(crate) manager: (StaffRef, String),
    pub(crate) client: Option<ClientRef>,
    pub(crate) campaign: (CampaignRef, String),
    pub(crate) template: (TemplateRef, String, u32),
    /// The gateway's reference, as long as a report is awaited.
    pub(crate) reference: Option<String>,
    pub(crate) is_test: bool,
    /// The client with whose values a test was written, by name.
    pub(crate) tests: Option<(ClientRef, String)>,
    pub(crate) repeats: Option<MessageId>,
    pub(crate) repeated_by: Option<CampaignRef>,
}

/// A thing that happened to a message.
pub(crate) struct Happened {
    pub(crate) at: i64,
    pub(crate) status: Status,
    pub(crate) reason: Option<Reason>,
    pub(crate) detail: Option<String>,
}

/// A message; `None` if there is none of that id.
pub(crate) async fn whole(conn: &mut SqliteConnection, id: MessageId) -> Result<Option<Whole>> {
    let row = sqlx::query!(
        r#"SELECT m.created_at, l.status, l.reason, m.objective, m.encoding, m.parts, m.phone, m.recipient, m.content,
                  s.public_id AS manager, s.name AS manager_name,
                  p.public_id AS "client?: String",
                  c.public_id AS campaign, c.name AS campaign_name,
                  t.public_id AS template, t.name AS template_name, c.template_version,
                  o.reference AS "reference?: String", m.kind, m.repeats,
                  x.public_id AS "tests?: String", x.first_name AS "tests_first?: String", x.last_name AS "tests_last?: String",
                  (SELECT again.public_id FROM message r CROSS JOIN campaign again ON again.id = r.campaign_id
                   WHERE r.repeats = m.id ORDER BY r.id LIMIT 1) AS "repeated_by?: String"
           FROM message m
           CROSS JOIN message_list l ON l.id = m.id
           CROSS JOIN staff s ON s.id = m.staff_id
           CROSS JOIN campaign c ON c.id = m.campaign_id
           CROSS JOIN template t ON t.id = c.template_id
           LEFT JOIN client p ON p.id = m.client_id
           LEFT JOIN client x ON x.id = c.tests
           LEFT JOIN outbox o ON o.id = m.id
           WHERE m.id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    let whole = row.map(|row| {
        let bad = |table, column| Error::BadRow { table, column, row: id.0 };
        let campaign = |text: String| text.parse::<CampaignRef>().map_err(|_| bad("campaign", "public_id"));
        let client = row.client.map(|text| text.parse().map_err(|_| bad("client", "public_id")));
        let tests = row.tests.map(|text| text.parse().map_err(|_| bad("client", "public_id"))).transpose()?;
        let tested = full_name(&row.tests_first.unwrap_or_default(), &row.tests_last.unwrap_or_default());
        Ok(Whole {
            created_at: row.created_at,
            status: Status::from_code(row.status).ok_or_else(|| bad("message_list", "status"))?,
            reason: reason(row.reason, id.0)?,
            objective: Objective::from_code(row.objective).ok_or_else(|| bad("message", "objective"))?,
            encoding: Encoding::from_code(row.encoding).ok_or_else(|| bad("message", "encoding"))?,
            parts: count(row.parts, "message", "parts", id.0)?,
            phone: row.phone,
            recipient: row.recipient,
            content: row.content,
            manager: (row.manager.parse().map_err(|_| bad("staff", "public_id"))?, row.manager_name),
            client: client.transpose()?,
            campaign: (campaign(row.campaign)?, row.campaign_name),
            template: (
                row.template.parse().map_err(|_| bad("template", "public_id"))?,
                row.template_name,
                count(row.template_version, "campaign", "template_version", id.0)?,
            ),
            reference: row.reference,
            is_test: is_test(row.kind),
            tests: tests.map(|client| (client, tested)),
            repeats: row.repeats.map(MessageId),
            repeated_by: row.repeated_by.map(campaign).transpose()?,
        })
    });
    whole.transpose()
}

/// Everything that happened to a message, the oldest first.
pub(crate) async fn events(conn: &mut SqliteConnection, id: MessageId) -> Result<Vec<Happened>> {
    let rows =
        sqlx::query!("SELECT at, kind, reason, detail FROM message_event WHERE message_id = $1 ORDER BY seq", id.0)
            .fetch_all(conn)
            .await?;
    let events = rows.into_iter().map(|row| {
        let bad = Error::BadRow { table: "message_event", column: "kind", row: id.0 };
        Ok(Happened {
            at: row.at,
            status: Status::from_code(row.kind).ok_or(bad)?,
            reason: reason(row.reason, id.0)?,
            detail: row.detail,
        })
    });
    events.collect()
}
