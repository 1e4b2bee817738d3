//! Clients, for their list and for that of recipients.

use domain::client::{Card, Filter, Line, Lines, Wish, Written};
#[cfg(feature = "ssr")]
use domain::draft::MAX_TICKED;
use domain::id::ClientRef;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// The most lines of one answer; the browser asks for more than the first hundred only on request.
pub const MAX_LINES: u32 = 1_000;

/// The first `limit` clients of a list, by name or by what they owe.
#[server(prefix = "/api", endpoint = "clients", input = Json)]
pub async fn clients(filter: Filter, by_balance: bool, limit: u32) -> Result<Lines, AppError> {
    use backend::service::clients::{self, Order};
    let (backend, staff) = super::caller()?;
    let order = if by_balance { Order::Balance } else { Order::Name };
    Ok(clients::list(&backend, &staff, &bounded(filter)?, order, limit.min(MAX_LINES)).await?)
}

/// A part of the list of recipients, from the `offset`th on, with those who are `first` at its head.
#[server(prefix = "/api", endpoint = "recipients", input = Json)]
pub async fn recipients(
    filter: Filter,
    by_balance: bool,
    first: Vec<ClientRef>,
    offset: u32,
    limit: u32,
) -> Result<Lines, AppError> {
    use backend::service::clients::{self, Order};
    let (backend, staff) = super::caller()?;
    let order = if by_balance { Order::Balance } else { Order::Name };
    let first = first.get(..first.len().min(MAX_TICKED)).unwrap_or_default();
    Ok(clients::part(&backend, &staff, &bounded(filter)?, order, first, (offset, limit)).await?)
}

/// The lines of clients who are ticked and were never seen: those of a draft.
#[server(prefix = "/api", endpoint = "recipients-named", input = Json)]
pub async fn named(clients: Vec<ClientRef>) -> Result<Vec<Line>, AppError> {
    let (backend, staff) = super::caller()?;
    let clients = clients.get(..clients.len().min(MAX_TICKED)).unwrap_or_default();
    Ok(backend::service::clients::named(&backend, &staff, clients).await?)
}

/// One client, with what they said. `client` is its reference, as the address has it.
#[server(name = ReadClient, prefix = "/api", endpoint = "client")]
pub async fn client(client: String) -> Result<Card, AppError> {
    let (backend, staff) = super::caller()?;
    let client = client.parse().map_err(|_| backend::Error::NotFound)?;
    Ok(backend::service::clients::card(&backend, &staff, &client).await?)
}

/// The last texts that a client wrote. `client` as above.
#[server(name = ReadWritten, prefix = "/api", endpoint = "client-written")]
pub async fn written(client: String) -> Result<Vec<Written>, AppError> {
    let (backend, staff) = super::caller()?;
    let client = client.parse().map_err(|_| backend::Error::NotFound)?;
    Ok(backend::service::clients::written(&backend, &staff, &client).await?)
}

/// Notes what a client said at the counter.
#[server(name = NoteWish, prefix = "/api", endpoint = "client-wish")]
pub async fn note(client: ClientRef, wish: Wish) -> Result<(), AppError> {
    let (backend, staff) = super::caller()?;
    backend::service::clients::note(&backend, &staff, &client, wish).await?;
    super::go_to(&[String::from("/clients/"), client.to_string()].concat());
    Ok(())
}

/// The clients of a list who can receive an SMS, for *Tout cocher*: at most one more than can be ticked, which tells that
/// there are more.
#[server(prefix = "/api", endpoint = "clients-reachable", input = Json)]
pub async fn reachable(filter: Filter) -> Result<Vec<ClientRef>, AppError> {
    let (backend, staff) = super::caller()?;
    let most = u32::try_from(MAX_TICKED + 1).unwrap_or(u32::MAX);
    Ok(backend::service::clients::reachable(&backend, &staff, &bounded(filter)?, most).await?)
}

/// A search is a few words; more is not looked at.
#[cfg(feature = "ssr")]
fn bounded(filter: Filter) -> Result<Filter, AppError> {
    use domain::form::{Fault, Field, FieldErrors};
    let too_long = filter.search.chars().count() > domain::client::MAX_SEARCH;
    let faults = FieldErrors::one(Field::Search, Fault::TooLong);
    if too_long { Err(backend::Error::Invalid(faults).into()) } else { Ok(filter) }
}
