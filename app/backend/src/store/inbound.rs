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
pub(crate) async fn addressees(conn: &mut SqliteConnection, phone: &PhoneNumber) -> Result<Vec<PharmacyId>> {
    let number = phone.as_str();
    let known = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM pharmacy p
           WHERE EXISTS (SELECT 1 FROM client c WHERE c.pharmacy_id = p.id AND c.phone = $1) ORDER BY id"#,
        number
    )
    .fetch_all(&mut *conn)
    .await?;
    let ids = if known.is_empty() {
        sqlx::query_scalar!(r#"SELECT id AS "id!" FROM pharmacy ORDER BY id"#).fetch_all(conn).await?
    } else {
        known
    };
    Ok(ids.into_iter().map(PharmacyId).collect())
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
