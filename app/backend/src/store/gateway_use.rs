//! Which gateway was in use when. One for the whole installation: no pharmacy has its own.

use domain::gateway::Kind;
use sqlx::SqliteConnection;

use crate::error::{Error, Result};

/// The gateway that was noted last; `None` before the first.
pub(crate) async fn last(conn: &mut SqliteConnection) -> Result<Option<Kind>> {
    let row = sqlx::query!("SELECT id, kind FROM gateway_use ORDER BY id DESC LIMIT 1").fetch_optional(conn).await?;
    row.map(|row| kind(&row.kind, row.id)).transpose()
}

/// The gateway in use at a moment; `None` if nobody noted it.
pub(crate) async fn at(conn: &mut SqliteConnection, at: i64) -> Result<Option<Kind>> {
    let row = sqlx::query!("SELECT id, kind FROM gateway_use WHERE since <= $1 ORDER BY id DESC LIMIT 1", at)
        .fetch_optional(conn)
        .await?;
    row.map(|row| kind(&row.kind, row.id)).transpose()
}

/// Notes that a gateway is in use since a moment.
pub(crate) async fn begin(conn: &mut SqliteConnection, kind: Kind, since: i64) -> Result<()> {
    let word = kind.word();
    sqlx::query!("INSERT INTO gateway_use (since, kind) VALUES ($1, $2)", since, word).execute(conn).await?;
    Ok(())
}

fn kind(word: &str, row: i64) -> Result<Kind> {
    Kind::from_word(word).ok_or(Error::BadRow { table: "gateway_use", column: "kind", row })
}
