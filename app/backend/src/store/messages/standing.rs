//! A message where it stands, and the batch that moves it on.

use domain::campaign::Objective;
use domain::id::{CampaignId, MessageId};
use domain::message::{Reason, Status};
use sqlx::SqliteConnection;

use super::tally::{Changes, Tally};
use super::{EventRow, json, reason};
use crate::error::{Error, Result};
use crate::store::count;

/// The most characters of what a network says that are kept.
const MAX_DETAIL: usize = 100;

/// A message where it stands, to be moved on: [`save`] writes what changed.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) id: MessageId,
    pub(crate) campaign: CampaignId,
    pub(crate) objective: Objective,
    pub(crate) parts: u32,
    /// The campaign was stopped: what comes back to the queue does not stay there.
    pub(crate) is_stopped: bool,
    status: Status,
    was: Status,
    reason: Option<Reason>,
    tally: Tally,
    last_event: i64,
    events: Vec<EventRow>,
}

impl Standing {
    /// The status, with the moves that are not saved yet.
    pub(crate) fn status(&self) -> Status {
        self.status
    }

    /// Whether there is a move that is not saved yet.
    pub(crate) fn has_moved(&self) -> bool {
        !self.events.is_empty()
    }

    /// Moves on, with the reason and what the network said, if the status may be followed by that one; says whether it was.
    pub(crate) fn advance(&mut self, status: Status, reason: Option<Reason>, detail: Option<&str>, at: i64) -> bool {
        let may = self.status.can_become_after(self.reason, status);
        if may {
            self.status = status;
            self.reason = reason;
            self.last_event += 1;
            let reason = reason.map(Reason::code);
            let detail = detail.map(|detail| detail.chars().take(MAX_DETAIL).collect());
            self.events.push(EventRow(self.id.0, self.last_event, at, status.code(), reason, detail));
        }
        may
    }
}

struct StandingRow {
    id: i64,
    status: i64,
    reason: Option<i64>,
    staff_id: i64,
    objective: i64,
    campaign_id: i64,
    parts: i64,
    day: i64,
    last_event: i64,
    is_stopped: bool,
}

/// Where each message of a range of ids stands, and since when the network has it, in milliseconds.
pub(crate) async fn heard(conn: &mut SqliteConnection, ids: (i64, i64)) -> Result<Vec<(Status, Option<i64>)>> {
    let (first, last) = ids;
    let sent = Status::Sent.code();
    let rows = sqlx::query!(
        r#"SELECT l.id, l.status,
                  (SELECT max(e.at) FROM message_event e WHERE e.message_id = l.id AND e.kind = $3) AS "since: i64"
           FROM message_list l WHERE l.id BETWEEN $1 AND $2 ORDER BY l.id"#,
        first,
        last,
        sent
    )
    .fetch_all(conn)
    .await?;
    let heard = rows.into_iter().map(|row| {
        let bad = Error::BadRow { table: "message_list", column: "status", row: row.id };
        Ok((Status::from_code(row.status).ok_or(bad)?, row.since))
    });
    heard.collect()
}

/// Where messages stand. A message that is not there is left out: a report may name anything.
pub(crate) async fn standing(conn: &mut SqliteConnection, ids: &[MessageId]) -> Result<Vec<Standing>> {
    let ids = json(&ids.iter().map(|id| id.0).collect::<Vec<_>>())?;
    let rows = sqlx::query_as!(
        StandingRow,
        r#"SELECT l.id AS "id!", l.status AS "status!", l.reason, l.staff_id AS "staff_id!", l.objective AS "objective!",
                  l.campaign_id AS "campaign_id!", m.parts AS "parts!",
                  (SELECT d.day FROM pharmacy_day d
                   WHERE d.pharmacy_id = l.id >> 40 AND d.first_message <= (l.id & 1099511627775)
                   ORDER BY d.day DESC LIMIT 1) AS "day!: i64",
                  (SELECT coalesce(max(e.seq), 0) FROM message_event e WHERE e.message_id = l.id) AS "last_event!: i64",
                  (SELECT c.stopped_at IS NOT NULL FROM campaign c WHERE c.id = l.campaign_id) AS "is_stopped!: bool"
           FROM json_each($1) j
           CROSS JOIN message_list l ON l.id = j.value
           CROSS JOIN message m ON m.id = l.id"#,
        ids
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Standing::try_from).collect()
}

impl TryFrom<StandingRow> for Standing {
    type Error = Error;

    fn try_from(row: StandingRow) -> Result<Self> {
        let bad = |column| Error::BadRow { table: "message_list", column, row: row.id };
        let id = MessageId(row.id);
        let status = Status::from_code(row.status).ok_or_else(|| bad("status"))?;
        Ok(Self {
            id,
            campaign: CampaignId(row.campaign_id),
            objective: Objective::from_code(row.objective).ok_or_else(|| bad("objective"))?,
            parts: count(row.parts, "message", "parts", row.id)?,
            is_stopped: row.is_stopped,
            status,
            was: status,
            reason: reason(row.reason, row.id)?,
            tally: Tally {
                pharmacy: id.pharmacy().0,
                day: row.day,
                staff: row.staff_id,
                objective: row.objective,
                campaign: row.campaign_id,
            },
            last_event: row.last_event,
            events: vec![],
        })
    }
}

/// Writes what changed: statuses, events, counters.
pub(crate) async fn save(conn: &mut SqliteConnection, messages: &[Standing]) -> Result<()> {
    let moved: Vec<&Standing> = messages.iter().filter(|message| message.has_moved()).collect();
    if moved.is_empty() {
        return Ok(());
    }
    let statuses: Vec<_> = moved.iter().map(|m| (m.id.0, m.status.code(), m.reason.map(Reason::code))).collect();
    let events: Vec<EventRow> = moved.iter().flat_map(|message| message.events.iter().cloned()).collect();
    let (statuses, events) = (json(&statuses)?, json(&events)?);
    sqlx::query!(
        r#"UPDATE message_list SET status = j.value->>1, reason = j.value->>2
           FROM json_each(?) j WHERE message_list.id = j.value->>0;
           INSERT INTO message_event (message_id, seq, at, kind, reason, detail)
           SELECT j.value->>0, j.value->>1, j.value->>2, j.value->>3, j.value->>4, j.value->>5 FROM json_each(?) j"#,
        statuses,
        events
    )
    .execute(&mut *conn)
    .await?;
    let mut changes = Changes::default();
    for message in moved {
        changes.add(&message.tally, message.was, -1);
        changes.add(&message.tally, message.status, 1);
    }
    changes.save(conn).await
}
