//! Credits and their ledger.

use domain::credit::{Balance, Ledger};
use domain::id::PharmacyId;

use crate::Backend;
use crate::caller::Staff;
use crate::error::Result;

/// Where the credits of the caller's pharmacy stand.
pub async fn balance(backend: &Backend, staff: &Staff) -> Result<Balance> {
    let _ = (backend, staff);
    Ok(Balance::default())
}

/// One page of the ledger, newest first; `before` is an entry's number.
pub async fn ledger(backend: &Backend, staff: &Staff, before: Option<i64>) -> Result<Ledger> {
    let _ = (backend, staff, before);
    Ok(Ledger::default())
}

/// Grants credits. For the command line and the demonstration: no server function calls it.
pub async fn grant(backend: &Backend, pharmacy: PharmacyId, credits: u32, reason: &str) -> Result<()> {
    let _ = (backend, pharmacy, credits, reason);
    Ok(())
}
