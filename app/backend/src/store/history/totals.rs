//! How many messages a part has, by status: from the counters where nothing is looked for.

use std::collections::BTreeMap;

use sqlx::SqliteConnection;

use super::part::Part;
use super::scope::Scope;
use crate::error::Result;

/// How many messages a scope has, by manager and status, from the counters.
#[derive(Clone, Debug, Default)]
pub(super) struct Counted(BTreeMap<(i64, i64), i64>);

impl Counted {
    /// Messages of a part without what is looked for: of its manager and its statuses.
    pub(super) fn of(&self, part: &Part) -> i64 {
        self.by_status(part).values().sum()
    }

    /// The same, by status.
    pub(super) fn by_status(&self, part: &Part) -> BTreeMap<i64, i64> {
        let mut sums = BTreeMap::new();
        for ((staff, status), n) in &self.0 {
            let is_in = part.statuses.as_ref().is_none_or(|statuses| statuses.contains(status));
            if is_in && part.staff.is_none_or(|asked| asked == *staff) {
                *sums.entry(*status).or_default() += n;
            }
        }
        sums
    }
}

impl Counted {
    /// All messages of the scope.
    pub(super) fn of_all(&self) -> i64 {
        self.0.values().sum()
    }

    /// Those in a status.
    pub(super) fn of_status(&self, status: i64) -> i64 {
        self.0.iter().filter(|((_, other), _)| *other == status).map(|(_, n)| n).sum()
    }

    /// Those of a manager.
    pub(super) fn of_staff(&self, staff: i64) -> i64 {
        self.0.iter().filter(|((other, _), _)| *other == staff).map(|(_, n)| n).sum()
    }
}

struct CountedRow {
    staff_id: i64,
    status: i64,
    n: i64,
}

/// Reads the counters of a scope. The counters know no client: with one, they count everybody's messages.
pub(super) async fn counted(conn: &mut SqliteConnection, scope: &Scope) -> Result<Counted> {
    let (pharmacy, objective) = (scope.pharmacy.0, scope.objective);
    let rows = match (scope.campaign, scope.days) {
        (Some((campaign, staff)), _) => {
            sqlx::query_as!(
                CountedRow,
                r#"SELECT $2 AS "staff_id!: i64", status, n FROM campaign_tally WHERE campaign_id = $1 AND n > 0"#,
                campaign,
                staff
            )
            .fetch_all(conn)
            .await?
        }
        (None, Some((from, to))) => {
            sqlx::query_as!(
                CountedRow,
                r#"SELECT staff_id, status, sum(n) AS "n!: i64" FROM tally
                   WHERE pharmacy_id = $1 AND day BETWEEN $2 AND $3 AND ($4 IS NULL OR objective = $4)
                   GROUP BY staff_id, status HAVING sum(n) > 0"#,
                pharmacy,
                from,
                to,
                objective
            )
            .fetch_all(conn)
            .await?
        }
        (None, None) => {
            sqlx::query_as!(
                CountedRow,
                r#"SELECT staff_id, status, sum(n) AS "n!: i64" FROM tally_of_all_days
                   WHERE pharmacy_id = $1 AND ($2 IS NULL OR objective = $2)
                   GROUP BY staff_id, status HAVING sum(n) > 0"#,
                pharmacy,
                objective
            )
            .fetch_all(conn)
            .await?
        }
    };
    Ok(Counted(rows.into_iter().map(|row| ((row.staff_id, row.status), row.n)).collect()))
}
