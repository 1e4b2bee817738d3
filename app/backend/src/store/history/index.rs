//! What makes the history fast: sort tables and search index. Kept in the transaction that writes the messages.

use std::collections::HashSet;

use sqlx::SqliteConnection;

use crate::error::Result;
use crate::store::messages::json;

/// From so many letters on a word is kept apart, so that its beginning can be spelled out.
const LONG: usize = 4;

/// Adds messages that were just written, all ids of a range, to the sort tables and the search index. The rows go into each
/// table in its own order: pages are filled one after the other.
pub(crate) async fn add(conn: &mut SqliteConnection, (first, last): (i64, i64)) -> Result<()> {
    sqlx::query!(
        r#"INSERT INTO message_by_content (pharmacy_id, key, id)
           SELECT id >> 40, content24, id FROM message_list WHERE id BETWEEN $1 AND $2 ORDER BY content24, id"#,
        first,
        last
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        r#"INSERT INTO message_by_recipient (pharmacy_id, key, id)
           SELECT id >> 40, recipient20, id FROM message_list WHERE id BETWEEN $1 AND $2 ORDER BY recipient20, id"#,
        first,
        last
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        r#"INSERT INTO message_by_client (client_id, id)
           SELECT client_id, id FROM message WHERE id BETWEEN $1 AND $2 AND client_id IS NOT NULL ORDER BY client_id, id"#,
        first,
        last
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        r#"INSERT INTO message_words (rowid, text) SELECT id, text FROM message_search WHERE id BETWEEN $1 AND $2"#,
        first,
        last
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps the words of some keys, each of which holds folded words, so that their beginnings can be spelled out.
pub(crate) async fn add_words(conn: &mut SqliteConnection, keys: impl Iterator<Item = &str>) -> Result<()> {
    let words: HashSet<&str> = keys.flat_map(|key| key.split(' ')).filter(|word| is_long(word)).collect();
    let mut words: Vec<&str> = words.into_iter().collect();
    words.sort_unstable();
    let words = json(&words)?;
    sqlx::query!("INSERT OR IGNORE INTO word (word) SELECT value FROM json_each($1)", words).execute(conn).await?;
    Ok(())
}

fn is_long(word: &str) -> bool {
    word.len() >= LONG && word.chars().nth(LONG - 1).is_some()
}
