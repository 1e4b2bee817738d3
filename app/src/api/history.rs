//! The history of communications.

use domain::campaign::UnderWay;
#[cfg(feature = "ssr")]
use domain::history::Filter;
use domain::history::{Choices, Cursor, Message, Page, Progress, Query};
use domain::id::{CampaignRef, ClientRef};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// One page of a list. `until` is the number of the newest message that is shown; what came after it is counted.
#[server(name = ReadHistory, prefix = "/api", endpoint = "history", input = Json)]
pub async fn list(query: Query, cursor: Option<Cursor>, until: Option<i64>) -> Result<Page, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::history::list(&backend, &staff, &query, cursor, until).await?)
}

/// What can be chosen in the filters, with the campaign and the client that are chosen.
#[server(name = ReadChoices, prefix = "/api", endpoint = "history-choices", input = Json)]
pub async fn choices(campaign: Option<CampaignRef>, client: Option<ClientRef>) -> Result<Choices, AppError> {
    let (backend, staff) = super::caller()?;
    let filter = Filter { campaign, client, ..Filter::default() };
    let query = Query { filter, ..Query::default() };
    Ok(backend::service::history::choices(&backend, &staff, &query).await?)
}

/// The newest campaign that has messages still to leave.
#[server(name = ReadUnderWay, prefix = "/api", endpoint = "under-way")]
pub async fn under_way() -> Result<Option<UnderWay>, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::history::under_way(&backend, &staff).await?)
}

/// One message with its whole life; `number` as the history has it.
#[server(name = ReadMessage, prefix = "/api", endpoint = "message")]
pub async fn message(number: i64) -> Result<Message, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::history::message(&backend, &staff, number).await?)
}

/// How far an export of one's own is, by the name that the page gave it; `None` before it has begun.
#[server(name = ReadExport, prefix = "/api", endpoint = "export-progress")]
pub async fn export_progress(name: String) -> Result<Option<Progress>, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend.exports().progress(staff.id, &name))
}
