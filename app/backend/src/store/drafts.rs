//! The send that a person is preparing: one row per person, whose revision never goes back.

use domain::id::{PharmacyId, StaffId};
use sqlx::SqliteConnection;

use super::count;
use crate::error::Result;

/// A draft as it is stored, its content still JSON and its time in milliseconds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) revision: u32,
    pub(crate) key: String,
    pub(crate) content: Option<String>,
    pub(crate) saved_at: i64,
}

/// The draft of a person; `None` if they never had one.
pub(crate) async fn find(conn: &mut SqliteConnection, pharmacy: PharmacyId, staff: StaffId) -> Result<Option<Stored>> {
    let row = sqlx::query!(
        "SELECT revision, key, content, saved_at FROM draft WHERE pharmacy_id = $1 AND staff_id = $2",
        pharmacy.0,
        staff.0
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let revision = count(row.revision, "draft", "revision", staff.0)?;
    Ok(Some(Stored { revision, key: row.key, content: row.content, saved_at: row.saved_at }))
}

/// Writes the revision that follows the one that is there.
pub(crate) async fn put(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    staff: StaffId,
    key: &str,
    content: Option<&str>,
    now: i64,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO draft (pharmacy_id, staff_id, revision, key, content, saved_at) VALUES ($1, $2, 1, $3, $4, $5)
         ON CONFLICT (pharmacy_id, staff_id)
         DO UPDATE SET revision = revision + 1, key = excluded.key, content = excluded.content,
                       saved_at = excluded.saved_at",
        pharmacy.0,
        staff.0,
        key,
        content,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends the draft that was sent; another one of that person, with another key, stays.
pub(crate) async fn end(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    staff: StaffId,
    key: &str,
    now: i64,
) -> Result<()> {
    sqlx::query!(
        "UPDATE draft SET revision = revision + 1, content = NULL, saved_at = $4
         WHERE pharmacy_id = $1 AND staff_id = $2 AND key = $3 AND content IS NOT NULL",
        pharmacy.0,
        staff.0,
        key,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
