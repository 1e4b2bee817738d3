//! What the page of a campaign says of the last minute: how fast its messages leave, and what did not arrive.

use std::cmp::Reverse;

use domain::campaign::{Failure, Flow, Lately, Speed};
use domain::message::{Counts, Status};
use domain::phone::PhoneNumber;
use sqlx::SqliteConnection;

use crate::caller::Staff;
use crate::error::Result;
use crate::store;
use crate::store::campaigns::Stored;

/// Over how many milliseconds the speed is measured.
const MINUTE: i64 = 60_000;
/// Failures that are shown.
const SHOWN: u32 = 5;

/// What happened to a campaign lately.
pub(super) async fn lately(
    conn: &mut SqliteConnection,
    staff: &Staff,
    stored: &Stored,
    (flow, counts): (&Flow, &Counts),
    now: i64,
) -> Result<Lately> {
    let leaves = matches!(flow, Flow::Free);
    let waiting = store::campaigns::to_leave(counts);
    let speed = if leaves && waiting > 0 { speed(conn, stored, waiting, now).await? } else { None };
    let mut failed = vec![];
    for status in [Status::Failed, Status::Expired] {
        if counts.iter().any(|(other, n)| *other == status && *n > 0) {
            failed.extend(store::lately::last_in(conn, stored.ids, status, SHOWN).await?);
        }
    }
    failed.sort_by_key(|failed| Reverse((failed.at, failed.id.0)));
    let failures = failed.into_iter().take(usize::try_from(SHOWN).unwrap_or_default()).map(|failed| Failure {
        number: failed.id.number(),
        recipient: failed.recipient,
        phone: PhoneNumber::try_from(failed.phone).map(|phone| phone.national()).unwrap_or_default(),
        at: staff.zone.stamp(failed.at),
        reason: failed.reason,
    });
    Ok(Lately { speed, failures: failures.collect() })
}

/// Told from the credits that were spent: the ledger has an entry for each batch, the history one for each message. Of a send
/// whose messages take several parts these are as many as the average takes.
async fn speed(conn: &mut SqliteConnection, stored: &Stored, waiting: u32, now: i64) -> Result<Option<Speed>> {
    let Some((spent, first)) = store::lately::spent_since(conn, stored.id, now - MINUTE).await? else {
        return Ok(None);
    };
    let taken = (u64::from(spent) * u64::from(stored.messages)).checked_div(u64::from(stored.credits));
    let taken = taken.and_then(|taken| u32::try_from(taken).ok()).unwrap_or(spent);
    Ok(Speed::of(taken, now - first, waiting))
}
