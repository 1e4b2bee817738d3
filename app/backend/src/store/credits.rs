//! Credits and their ledger. What moves credits writes its entry in the same transaction; an entry never changes.

use domain::credit::{Balance, Credits, EntryKind};
use domain::id::{CampaignId, MessageId, PharmacyId, StaffId};
use sqlx::SqliteConnection;

use super::count;
use crate::error::{Error, Result};

/// What moves: changes of each of the four sums, of which `granted` is that of the other three.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) kind: EntryKind,
    /// Change of the credits that are free to be used.
    pub(crate) available: i64,
    /// Change of the credits that are set aside.
    pub(crate) reserved: i64,
    /// Change of the credits that are spent.
    pub(crate) spent: i64,
    /// Change of the credits that were ever granted.
    pub(crate) granted: i64,
    pub(crate) staff: Option<StaffId>,
    pub(crate) campaign: Option<CampaignId>,
    pub(crate) message: Option<MessageId>,
    pub(crate) reason: Option<&'a str>,
}

impl Entry<'_> {
    fn new(kind: EntryKind) -> Self {
        Self {
            kind,
            available: 0,
            reserved: 0,
            spent: 0,
            granted: 0,
            staff: None,
            campaign: None,
            message: None,
            reason: None,
        }
    }

    /// New credits.
    pub(crate) fn grant(credits: u32) -> Self {
        let n = i64::from(credits);
        Self { available: n, granted: n, ..Self::new(EntryKind::Grant) }
    }

    /// Credits set aside for a send.
    pub(crate) fn reserve(credits: u32) -> Self {
        let n = i64::from(credits);
        Self { available: -n, reserved: n, ..Self::new(EntryKind::Reserve) }
    }

    /// Credits that were set aside and are spent now.
    pub(crate) fn spend(credits: u32) -> Self {
        let n = i64::from(credits);
        Self { reserved: -n, spent: n, ..Self::new(EntryKind::Spend) }
    }

    /// Credits that were set aside and are free again.
    pub(crate) fn give_back(credits: u32) -> Self {
        let n = i64::from(credits);
        Self { available: n, reserved: -n, ..Self::new(EntryKind::GiveBack) }
    }

    /// Credits that were spent and are free again after all.
    pub(crate) fn correct(credits: u32) -> Self {
        let n = i64::from(credits);
        Self { available: n, spent: -n, ..Self::new(EntryKind::Correct) }
    }
}

/// The account of a new pharmacy, with nothing on it.
pub(crate) async fn open_account(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<()> {
    sqlx::query!(
        "INSERT INTO credit (pharmacy_id, available, reserved, spent, granted) VALUES ($1, 0, 0, 0, 0)",
        pharmacy.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Where the credits stand.
pub(crate) async fn balance(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<Balance> {
    let row = sqlx::query!("SELECT available, reserved, spent FROM credit WHERE pharmacy_id = $1", pharmacy.0)
        .fetch_optional(conn)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Balance {
        available: Credits(count(row.available, "credit", "available", pharmacy.0)?),
        reserved: Credits(count(row.reserved, "credit", "reserved", pharmacy.0)?),
        spent: Credits(count(row.spent, "credit", "spent", pharmacy.0)?),
    })
}

/// Moves credits and writes the entry that says so: both or nothing.
///
/// # Errors
///
/// [`Error::NoCredit`] if fewer are available than the entry takes: the caller's transaction must not be committed.
pub(crate) async fn move_credits(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    at: i64,
    entry: Entry<'_>,
) -> Result<()> {
    let moved = sqlx::query!(
        r#"UPDATE credit
           SET available = available + $2, reserved = reserved + $3, spent = spent + $4, granted = granted + $5,
               last_entry = last_entry + 1
           WHERE pharmacy_id = $1 AND available + $2 >= 0
           RETURNING available, reserved, last_entry"#,
        pharmacy.0,
        entry.available,
        entry.reserved,
        entry.spent,
        entry.granted
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(after) = moved else {
        let available = balance(conn, pharmacy).await?.available.0;
        let needed = u32::try_from(entry.available.unsigned_abs()).unwrap_or(u32::MAX);
        return Err(Error::NoCredit { needed, available });
    };
    let id = MessageId::new(pharmacy, after.last_entry).0;
    let kind = entry.kind.code();
    let staff = entry.staff.map(|staff| staff.0);
    let campaign = entry.campaign.map(|campaign| campaign.0);
    let message = entry.message.map(|message| message.0);
    sqlx::query!(
        r#"INSERT INTO ledger (id, at, kind, available, reserved, spent, granted, available_after, reserved_after,
                               staff_id, campaign_id, message_id, reason)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"#,
        id,
        at,
        kind,
        entry.available,
        entry.reserved,
        entry.spent,
        entry.granted,
        after.available,
        after.reserved,
        staff,
        campaign,
        message,
        entry.reason
    )
    .execute(conn)
    .await?;
    Ok(())
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
}

/// At most `limit` entries before a number, newest first.
pub(crate) async fn entries(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Written>> {
    let first = MessageId::new(pharmacy, 1).0;
    let end = before.map_or(PharmacyId(pharmacy.0 + 1), |_| pharmacy);
    // A number that nobody could have been given is held within the pharmacy's own range.
    let end = MessageId::new(end, before.unwrap_or(0).clamp(0, i64::from(u32::MAX))).0;
    let rows = sqlx::query_as!(
        EntryRow,
        r#"SELECT l.id, l.at, l.kind, l.available, l.reserved, l.available_after,
                  s.name AS "by?: String", c.name AS "campaign?: String"
           FROM ledger l
           LEFT JOIN staff s ON s.id = l.staff_id
           LEFT JOIN campaign c ON c.id = l.campaign_id
           WHERE l.id >= $1 AND l.id < $2
           ORDER BY l.id DESC
           LIMIT $3"#,
        first,
        end,
        limit
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Written::try_from).collect()
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
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Backend;
    use crate::clock::Clock;
    use crate::service::pharmacies::{NewPharmacy, create};

    async fn pharmacy(database: &std::path::Path) -> (Backend, PharmacyId) {
        let backend = Backend::open(database, Clock::manual(0)).await.unwrap();
        let new = NewPharmacy { name: "Al Amal".into(), phone: String::new(), sender: "AMAL".into(), demo: true };
        let pharmacy = create(&backend, &new).await.unwrap();
        crate::service::credits::grant(&backend, pharmacy, 100, "test").await.unwrap();
        (backend, pharmacy)
    }

    async fn reserve(backend: Backend, pharmacy: PharmacyId, credits: u32) -> Result<()> {
        let mut tx = backend.store().write().await?;
        move_credits(&mut tx, pharmacy, 1, Entry::reserve(credits)).await?;
        tx.commit().await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn twenty_at_once_never_go_below_zero() {
        let folder = tempfile::tempdir().unwrap();
        let (backend, pharmacy) = pharmacy(&folder.path().join("file.db")).await;
        let tasks: Vec<_> = (0..20).map(|_| tokio::spawn(reserve(backend.clone(), pharmacy, 7))).collect();
        let (mut done, mut refused) = (0, vec![]);
        for task in tasks {
            match task.await.unwrap() {
                Ok(()) => done += 1,
                Err(Error::NoCredit { needed, available }) => refused.push((needed, available)),
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!((done, refused), (14, vec![(7, 2); 6]));
        let mut conn = backend.store().read().await.unwrap();
        let balance = balance(&mut conn, pharmacy).await.unwrap();
        assert_eq!((balance.available, balance.reserved, balance.spent), (Credits(2), Credits(98), Credits(0)));
        let entries = entries(&mut conn, pharmacy, None, 100).await.unwrap();
        assert_eq!(entries.len(), 15, "what was refused left no entry");
        assert_eq!(entries.iter().map(|entry| entry.available).sum::<i64>(), 2);
    }

    #[tokio::test]
    async fn what_was_not_set_aside_cannot_be_spent() {
        let folder = tempfile::tempdir().unwrap();
        let (backend, pharmacy) = pharmacy(&folder.path().join("file.db")).await;
        reserve(backend.clone(), pharmacy, 10).await.unwrap();
        let mut tx = backend.store().write().await.unwrap();
        move_credits(&mut tx, pharmacy, 2, Entry::spend(6)).await.unwrap();
        move_credits(&mut tx, pharmacy, 2, Entry::give_back(4)).await.unwrap();
        tx.commit().await.unwrap();
        for entry in [Entry::spend(1), Entry::give_back(1)] {
            let mut tx = backend.store().write().await.unwrap();
            assert!(matches!(move_credits(&mut tx, pharmacy, 3, entry).await, Err(Error::Store(_))));
        }
        let balance = balance(&mut backend.store().read().await.unwrap(), pharmacy).await.unwrap();
        assert_eq!((balance.available, balance.reserved, balance.spent), (Credits(94), Credits(0), Credits(6)));
    }
}
