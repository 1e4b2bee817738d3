//! Clients as a send needs them: who they are, whether they can receive an SMS, what they owe.

use domain::campaign::Objective;
use domain::client::Filter;
use domain::id::{ClientId, ClientRef, PharmacyId};
use domain::language::Language;
use domain::money::Money;
use domain::phone::{PhoneNumber, Unusable};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::clients::{language, push_filter};
use super::messages::json;
use crate::error::{Error, Result};

/// A client of an audience.
#[derive(Clone, Debug)]
pub(crate) struct Recipient {
    pub(crate) id: ClientId,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) phone: std::result::Result<PhoneNumber, Unusable>,
    pub(crate) balance: Money,
    pub(crate) language: Language,
    pub(crate) opted_out: bool,
    /// Consented to promotions.
    pub(crate) consents: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    first_name: String,
    last_name: String,
    phone: Option<String>,
    phone_fault: Option<i64>,
    balance: i64,
    language: String,
    opted_out: bool,
    consents: bool,
}

/// The clients of a pharmacy that were ticked, in the order of the list. One that it does not have is left out: the
/// caller counts.
pub(crate) async fn ticked(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    objective: Objective,
    ticked: &[&ClientRef],
) -> Result<Vec<Recipient>> {
    let mut query = select();
    query.push(" c.pharmacy_id = ").push_bind(pharmacy.0);
    query.push(" AND c.public_id IN (SELECT j.value FROM json_each(").push_bind(json(ticked)?).push(") j)");
    fetch(conn, query, objective).await
}

/// The ids of clients of a pharmacy, by reference. One that it does not have is left out.
pub(crate) async fn ids(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    clients: &[&ClientRef],
) -> Result<Vec<(String, ClientId)>> {
    let clients = json(clients)?;
    let rows = sqlx::query!(
        r#"SELECT c.public_id, c.id FROM client c
           WHERE c.pharmacy_id = $1 AND c.public_id IN (SELECT j.value FROM json_each($2) j)"#,
        pharmacy.0,
        clients
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.public_id, ClientId(row.id))).collect())
}

/// Those of some numbers that no longer want SMS of a pharmacy.
pub(crate) async fn opted_out(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    phones: &[&str],
) -> Result<Vec<String>> {
    let phones = json(phones)?;
    let out = sqlx::query_scalar!(
        "SELECT phone FROM opt_out WHERE pharmacy_id = $1 AND phone IN (SELECT j.value FROM json_each($2) j)",
        pharmacy.0,
        phones
    )
    .fetch_all(conn)
    .await?;
    Ok(out)
}

/// All clients of the list of recipients, as it is filtered.
pub(crate) async fn of_list(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    objective: Objective,
    filter: &Filter,
    now: i64,
) -> Result<Vec<Recipient>> {
    let filter = Filter { owes_at_least: objective.least(filter.owes_at_least), ..filter.clone() };
    let mut query = select();
    push_filter(&mut query, pharmacy, &filter, now);
    fetch(conn, query, objective).await
}

fn select() -> QueryBuilder<Sqlite> {
    QueryBuilder::new(
        "SELECT c.id, c.first_name, c.last_name, c.phone, c.phone_fault, c.balance, c.language,
                o.phone IS NOT NULL AS opted_out, n.phone IS NOT NULL AS consents
         FROM client c
         LEFT JOIN consent n ON n.pharmacy_id = c.pharmacy_id AND n.phone = c.phone
         LEFT JOIN opt_out o ON o.pharmacy_id = c.pharmacy_id AND o.phone = c.phone
         WHERE",
    )
}

/// Who owes most first for a reminder, by name otherwise: as the list shows them.
async fn fetch(
    conn: &mut SqliteConnection,
    mut query: QueryBuilder<Sqlite>,
    objective: Objective,
) -> Result<Vec<Recipient>> {
    query.push(match objective {
        Objective::BalanceReminder => " ORDER BY c.balance DESC, c.id",
        Objective::Custom => " ORDER BY c.name_key, c.id",
    });
    let rows: Vec<Row> = query.build_query_as().fetch_all(conn).await?;
    rows.into_iter().map(Recipient::try_from).collect()
}

impl TryFrom<Row> for Recipient {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |column| Error::BadRow { table: "client", column, row: row.id };
        let phone = match (row.phone, row.phone_fault) {
            (Some(phone), _) => Ok(PhoneNumber::try_from(phone).map_err(|_| bad("phone"))?),
            (None, Some(fault)) => Err(Unusable::from_code(fault).ok_or(bad("phone_fault"))?),
            (None, None) => Err(Unusable::Missing),
        };
        Ok(Self {
            id: ClientId(row.id),
            first_name: row.first_name,
            last_name: row.last_name,
            phone,
            balance: Money::from_centimes(row.balance),
            language: language(&row.language, row.id)?,
            opted_out: row.opted_out,
            consents: row.consents,
        })
    }
}
