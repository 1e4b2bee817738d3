//! How many messages a part has, by status.

use domain::history::MOST_COUNTED;
use sqlx::SqliteConnection;

use super::scope::Scope;
use super::select::{Part, Source, counts};
use crate::error::Result;

/// How many messages of a part stand in each status. With a search more than [`MOST_COUNTED`] are not counted to the end.
pub(super) async fn of_part(conn: &mut SqliteConnection, _scope: &Scope, part: &Part) -> Result<Vec<(i64, i64)>> {
    let source = if part.client.is_some() { Source::OfClient } else { Source::List };
    let limit = if part.sought.is_empty() { u32::MAX } else { MOST_COUNTED + 1 };
    counts(conn, part, source, limit).await
}
