//! Counters by status, kept in the transaction that changes a status.

use std::collections::BTreeMap;

#[cfg(test)]
use domain::id::PharmacyId;
#[cfg(test)]
use domain::message::Counts;
use domain::message::Status;
use sqlx::SqliteConnection;

use super::json;
use crate::error::{Error, Result};
use crate::store::count;

/// Where a message is counted, whatever its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tally {
    pub(super) pharmacy: i64,
    pub(super) day: i64,
    pub(super) staff: i64,
    pub(super) objective: i64,
    pub(super) campaign: i64,
}

/// Changes of the counters, gathered and written at once.
#[derive(Default)]
pub(crate) struct Changes {
    by_tally: BTreeMap<(i64, i64, i64, i64, i64), i64>,
    by_campaign: BTreeMap<(i64, i64), i64>,
}

impl Changes {
    /// So many more messages in a status.
    pub(crate) fn add(&mut self, tally: &Tally, status: Status, n: i64) {
        let Tally { pharmacy, day, staff, objective, campaign } = *tally;
        *self.by_tally.entry((pharmacy, day, staff, objective, status.code())).or_default() += n;
        *self.by_campaign.entry((campaign, status.code())).or_default() += n;
    }

    /// Writes them. What falls is updated and what rises is inserted or added to: `CHECK (n >= 0)` looks at a row before
    /// a conflict is resolved, so that a fall cannot go through `ON CONFLICT`.
    pub(crate) async fn save(self, conn: &mut SqliteConnection) -> Result<()> {
        let tally: Vec<_> =
            self.by_tally.into_iter().map(|((p, d, s, o, status), n)| (p, d, s, o, status, n)).collect();
        let (rises, falls): (Vec<_>, Vec<_>) = tally.into_iter().filter(|row| row.5 != 0).partition(|row| row.5 > 0);
        let (rises, falls) = (json(&rises)?, json(&falls)?);
        sqlx::query!(
            r#"UPDATE tally SET n = n + (j.value->>5)
               FROM json_each($1) j
               WHERE tally.pharmacy_id = j.value->>0 AND tally.day = j.value->>1 AND tally.staff_id = j.value->>2
                 AND tally.objective = j.value->>3 AND tally.status = j.value->>4"#,
            falls
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query!(
            r#"INSERT INTO tally (pharmacy_id, day, staff_id, objective, status, n)
               SELECT j.value->>0, j.value->>1, j.value->>2, j.value->>3, j.value->>4, j.value->>5
               FROM json_each($1) j WHERE true
               ON CONFLICT DO UPDATE SET n = n + excluded.n"#,
            rises
        )
        .execute(&mut *conn)
        .await?;
        let campaigns: Vec<_> = self.by_campaign.into_iter().map(|((c, status), n)| (c, status, n)).collect();
        let (rises, falls): (Vec<_>, Vec<_>) = campaigns.into_iter().filter(|r| r.2 != 0).partition(|r| r.2 > 0);
        let (rises, falls) = (json(&rises)?, json(&falls)?);
        sqlx::query!(
            r#"UPDATE campaign_tally SET n = n + (j.value->>2)
               FROM json_each($1) j
               WHERE campaign_tally.campaign_id = j.value->>0 AND campaign_tally.status = j.value->>1"#,
            falls
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query!(
            r#"INSERT INTO campaign_tally (campaign_id, status, n)
               SELECT j.value->>0, j.value->>1, j.value->>2 FROM json_each($1) j WHERE true
               ON CONFLICT DO UPDATE SET n = n + excluded.n"#,
            rises
        )
        .execute(conn)
        .await?;
        Ok(())
    }
}

/// How many messages of a pharmacy stand in each status, from the counters.
#[cfg(test)]
pub(crate) async fn counts(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<Counts> {
    let rows = sqlx::query!(
        r#"SELECT status, sum(n) AS "n!: i64" FROM tally WHERE pharmacy_id = $1 GROUP BY status HAVING sum(n) > 0"#,
        pharmacy.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| counted("tally", row.status, row.n)).collect()
}

/// A row of a counter.
pub(crate) fn counted(table: &'static str, status: i64, n: i64) -> Result<(Status, u32)> {
    let known = Status::from_code(status).ok_or(Error::BadRow { table, column: "status", row: status })?;
    Ok((known, count(n, table, "n", status)?))
}
