//! Messages: what was written, where each stands, its events, and the counters that change with them.
//!
//! A batch goes in as one JSON array per table: the statement is the cost, not the row (facts, `database.md`).

mod original;
mod past;
mod standing;
mod tally;
mod whole;

use std::collections::BTreeMap;

use domain::campaign::Objective;
use domain::fold::words;
use domain::id::{CampaignId, ClientId, MessageId, PharmacyId, StaffId};
use domain::message::{Reason, Status};
use domain::phone::PhoneNumber;
use domain::sms::Encoding;
use serde::Serialize;
use sqlx::SqliteConnection;

pub(crate) use self::original::{Original, original};
pub(crate) use self::past::{Past, insert_past};
pub(crate) use self::standing::{Standing, heard, save, standing};
pub(super) use self::tally::counted;
#[cfg(test)]
pub(crate) use self::tally::counts;
use self::tally::{Changes, Tally};
pub(crate) use self::whole::{Happened, events, whole};
use super::{failed, history};
use crate::clock::Hours;
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
    pub(crate) kind: Kind,
}

/// What the messages of a batch are: `message.kind`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// The campaign's own: one for each number.
    Own,
    /// A test: to numbers that a person typed.
    Test,
    /// One message that repeats another, because a person said so.
    Again(MessageId),
}

impl Kind {
    const fn code(self) -> i64 {
        match self {
            Self::Own => 0,
            Self::Test => KIND_TEST,
            Self::Again(_) => 2,
        }
    }

    const fn repeats(self) -> Option<i64> {
        match self {
            Self::Again(message) => Some(message.0),
            Self::Own | Self::Test => None,
        }
    }
}

/// The number of [`Kind::Test`] in the table.
const KIND_TEST: i64 = 1;

/// Whether a row of the table is a test.
pub(in crate::store) const fn is_test(kind: i64) -> bool {
    kind == KIND_TEST
}

/// How long a message is tried, in milliseconds from when it was to leave: a day. Then nobody expects it any more.
pub(crate) const GIVE_UP_AFTER: i64 = 86_400_000;

/// Where a pharmacy's next messages stand.
pub(crate) struct Place {
    pub(crate) created_at: i64,
    pub(crate) day: i64,
    pub(crate) first: i64,
    pub(crate) last: i64,
    /// How long a send can be called off, in milliseconds.
    pub(crate) undo_ms: i64,
    /// When messages leave.
    pub(crate) hours: Hours,
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
           RETURNING last_message, last_created_at, undo_ms, opens_at, closes_at"#,
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
    Ok(Place {
        created_at: row.last_created_at,
        day,
        first,
        last: row.last_message,
        undo_ms: row.undo_ms,
        hours: Hours { opens: row.opens_at, closes: row.closes_at },
    })
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
    let keys = rows.iter().flat_map(|row| [row.7.as_str(), row.8.as_str()]);
    history::add_words(&mut *conn, keys).await?;
    let rows = json(&rows)?;
    let objective = batch.objective.code();
    let (repeats, kind) = (batch.kind.repeats(), batch.kind.code());
    sqlx::query!(
        r#"INSERT INTO message (id, created_at, campaign_id, staff_id, client_id, kind, objective, encoding, parts,
                                phone, recipient, content, recipient_key, content_key, repeats)
           SELECT j.value->>0, $2, $3, $4, j.value->>1, $6, $5, j.value->>2, j.value->>3,
                  j.value->>4, j.value->>5, j.value->>6, j.value->>7, j.value->>8, $7
           FROM json_each($1) j"#,
        rows,
        batch.created_at,
        batch.campaign.0,
        batch.staff.0,
        objective,
        kind,
        repeats
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The folded words of a text, each after a space: `instr(key, ' amin')` finds the beginning of a word.
pub(super) fn search_key(text: &str) -> String {
    words(text).into_iter().fold(String::with_capacity(text.len() + 1), |key, word| key + " " + &word)
}

/// Puts a batch that was just written into the list, the queue and the counters: due at `due_at`, *planifié* or *en file*.
pub(crate) async fn queue(conn: &mut SqliteConnection, batch: &Batch, due_at: i64, status: Status) -> Result<()> {
    let (first, last) = batch.ids();
    let (queued, give_up_at, reminder) = (status.code(), due_at + GIVE_UP_AFTER, Objective::BalanceReminder.code());
    sqlx::query!(
        r#"INSERT INTO message_list (id, status, reason, staff_id, objective, campaign_id, content24, recipient20)
           SELECT id, $3, NULL, staff_id, objective, campaign_id, substr(content_key, 2, 24), substr(recipient_key, 2, 20)
           FROM message WHERE id BETWEEN $1 AND $2"#,
        first,
        last,
        queued
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        r#"INSERT INTO outbox (id, due_at, give_up_at, owed)
           SELECT m.id, $3, $4, c.balance FROM message m LEFT JOIN client c ON c.id = m.client_id AND m.objective = $5
           WHERE m.id BETWEEN $1 AND $2"#,
        first,
        last,
        due_at,
        give_up_at,
        reminder
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
    changes.add(&batch.tally(), status, batch.numbers.1 - batch.numbers.0 + 1);
    changes.save(&mut *conn).await?;
    history::add(conn, (first, last)).await
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

/// An event as the JSON array of a batch holds it: message, place, time, status, reason, and what the network said.
#[derive(Clone, Debug, Serialize)]
struct EventRow(i64, i64, i64, i64, Option<i64>, Option<String>);

/// Names accepted messages as their network does; one that has a name keeps it.
pub(crate) async fn name(conn: &mut SqliteConnection, named: &BTreeMap<i64, &str>) -> Result<()> {
    if named.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = named.iter().collect();
    let (named, sent) = (json(&rows)?, Status::Sent.code());
    sqlx::query!(
        r#"UPDATE message_event SET detail = j.value->>1 FROM json_each($1) j
           WHERE message_event.message_id = j.value->>0 AND kind = $2 AND detail IS NULL"#,
        named,
        sent
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn insert_events(conn: &mut SqliteConnection, events: &[EventRow]) -> Result<()> {
    let events = json(&events)?;
    sqlx::query!(
        r#"INSERT INTO message_event (message_id, seq, at, kind, reason, detail)
           SELECT j.value->>0, j.value->>1, j.value->>2, j.value->>3, j.value->>4, j.value->>5 FROM json_each($1) j"#,
        events
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) fn reason(code: Option<i64>, row: i64) -> Result<Option<Reason>> {
    let bad = Error::BadRow { table: "message_list", column: "reason", row };
    code.map(|code| Reason::from_code(code).ok_or(bad)).transpose()
}

/// A batch as text: building a tree of values first would double its memory.
pub(super) fn json<T: Serialize + ?Sized>(rows: &T) -> Result<String> {
    serde_json::to_string(rows).map_err(failed)
}
