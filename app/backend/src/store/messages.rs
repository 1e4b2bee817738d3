//! Messages: what was written, where each stands, its events, and the counters that change with them.
//!
//! A batch goes in as one JSON array per table: the statement is the cost, not the row (facts, `database.md`).

use std::collections::BTreeMap;

use domain::campaign::Objective;
use domain::fold::words;
use domain::id::{CampaignId, ClientId, MessageId, PharmacyId, StaffId};
use domain::message::{Counts, Reason, Status};
use domain::phone::PhoneNumber;
use domain::sms::Encoding;
use serde::Serialize;
use sqlx::SqliteConnection;

use super::{count, failed};
use crate::error::{Error, Result};

/// One message to be written. Its number is that of its place in the batch.
#[derive(Clone, Debug)]
pub(crate) struct NewMessage {
    pub(crate) client: Option<ClientId>,
    pub(crate) phone: PhoneNumber,
    pub(crate) recipient: String,
    pub(crate) content: String,
    pub(crate) encoding: Encoding,
    pub(crate) parts: u32,
}

/// What all messages of a batch have in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Batch {
    pub(crate) pharmacy: PharmacyId,
    pub(crate) campaign: CampaignId,
    pub(crate) staff: StaffId,
    pub(crate) objective: Objective,
    pub(crate) created_at: i64,
    /// The local day, which never changes once written.
    pub(crate) day: i64,
    /// Numbers of the first and the last message.
    pub(crate) numbers: (i64, i64),
}

/// Where a pharmacy's next messages stand.
pub(crate) struct Place {
    pub(crate) created_at: i64,
    pub(crate) day: i64,
    pub(crate) first: i64,
    pub(crate) last: i64,
    /// How long a send can be called off, in milliseconds.
    pub(crate) undo_ms: i64,
}

/// Takes the next `n` numbers of a pharmacy. Numbers and times rise together, and a day never comes back.
pub(crate) async fn take_numbers(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    n: u32,
    now: i64,
    day_of: impl Fn(i64) -> i64,
) -> Result<Place> {
    let row = sqlx::query!(
        r#"UPDATE pharmacy
           SET last_message = last_message + $2, last_created_at = max(last_created_at, $3)
           WHERE id = $1
           RETURNING last_message, last_created_at, undo_ms"#,
        pharmacy.0,
        n,
        now
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or(Error::NotFound)?;
    let first = row.last_message - i64::from(n) + 1;
    let newest =
        sqlx::query_scalar!(r#"SELECT max(day) AS "day: i64" FROM pharmacy_day WHERE pharmacy_id = $1"#, pharmacy.0)
            .fetch_one(&mut *conn)
            .await?;
    let day = day_of(row.last_created_at).max(newest.unwrap_or(i64::MIN));
    sqlx::query!(
        "INSERT INTO pharmacy_day (pharmacy_id, day, first_message) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        pharmacy.0,
        day,
        first
    )
    .execute(conn)
    .await?;
    Ok(Place { created_at: row.last_created_at, day, first, last: row.last_message, undo_ms: row.undo_ms })
}

/// A message as the JSON array of a batch holds it: shorter than an object, and read by position.
#[derive(Serialize)]
struct MessageRow<'a>(i64, Option<i64>, i64, u32, &'a str, &'a str, &'a str, String, String);

/// Writes the messages of a batch, without a place in the list yet.
pub(crate) async fn insert(conn: &mut SqliteConnection, batch: &Batch, messages: &[NewMessage]) -> Result<()> {
    let rows: Vec<MessageRow<'_>> = (batch.numbers.0..)
        .zip(messages)
        .map(|(number, message)| {
            MessageRow(
                MessageId::new(batch.pharmacy, number).0,
                message.client.map(|client| client.0),
                message.encoding.code(),
                message.parts,
                message.phone.as_str(),
                &message.recipient,
                &message.content,
                search_key(&message.recipient),
                search_key(&message.content),
            )
        })
        .collect();
    let rows = json(&rows)?;
    let objective = batch.objective.code();
    sqlx::query!(
        r#"INSERT INTO message (id, created_at, campaign_id, staff_id, client_id, kind, objective, encoding, parts,
                                phone, recipient, content, recipient_key, content_key)
           SELECT j.value->>0, $2, $3, $4, j.value->>1, 0, $5, j.value->>2, j.value->>3,
                  j.value->>4, j.value->>5, j.value->>6, j.value->>7, j.value->>8
           FROM json_each($1) j"#,
        rows,
        batch.created_at,
        batch.campaign.0,
        batch.staff.0,
        objective
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The folded words of a text, each after a space: `instr(key, ' amin')` finds the beginning of a word.
fn search_key(text: &str) -> String {
    words(text).into_iter().fold(String::with_capacity(text.len() + 1), |key, word| key + " " + &word)
}

/// Puts a batch that was just written into the list, the queue and the counters: due at `due_at`.
pub(crate) async fn queue(conn: &mut SqliteConnection, batch: &Batch, due_at: i64) -> Result<()> {
    let (first, last) = batch.ids();
    let queued = Status::Queued.code();
    sqlx::query!(
        r#"INSERT INTO message_list (id, status, reason, staff_id, objective, campaign_id)
           SELECT id, $3, NULL, staff_id, objective, campaign_id FROM message WHERE id BETWEEN $1 AND $2"#,
        first,
        last,
        queued
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "INSERT INTO outbox (id, due_at) SELECT id, $3 FROM message WHERE id BETWEEN $1 AND $2",
        first,
        last,
        due_at
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        r#"INSERT INTO message_event (message_id, seq, at, kind)
           SELECT id, 1, $3, $4 FROM message WHERE id BETWEEN $1 AND $2"#,
        first,
        last,
        batch.created_at,
        queued
    )
    .execute(&mut *conn)
    .await?;
    let mut changes = Changes::default();
    changes.add(&batch.tally(), Status::Queued, batch.numbers.1 - batch.numbers.0 + 1);
    changes.save(conn).await
}

impl Batch {
    /// Ids of the first and the last message.
    pub(crate) fn ids(&self) -> (i64, i64) {
        let (first, last) = self.numbers;
        (MessageId::new(self.pharmacy, first).0, MessageId::new(self.pharmacy, last).0)
    }

    /// Where the messages of the batch are counted.
    pub(crate) fn tally(&self) -> Tally {
        Tally {
            pharmacy: self.pharmacy.0,
            day: self.day,
            staff: self.staff.0,
            objective: self.objective.code(),
            campaign: self.campaign.0,
        }
    }
}

/// Where a message is counted, whatever its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tally {
    pharmacy: i64,
    day: i64,
    staff: i64,
    objective: i64,
    campaign: i64,
}

/// Changes of the counters, gathered and written at once.
#[derive(Default)]
pub(crate) struct Changes {
    by_tally: BTreeMap<(i64, i64, i64, i64, i64), i64>,
    by_campaign: BTreeMap<(i64, i64), i64>,
}

impl Changes {
    /// So many more messages in a status.
    pub(crate) fn add(&mut self, tally: &Tally, status: Status, n: i64) {
        let Tally { pharmacy, day, staff, objective, campaign } = *tally;
        *self.by_tally.entry((pharmacy, day, staff, objective, status.code())).or_default() += n;
        *self.by_campaign.entry((campaign, status.code())).or_default() += n;
    }

    /// Writes them. What falls is updated and what rises is inserted or added to: `CHECK (n >= 0)` looks at a row before
    /// a conflict is resolved, so that a fall cannot go through `ON CONFLICT`.
    pub(crate) async fn save(self, conn: &mut SqliteConnection) -> Result<()> {
        let tally: Vec<_> =
            self.by_tally.into_iter().map(|((p, d, s, o, status), n)| (p, d, s, o, status, n)).collect();
        let (rises, falls): (Vec<_>, Vec<_>) = tally.into_iter().filter(|row| row.5 != 0).partition(|row| row.5 > 0);
        let (rises, falls) = (json(&rises)?, json(&falls)?);
        sqlx::query!(
            r#"UPDATE tally SET n = n + (j.value->>5)
               FROM json_each($1) j
               WHERE tally.pharmacy_id = j.value->>0 AND tally.day = j.value->>1 AND tally.staff_id = j.value->>2
                 AND tally.objective = j.value->>3 AND tally.status = j.value->>4"#,
            falls
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query!(
            r#"INSERT INTO tally (pharmacy_id, day, staff_id, objective, status, n)
               SELECT j.value->>0, j.value->>1, j.value->>2, j.value->>3, j.value->>4, j.value->>5
               FROM json_each($1) j WHERE true
               ON CONFLICT DO UPDATE SET n = n + excluded.n"#,
            rises
        )
        .execute(&mut *conn)
        .await?;
        let campaigns: Vec<_> = self.by_campaign.into_iter().map(|((c, status), n)| (c, status, n)).collect();
        let (rises, falls): (Vec<_>, Vec<_>) = campaigns.into_iter().filter(|r| r.2 != 0).partition(|r| r.2 > 0);
        let (rises, falls) = (json(&rises)?, json(&falls)?);
        sqlx::query!(
            r#"UPDATE campaign_tally SET n = n + (j.value->>2)
               FROM json_each($1) j
               WHERE campaign_tally.campaign_id = j.value->>0 AND campaign_tally.status = j.value->>1"#,
            falls
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query!(
            r#"INSERT INTO campaign_tally (campaign_id, status, n)
               SELECT j.value->>0, j.value->>1, j.value->>2 FROM json_each($1) j WHERE true
               ON CONFLICT DO UPDATE SET n = n + excluded.n"#,
            rises
        )
        .execute(conn)
        .await?;
        Ok(())
    }
}

/// A message where it stands, to be moved on: [`save`] writes what changed.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) id: MessageId,
    pub(crate) campaign: CampaignId,
    pub(crate) objective: Objective,
    pub(crate) parts: u32,
    status: Status,
    was: Status,
    reason: Option<Reason>,
    tally: Tally,
    last_event: i64,
    events: Vec<EventRow>,
}

/// An event as the JSON array of a batch holds it: message, place, time, status, reason.
#[derive(Clone, Copy, Debug, Serialize)]
struct EventRow(i64, i64, i64, i64, Option<i64>);

impl Standing {
    /// The status, with the moves that are not saved yet.
    pub(crate) fn status(&self) -> Status {
        self.status
    }

    /// Moves on, if the status may be followed by that one; says whether it was.
    pub(crate) fn advance(&mut self, status: Status, reason: Option<Reason>, at: i64) -> bool {
        let may = self.status.can_become(status);
        if may {
            self.status = status;
            self.reason = reason;
            self.last_event += 1;
            let reason = reason.map(Reason::code);
            self.events.push(EventRow(self.id.0, self.last_event, at, status.code(), reason));
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
                  (SELECT coalesce(max(e.seq), 0) FROM message_event e WHERE e.message_id = l.id) AS "last_event!: i64"
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
    let moved: Vec<&Standing> = messages.iter().filter(|message| !message.events.is_empty()).collect();
    if moved.is_empty() {
        return Ok(());
    }
    let statuses: Vec<_> = moved.iter().map(|m| (m.id.0, m.status.code(), m.reason.map(Reason::code))).collect();
    let statuses = json(&statuses)?;
    sqlx::query!(
        r#"UPDATE message_list SET status = j.value->>1, reason = j.value->>2
           FROM json_each($1) j WHERE message_list.id = j.value->>0"#,
        statuses
    )
    .execute(&mut *conn)
    .await?;
    let events: Vec<EventRow> = moved.iter().flat_map(|message| message.events.iter().copied()).collect();
    insert_events(&mut *conn, &events).await?;
    let mut changes = Changes::default();
    for message in moved {
        changes.add(&message.tally, message.was, -1);
        changes.add(&message.tally, message.status, 1);
    }
    changes.save(conn).await
}

async fn insert_events(conn: &mut SqliteConnection, events: &[EventRow]) -> Result<()> {
    let events = json(&events)?;
    sqlx::query!(
        r#"INSERT INTO message_event (message_id, seq, at, kind, reason)
           SELECT j.value->>0, j.value->>1, j.value->>2, j.value->>3, j.value->>4 FROM json_each($1) j"#,
        events
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What a status and a reason were before, for messages that are written with their whole life behind them.
pub(crate) struct Past {
    pub(crate) status: Status,
    pub(crate) reason: Option<Reason>,
    /// Every status that it had and when, oldest first.
    pub(crate) events: Vec<(Status, i64)>,
}

/// Puts a batch that was just written into list, counters and events as it stands in `pasts`, one for each message.
/// What is still to leave or to be reported on goes into the outbox.
pub(crate) async fn insert_past(conn: &mut SqliteConnection, batch: &Batch, pasts: &[Past]) -> Result<()> {
    let ids = (batch.numbers.0..).map(|number| MessageId::new(batch.pharmacy, number).0);
    let mut changes = Changes::default();
    let (mut list, mut events, mut outbox) = (vec![], vec![], vec![]);
    for (id, past) in ids.zip(pasts) {
        let reason = past.reason.map(Reason::code);
        list.push((id, past.status.code(), reason));
        changes.add(&batch.tally(), past.status, 1);
        for (seq, (status, at)) in (1..).zip(&past.events) {
            let reason = reason.filter(|_| *status == past.status);
            events.push(EventRow(id, seq, *at, status.code(), reason));
        }
        if !past.status.is_final() {
            let due_at = past.events.last().map_or(batch.created_at, |(_, at)| *at);
            // Being sent, by a process that is gone: lease 0 is nobody's.
            let sending = past.status == Status::Sending;
            let lease = sending.then_some(0);
            let reference = (past.status == Status::Sent).then(|| format!("sandbox-{id}"));
            outbox.push((id, due_at, i64::from(past.status >= Status::Sending), lease, i64::from(sending), reference));
        }
    }
    let (list, outbox) = (json(&list)?, json(&outbox)?);
    sqlx::query!(
        r#"INSERT INTO message_list (id, status, reason, staff_id, objective, campaign_id)
           SELECT m.id, j.value->>1, j.value->>2, m.staff_id, m.objective, m.campaign_id
           FROM json_each($1) j CROSS JOIN message m ON m.id = j.value->>0"#,
        list
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        r#"INSERT INTO outbox (id, due_at, attempt, lease, submitting, reference)
           SELECT j.value->>0, j.value->>1, j.value->>2, j.value->>3, j.value->>4, j.value->>5 FROM json_each($1) j"#,
        outbox
    )
    .execute(&mut *conn)
    .await?;
    insert_events(&mut *conn, &events).await?;
    changes.save(conn).await
}

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

/// At most `limit` messages whose ids are in a range, its oldest first.
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

fn reason(code: Option<i64>, row: i64) -> Result<Option<Reason>> {
    let bad = Error::BadRow { table: "message_list", column: "reason", row };
    code.map(|code| Reason::from_code(code).ok_or(bad)).transpose()
}

/// How many messages of a pharmacy stand in each status, from the counters.
pub(crate) async fn counts(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<Counts> {
    let rows = sqlx::query!(
        r#"SELECT status, sum(n) AS "n!: i64" FROM tally WHERE pharmacy_id = $1 GROUP BY status HAVING sum(n) > 0"#,
        pharmacy.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| counted("tally", row.status, row.n)).collect()
}

/// A row of a counter.
pub(super) fn counted(table: &'static str, status: i64, n: i64) -> Result<(Status, u32)> {
    let known = Status::from_code(status).ok_or(Error::BadRow { table, column: "status", row: status })?;
    Ok((known, count(n, table, "n", status)?))
}

/// A batch as text: building a tree of values first would double its memory.
pub(super) fn json<T: Serialize + ?Sized>(rows: &T) -> Result<String> {
    serde_json::to_string(rows).map_err(failed)
}
