//! The recount: every account against its ledger, the ledger against the messages and the requests.

use std::collections::BTreeMap;

use domain::message::{Reason, Status};
use futures::TryStreamExt;
use sqlx::SqliteConnection;

use crate::error::{Error, Result};

/// The five numbers of an account, each with what its pharmacy's entries make of it, where any of them differs.
const ACCOUNTS: &str =
    "SELECT c.pharmacy_id, c.available, coalesce(l.available, 0), c.reserved, coalesce(l.reserved, 0),
            c.spent, coalesce(l.spent, 0), c.granted, coalesce(l.granted, 0),
            c.last_entry, CASE WHEN l.n <> l.last THEN -1 ELSE coalesce(l.n, 0) END AS entries
     FROM credit c
     LEFT JOIN (SELECT id >> 40 AS pharmacy, sum(available) AS available, sum(reserved) AS reserved, sum(spent) AS spent,
                       sum(granted) AS granted, count(*) AS n, max(id & 1099511627775) AS last
                FROM ledger GROUP BY 1) l ON l.pharmacy = c.pharmacy_id
     WHERE (c.available, c.reserved, c.spent, c.granted, c.last_entry)
           <> (coalesce(l.available, 0), coalesce(l.reserved, 0), coalesce(l.spent, 0), coalesce(l.granted, 0),
               coalesce(l.n, 0))
        OR coalesce(l.n, 0) <> coalesce(l.last, 0)";

/// The names of the five. Numbers that leave a gap are counted as -1.
const SUMS: [&str; 5] = [
    "credits available, by the account and by the ledger",
    "credits set aside, by the account and by the ledger",
    "credits spent, by the account and by the ledger",
    "credits granted, by the account and by the ledger",
    "entries of the ledger, by the account and counted",
];

/// A row of [`ACCOUNTS`].
type Accounts = (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);

/// Each query gives the pharmacy, what there is, and what there should be, where the two differ.
const DIFFERENCES: [(&str, &str); 7] = [
    (
        "balances that the entries say, and that they make",
        "SELECT id >> 40, available_after, made FROM (
           SELECT id, available_after, reserved_after,
                  sum(available) OVER (PARTITION BY id >> 40 ORDER BY id) AS made,
                  sum(reserved) OVER (PARTITION BY id >> 40 ORDER BY id) AS made_reserved
           FROM ledger)
         WHERE available_after <> made OR reserved_after <> made_reserved",
    ),
    (
        "credits set aside, and parts of the messages that wait",
        "SELECT c.pharmacy_id, c.reserved, coalesce(w.n, 0) FROM credit c
         LEFT JOIN (SELECT m.id >> 40 AS pharmacy, sum(m.parts) AS n FROM message_list l JOIN message m ON m.id = l.id
                    WHERE l.status < 3 GROUP BY 1) w ON w.pharmacy = c.pharmacy_id
         WHERE c.reserved <> coalesce(w.n, 0)",
    ),
    (
        "credits of requests, by their entries and by their packs",
        "SELECT t.pharmacy_id, coalesce(l.granted, 0), v.credits FROM topup t
         JOIN pack_version v ON v.pack_id = t.pack_id AND v.version = t.pack_version
         LEFT JOIN ledger l ON l.topup_id = t.id AND l.id >> 40 = t.pharmacy_id
         WHERE (CASE WHEN t.state = 5 THEN v.credits ELSE 0 END) <> coalesce(l.granted, 0)",
    ),
    (
        "entries of requests that are not there",
        "SELECT l.id >> 40, l.granted, 0 FROM ledger l LEFT JOIN topup t ON t.id = l.topup_id AND t.pharmacy_id = l.id >> 40
         WHERE l.topup_id IS NOT NULL AND t.id IS NULL",
    ),
    (
        "corrections, and the entries that they are opposite to",
        "SELECT e.id >> 40, k.n, e.available + e.spent FROM ledger e
         JOIN (SELECT corrects, sum(abs(available)) AS n, max(id >> 40) AS pharmacy FROM ledger
               WHERE corrects IS NOT NULL GROUP BY corrects) k ON k.corrects = e.id
         WHERE k.pharmacy <> e.id >> 40 OR k.n > abs(e.available) + abs(e.spent)",
    ),
    (
        "credits that reports and corrections gave back, and that their campaign had spent",
        "SELECT pharmacy, back, spent FROM (
           SELECT max(id >> 40) AS pharmacy, -sum(min(spent, 0)) AS back, sum(max(spent, 0)) AS spent FROM ledger
           WHERE campaign_id IS NOT NULL GROUP BY campaign_id)
         WHERE back > spent",
    ),
    (
        "quarters of an hour of the chart that are not what the ledger makes of them",
        "WITH sums AS (SELECT id >> 40 AS pharmacy, at / 900000 AS quarter, min(id) AS first, max(id) AS last,
                              sum(spent) AS spent, sum(granted) AS granted FROM ledger GROUP BY 1, 2),
              made AS (SELECT pharmacy, quarter, first, last, l.available_after, s.spent, s.granted
                       FROM sums s JOIN ledger l ON l.id = s.last),
              kept AS (SELECT pharmacy_id, quarter, first_entry, last_entry, available, spent, granted FROM credit_quarter)
         SELECT pharmacy, count(DISTINCT quarter), 0
         FROM (SELECT * FROM (SELECT * FROM made EXCEPT SELECT * FROM kept)
               UNION ALL SELECT * FROM (SELECT * FROM kept EXCEPT SELECT * FROM made))
         GROUP BY pharmacy",
    ),
];

/// What differs: the name of the pharmacy, what was compared, what there is and what there should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) pharmacy: String,
    pub(crate) what: &'static str,
    pub(crate) is: i64,
    pub(crate) should_be: i64,
}

/// What differs between accounts, ledger, messages waiting and requests.
pub(crate) async fn differences(conn: &mut SqliteConnection) -> Result<Vec<Difference>> {
    let names = names(conn).await?;
    let mut found = vec![];
    let mut differ = |pharmacy: i64, what, is: i64, should_be: i64| {
        let pharmacy = names.get(&pharmacy).cloned().unwrap_or_else(|| pharmacy.to_string());
        found.push(Difference { pharmacy, what, is, should_be });
    };
    let accounts: Vec<Accounts> = sqlx::query_as(ACCOUNTS).fetch_all(&mut *conn).await?;
    for (pharmacy, available, a, reserved, r, spent, s, granted, g, entries, e) in accounts {
        let sums = [(available, a), (reserved, r), (spent, s), (granted, g), (entries, e)];
        for (what, (is, should_be)) in SUMS.into_iter().zip(sums).filter(|(_, (is, should_be))| is != should_be) {
            differ(pharmacy, what, is, should_be);
        }
    }
    for (what, query) in DIFFERENCES {
        let rows: Vec<(i64, i64, i64)> = sqlx::query_as(query).fetch_all(&mut *conn).await?;
        rows.into_iter().for_each(|(pharmacy, is, should_be)| differ(pharmacy, what, is, should_be));
    }
    Ok(found)
}

async fn names(conn: &mut SqliteConnection) -> Result<BTreeMap<i64, String>> {
    let rows = sqlx::query!("SELECT id, name FROM pharmacy").fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Credits set aside, spent and given back by the messages of a campaign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub(crate) available: i64,
    pub(crate) reserved: i64,
    pub(crate) spent: i64,
}

/// What a change of status does with the credits of so many parts; nothing for none.
pub(crate) type Rule = fn(Status, Status, Option<Reason>, i64) -> Sums;

/// Where each campaign's entries of the ledger are not what its messages' histories make by the rule. A report gives back
/// less than the rule says by what the sales service had given back before. Reads every event: seconds for a million messages.
pub(crate) async fn campaigns(conn: &mut SqliteConnection, rule: Rule) -> Result<Vec<Difference>> {
    let mut made = made_by_messages(conn, rule).await?;
    let names = names(conn).await?;
    let rows = sqlx::query!(
        r#"SELECT l.campaign_id AS "campaign!: i64", max(l.id >> 40) AS "pharmacy!: i64",
                  coalesce(sum(l.available) FILTER (WHERE l.kind <> 5), 0) AS "available!: i64",
                  coalesce(sum(l.reserved) FILTER (WHERE l.kind <> 5), 0) AS "reserved!: i64",
                  coalesce(sum(l.spent) FILTER (WHERE l.kind <> 5), 0) AS "spent!: i64",
                  coalesce(sum(l.available) FILTER (WHERE l.kind = 5), 0) AS "by_hand!: i64"
           FROM ledger l WHERE l.campaign_id IS NOT NULL GROUP BY l.campaign_id"#
    )
    .fetch_all(conn)
    .await?;
    let mut found = vec![];
    let mut differ = |pharmacy: i64, is: Sums, should_be: Sums| {
        let pharmacy = names.get(&pharmacy).cloned().unwrap_or_else(|| pharmacy.to_string());
        for (what, is, should_be) in [
            ("credits available, by a campaign's entries and by its messages", is.available, should_be.available),
            ("credits set aside, by a campaign's entries and by its messages", is.reserved, should_be.reserved),
            ("credits spent, by a campaign's entries and by its messages", is.spent, should_be.spent),
        ] {
            if is != should_be {
                found.push(Difference { pharmacy: pharmacy.clone(), what, is, should_be });
            }
        }
    };
    for row in rows {
        let is = Sums { available: row.available, reserved: row.reserved, spent: row.spent };
        let mut should_be = made.remove(&row.campaign).map(|(_, sums)| sums).unwrap_or_default();
        let before = (should_be.available - is.available).clamp(0, row.by_hand.max(0));
        should_be.available -= before;
        should_be.spent += before;
        differ(row.pharmacy, is, should_be);
    }
    for (pharmacy, should_be) in made.into_values() {
        differ(pharmacy, Sums::default(), should_be);
    }
    Ok(found)
}

/// What the histories of the messages make, by campaign, with its pharmacy.
async fn made_by_messages(conn: &mut SqliteConnection, rule: Rule) -> Result<BTreeMap<i64, (i64, Sums)>> {
    let mut made: BTreeMap<i64, (i64, Sums)> = BTreeMap::new();
    let mut events = sqlx::query!(
        r#"SELECT m.id AS "id!: i64", m.campaign_id, m.parts, e.seq AS "seq: i64", e.kind AS "kind: i64", e.reason AS "reason: i64"
           FROM message m LEFT JOIN message_event e ON e.message_id = m.id ORDER BY m.id, e.seq"#
    )
    .fetch(conn);
    let mut last: Option<(i64, Option<Status>)> = None;
    while let Some(event) = events.try_next().await? {
        let bad = |column| Error::BadRow { table: "message_event", column, row: event.id };
        let (_, sums) = made.entry(event.campaign_id).or_insert_with(|| (event.id >> 40, Sums::default()));
        let from = match last {
            Some((id, status)) if id == event.id => status,
            // A message begins with its parts set aside.
            _ => {
                sums.available -= event.parts;
                sums.reserved += event.parts;
                None
            }
        };
        let Some(kind) = event.kind else {
            last = Some((event.id, None));
            continue;
        };
        let to = Status::from_code(kind).ok_or_else(|| bad("kind"))?;
        let reason = match event.reason {
            Some(code) => Some(Reason::from_code(code).ok_or_else(|| bad("reason"))?),
            None => None,
        };
        if let Some(from) = from {
            let change = rule(from, to, reason, event.parts);
            sums.available += change.available;
            sums.reserved += change.reserved;
            sums.spent += change.spent;
        }
        last = Some((event.id, Some(to)));
    }
    Ok(made)
}
