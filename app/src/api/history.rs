//! The history of communications.

use domain::campaign::UnderWay;
use domain::history::{Cursor, Page, Query};
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
