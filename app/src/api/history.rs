//! The history of communications.

use domain::campaign::UnderWay;
use domain::history::{Cursor, Message, Page, Progress, Query};
use leptos::prelude::*;

use crate::error::AppError;

/// One page of the history.
#[server(name = ReadHistory, prefix = "/api", endpoint = "history")]
pub async fn page(cursor: Option<Cursor>) -> Result<Page, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::history::list(&backend, &staff, &Query::default(), cursor, None).await?)
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
