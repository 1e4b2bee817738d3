//! Whether anybody can sign in yet.

use sqlx::SqliteConnection;

use crate::error::Result;

/// Whether somebody has a password.
pub(crate) async fn anyone_has_password(conn: &mut SqliteConnection) -> Result<bool> {
    let found = sqlx::query!("SELECT id FROM staff WHERE password IS NOT NULL LIMIT 1").fetch_optional(conn).await?;
    Ok(found.is_some())
}

/// The e-mail address of the first person of the first pharmacy; `None` if there is nobody.
pub(crate) async fn first_email(conn: &mut SqliteConnection) -> Result<Option<String>> {
    let found = sqlx::query!("SELECT email FROM staff WHERE deactivated_at IS NULL ORDER BY id LIMIT 1");
    Ok(found.fetch_optional(conn).await?.map(|row| row.email))
}
