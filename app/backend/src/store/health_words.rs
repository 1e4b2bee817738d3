//! The words about health that a pharmacy adds to the lists.

use domain::id::{PharmacyId, StaffId};
use sqlx::SqliteConnection;

use crate::error::Result;

/// The words as they were typed, in their order.
pub(crate) async fn list(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<Vec<String>> {
    let words =
        sqlx::query_scalar!("SELECT word FROM health_word WHERE pharmacy_id = $1 ORDER BY word_key", pharmacy.0);
    Ok(words.fetch_all(conn).await?)
}

/// Adds a word; one that reads the same stays as it is. Whether it is new.
pub(crate) async fn add(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    (key, word): (&str, &str),
    staff: StaffId,
    now: i64,
) -> Result<bool> {
    let added = sqlx::query!(
        "INSERT INTO health_word (pharmacy_id, word_key, word, staff_id, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
        pharmacy.0,
        key,
        word,
        staff.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Takes a word away. Whether it was there.
pub(crate) async fn remove(conn: &mut SqliteConnection, pharmacy: PharmacyId, key: &str) -> Result<bool> {
    let removed = sqlx::query!("DELETE FROM health_word WHERE pharmacy_id = $1 AND word_key = $2", pharmacy.0, key);
    Ok(removed.execute(conn).await?.rows_affected() == 1)
}
