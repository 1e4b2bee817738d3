//! Pharmacies and their people.

use domain::fold::fold;
use domain::id::{PharmacyId, PharmacyRef, StaffId, StaffRef};
use domain::staff::Permissions;
use sqlx::SqliteConnection;

use crate::clock::{Hours, Zone};
use crate::error::{Error, Result};

/// A pharmacy to be stored, its fields already checked.
pub(crate) struct NewPharmacy<'a> {
    pub(crate) name: &'a str,
    pub(crate) phone: &'a str,
    pub(crate) sender: &'a str,
    pub(crate) zone: &'a str,
    /// Minutes of the day between which messages leave.
    pub(crate) hours: (i64, i64),
    /// Milliseconds in which a send can be called off.
    pub(crate) undo: i64,
    pub(crate) demo: bool,
}

/// Adds a pharmacy; `None` if its name is taken.
pub(crate) async fn add(
    conn: &mut SqliteConnection,
    pharmacy: &NewPharmacy<'_>,
    now: i64,
) -> Result<Option<PharmacyId>> {
    let reference = PharmacyRef::from_random(rand::random());
    let reference = reference.as_str();
    let (opens_at, closes_at) = pharmacy.hours;
    let added = sqlx::query!(
        r#"INSERT INTO pharmacy (public_id, name, phone, sender, zone, opens_at, closes_at, undo_ms, demo, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           ON CONFLICT (name) DO NOTHING
           RETURNING id AS "id!: i64""#,
        reference,
        pharmacy.name,
        pharmacy.phone,
        pharmacy.sender,
        pharmacy.zone,
        opens_at,
        closes_at,
        pharmacy.undo,
        pharmacy.demo,
        now
    )
    .fetch_optional(conn)
    .await?;
    Ok(added.map(|row| PharmacyId(row.id)))
}

/// When the messages of a pharmacy leave, and how long a send can be called off, in milliseconds.
pub(crate) async fn hours(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<(Hours, i64)> {
    let row = sqlx::query!("SELECT opens_at, closes_at, undo_ms FROM pharmacy WHERE id = $1", pharmacy.0)
        .fetch_optional(conn)
        .await?
        .ok_or(Error::NotFound)?;
    Ok((Hours { opens: row.opens_at, closes: row.closes_at }, row.undo_ms))
}

/// Sets how long a send of a pharmacy can be called off, in milliseconds.
pub(crate) async fn set_undo(conn: &mut SqliteConnection, pharmacy: PharmacyId, undo: u32) -> Result<()> {
    sqlx::query!("UPDATE pharmacy SET undo_ms = $2 WHERE id = $1", pharmacy.0, undo).execute(conn).await?;
    Ok(())
}

/// The pharmacy of a name; `None` if there is none.
pub(crate) async fn by_name(conn: &mut SqliteConnection, name: &str) -> Result<Option<PharmacyId>> {
    let found = sqlx::query!("SELECT id FROM pharmacy WHERE name = $1", name).fetch_optional(conn).await?;
    Ok(found.map(|row| PharmacyId(row.id)))
}

/// The pharmacies whose folded names have these folded words in them: for the sales service. There are few enough to read
/// every name.
pub(crate) async fn named(conn: &mut SqliteConnection, words: &str) -> Result<Vec<i64>> {
    let all = sqlx::query!("SELECT id, name FROM pharmacy").fetch_all(conn).await?;
    Ok(all.into_iter().filter(|row| fold(&row.name).contains(words)).map(|row| row.id).collect())
}

/// The number of a pharmacy's newest message; 0 where it has none.
pub(crate) async fn newest_message(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<i64> {
    let newest = sqlx::query_scalar!("SELECT last_message FROM pharmacy WHERE id = $1", pharmacy.0);
    newest.fetch_optional(conn).await?.ok_or(Error::NotFound)
}

/// Whether there is any pharmacy.
pub(crate) async fn any(conn: &mut SqliteConnection) -> Result<bool> {
    Ok(sqlx::query!("SELECT id FROM pharmacy LIMIT 1").fetch_optional(conn).await?.is_some())
}

/// The time zone of a pharmacy; `None` if there is no such pharmacy.
pub(crate) async fn zone(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<Option<Zone>> {
    let found = sqlx::query!("SELECT zone FROM pharmacy WHERE id = $1", pharmacy.0).fetch_optional(conn).await?;
    Ok(found.map(|row| Zone::named(&row.zone)))
}

/// A person to be stored, the fields already checked.
pub(crate) struct NewStaff<'a> {
    pub(crate) name: &'a str,
    /// In lower case.
    pub(crate) email: &'a str,
    pub(crate) permissions: Permissions,
    /// In PHC form.
    pub(crate) password: Option<&'a str>,
}

/// Adds a person; `None` if the e-mail address is taken, in whatever pharmacy.
pub(crate) async fn add_staff(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    staff: &NewStaff<'_>,
    now: i64,
) -> Result<Option<StaffId>> {
    let (name_key, permissions) = (fold(staff.name), staff.permissions.code());
    let reference = StaffRef::from_random(rand::random());
    let reference = reference.as_str();
    let added = sqlx::query!(
        r#"INSERT INTO staff (pharmacy_id, public_id, name, name_key, email, password, permissions, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
           ON CONFLICT (email) DO NOTHING
           RETURNING id AS "id!: i64""#,
        pharmacy.0,
        reference,
        staff.name,
        name_key,
        staff.email,
        staff.password,
        permissions,
        now
    )
    .fetch_optional(conn)
    .await?;
    Ok(added.map(|row| StaffId(row.id)))
}
