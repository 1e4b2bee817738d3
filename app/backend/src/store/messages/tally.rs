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

    /// Writes them. A counter that is not there yet begins at zero, so that rises and falls go the same way: `CHECK (n >= 0)`
    /// looks at a row before a conflict is resolved, so that a fall cannot go through `ON CONFLICT`.
    pub(crate) async fn save(self, conn: &mut SqliteConnection) -> Result<()> {
        let changes = self.by_tally.into_iter().filter(|(_, n)| *n != 0);
        let tally: Vec<_> = changes.map(|((p, d, s, o, status), n)| (p, d, s, o, status, n)).collect();
        let changes = self.by_campaign.into_iter().filter(|(_, n)| *n != 0);
        let campaigns: Vec<_> = changes.map(|((campaign, status), n)| (campaign, status, n)).collect();
        if tally.is_empty() && campaigns.is_empty() {
            return Ok(());
        }
        let (tally, campaigns) = (json(&tally)?, json(&campaigns)?);
        sqlx::query!(
            r#"INSERT INTO tally (pharmacy_id, day, staff_id, objective, status, n)
               SELECT j.value->>0, j.value->>1, j.value->>2, j.value->>3, j.value->>4, 0
               FROM json_each(?) j WHERE j.value->>5 > 0
               ON CONFLICT DO NOTHING;
               UPDATE tally SET n = n + (j.value->>5)
               FROM json_each(?) j
               WHERE tally.pharmacy_id = j.value->>0 AND tally.day = j.value->>1 AND tally.staff_id = j.value->>2
                 AND tally.objective = j.value->>3 AND tally.status = j.value->>4;
               INSERT INTO campaign_tally (campaign_id, status, n)
               SELECT j.value->>0, j.value->>1, 0 FROM json_each(?) j WHERE j.value->>2 > 0
               ON CONFLICT DO NOTHING;
               UPDATE campaign_tally SET n = n + (j.value->>2)
               FROM json_each(?) j
               WHERE campaign_tally.campaign_id = j.value->>0 AND campaign_tally.status = j.value->>1"#,
            tally,
            tally,
            campaigns,
            campaigns
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
