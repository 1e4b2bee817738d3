//! Who did what. Ids and numbers only: the trail is kept when a client is erased.

use domain::id::{PharmacyId, StaffId};
use sqlx::SqliteConnection;

use crate::error::Result;

/// Adds to the trail, in the transaction of what was done. `action` is a word like `template.saved`, `subject` a
/// reference; `staff` is `None` for the command line.
pub(crate) async fn record(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    at: i64,
    staff: Option<StaffId>,
    action: &'static str,
    subject: Option<&str>,
) -> Result<()> {
    let staff = staff.map(|staff| staff.0);
    sqlx::query!(
        "INSERT INTO audit (pharmacy_id, at, staff_id, action, subject) VALUES ($1, $2, $3, $4, $5)",
        pharmacy.0,
        at,
        staff,
        action,
        subject
    )
    .execute(conn)
    .await?;
    Ok(())
}
