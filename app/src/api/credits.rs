//! Credits and their ledger.

use domain::credit::{Ledger, LedgerFilter, Overview, Standing};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// What the head of every page says.
#[server(name = ReadBalance, prefix = "/api", endpoint = "balance")]
pub async fn balance() -> Result<Standing, AppError> {
    use super::Either;
    match super::either()? {
        (backend, Either::Staff(staff)) => Ok(backend::service::credits::standing(&backend, &staff).await?),
        (backend, Either::Sales(person)) => {
            let has_news = backend::service::sales::has_news(&backend, &person).await?;
            Ok(Standing { has_news, ..Standing::default() })
        }
    }
}

/// The balance, its last days, when it runs out, and the pharmacy's requests.
#[server(name = ReadOverview, prefix = "/api", endpoint = "credits")]
pub async fn overview() -> Result<Overview, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::credits::overview(&backend, &staff).await?)
}

/// One page of the ledger; `before` is an entry's number.
#[server(name = ReadLedger, prefix = "/api", endpoint = "ledger", input = Json)]
pub async fn ledger(filter: LedgerFilter, before: Option<i64>) -> Result<Ledger, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::credits::ledger(&backend, &staff, &filter, before).await?)
}

/// Sets below how many credits the pharmacy is warned, from its form.
#[server(name = SetLowAt, prefix = "/api", endpoint = "credits-alert")]
pub async fn set_low_at(#[server(default)] low_at: String) -> Result<(), AppError> {
    use domain::form::{Fault, Field, FieldErrors};
    let (backend, staff) = super::caller()?;
    let unreadable = || backend::Error::Invalid(FieldErrors::one(Field::Credits, Fault::Unreadable));
    let low_at = super::whole(&low_at).ok_or_else(unreadable)?;
    backend::service::credits::set_low_at(&backend, &staff, low_at).await?;
    super::go_to(crate::routes::CREDITS);
    Ok(())
}
