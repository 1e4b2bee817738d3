//! What is sold, version by version, and where it is paid to. These are the sales service's: no pharmacy owns them.

use domain::credit::Credits;
use domain::id::{PackId, PackRef, PharmacyId, SalespersonId};
use domain::money::Money;
use domain::pack::{BankDetails, Pack};
use sqlx::SqliteConnection;

use super::count;
use crate::error::{Error, Result};

/// A pack with its id.
pub(crate) struct Stored {
    pub(crate) id: PackId,
    pub(crate) pack: Pack,
}

struct Row {
    id: i64,
    public_id: String,
    version: i64,
    name: String,
    credits: i64,
    price: i64,
    withdrawn: bool,
}

impl TryFrom<Row> for Stored {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let pack = Pack {
            pack: row.public_id.try_into().map_err(|_| Error::BadRow {
                table: "pack",
                column: "public_id",
                row: row.id,
            })?,
            version: count(row.version, "pack", "version", row.id)?,
            name: row.name,
            credits: Credits(count(row.credits, "pack_version", "credits", row.id)?),
            price: Money::from_centimes(row.price),
            is_withdrawn: row.withdrawn,
        };
        Ok(Self { id: PackId(row.id), pack })
    }
}

/// The packs, the smallest first; those that were withdrawn come last.
pub(crate) async fn list(conn: &mut SqliteConnection) -> Result<Vec<Stored>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT p.id AS "id!: i64", p.public_id, p.version, v.name, v.credits, v.price,
                  p.withdrawn_at IS NOT NULL AS "withdrawn!: bool"
           FROM pack p JOIN pack_version v ON v.pack_id = p.id AND v.version = p.version
           ORDER BY p.withdrawn_at IS NOT NULL, v.credits, p.id"#
    );
    rows.fetch_all(conn).await?.into_iter().map(Stored::try_from).collect()
}

/// A pack by its reference, in its newest version.
pub(crate) async fn find(conn: &mut SqliteConnection, pack: &PackRef) -> Result<Option<Stored>> {
    let pack = pack.as_str();
    let row = sqlx::query_as!(
        Row,
        r#"SELECT p.id AS "id!: i64", p.public_id, p.version, v.name, v.credits, v.price,
                  p.withdrawn_at IS NOT NULL AS "withdrawn!: bool"
           FROM pack p JOIN pack_version v ON v.pack_id = p.id AND v.version = p.version
           WHERE p.public_id = $1"#,
        pack
    );
    row.fetch_optional(conn).await?.map(Stored::try_from).transpose()
}

/// Credits and price of the pack that a pharmacy's last activated request was for; `None` if none was ever activated.
pub(crate) async fn last_pack(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<Option<(Credits, Money)>> {
    let row = sqlx::query!(
        r#"SELECT v.pack_id, v.credits, v.price
           FROM topup t CROSS JOIN pack_version v ON v.pack_id = t.pack_id AND v.version = t.pack_version
           WHERE t.pharmacy_id = $1 AND t.activated_at IS NOT NULL
           ORDER BY t.activated_at DESC, t.id DESC LIMIT 1"#,
        pharmacy.0
    )
    .fetch_optional(conn)
    .await?;
    let pack = row.map(|row| {
        let credits = count(row.credits, "pack_version", "credits", row.pack_id)?;
        Ok((Credits(credits), Money::from_centimes(row.price)))
    });
    pack.transpose()
}

/// Adds a pack.
pub(crate) async fn add(conn: &mut SqliteConnection, now: i64) -> Result<(PackId, PackRef)> {
    let reference = PackRef::from_random(rand::random());
    let text = reference.as_str();
    let row = sqlx::query!(
        r#"INSERT INTO pack (public_id, version, created_at) VALUES ($1, 1, $2) RETURNING id AS "id!: i64""#,
        text,
        now
    )
    .fetch_one(conn)
    .await?;
    Ok((PackId(row.id), reference))
}

/// Adds a version, which holds from now on.
pub(crate) async fn add_version(
    conn: &mut SqliteConnection,
    id: PackId,
    pack: &Pack,
    by: Option<SalespersonId>,
    now: i64,
) -> Result<()> {
    let (by, price) = (by.map(|by| by.0), pack.price.centimes());
    sqlx::query!(
        r#"INSERT INTO pack_version (pack_id, version, name, credits, price, salesperson_id, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)"#,
        id.0,
        pack.version,
        pack.name,
        pack.credits.0,
        price,
        by,
        now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("UPDATE pack SET version = $2 WHERE id = $1", id.0, pack.version).execute(conn).await?;
    Ok(())
}

/// Withdraws a pack, or offers it again.
pub(crate) async fn set_withdrawn(conn: &mut SqliteConnection, id: PackId, at: Option<i64>) -> Result<()> {
    sqlx::query!("UPDATE pack SET withdrawn_at = $2 WHERE id = $1", id.0, at).execute(conn).await?;
    Ok(())
}

/// The bank details that hold, with their id; `None` while there are none.
pub(crate) async fn bank(conn: &mut SqliteConnection) -> Result<Option<(i64, BankDetails)>> {
    let row = sqlx::query!(
        r#"SELECT id AS "id!: i64", holder, address, tax_id, bank, rib FROM bank_details ORDER BY id DESC LIMIT 1"#
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let details =
            BankDetails { holder: row.holder, address: row.address, tax_id: row.tax_id, bank: row.bank, rib: row.rib };
        (row.id, details)
    }))
}

/// The bank details that a pro-forma was issued with.
pub(crate) async fn bank_of(conn: &mut SqliteConnection, id: i64) -> Result<Option<BankDetails>> {
    let details =
        sqlx::query_as!(BankDetails, "SELECT holder, address, tax_id, bank, rib FROM bank_details WHERE id = $1", id);
    Ok(details.fetch_optional(conn).await?)
}

/// Adds bank details, which hold from now on.
pub(crate) async fn add_bank(
    conn: &mut SqliteConnection,
    details: &BankDetails,
    by: Option<SalespersonId>,
    now: i64,
) -> Result<()> {
    let by = by.map(|by| by.0);
    sqlx::query!(
        r#"INSERT INTO bank_details (holder, address, tax_id, bank, rib, salesperson_id, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)"#,
        details.holder,
        details.address,
        details.tax_id,
        details.bank,
        details.rib,
        by,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
