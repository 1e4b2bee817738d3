//! Sending again by hand what may have arrived.

use domain::id::CampaignRef;
use domain::message::Repeat;
use leptos::prelude::*;

use crate::error::AppError;

/// A message as it stands before it is sent again; `number` as the history has it.
#[server(name = ReadRepeat, prefix = "/api", endpoint = "repeat-look")]
pub async fn look(number: i64) -> Result<Repeat, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::campaigns::look(&backend, &staff, number).await?)
}

/// Sends it again. For a plain form as well.
#[server(name = SendAgain, prefix = "/api", endpoint = "repeat")]
pub async fn repeat(number: i64) -> Result<CampaignRef, AppError> {
    let (backend, staff) = super::caller()?;
    let campaign = backend::service::campaigns::repeat(&backend, &staff, number).await?;
    super::go_to(&["/campagnes/", campaign.as_str()].concat());
    Ok(campaign)
}
