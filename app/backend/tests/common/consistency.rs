//! What must be true of the tables whatever has happened. They are asked directly: through `store` a fault of `store` would
//! hide itself.

use sqlx::SqliteConnection;

/// Each query counts what contradicts itself. Statuses from 0 to 2 wait, 3 is *envoyé*, 7 *incertain*.
const CONTRADICTIONS: [(&str, &str); 10] = [
    (
        "totals",
        "SELECT count(*) FROM (
           SELECT status, sum(n) FROM tally GROUP BY status HAVING sum(n) > 0
           EXCEPT SELECT status, count(*) FROM message_list GROUP BY status)",
    ),
    (
        "totals that are missing",
        "SELECT count(*) FROM (
           SELECT status, count(*) FROM message_list GROUP BY status
           EXCEPT SELECT status, sum(n) FROM tally GROUP BY status)",
    ),
    (
        "totals of all days",
        "SELECT count(*) FROM (
           SELECT pharmacy_id, staff_id, objective, status, sum(n) FROM tally GROUP BY 1, 2, 3, 4
           EXCEPT SELECT pharmacy_id, staff_id, objective, status, n FROM tally_of_all_days)",
    ),
    (
        "messages that cannot be found",
        "SELECT count(*) FROM (
           SELECT id FROM message_list EXCEPT SELECT id FROM message_by_content WHERE pharmacy_id = id >> 40
           UNION ALL SELECT id FROM message_list WHERE id NOT IN (SELECT id FROM message_by_recipient)
           UNION ALL SELECT id FROM message_list WHERE id NOT IN (SELECT rowid FROM message_words))",
    ),
    (
        "counters of campaigns",
        "SELECT count(*) FROM (
           SELECT campaign_id, status, n FROM campaign_tally WHERE n > 0
           EXCEPT SELECT campaign_id, status, count(*) FROM message_list GROUP BY campaign_id, status)",
    ),
    (
        "counters of campaigns that are missing",
        "SELECT count(*) FROM (
           SELECT campaign_id, status, count(*) FROM message_list GROUP BY campaign_id, status
           EXCEPT SELECT campaign_id, status, n FROM campaign_tally)",
    ),
    (
        "ledger",
        "SELECT count(*) FROM credit c
         WHERE (c.available, c.reserved, c.spent, c.granted) <>
           (SELECT sum(l.available), sum(l.reserved), sum(l.spent), sum(l.granted) FROM ledger l
            WHERE l.id >> 40 = c.pharmacy_id)",
    ),
    (
        "credits set aside for what waits",
        "SELECT count(*) FROM credit c WHERE c.reserved <>
           (SELECT coalesce(sum(m.parts), 0) FROM message m JOIN message_list l ON l.id = m.id
            WHERE l.status < 3 AND m.id >> 40 = c.pharmacy_id)",
    ),
    (
        // What was uncertain is not in hand any more, whatever is heard of it later.
        "work in hand",
        "SELECT count(*) FROM message_list l LEFT JOIN outbox o ON o.id = l.id
         WHERE (l.status <= 3) <> (o.id IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM message_event e WHERE e.message_id = l.id AND e.kind = 7)",
    ),
    (
        "histories that lead elsewhere",
        "SELECT count(*) FROM message_list l
         WHERE l.status <> (SELECT e.kind FROM message_event e WHERE e.message_id = l.id ORDER BY e.seq DESC LIMIT 1)",
    ),
];

/// Counters agree with the messages, the ledger with the account, what is set aside and what is in hand with what waits,
/// and each history with where its message stands.
pub async fn is_consistent(conn: &mut SqliteConnection) {
    for (what, query) in CONTRADICTIONS {
        let wrong: i64 = sqlx::query_scalar(query).fetch_one(&mut *conn).await.unwrap();
        assert_eq!(wrong, 0, "{what}");
    }
}
