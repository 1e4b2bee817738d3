//! What filling the demonstration asks for beyond what the product does.

use domain::id::{ClientRef, PharmacyId};
use domain::money::Money;
use domain::phone::PhoneNumber;
use sqlx::SqliteConnection;

use crate::error::{Error, Result};

/// A client who can receive an SMS.
#[derive(Clone)]
pub(crate) struct Reachable {
    pub(crate) client: ClientRef,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) phone: PhoneNumber,
    pub(crate) balance: Money,
}

/// Every client who can receive an SMS, in the order in which they came.
pub(crate) async fn reachable(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<Vec<Reachable>> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: i64", public_id, first_name, last_name, phone AS "phone!", balance FROM client
           WHERE pharmacy_id = $1 AND phone IS NOT NULL ORDER BY id"#,
        pharmacy.0
    )
    .fetch_all(conn)
    .await?;
    let reachable = rows.into_iter().map(|row| {
        let bad = |column| Error::BadRow { table: "client", column, row: row.id };
        Ok(Reachable {
            client: row.public_id.parse().map_err(|_| bad("public_id"))?,
            first_name: row.first_name,
            last_name: row.last_name,
            phone: row.phone.try_into().map_err(|_| bad("phone"))?,
            balance: Money::from_centimes(row.balance),
        })
    });
    reachable.collect()
}

/// Whether any pharmacy is a demonstration.
pub(crate) async fn exists(conn: &mut SqliteConnection) -> Result<bool> {
    let found = sqlx::query!("SELECT id FROM pharmacy WHERE demo = 1 LIMIT 1");
    Ok(found.fetch_optional(conn).await?.is_some())
}

/// Whether a pharmacy has any client.
pub(crate) async fn has_clients(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<bool> {
    let found = sqlx::query!("SELECT id FROM client WHERE pharmacy_id = $1 LIMIT 1", pharmacy.0);
    Ok(found.fetch_optional(conn).await?.is_some())
}

/// How many campaigns a pharmacy has.
pub(crate) async fn campaigns(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<i64> {
    let n = sqlx::query_scalar!("SELECT count(*) FROM campaign WHERE pharmacy_id = $1", pharmacy.0);
    Ok(n.fetch_one(conn).await?)
}
