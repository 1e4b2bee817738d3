//! How SQLite reads what every fixed statement asks for. The statements of a list, which are put together as they are asked for,
//! are looked at beside the code that does so.

use std::fs;

use sqlx::{AssertSqlSafe, Row};

use crate::desk::Desk;

/// Tables that grow with what a pharmacy does. None of them is read from its first row to its last.
const GROWING: [&str; 17] = [
    "audit",
    "campaign",
    "campaign_tally",
    "client",
    "consent",
    "inbound",
    "ledger",
    "mail",
    "message",
    "message_by_client",
    "message_by_content",
    "message_by_recipient",
    "message_event",
    "message_list",
    "tally",
    "wish",
    "word",
];

/// Indexes of no more rows than are meant: of canaries that are on their way.
const SMALL: [&str; 1] = ["campaign_canary"];

/// What reads all of a table, because it is to: `comptoir check`, which compares every message with what was counted.
const WHOLE: [&str; 1] = ["FROM message m LEFT JOIN message_event"];

#[tokio::test]
async fn no_fixed_statement_reads_a_growing_table_from_end_to_end() {
    let desk = Desk::open(10).await;
    let sql = desk.sql().await;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.sqlx");
    let (mut looked_at, mut found) = (0, vec![]);
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        let whole = read["query"].as_str().unwrap();
        if WHOLE.iter().any(|known| whole.contains(known)) {
            continue;
        }
        // A text may be of several statements.
        for statement in whole.split(";\n").filter(|statement| !statement.trim().is_empty()) {
            let plan = format!("EXPLAIN QUERY PLAN {statement}");
            let steps = sqlx::query(AssertSqlSafe(plan)).fetch_all(&sql).await.unwrap();
            for step in steps {
                let step: String = step.get(3);
                if reads_all(&step, statement) {
                    found.push(format!("{step}: {statement}"));
                }
            }
            looked_at += 1;
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(looked_at > 150, "{looked_at} statements");
    assert!(reads_all("SCAN m", "SELECT 1 FROM message m WHERE 1"), "what is looked for would be found");
    assert!(reads_all("SCAN message", "SELECT 1 FROM message WHERE 1"));
}

/// Whether a step of the plan reads all of a growing table that the statement names. What else the plan has are checks of foreign
/// keys, which are made only where a row is missing.
fn reads_all(step: &str, statement: &str) -> bool {
    let Some(scanned) = step.strip_prefix("SCAN ") else { return false };
    let name = scanned.split(' ').next().unwrap();
    let words = statement.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    let is_named = |table: &&str| {
        words.windows(3).any(|words| {
            matches!(words[0], "FROM" | "JOIN" | "UPDATE") && words[1] == *table && (name == *table || words[2] == name)
        })
    };
    GROWING.iter().any(is_named) && !SMALL.iter().any(|index| scanned.contains(index))
}
