//! Whether the index and the counters agree with the messages, and how it is made anew.

use sqlx::SqliteConnection;

use crate::error::Result;

/// The counters of each day as the messages make them. A day of a pharmacy is a range of its messages.
macro_rules! tally_of_messages {
    () => {
        "SELECT l.id >> 40 AS pharmacy_id, d.day, l.staff_id, l.objective, l.status, count(*) AS n
         FROM (SELECT pharmacy_id, day, (pharmacy_id << 40) + first_message AS first,
                      lead((pharmacy_id << 40) + first_message, 1, (pharmacy_id + 1) << 40)
                        OVER (PARTITION BY pharmacy_id ORDER BY day) AS next
               FROM pharmacy_day) d
         CROSS JOIN message_list l ON l.id >= d.first AND l.id < d.next
         GROUP BY 1, 2, 3, 4, 5"
    };
}

/// Each query counts what disagrees, whichever side has too much or too little. The search index cannot be read, so it is compared with another one, made of the
/// messages as they are: the same messages, and each word in as many of them.
const DISAGREEMENTS: [(&str, &str); 10] = [
    (
        "list",
        "SELECT count(*) FROM message m LEFT JOIN message_list l ON l.id = m.id
         WHERE l.id IS NULL OR l.content24 <> substr(m.content_key, 2, 24)
            OR l.recipient20 <> substr(m.recipient_key, 2, 20)",
    ),
    (
        "sorted by content",
        "SELECT (SELECT count(*) FROM message_list l WHERE NOT EXISTS (
                   SELECT 1 FROM message_by_content k WHERE k.pharmacy_id = l.id >> 40 AND k.key = l.content24 AND k.id = l.id))
              + abs((SELECT count(*) FROM message_by_content) - (SELECT count(*) FROM message_list))",
    ),
    (
        "sorted by recipient",
        "SELECT (SELECT count(*) FROM message_list l WHERE NOT EXISTS (
                   SELECT 1 FROM message_by_recipient k
                   WHERE k.pharmacy_id = l.id >> 40 AND k.key = l.recipient20 AND k.id = l.id))
              + abs((SELECT count(*) FROM message_by_recipient) - (SELECT count(*) FROM message_list))",
    ),
    (
        "by client",
        "SELECT (SELECT count(*) FROM message m WHERE m.client_id IS NOT NULL AND NOT EXISTS (
                   SELECT 1 FROM message_by_client k WHERE k.client_id = m.client_id AND k.id = m.id))
              + abs((SELECT count(*) FROM message_by_client) - (SELECT count(client_id) FROM message))",
    ),
    (
        "searched messages",
        "SELECT (SELECT count(*) FROM (SELECT id FROM message EXCEPT SELECT rowid FROM message_words))
              + (SELECT count(*) FROM (SELECT rowid FROM message_words EXCEPT SELECT id FROM message))",
    ),
    (
        "searched words",
        "SELECT (SELECT count(*) FROM (SELECT term, doc FROM temp.expected_known EXCEPT SELECT term, doc FROM message_words_known))
              + (SELECT count(*) FROM (SELECT term, doc FROM message_words_known EXCEPT SELECT term, doc FROM temp.expected_known))",
    ),
    (
        "words spelled out",
        "SELECT count(*) FROM temp.expected_known
         WHERE length(term) >= 4 AND unicode(term) NOT BETWEEN 0xE000 AND 0xF8FF AND unicode(term) < 0xF0000
           AND term NOT IN (SELECT word FROM word)",
    ),
    (
        "counters of all days",
        "SELECT count(*) FROM (
           SELECT * FROM (
             SELECT pharmacy_id, staff_id, objective, status, sum(n) FROM temp.expected_tally GROUP BY 1, 2, 3, 4
             EXCEPT SELECT pharmacy_id, staff_id, objective, status, n FROM tally_of_all_days)
           UNION ALL SELECT * FROM (
             SELECT pharmacy_id, staff_id, objective, status, n FROM tally_of_all_days WHERE n > 0
             EXCEPT
             SELECT pharmacy_id, staff_id, objective, status, sum(n) FROM temp.expected_tally GROUP BY 1, 2, 3, 4))",
    ),
    (
        "counters of each day",
        "SELECT count(*) FROM (
           SELECT * FROM (SELECT * FROM temp.expected_tally
                          EXCEPT SELECT pharmacy_id, day, staff_id, objective, status, n FROM tally)
           UNION ALL SELECT * FROM (SELECT pharmacy_id, day, staff_id, objective, status, n FROM tally WHERE n > 0
                                    EXCEPT SELECT * FROM temp.expected_tally))",
    ),
    (
        "counters of campaigns",
        "SELECT count(*) FROM (
           SELECT * FROM (SELECT campaign_id, status, count(*) FROM message_list GROUP BY 1, 2
                          EXCEPT SELECT campaign_id, status, n FROM campaign_tally)
           UNION ALL SELECT * FROM (SELECT campaign_id, status, n FROM campaign_tally WHERE n > 0
                                    EXCEPT SELECT campaign_id, status, count(*) FROM message_list GROUP BY 1, 2))",
    ),
];

/// What makes the index and the counters anew.
const REBUILD: [&str; 16] = [
    "UPDATE message_list SET content24 = substr(m.content_key, 2, 24), recipient20 = substr(m.recipient_key, 2, 20)
     FROM message m
     WHERE m.id = message_list.id
       AND (content24 <> substr(m.content_key, 2, 24) OR recipient20 <> substr(m.recipient_key, 2, 20))",
    "DELETE FROM message_by_content",
    "INSERT INTO message_by_content (pharmacy_id, key, id) SELECT id >> 40, content24, id FROM message_list ORDER BY 1, 2, 3",
    "DELETE FROM message_by_recipient",
    "INSERT INTO message_by_recipient (pharmacy_id, key, id)
     SELECT id >> 40, recipient20, id FROM message_list ORDER BY 1, 2, 3",
    "DELETE FROM message_by_client",
    "INSERT INTO message_by_client (client_id, id)
     SELECT client_id, id FROM message WHERE client_id IS NOT NULL ORDER BY 1, 2",
    "INSERT INTO message_words (message_words) VALUES ('delete-all')",
    "INSERT INTO message_words (rowid, text) SELECT id, text FROM message_search ORDER BY id",
    "DELETE FROM word",
    "INSERT INTO word (word)
     SELECT term FROM message_words_known
     WHERE length(term) >= 4 AND unicode(term) NOT BETWEEN 0xE000 AND 0xF8FF AND unicode(term) < 0xF0000",
    "DELETE FROM tally_of_all_days",
    "DELETE FROM tally",
    // Its trigger fills the counters of all days.
    concat!("INSERT INTO tally (pharmacy_id, day, staff_id, objective, status, n) ", tally_of_messages!()),
    "DELETE FROM campaign_tally",
    "INSERT INTO campaign_tally (campaign_id, status, n)
     SELECT campaign_id, status, count(*) FROM message_list GROUP BY 1, 2",
];

/// What disagrees with the messages, each with how often.
pub(crate) async fn disagreements(conn: &mut SqliteConnection) -> Result<Vec<(&'static str, i64)>> {
    for statement in [
        "DROP TABLE IF EXISTS temp.expected_known",
        "DROP TABLE IF EXISTS temp.expected_words",
        "CREATE VIRTUAL TABLE temp.expected_words USING fts5 (text, content = '', detail = none, tokenize = 'ascii')",
        "CREATE VIRTUAL TABLE temp.expected_known USING fts5vocab (temp, expected_words, row)",
        "INSERT INTO temp.expected_words (rowid, text) SELECT id, text FROM message_search ORDER BY id",
        "DROP TABLE IF EXISTS temp.expected_tally",
        concat!("CREATE TABLE temp.expected_tally AS ", tally_of_messages!()),
    ] {
        sqlx::query(statement).execute(&mut *conn).await?;
    }
    let mut found = vec![];
    for (what, query) in DISAGREEMENTS {
        let n: i64 = sqlx::query_scalar(query).fetch_one(&mut *conn).await?;
        if n > 0 {
            found.push((what, n));
        }
    }
    Ok(found)
}

/// Makes the index and the counters anew from the messages.
pub(crate) async fn rebuild(conn: &mut SqliteConnection) -> Result<()> {
    for statement in REBUILD {
        sqlx::query(statement).execute(&mut *conn).await?;
    }
    Ok(())
}
