//! The gateway in use.

use domain::gateway::Gateway;
use leptos::prelude::*;

use crate::error::AppError;

/// How the gateway is; `None` where this process hands over no messages.
#[server(name = ReadGateway, prefix = "/api", endpoint = "gateway")]
pub async fn gateway() -> Result<Option<Gateway>, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::gateway::status(&backend, &staff).await?)
}
