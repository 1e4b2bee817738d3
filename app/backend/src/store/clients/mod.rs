//! Clients: the list as it is filtered, and what an import writes.

mod filter;
mod reachable;

use std::collections::HashMap;

use domain::client::{Blocked, Filter, Line, full_name, language_of};
use domain::fold::{digits, words};
use domain::id::{ClientId, ClientRef, PharmacyId};
use domain::language::Language;
use domain::money::Money;
use domain::phone::{PhoneNumber, Unusable};
use serde::Serialize;
use sqlx::{FromRow, QueryBuilder, SqliteConnection};

pub(crate) use self::filter::push_filter;
pub(crate) use self::reachable::reachable;
use super::messages::json;
use super::{count, failed};
use crate::error::{Error, Result};
use crate::service::clients::Order;

/// The phone of a client: a number that can receive an SMS, or what was given instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Phone {
    Usable(PhoneNumber),
    /// As it was typed, and what is wrong with it.
    Unusable(String, Unusable),
}

impl Phone {
    /// What a search looks into: the national and the international digits, each begun by a space.
    fn digits(&self) -> String {
        match self {
            Self::Usable(number) => String::from(" ") + &number.national_digits() + " " + number.digits(),
            Self::Unusable(typed, _) => String::from(" ") + &digits(typed),
        }
    }

    fn read(client: i64, phone: Option<String>, typed: String, fault: Option<i64>) -> Result<Self> {
        let bad = |column| Error::BadRow { table: "client", column, row: client };
        match (phone, fault) {
            (Some(number), None) => number.try_into().map(Self::Usable).map_err(|_| bad("phone")),
            (_, Some(code)) => {
                Unusable::from_code(code).map(|fault| Self::Unusable(typed, fault)).ok_or_else(|| bad("phone_fault"))
            }
            (None, None) => Err(bad("phone_fault")),
        }
    }
}

/// A name as `client.name_key` has it: every folded word begun by a space, so that `instr` finds where a word begins.
pub(crate) fn name_key(first_name: &str, last_name: &str) -> String {
    String::from(" ") + &words(&full_name(first_name, last_name)).join(" ")
}

#[derive(FromRow)]
struct LineRow {
    id: i64,
    public_id: String,
    first_name: String,
    last_name: String,
    phone: Option<String>,
    phone_typed: String,
    phone_fault: Option<i64>,
    balance: i64,
    language: String,
    opted_out: i64,
    consents: bool,
    other_first_name: Option<String>,
    other_last_name: Option<String>,
}

impl TryFrom<LineRow> for Line {
    type Error = Error;

    fn try_from(row: LineRow) -> Result<Self> {
        let client = row.public_id.parse::<ClientRef>();
        let client = client.map_err(|_| Error::BadRow { table: "client", column: "public_id", row: row.id })?;
        let (phone, blocked) = match Phone::read(row.id, row.phone, row.phone_typed, row.phone_fault)? {
            Phone::Usable(number) => (number.national(), (row.opted_out != 0).then_some(Blocked::OptedOut)),
            Phone::Unusable(typed, fault) => (typed, Some(Blocked::Phone(fault))),
        };
        let language = language(&row.language, row.id)?;
        let (first_name, last_name) = (row.first_name, row.last_name);
        let other = row.other_last_name.map(|last| full_name(&row.other_first_name.unwrap_or_default(), &last));
        let balance = Money::from_centimes(row.balance);
        let consents = row.consents;
        Ok(Self { client, first_name, last_name, phone, balance, language, blocked, consents, shares_with: other })
    }
}

/// The language of a tag, as a row has it.
pub(crate) fn language(tag: &str, row: i64) -> Result<Language> {
    Language::from_tag(tag).ok_or(Error::BadRow { table: "client", column: "language", row })
}

const LINES: &str =
    "SELECT c.id, c.public_id, c.first_name, c.last_name, c.phone, c.phone_typed, c.phone_fault, c.balance, c.language,
            o.phone IS NOT NULL AS opted_out, n.phone IS NOT NULL AS consents,
            s.first_name AS other_first_name, s.last_name AS other_last_name
     FROM client c
     LEFT JOIN opt_out o ON o.pharmacy_id = c.pharmacy_id AND o.phone = c.phone
     LEFT JOIN consent n ON n.pharmacy_id = c.pharmacy_id AND n.phone = c.phone
     LEFT JOIN client s ON s.id = (
       SELECT x.id FROM client x
       WHERE x.pharmacy_id = c.pharmacy_id AND x.phone = c.phone AND x.id <> c.id
       ORDER BY x.balance DESC, x.id LIMIT 1)
     WHERE";

/// One client; `None` if the pharmacy has none of this reference.
pub(crate) async fn find(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    client: &ClientRef,
) -> Result<Option<Line>> {
    let mut query = QueryBuilder::new(LINES);
    query.push(" c.pharmacy_id = ").push_bind(pharmacy.0);
    query.push(" AND c.public_id = ").push_bind(client.as_str().to_owned());
    let row: Option<LineRow> = query.build_query_as().fetch_optional(conn).await?;
    row.map(Line::try_from).transpose()
}

/// The number of a client that can receive an SMS; `None` if there is none.
pub(crate) async fn phone(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    client: &ClientRef,
) -> Result<Option<PhoneNumber>> {
    let reference = client.as_str();
    let row =
        sqlx::query!("SELECT id, phone FROM client WHERE pharmacy_id = $1 AND public_id = $2", pharmacy.0, reference)
            .fetch_optional(conn)
            .await?;
    let bad = |row| Error::BadRow { table: "client", column: "phone", row };
    let phone = row.and_then(|row| row.phone.map(|phone| PhoneNumber::try_from(phone).map_err(|_| bad(row.id))));
    phone.transpose()
}

/// These clients of a pharmacy, by name. One that it does not have is left out.
pub(crate) async fn named(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    clients: &[ClientRef],
) -> Result<Vec<Line>> {
    let mut query = QueryBuilder::new(LINES);
    query.push(" c.pharmacy_id = ").push_bind(pharmacy.0);
    query.push(" AND c.public_id IN (SELECT j.value FROM json_each(").push_bind(json(clients)?).push(") j)");
    query.push(" ORDER BY c.name_key, c.id");
    let rows: Vec<LineRow> = query.build_query_as().fetch_all(conn).await?;
    rows.into_iter().map(Line::try_from).collect()
}

/// Clients of a pharmacy by their rows.
pub(crate) async fn by_id(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    clients: &[ClientId],
) -> Result<HashMap<ClientId, Line>> {
    let ids: Vec<i64> = clients.iter().map(|client| client.0).collect();
    let mut query = QueryBuilder::new(LINES);
    query.push(" c.pharmacy_id = ").push_bind(pharmacy.0);
    query.push(" AND c.id IN (SELECT j.value FROM json_each(").push_bind(json(&ids)?).push(") j)");
    let rows: Vec<LineRow> = query.build_query_as().fetch_all(conn).await?;
    rows.into_iter().map(|row| Ok((ClientId(row.id), Line::try_from(row)?))).collect()
}

/// Which part of a list.
pub(crate) struct Part<'a> {
    pub(crate) order: Order,
    /// Those of the list who stand at its head, whatever the order.
    pub(crate) first: &'a [ClientRef],
    pub(crate) offset: u32,
    pub(crate) limit: u32,
}

/// A part of a list of clients.
pub(crate) async fn list(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    filter: &Filter,
    part: &Part<'_>,
    now: i64,
) -> Result<Vec<Line>> {
    let mut query = QueryBuilder::new(LINES);
    push_filter(&mut query, pharmacy, filter, now);
    query.push(" ORDER BY ");
    if !part.first.is_empty() {
        query.push("c.public_id NOT IN (SELECT j.value FROM json_each(").push_bind(json(part.first)?).push(") j), ");
    }
    query.push(match part.order {
        Order::Name => "c.name_key, c.id",
        Order::Balance => "c.balance DESC, c.id",
    });
    query.push(" LIMIT ").push_bind(part.limit).push(" OFFSET ").push_bind(part.offset);
    let rows: Vec<LineRow> = query.build_query_as().fetch_all(conn).await?;
    rows.into_iter().map(Line::try_from).collect()
}

/// How many clients a list has, how many numbers an SMS to all of it would reach, how many of those a promotion, and how many
/// clients have one of the former.
pub(crate) async fn totals(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    filter: &Filter,
    now: i64,
) -> Result<(u32, u32, u32, u32)> {
    let mut query = QueryBuilder::new(
        "SELECT count(*), count(DISTINCT CASE WHEN o.phone IS NULL THEN c.phone END),
                count(DISTINCT CASE WHEN o.phone IS NULL THEN n.phone END),
                count(CASE WHEN o.phone IS NULL THEN c.phone END)
         FROM client c
         LEFT JOIN consent n ON n.pharmacy_id = c.pharmacy_id AND n.phone = c.phone
         LEFT JOIN opt_out o ON o.pharmacy_id = c.pharmacy_id AND o.phone = c.phone
         WHERE",
    );
    push_filter(&mut query, pharmacy, filter, now);
    let (clients, reachable, consenting, able): (i64, i64, i64, i64) = query.build_query_as().fetch_one(conn).await?;
    let counted = |n| count(n, "client", "count", 0);
    Ok((counted(clients)?, counted(reachable)?, counted(consenting)?, counted(able)?))
}

/// How many clients a pharmacy has who owe at least so much, and how many it has. Nothing else is looked at: ten thousand are
/// counted in less than a millisecond.
pub(crate) async fn counts(conn: &mut SqliteConnection, pharmacy: PharmacyId, least: Money) -> Result<(u32, u32)> {
    let least = least.centimes();
    let row = sqlx::query!(
        r#"SELECT count(*) FILTER (WHERE balance >= $2) AS "owing!: i64", count(*) AS "everyone!: i64"
           FROM client WHERE pharmacy_id = $1"#,
        pharmacy.0,
        least
    )
    .fetch_one(conn)
    .await?;
    Ok((count(row.owing, "client", "count", 0)?, count(row.everyone, "client", "count", 0)?))
}

/// What is known of a client, as an import compares and writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) reference: Option<String>,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) phone: Phone,
    pub(crate) balance: Money,
}

struct RecordRow {
    id: i64,
    reference: Option<String>,
    first_name: String,
    last_name: String,
    phone: Option<String>,
    phone_typed: String,
    phone_fault: Option<i64>,
    balance: i64,
}

/// All clients of a pharmacy, oldest first.
pub(crate) async fn records(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<Vec<(ClientId, Record)>> {
    let rows = sqlx::query_as!(
        RecordRow,
        r#"SELECT id, reference, first_name, last_name, phone, phone_typed, phone_fault, balance
           FROM client WHERE pharmacy_id = $1 ORDER BY id"#,
        pharmacy.0
    )
    .fetch_all(conn)
    .await?;
    let read = |row: RecordRow| {
        let record = Record {
            reference: row.reference,
            first_name: row.first_name,
            last_name: row.last_name,
            phone: Phone::read(row.id, row.phone, row.phone_typed, row.phone_fault)?,
            balance: Money::from_centimes(row.balance),
        };
        Ok((ClientId(row.id), record))
    };
    rows.into_iter().map(read).collect()
}

/// A record on its way into the database: a batch is one JSON array, because the statement is what costs, not the row
/// (facts, `database.md`).
#[derive(Serialize)]
struct Written<'a> {
    id: Option<i64>,
    public_id: Option<ClientRef>,
    reference: Option<&'a str>,
    first_name: &'a str,
    last_name: &'a str,
    name_key: String,
    phone: Option<&'a str>,
    phone_typed: &'a str,
    phone_fault: Option<i64>,
    digits: String,
    balance: i64,
    /// For who is new: afterwards a person may have said another one.
    language: &'static str,
}

impl<'a> Written<'a> {
    fn of(record: &'a Record) -> Self {
        let (phone, phone_typed, phone_fault) = match &record.phone {
            Phone::Usable(number) => (Some(number.as_str()), "", None),
            Phone::Unusable(typed, fault) => (None, typed.as_str(), Some(fault.code())),
        };
        Self {
            id: None,
            public_id: None,
            reference: record.reference.as_deref(),
            first_name: &record.first_name,
            last_name: &record.last_name,
            name_key: name_key(&record.first_name, &record.last_name),
            phone,
            phone_typed,
            phone_fault,
            digits: record.phone.digits(),
            balance: record.balance.centimes(),
            language: language_of(&record.first_name, &record.last_name).tag(),
        }
    }
}

/// Adds clients.
pub(crate) async fn add(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    records: &[&Record],
    now: i64,
) -> Result<()> {
    let written = records.iter().map(|record| {
        let reference = ClientRef::from_random(rand::random());
        Written { public_id: Some(reference), ..Written::of(record) }
    });
    let batch = serde_json::to_string(&written.collect::<Vec<_>>()).map_err(failed)?;
    let added = sqlx::query!(
        r#"INSERT INTO client (pharmacy_id, public_id, reference, first_name, last_name, name_key, phone, phone_typed,
                               phone_fault, digits, balance, language, created_at, updated_at)
           SELECT $1, j.value->>'public_id', j.value->>'reference', j.value->>'first_name', j.value->>'last_name',
                  j.value->>'name_key', j.value->>'phone', j.value->>'phone_typed', j.value->>'phone_fault',
                  j.value->>'digits', j.value->>'balance', j.value->>'language', $3, $3
           FROM json_each($2) j"#,
        pharmacy.0,
        batch,
        now
    )
    .execute(conn)
    .await?;
    wrote(added.rows_affected(), records.len())
}

/// Writes what is known now of clients that are there.
pub(crate) async fn change(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    records: &[(ClientId, &Record)],
    now: i64,
) -> Result<()> {
    let written = records.iter().map(|(client, record)| Written { id: Some(client.0), ..Written::of(record) });
    let batch = serde_json::to_string(&written.collect::<Vec<_>>()).map_err(failed)?;
    let changed = sqlx::query!(
        r#"UPDATE client
           SET reference = j.value->>'reference', first_name = j.value->>'first_name',
               last_name = j.value->>'last_name', name_key = j.value->>'name_key', phone = j.value->>'phone',
               phone_typed = j.value->>'phone_typed', phone_fault = j.value->>'phone_fault',
               digits = j.value->>'digits', balance = j.value->>'balance', updated_at = $3
           FROM json_each($2) j
           WHERE client.id = j.value->>'id' AND client.pharmacy_id = $1"#,
        pharmacy.0,
        batch,
        now
    )
    .execute(conn)
    .await?;
    wrote(changed.rows_affected(), records.len())
}

/// A batch that was written in part must not be committed.
fn wrote(rows: u64, meant: usize) -> Result<()> {
    if u64::try_from(meant) == Ok(rows) {
        return Ok(());
    }
    Err(failed(std::io::Error::other(format!("{rows} rows written instead of {meant}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_name_is_begun_by_a_space() {
        assert_eq!(name_key("Amina", "El-Idrissi"), " amina el idrissi");
        assert_eq!(name_key("", "-"), " ");
    }
}
