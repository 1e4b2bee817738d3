//! Sessions, passwords and the links that set them. Here the tenant is what is looked up, not what is given: nobody is
//! signed in yet.

use domain::id::{PharmacyId, StaffId};
use domain::language::Language;
use domain::phone::PhoneNumber;
use domain::staff::Permissions;
use sqlx::SqliteConnection;

use super::failed;
use super::messages::json;
use crate::caller::Staff;
use crate::clock::Zone;
use crate::error::{Error, Result};

/// SHA-256 of the token of a session or a link: a stolen database opens no session.
pub(crate) struct TokenHash(pub(crate) [u8; 32]);

/// What signing in needs to know of a person.
pub(crate) struct Credentials {
    pub(crate) staff: StaffId,
    pub(crate) pharmacy: PharmacyId,
    /// PHC form; `None` until a link was used.
    pub(crate) password: Option<String>,
}

/// The person of an e-mail address, in lower case; `None` if there is none or they were deactivated.
pub(crate) async fn credentials(conn: &mut SqliteConnection, email: &str) -> Result<Option<Credentials>> {
    let row =
        sqlx::query!("SELECT id, pharmacy_id, password FROM staff WHERE email = $1 AND deactivated_at IS NULL", email)
            .fetch_optional(conn)
            .await?;
    Ok(row.map(|row| Credentials {
        staff: StaffId(row.id),
        pharmacy: PharmacyId(row.pharmacy_id),
        password: row.password,
    }))
}

pub(crate) async fn add_session(
    conn: &mut SqliteConnection,
    token: &TokenHash,
    staff: StaffId,
    now: i64,
) -> Result<()> {
    let token = token.0.as_slice();
    sqlx::query!(
        "INSERT INTO session (token_hash, staff_id, created_at, seen_at) VALUES ($1, $2, $3, $3)",
        token,
        staff.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A session and its person.
pub(crate) struct Session {
    pub(crate) created_at: i64,
    pub(crate) seen_at: i64,
    pub(crate) person: Staff,
}

struct SessionRow {
    created_at: i64,
    seen_at: i64,
    id: i64,
    pharmacy_id: i64,
    name: String,
    email: String,
    permissions: i64,
    language: String,
    pharmacy_name: String,
    pharmacy_phone: String,
    sender: String,
    zone: String,
    demo: i64,
}

/// The session of a token; `None` if there is none or its person was deactivated.
pub(crate) async fn session(conn: &mut SqliteConnection, token: &TokenHash) -> Result<Option<Session>> {
    let token = token.0.as_slice();
    let row = sqlx::query_as!(
        SessionRow,
        r#"SELECT e.created_at, e.seen_at, s.id, s.pharmacy_id, s.name, s.email, s.permissions, s.language,
                  p.name AS pharmacy_name, p.phone AS pharmacy_phone, p.sender, p.zone, p.demo
           FROM session e
           JOIN staff s ON s.id = e.staff_id
           JOIN pharmacy p ON p.id = s.pharmacy_id
           WHERE e.token_hash = $1 AND s.deactivated_at IS NULL"#,
        token
    )
    .fetch_optional(conn)
    .await?;
    row.map(Session::try_from).transpose()
}

impl TryFrom<SessionRow> for Session {
    type Error = Error;

    fn try_from(row: SessionRow) -> Result<Self> {
        let bad = |column| Error::BadRow { table: "staff", column, row: row.id };
        let person = Staff {
            id: StaffId(row.id),
            pharmacy: PharmacyId(row.pharmacy_id),
            name: row.name,
            email: row.email,
            permissions: Permissions::from_code(row.permissions).ok_or_else(|| bad("permissions"))?,
            language: Language::from_tag(&row.language).ok_or_else(|| bad("language"))?,
            pharmacy_name: row.pharmacy_name,
            pharmacy_phone: row.pharmacy_phone,
            sender: row.sender,
            zone: Zone::named(&row.zone),
            demo: row.demo != 0,
        };
        Ok(Self { created_at: row.created_at, seen_at: row.seen_at, person })
    }
}

/// The numbers to which a person sent their last test.
pub(crate) async fn test_phones(conn: &mut SqliteConnection, staff: StaffId) -> Result<Vec<PhoneNumber>> {
    let row = sqlx::query!("SELECT test_phones FROM staff WHERE id = $1", staff.0).fetch_one(conn).await?;
    serde_json::from_str(&row.test_phones).map_err(failed)
}

/// Remembers them.
pub(crate) async fn set_test_phones(
    conn: &mut SqliteConnection,
    staff: StaffId,
    phones: &[&PhoneNumber],
) -> Result<()> {
    let phones = json(phones)?;
    sqlx::query!("UPDATE staff SET test_phones = $2 WHERE id = $1", staff.0, phones).execute(conn).await?;
    Ok(())
}

pub(crate) async fn session_seen(conn: &mut SqliteConnection, token: &TokenHash, now: i64) -> Result<()> {
    let token = token.0.as_slice();
    sqlx::query!("UPDATE session SET seen_at = max(seen_at, $2) WHERE token_hash = $1", token, now)
        .execute(conn)
        .await?;
    Ok(())
}

pub(crate) async fn end_session(conn: &mut SqliteConnection, token: &TokenHash) -> Result<()> {
    let token = token.0.as_slice();
    sqlx::query!("DELETE FROM session WHERE token_hash = $1", token).execute(conn).await?;
    Ok(())
}

/// Ends every session of a person.
pub(crate) async fn end_sessions(conn: &mut SqliteConnection, staff: StaffId) -> Result<()> {
    sqlx::query!("DELETE FROM session WHERE staff_id = $1", staff.0).execute(conn).await?;
    Ok(())
}

/// Clears away a person's sessions that have ended by themselves.
pub(crate) async fn end_sessions_before(
    conn: &mut SqliteConnection,
    staff: StaffId,
    seen: i64,
    created: i64,
) -> Result<()> {
    sqlx::query!(
        "DELETE FROM session WHERE staff_id = $1 AND (seen_at <= $2 OR created_at <= $3)",
        staff.0,
        seen,
        created
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn set_language(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    staff: StaffId,
    language: Language,
) -> Result<()> {
    let language = language.tag();
    sqlx::query!("UPDATE staff SET language = $3 WHERE pharmacy_id = $1 AND id = $2", pharmacy.0, staff.0, language)
        .execute(conn)
        .await?;
    Ok(())
}

pub(crate) async fn set_password(conn: &mut SqliteConnection, staff: StaffId, password: &str) -> Result<()> {
    sqlx::query!("UPDATE staff SET password = $2 WHERE id = $1", staff.0, password).execute(conn).await?;
    Ok(())
}

pub(crate) async fn add_link(
    conn: &mut SqliteConnection,
    token: &TokenHash,
    staff: StaffId,
    expires_at: i64,
) -> Result<()> {
    let token = token.0.as_slice();
    sqlx::query!(
        "INSERT INTO password_link (token_hash, staff_id, expires_at) VALUES ($1, $2, $3)",
        token,
        staff.0,
        expires_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn link_is_good(conn: &mut SqliteConnection, token: &TokenHash, now: i64) -> Result<bool> {
    let token = token.0.as_slice();
    let found = sqlx::query!(
        r#"SELECT l.staff_id
           FROM password_link l
           JOIN staff s ON s.id = l.staff_id
           WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND s.deactivated_at IS NULL"#,
        token,
        now
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// Uses a link up, and with it every other link of its person; `None` if it cannot be used.
pub(crate) async fn use_link(
    conn: &mut SqliteConnection,
    token: &TokenHash,
    now: i64,
) -> Result<Option<(PharmacyId, StaffId)>> {
    let token = token.0.as_slice();
    let found = sqlx::query!(
        r#"SELECT s.id, s.pharmacy_id
           FROM password_link l
           JOIN staff s ON s.id = l.staff_id
           WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND s.deactivated_at IS NULL"#,
        token,
        now
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(person) = found else { return Ok(None) };
    sqlx::query!("UPDATE password_link SET used_at = $2 WHERE staff_id = $1 AND used_at IS NULL", person.id, now)
        .execute(conn)
        .await?;
    Ok(Some((PharmacyId(person.pharmacy_id), StaffId(person.id))))
}
