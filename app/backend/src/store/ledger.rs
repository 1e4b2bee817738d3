//! Reading the ledger: its entries page by page, and its days.

use domain::credit::{Credits, EntryKind, Sort, Standing};
use domain::id::{CampaignId, MessageId, PharmacyId};
use sqlx::SqliteConnection;

use super::count;
use super::credits::still_spent;
use crate::error::{Error, Result};

/// Milliseconds of a quarter of an hour.
pub(crate) const QUARTER: i64 = 900_000;

/// Which entries are wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub(crate) sort: Option<Sort>,
    /// From the first moment, before the second, in milliseconds UTC.
    pub(crate) period: Option<(i64, i64)>,
    /// Only those before this number.
    pub(crate) before: Option<i64>,
}

/// An entry as it is stored, with the names that it refers to.
struct EntryRow {
    id: i64,
    at: i64,
    kind: i64,
    available: i64,
    reserved: i64,
    available_after: i64,
    by: Option<String>,
    campaign: Option<String>,
    topup: Option<String>,
    corrects: Option<i64>,
    reason: Option<String>,
}

/// An entry, its time still in milliseconds.
pub(crate) struct Written {
    pub(crate) number: i64,
    pub(crate) at: i64,
    pub(crate) kind: EntryKind,
    pub(crate) available: i64,
    pub(crate) reserved: i64,
    pub(crate) available_after: Credits,
    pub(crate) by: Option<String>,
    pub(crate) campaign: Option<String>,
    pub(crate) topup: Option<String>,
    pub(crate) corrects: Option<i64>,
    pub(crate) reason: Option<String>,
}

/// One statement for each sort. Of what is rare the index is named: without that the planner walks the whole ledger in the
/// order of the page, 40 ms a million entries, and with it a statement that could not use its index would not compile.
macro_rules! entries {
    ($conn:ident, $bounds:ident, $limit:ident, $index:literal, $condition:literal) => {
        sqlx::query_as!(
            EntryRow,
            r#"SELECT l.id, l.at, l.kind, l.available, l.reserved, l.available_after, l.corrects, l.reason,
                      coalesce(s.name, p.name) AS "by?: String", c.name AS "campaign?: String", t.number AS "topup?: String"
               FROM ledger l "#
                + $index
                + r#"
               LEFT JOIN staff s ON s.id = l.staff_id
               LEFT JOIN salesperson p ON p.id = l.salesperson_id
               LEFT JOIN campaign c ON c.id = l.campaign_id
               LEFT JOIN topup t ON t.id = l.topup_id
               WHERE l.id >= $1 AND l.id < $2 AND l.at >= $3 AND l.at < $4"#
                + $condition
                + " ORDER BY l.id DESC LIMIT $5",
            $bounds.first,
            $bounds.end,
            $bounds.from,
            $bounds.to,
            $limit
        )
        .fetch_all($conn)
        .await?
    };
}

struct Bounds {
    first: i64,
    end: i64,
    from: i64,
    to: i64,
}

/// At most `limit` entries, newest first.
pub(crate) async fn entries(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    wanted: Wanted,
    limit: u32,
) -> Result<Vec<Written>> {
    let first = MessageId::new(pharmacy, 1).0;
    let next = wanted.before.map_or(PharmacyId(pharmacy.0 + 1), |_| pharmacy);
    // A number that nobody could have been given is held within the pharmacy's own range.
    let end = MessageId::new(next, wanted.before.unwrap_or(0).clamp(0, i64::from(u32::MAX))).0;
    let mut bounds = Bounds { first, end, from: i64::MIN, to: i64::MAX };
    if let Some((from, to)) = wanted.period {
        let Some((first, last)) = between(conn, pharmacy, from, to).await? else { return Ok(vec![]) };
        bounds = Bounds { first, end: bounds.end.min(last + 1), from, to };
    }
    let rows = match wanted.sort {
        None => entries!(conn, bounds, limit, "", ""),
        Some(Sort::Granted) => entries!(conn, bounds, limit, "INDEXED BY ledger_granted", " AND l.kind = 0"),
        Some(Sort::Reserved) => entries!(conn, bounds, limit, "", " AND l.kind = 1"),
        Some(Sort::Spent) => entries!(conn, bounds, limit, "", " AND l.kind = 2"),
        Some(Sort::Back) => entries!(conn, bounds, limit, "INDEXED BY ledger_back", " AND l.kind IN (3, 4)"),
        Some(Sort::Corrected) => entries!(conn, bounds, limit, "INDEXED BY ledger_adjusted", " AND l.kind = 5"),
    };
    rows.into_iter().map(Written::try_from).collect()
}

/// The first and the last entry of a time; `None` where it has none.
async fn between(conn: &mut SqliteConnection, pharmacy: PharmacyId, from: i64, to: i64) -> Result<Option<(i64, i64)>> {
    let (first, last) = (from.div_euclid(QUARTER), to.saturating_sub(1).div_euclid(QUARTER));
    let row = sqlx::query!(
        r#"SELECT min(first_entry) AS "first?: i64", max(last_entry) AS "last?: i64" FROM credit_quarter
           WHERE pharmacy_id = $1 AND quarter BETWEEN $2 AND $3"#,
        pharmacy.0,
        first,
        last
    )
    .fetch_one(conn)
    .await?;
    Ok(row.first.zip(row.last))
}

impl TryFrom<EntryRow> for Written {
    type Error = Error;

    fn try_from(row: EntryRow) -> Result<Self> {
        let bad = |column| Error::BadRow { table: "ledger", column, row: row.id };
        Ok(Self {
            number: MessageId(row.id).number(),
            at: row.at,
            kind: EntryKind::from_code(row.kind).ok_or_else(|| bad("kind"))?,
            available: row.available,
            reserved: row.reserved,
            available_after: Credits(count(row.available_after, "ledger", "available_after", row.id)?),
            by: row.by,
            campaign: row.campaign,
            topup: row.topup,
            corrects: row.corrects.map(|id| MessageId(id).number()),
            reason: row.reason,
        })
    }
}

/// A quarter of an hour in which credits moved.
pub(crate) struct Quarter {
    /// Quarters since 1970.
    pub(crate) quarter: i64,
    /// Credits available after its last entry.
    pub(crate) available: i64,
    pub(crate) spent: i64,
    pub(crate) granted: i64,
}

/// The quarters of an hour from a moment on, oldest first, and before them the last one earlier than that, where there is one.
pub(crate) async fn quarters(conn: &mut SqliteConnection, pharmacy: PharmacyId, from: i64) -> Result<Vec<Quarter>> {
    let from = from.div_euclid(QUARTER);
    let rows = sqlx::query_as!(
        Quarter,
        r#"SELECT quarter, available, spent, granted FROM credit_quarter
           WHERE pharmacy_id = $1 AND quarter >= coalesce(
             (SELECT max(quarter) FROM credit_quarter WHERE pharmacy_id = $1 AND quarter < $2), $2)
           ORDER BY quarter"#,
        pharmacy.0,
        from
    );
    Ok(rows.fetch_all(conn).await?)
}

/// Below how many credits a pharmacy is warned.
pub(crate) async fn low_at(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<u32> {
    let found = sqlx::query_scalar!("SELECT low_at FROM credit WHERE pharmacy_id = $1", pharmacy.0);
    let low_at = found.fetch_optional(conn).await?.ok_or(Error::NotFound)?;
    count(low_at, "credit", "low_at", pharmacy.0)
}

/// What the head of a page says.
pub(crate) async fn standing(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<Standing> {
    let row = sqlx::query!(
        r#"SELECT available, available < low_at AS "low!: bool",
                  EXISTS (SELECT 1 FROM topup t JOIN topup_event e ON e.topup_id = t.id AND e.seq > t.seen_by_pharmacy
                          WHERE t.pharmacy_id = $1 AND e.salesperson_id IS NOT NULL) AS "news!: bool"
           FROM credit WHERE pharmacy_id = $1"#,
        pharmacy.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or(Error::NotFound)?;
    let available = Credits(count(row.available, "credit", "available", pharmacy.0)?);
    Ok(Standing { available, is_low: row.low, has_news: row.news })
}

pub(crate) async fn set_low_at(conn: &mut SqliteConnection, pharmacy: PharmacyId, low_at: u32) -> Result<()> {
    sqlx::query!("UPDATE credit SET low_at = $2 WHERE pharmacy_id = $1", pharmacy.0, low_at).execute(conn).await?;
    Ok(())
}

/// An entry that is to be corrected.
pub(crate) struct Correctable {
    pub(crate) id: i64,
    pub(crate) kind: EntryKind,
    pub(crate) available: i64,
    pub(crate) spent: i64,
    pub(crate) campaign: Option<CampaignId>,
    /// What entries opposite to it have changed so far of the credits available.
    pub(crate) corrected: i64,
    /// Credits of its campaign that are spent still: reports may have given some of them back.
    pub(crate) still_spent: i64,
}

/// One entry by its number.
pub(crate) async fn correctable(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    number: i64,
) -> Result<Option<Correctable>> {
    if !(1..=i64::from(u32::MAX)).contains(&number) {
        return Ok(None);
    }
    let id = MessageId::new(pharmacy, number).0;
    let row = sqlx::query!(
        r#"SELECT kind, available, spent, campaign_id,
                  (SELECT coalesce(sum(available), 0) FROM ledger WHERE corrects = $1) AS "corrected!: i64"
           FROM ledger WHERE id = $1"#,
        id
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let kind = EntryKind::from_code(row.kind).ok_or(Error::BadRow { table: "ledger", column: "kind", row: id })?;
    let campaign = row.campaign_id.map(CampaignId);
    let still_spent = match campaign {
        Some(campaign) => still_spent(conn, pharmacy, campaign).await?.into(),
        None => row.spent,
    };
    let (available, spent, corrected) = (row.available, row.spent, row.corrected);
    Ok(Some(Correctable { id, kind, available, spent, campaign, corrected, still_spent }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use crate::Backend;
    use crate::clock::Clock;

    /// The index is read in the order of the page and between its bounds, with statistics and without.
    #[rstest]
    #[case("ledger_granted", "l.kind = 0")]
    #[case("ledger_back", "l.kind IN (3, 4)")]
    #[case("ledger_adjusted", "l.kind = 5")]
    #[tokio::test]
    async fn a_filter_for_what_is_rare_reads_its_index_alone(#[case] index: &str, #[case] condition: &str) {
        let folder = tempfile::tempdir().unwrap();
        let backend = Backend::open(&folder.path().join("file.db"), Clock::manual(0)).await.unwrap();
        let query = format!(
            "EXPLAIN QUERY PLAN SELECT l.id, l.reason, s.name FROM ledger l INDEXED BY {index}
             LEFT JOIN staff s ON s.id = l.staff_id
             WHERE l.id >= 1 AND l.id < 2 AND l.at >= 3 AND l.at < 4 AND {condition} ORDER BY l.id DESC LIMIT 51"
        );
        for _ in 0..2 {
            let mut conn = backend.store().read().await.unwrap();
            let plan: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(sqlx::AssertSqlSafe(query.clone())).fetch_all(&mut *conn).await.unwrap();
            let steps: Vec<&str> = plan.iter().map(|(.., step)| step.as_str()).collect();
            assert_eq!(steps[0], format!("SEARCH l USING INDEX {index} (id>? AND id<?)"), "{steps:?}");
            assert!(steps.iter().all(|step| !step.contains("TEMP B-TREE")), "{steps:?}");
            let mut tx = backend.store().write().await.unwrap();
            sqlx::query("ANALYZE").execute(&mut *tx).await.unwrap();
            tx.commit().await.unwrap();
        }
    }
}
