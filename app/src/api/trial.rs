//! *Envoyer un test*: the text as one client would read it, to numbers that a person typed.

use domain::campaign::Draft;
use domain::id::CampaignRef;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::error::AppError;

/// Sends a test: what the one client of the draft would receive, to the numbers as they were typed; those of fields that were
/// left empty are empty.
#[server(name = SendTest, prefix = "/api", endpoint = "send-test", input = Json)]
pub async fn test(draft: Draft, phones: Vec<String>, key: String) -> Result<CampaignRef, AppError> {
    let (backend, staff) = super::caller()?;
    let draft = super::send::bounded(draft)?;
    Ok(backend::service::campaigns::test(&backend, &staff, &draft, &phones, &key).await?)
}
