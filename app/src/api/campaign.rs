//! One campaign after it was sent. Sending is in `send`.

use domain::campaign::{Campaign, Command};
use domain::history::Cursor;
#[cfg(feature = "ssr")]
use domain::history::Query;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use super::history::Listed;
use crate::error::AppError;

/// A campaign, with one page of its messages. `campaign` is its reference, as the address has it.
#[server(name = ReadCampaign, prefix = "/api", endpoint = "campaign", input = Json)]
pub async fn page(campaign: String, cursor: Option<Cursor>) -> Result<Campaign<Listed>, AppError> {
    let (backend, staff) = super::caller()?;
    let campaign = campaign.parse().map_err(|_| backend::Error::NotFound)?;
    let page = backend::service::campaigns::page(&backend, &staff, &campaign, cursor).await?;
    let query = Query::of_campaign(campaign);
    Ok(page.with_messages(|messages| Listed::of(&staff, &query, cursor, messages)))
}

/// Holds a campaign back, lets it go on, or stops it. For a plain form as well.
#[server(name = Control, prefix = "/api", endpoint = "campaign-control")]
pub async fn control(campaign: String, command: Command) -> Result<(), AppError> {
    let (backend, staff) = super::caller()?;
    let campaign = campaign.parse().map_err(|_| backend::Error::NotFound)?;
    backend::service::campaigns::control(&backend, &staff, &campaign, command).await?;
    super::go_to(&["/campagnes/", campaign.as_str()].concat());
    Ok(())
}
