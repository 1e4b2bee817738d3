//! Credits and their ledger.

use domain::credit::{Balance, Ledger};
use leptos::prelude::*;

use crate::error::AppError;

/// Where the credits stand.
#[server(name = ReadBalance, prefix = "/api", endpoint = "balance")]
pub async fn balance() -> Result<Balance, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::credits::balance(&backend, &staff).await?)
}

/// One page of the ledger; `before` is an entry's number.
#[server(name = ReadLedger, prefix = "/api", endpoint = "ledger")]
pub async fn ledger(before: Option<i64>) -> Result<Ledger, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::credits::ledger(&backend, &staff, before).await?)
}
