//! People of the sales service, their sessions and links, and the trail of what they did. They belong to no pharmacy, so
//! nothing here has a tenant.

use domain::id::{PharmacyId, SalespersonId};
use domain::language::Language;
use domain::sales::SalesPermissions;
use sqlx::SqliteConnection;

use super::account::TokenHash;
use crate::caller::Salesperson;
use crate::error::{Error, Result};

/// Adds a person; `None` if the e-mail address is taken, here or in a pharmacy.
pub(crate) async fn add(
    conn: &mut SqliteConnection,
    name: &str,
    email: &str,
    permissions: SalesPermissions,
    now: i64,
) -> Result<Option<SalespersonId>> {
    let permissions = permissions.code();
    let added = sqlx::query!(
        r#"INSERT INTO salesperson (name, email, permissions, created_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (email) DO NOTHING RETURNING id AS "id!: i64""#,
        name,
        email,
        permissions,
        now
    )
    .fetch_optional(conn)
    .await?;
    Ok(added.map(|row| SalespersonId(row.id)))
}

/// The person of an e-mail address, in lower case, and their password in PHC form; `None` if there is none or they were
/// deactivated.
pub(crate) async fn credentials(
    conn: &mut SqliteConnection,
    email: &str,
) -> Result<Option<(SalespersonId, Option<String>)>> {
    let row = sqlx::query!(
        r#"SELECT id AS "id!: i64", password FROM salesperson WHERE email = $1 AND deactivated_at IS NULL"#,
        email
    );
    Ok(row.fetch_optional(conn).await?.map(|row| (SalespersonId(row.id), row.password)))
}

pub(crate) async fn set_password(conn: &mut SqliteConnection, person: SalespersonId, password: &str) -> Result<()> {
    sqlx::query!("UPDATE salesperson SET password = $2 WHERE id = $1", person.0, password).execute(conn).await?;
    Ok(())
}

pub(crate) async fn set_language(conn: &mut SqliteConnection, person: SalespersonId, language: Language) -> Result<()> {
    let language = language.tag();
    sqlx::query!("UPDATE salesperson SET language = $2 WHERE id = $1", person.0, language).execute(conn).await?;
    Ok(())
}

/// A session and its person.
pub(crate) struct Session {
    pub(crate) created_at: i64,
    pub(crate) seen_at: i64,
    pub(crate) person: Salesperson,
}

/// The session of a token; `None` if there is none or its person was deactivated.
pub(crate) async fn session(conn: &mut SqliteConnection, token: &TokenHash) -> Result<Option<Session>> {
    let token = token.0.as_slice();
    let row = sqlx::query!(
        r#"SELECT e.created_at, e.seen_at, p.id AS "id!: i64", p.name, p.email, p.permissions, p.language
           FROM sales_session e JOIN salesperson p ON p.id = e.salesperson_id
           WHERE e.token_hash = $1 AND p.deactivated_at IS NULL"#,
        token
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let bad = |column| Error::BadRow { table: "salesperson", column, row: row.id };
    let person = Salesperson {
        id: SalespersonId(row.id),
        permissions: SalesPermissions::from_code(row.permissions).ok_or_else(|| bad("permissions"))?,
        language: Language::from_tag(&row.language).ok_or_else(|| bad("language"))?,
        name: row.name,
        email: row.email,
    };
    Ok(Some(Session { created_at: row.created_at, seen_at: row.seen_at, person }))
}

pub(crate) async fn add_session(
    conn: &mut SqliteConnection,
    token: &TokenHash,
    person: SalespersonId,
    now: i64,
) -> Result<()> {
    let token = token.0.as_slice();
    sqlx::query!(
        "INSERT INTO sales_session (token_hash, salesperson_id, created_at, seen_at) VALUES ($1, $2, $3, $3)",
        token,
        person.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn session_seen(conn: &mut SqliteConnection, token: &TokenHash, now: i64) -> Result<()> {
    let token = token.0.as_slice();
    sqlx::query!("UPDATE sales_session SET seen_at = max(seen_at, $2) WHERE token_hash = $1", token, now)
        .execute(conn)
        .await?;
    Ok(())
}

pub(crate) async fn end_session(conn: &mut SqliteConnection, token: &TokenHash) -> Result<()> {
    let token = token.0.as_slice();
    sqlx::query!("DELETE FROM sales_session WHERE token_hash = $1", token).execute(conn).await?;
    Ok(())
}

/// Ends the sessions of a person that were not used, or not made, after these moments.
pub(crate) async fn end_sessions(
    conn: &mut SqliteConnection,
    person: SalespersonId,
    seen: i64,
    created: i64,
) -> Result<()> {
    sqlx::query!(
        "DELETE FROM sales_session WHERE salesperson_id = $1 AND (seen_at <= $2 OR created_at <= $3)",
        person.0,
        seen,
        created
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn add_link(
    conn: &mut SqliteConnection,
    token: &TokenHash,
    person: SalespersonId,
    expires_at: i64,
) -> Result<()> {
    let token = token.0.as_slice();
    sqlx::query!(
        "INSERT INTO sales_link (token_hash, salesperson_id, expires_at) VALUES ($1, $2, $3)",
        token,
        person.0,
        expires_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The person whose link this is; `None` if it is unknown, used or too old.
pub(crate) async fn of_link(conn: &mut SqliteConnection, token: &TokenHash, now: i64) -> Result<Option<SalespersonId>> {
    let token = token.0.as_slice();
    let found = sqlx::query!(
        r#"SELECT p.id AS "id!: i64" FROM sales_link l JOIN salesperson p ON p.id = l.salesperson_id
           WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND p.deactivated_at IS NULL"#,
        token,
        now
    );
    Ok(found.fetch_optional(conn).await?.map(|row| SalespersonId(row.id)))
}

/// Uses up every link of a person.
pub(crate) async fn use_links(conn: &mut SqliteConnection, person: SalespersonId, now: i64) -> Result<()> {
    sqlx::query!("UPDATE sales_link SET used_at = $2 WHERE salesperson_id = $1 AND used_at IS NULL", person.0, now)
        .execute(conn)
        .await?;
    Ok(())
}

/// Adds to the trail, in the transaction of what was done; the person is `None` for the command line.
pub(crate) async fn record(
    conn: &mut SqliteConnection,
    at: i64,
    person: Option<SalespersonId>,
    pharmacy: Option<PharmacyId>,
    action: &str,
    subject: Option<&str>,
) -> Result<()> {
    let (person, pharmacy) = (person.map(|person| person.0), pharmacy.map(|pharmacy| pharmacy.0));
    sqlx::query!(
        "INSERT INTO sales_audit (at, salesperson_id, pharmacy_id, action, subject) VALUES ($1, $2, $3, $4, $5)",
        at,
        person,
        pharmacy,
        action,
        subject
    )
    .execute(conn)
    .await?;
    Ok(())
}
