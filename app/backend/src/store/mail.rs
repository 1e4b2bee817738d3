//! What is to be told by e-mail: noted in the transaction of what happened, taken out one by one.

use domain::credit::Credits;
use domain::id::{PharmacyId, TopUpId, TopUpRef};
use domain::language::Language;
use domain::sales::{SalesPermission, SalesPermissions};
use domain::staff::{Permission, Permissions};
use sqlx::SqliteConnection;

use super::count;
use crate::error::{Error, Result};

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A pharmacy asks for credits.
    Requested,
    /// It has sent a proof of its transfer.
    Declared,
    /// Its credits are activated.
    Activated,
    /// It has few credits left.
    Low,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Requested, Self::Declared, Self::Activated, Self::Low];

    const fn code(self) -> i64 {
        match self {
            Self::Requested => 0,
            Self::Declared => 1,
            Self::Activated => 2,
            Self::Low => 3,
        }
    }
}

/// Says whether there is a server for e-mail. Without one nothing is noted.
pub(crate) async fn set_on(conn: &mut SqliteConnection, is_on: bool) -> Result<()> {
    sqlx::query!("UPDATE mail_use SET is_on = $1", is_on).execute(conn).await?;
    Ok(())
}

/// Notes for everybody of the sales service who sees requests what a pharmacy did with one.
pub(crate) async fn tell_sales(
    conn: &mut SqliteConnection,
    kind: Kind,
    pharmacy: PharmacyId,
    topup: TopUpId,
    now: i64,
) -> Result<()> {
    let (kind, needed) = (kind.code(), SalesPermissions::of(&[SalesPermission::Read]).code());
    sqlx::query!(
        "INSERT INTO mail (kind, pharmacy_id, topup_id, salesperson_id, created_at, due_at)
         SELECT $1, $2, $3, p.id, $4, $4 FROM salesperson p JOIN mail_use u ON u.is_on
         WHERE p.permissions & $5 <> 0 AND p.deactivated_at IS NULL
         ON CONFLICT DO NOTHING",
        kind,
        pharmacy.0,
        topup.0,
        now,
        needed
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes for everybody of a pharmacy who may ask for credits what became of a request, or that few credits are left.
pub(crate) async fn tell_pharmacy(
    conn: &mut SqliteConnection,
    kind: Kind,
    pharmacy: PharmacyId,
    topup: Option<TopUpId>,
    now: i64,
) -> Result<()> {
    let (kind, needed) = (kind.code(), Permissions::of(&[Permission::CreditsRequest]).code());
    let topup = topup.map(|topup| topup.0);
    sqlx::query!(
        "INSERT INTO mail (kind, pharmacy_id, topup_id, staff_id, created_at, due_at)
         SELECT $1, $2, $3, s.id, $4, $4 FROM staff s JOIN mail_use u ON u.is_on
         WHERE s.pharmacy_id = $2 AND s.permissions & $5 <> 0 AND s.deactivated_at IS NULL
         ON CONFLICT DO NOTHING",
        kind,
        pharmacy.0,
        topup,
        now,
        needed
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// When the next letter is due; `None` if none waits.
pub(crate) async fn next_due(conn: &mut SqliteConnection) -> Result<Option<i64>> {
    let due = sqlx::query_scalar!(r#"SELECT min(due_at) AS "due?: i64" FROM mail"#).fetch_one(conn).await?;
    Ok(due)
}

/// A letter that is to be written.
pub(crate) struct Due {
    pub(crate) id: i64,
    pub(crate) kind: Kind,
    pub(crate) created_at: i64,
    /// How often it was tried before.
    pub(crate) tries: u32,
    pub(crate) to: To,
    /// The name of the pharmacy that it is about.
    pub(crate) pharmacy: String,
    /// What people call the request, and its reference.
    pub(crate) topup: Option<(String, TopUpRef)>,
    /// Credits of the pack that was chosen; 0 where none was.
    pub(crate) credits: Credits,
    /// What the pharmacy has now.
    pub(crate) available: Credits,
    /// Below how many it is warned.
    pub(crate) low_at: Credits,
    /// Whether the person still is one to be told, and the fact still so.
    pub(crate) still_holds: bool,
}

/// Whom a letter is for.
pub(crate) struct To {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) language: Language,
}

/// The letter that is due for the longest; `None` if none is.
pub(crate) async fn due(conn: &mut SqliteConnection, now: i64) -> Result<Option<Due>> {
    let asks = Permissions::of(&[Permission::CreditsRequest]).code();
    let reads = SalesPermissions::of(&[SalesPermission::Read]).code();
    let row = sqlx::query!(
        r#"SELECT m.id AS "id!: i64", m.kind, m.created_at, m.tries, p.name AS pharmacy, t.number AS "number?: String",
                  t.public_id AS "reference?: String", coalesce(v.credits, 0) AS "credits!: i64", c.available, c.low_at,
                  coalesce(s.name, a.name) AS "name!: String", coalesce(s.email, a.email) AS "email!: String",
                  coalesce(s.language, a.language) AS "language!: String",
                  (coalesce(s.deactivated_at, a.deactivated_at) IS NULL
                   AND coalesce(s.permissions & $2, a.permissions & $3) <> 0
                   AND (m.kind <> 3 OR c.available < c.low_at)) AS "still_holds!: bool"
           FROM mail m
           JOIN pharmacy p ON p.id = m.pharmacy_id
           JOIN credit c ON c.pharmacy_id = m.pharmacy_id
           LEFT JOIN topup t ON t.id = m.topup_id
           LEFT JOIN pack_version v ON v.pack_id = t.pack_id AND v.version = t.pack_version
           LEFT JOIN staff s ON s.id = m.staff_id
           LEFT JOIN salesperson a ON a.id = m.salesperson_id
           WHERE m.due_at <= $1 ORDER BY m.due_at, m.id LIMIT 1"#,
        now,
        asks,
        reads
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let bad = |column| Error::BadRow { table: "mail", column, row: row.id };
    let credits = |n, column| Ok::<_, Error>(Credits(count(n, "mail", column, row.id)?));
    let topup = match row.number.zip(row.reference) {
        Some((number, reference)) => Some((number, reference.try_into().map_err(|_| bad("topup_id"))?)),
        None => None,
    };
    Ok(Some(Due {
        id: row.id,
        kind: Kind::ALL.into_iter().find(|kind| kind.code() == row.kind).ok_or_else(|| bad("kind"))?,
        created_at: row.created_at,
        tries: count(row.tries, "mail", "tries", row.id)?,
        to: To {
            language: Language::from_tag(&row.language).ok_or_else(|| bad("language"))?,
            name: row.name,
            email: row.email,
        },
        pharmacy: row.pharmacy,
        topup,
        credits: credits(row.credits, "credits")?,
        available: credits(row.available, "available")?,
        low_at: credits(row.low_at, "low_at")?,
        still_holds: row.still_holds,
    }))
}

/// Counts a try that begins now, and says when the next one is due, should this one not end well, or not end at all.
pub(crate) async fn try_once(conn: &mut SqliteConnection, id: i64, next: i64) -> Result<()> {
    sqlx::query!("UPDATE mail SET tries = tries + 1, due_at = $2 WHERE id = $1", id, next).execute(conn).await?;
    Ok(())
}

/// Takes a letter out: it was sent, or is given up.
pub(crate) async fn remove(conn: &mut SqliteConnection, id: i64) -> Result<()> {
    sqlx::query!("DELETE FROM mail WHERE id = $1", id).execute(conn).await?;
    Ok(())
}
