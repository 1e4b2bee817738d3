//! The recount of every account. For the command line: no server function calls it.

use domain::message::{Reason, Status};

use crate::Backend;
use crate::error::Result;
use crate::service::delivery::{Credit, credit};
use crate::store;
use crate::store::recount::Sums;

/// A difference between what there is and what there should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The name of the pharmacy.
    pub pharmacy: String,
    /// What was compared.
    pub what: &'static str,
    /// What there is.
    pub is: i64,
    /// What there should be.
    pub should_be: i64,
}

/// Recounts every pharmacy: the account by its ledger, the ledger entry by entry, what is set aside by the messages that
/// wait, each campaign's entries by the histories of its messages, and the requests that were activated. Nothing where all
/// agree. Reads every message: seconds for a million of them.
///
/// # Errors
///
/// [`Error::BadRow`](crate::Error::BadRow); [`Error::Store`](crate::Error::Store).
pub async fn check(backend: &Backend) -> Result<Vec<Difference>> {
    let mut conn = backend.store().snapshot().await?;
    let mut found = store::recount::differences(&mut conn).await?;
    found.extend(store::recount::campaigns(&mut conn, rule).await?);
    let difference = |found: store::recount::Difference| Difference {
        pharmacy: found.pharmacy,
        what: found.what,
        is: found.is,
        should_be: found.should_be,
    };
    Ok(found.into_iter().map(difference).collect())
}

/// The one rule of the delivery, in sums.
fn rule(from: Status, to: Status, reason: Option<Reason>, parts: i64) -> Sums {
    match credit(from, to, reason) {
        Some(Credit::Spend) => Sums { available: 0, reserved: -parts, spent: parts },
        Some(Credit::GiveBack) => Sums { available: parts, reserved: -parts, spent: 0 },
        Some(Credit::Correct) => Sums { available: parts, reserved: 0, spent: -parts },
        None => Sums::default(),
    }
}
