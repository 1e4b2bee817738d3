//! Credits and their ledger. What moves credits writes its entry in the same transaction; an entry never changes.

use domain::credit::{Balance, Credits, EntryKind};
use domain::id::{CampaignId, MessageId, PharmacyId, SalespersonId, StaffId, TopUpId};
use sqlx::SqliteConnection;

use super::{count, mail};
use crate::error::{Conflict, Error, Result};

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
    pub(crate) topup: Option<TopUpId>,
    pub(crate) salesperson: Option<SalespersonId>,
    /// The id of the entry that this one is opposite to.
    pub(crate) corrects: Option<i64>,
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
            topup: None,
            salesperson: None,
            corrects: None,
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

    /// Credits that were granted and are none after all.
    pub(crate) fn take_back(credits: u32) -> Self {
        let n = i64::from(credits);
        Self { available: -n, granted: -n, ..Self::new(EntryKind::Adjust) }
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

/// How many of a campaign's credits are spent still: neither a report nor the sales service has given them back. Never more
/// than the account has, so that what is given back by this number is always there.
pub(crate) async fn still_spent(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    campaign: CampaignId,
) -> Result<u32> {
    let row = sqlx::query!(
        r#"SELECT max(0, min(c.spent, (SELECT coalesce(sum(l.spent), 0) FROM ledger l WHERE l.campaign_id = $2))) AS "n!: i64"
           FROM credit c WHERE c.pharmacy_id = $1"#,
        pharmacy.0,
        campaign.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or(Error::NotFound)?;
    count(row.n, "ledger", "spent", campaign.0)
}

/// Moves credits and writes the entry that says so: both or nothing. Where they fall below what the pharmacy wants to be
/// warned at, that is noted for the post as well.
///
/// # Errors
///
/// [`Error::NoCredit`] if fewer are available than the entry takes, [`Conflict::BalanceFull`] if more would ever have been
/// granted than an account holds: the caller's transaction must not be committed.
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
           WHERE pharmacy_id = $1 AND available + $2 >= 0 AND granted + $5 <= 4000000000
           RETURNING available, reserved, last_entry, low_at"#,
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
        if i64::from(available) + entry.available >= 0 {
            return Err(Error::Conflict(Conflict::BalanceFull));
        }
        let needed = u32::try_from(entry.available.unsigned_abs()).unwrap_or(u32::MAX);
        return Err(Error::NoCredit { needed, available });
    };
    let id = MessageId::new(pharmacy, after.last_entry).0;
    let kind = entry.kind.code();
    let staff = entry.staff.map(|staff| staff.0);
    let campaign = entry.campaign.map(|campaign| campaign.0);
    let message = entry.message.map(|message| message.0);
    let topup = entry.topup.map(|topup| topup.0);
    let salesperson = entry.salesperson.map(|salesperson| salesperson.0);
    sqlx::query!(
        r#"INSERT INTO ledger (id, at, kind, available, reserved, spent, granted, available_after, reserved_after,
                               staff_id, campaign_id, message_id, reason, topup_id, salesperson_id, corrects)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"#,
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
        entry.reason,
        topup,
        salesperson,
        entry.corrects
    )
    .execute(&mut *conn)
    .await?;
    let falls_below = after.available < after.low_at && after.available - entry.available >= after.low_at;
    if falls_below {
        mail::tell_pharmacy(conn, mail::Kind::Low, pharmacy, None, at).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Backend;
    use crate::clock::Clock;
    use crate::service::pharmacies::{NewPharmacy, create};
    use crate::store::ledger::{Wanted, entries};

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
        let all = Wanted { sort: None, period: None, before: None };
        let entries = entries(&mut conn, pharmacy, all, 100).await.unwrap();
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
