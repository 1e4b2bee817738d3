//! The draft of a send, kept while it is being prepared.

use domain::draft::{Answer, Content};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// Keeps a draft that was made from `revision` for the send of `key`.
#[server(name = KeepDraft, prefix = "/api", endpoint = "draft-keep", input = Json)]
pub async fn keep(revision: u32, key: String, content: Content) -> Result<Answer, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::drafts::keep(&backend, &staff, revision, &key, &content).await?)
}

/// Gives the draft up; returns the revision from which to go on.
#[server(name = GiveUpDraft, prefix = "/api", endpoint = "draft-give-up")]
pub async fn give_up() -> Result<u32, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::drafts::give_up(&backend, &staff).await?)
}
