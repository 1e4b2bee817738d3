//! The history of communications.

use domain::campaign::UnderWay;
use domain::history::{Choices, Cursor, Message, Page, Progress, Query};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// What the page begins with.
pub type Opening = (Option<Page>, Choices, Option<UnderWay>);

/// One page of a list. `until` is the number of the newest message that is shown; what came after it is counted.
#[server(name = ReadHistory, prefix = "/api", endpoint = "history", input = Json)]
pub async fn list(query: Query, cursor: Option<Cursor>, until: Option<i64>) -> Result<Page, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::history::list(&backend, &staff, &query, cursor, until).await?)
}

/// What the page begins with: the list that its address asks for, if it asks for one; what can be chosen in its filters; and
/// the send under way.
#[server(name = ReadOpening, prefix = "/api", endpoint = "history-opening", input = Json)]
pub async fn open(asked: Option<(Query, Option<Cursor>)>) -> Result<Opening, AppError> {
    use backend::service::history::{choices, list, under_way};
    let (backend, staff) = super::caller()?;
    let query = asked.as_ref().map(|(query, _)| query.clone()).unwrap_or_default();
    let choices = choices(&backend, &staff, &query).await?;
    let page = match asked {
        Some((query, cursor)) => Some(list(&backend, &staff, &query, cursor, None).await?),
        None => None,
    };
    Ok((page, choices, under_way(&backend, &staff).await?))
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
