//! What people write to a pharmacy, and who of them wants no more SMS.

use domain::id::PharmacyId;
use domain::phone::PhoneNumber;
use sqlx::SqliteConnection;

use crate::error::Result;

/// A text that came in.
pub(crate) struct NewInbound<'a> {
    pub(crate) phone: &'a PhoneNumber,
    /// The network's: the same text twice is one.
    pub(crate) reference: &'a str,
    pub(crate) text: &'a str,
    /// It says that its sender wants no more SMS.
    pub(crate) stops: bool,
}

/// The pharmacies that a phone means when it writes: those that have a client with it; every pharmacy if none has.
pub(crate) enum Addressees {
    /// They have a client with this phone.
    Of(Vec<PharmacyId>),
    /// Nobody has: these are all that there are.
    Everybody(Vec<PharmacyId>),
}

/// Whom a phone means when it writes.
pub(crate) async fn addressees(conn: &mut SqliteConnection, phone: &PhoneNumber) -> Result<Addressees> {
    let number = phone.as_str();
    let known = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM pharmacy p
           WHERE EXISTS (SELECT 1 FROM client c WHERE c.pharmacy_id = p.id AND c.phone = $1) ORDER BY id"#,
        number
    )
    .fetch_all(&mut *conn)
    .await?;
    if !known.is_empty() {
        return Ok(Addressees::Of(known.into_iter().map(PharmacyId).collect()));
    }
    let all = sqlx::query_scalar!(r#"SELECT id AS "id!" FROM pharmacy ORDER BY id"#).fetch_all(conn).await?;
    Ok(Addressees::Everybody(all.into_iter().map(PharmacyId).collect()))
}

/// A text that came in, its time still in milliseconds.
pub(crate) struct Written {
    pub(crate) at: i64,
    pub(crate) text: String,
    pub(crate) stops: bool,
}

/// The last texts of a phone, the newest first.
pub(crate) async fn of_phone(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    phone: &PhoneNumber,
    limit: u32,
) -> Result<Vec<Written>> {
    let phone = phone.as_str();
    let rows = sqlx::query_as!(
        Written,
        r#"SELECT at, text, stops AS "stops: bool" FROM inbound
           WHERE pharmacy_id = $1 AND phone = $2 ORDER BY id DESC LIMIT $3"#,
        pharmacy.0,
        phone,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows)
}

/// Keeps a text; one that is there already stays as it is.
pub(crate) async fn add(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    inbound: &NewInbound<'_>,
    now: i64,
) -> Result<()> {
    let phone = inbound.phone.as_str();
    sqlx::query!(
        r#"INSERT INTO inbound (pharmacy_id, phone, at, reference, text, stops) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (pharmacy_id, reference) DO NOTHING"#,
        pharmacy.0,
        phone,
        now,
        inbound.reference,
        inbound.text,
        inbound.stops
    )
    .execute(conn)
    .await?;
    Ok(())
}
