//! Requests for credits, for both sides: who calls decides which.

use domain::id::{PackRef, TopUpRef};
use domain::pack::Pack;
use domain::topup::Sheet;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// A step as its form sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepForm {
    /// The request.
    pub topup: TopUpRef,
    /// What is done, by its word.
    pub act: String,
    /// The reason, or the message.
    #[serde(default)]
    pub note: String,
    /// The pack that is chosen.
    #[serde(default)]
    pub pack: Option<PackRef>,
    /// The version of it that was shown.
    #[serde(default)]
    pub version: u32,
}

/// Asks for credits, and says which page to go to.
#[server(name = AskForCredits, prefix = "/api", endpoint = "topup-request")]
pub async fn request(#[server(default)] note: String) -> Result<String, AppError> {
    let (backend, staff) = super::caller()?;
    let topup = backend::service::topups::request(&backend, &staff, &note).await?;
    let page = crate::routes::topup(domain::topup::Side::Pharmacy, &topup);
    super::go_to(&page);
    Ok(page)
}

/// The packs that can be chosen.
#[server(name = ReadPacks, prefix = "/api", endpoint = "packs")]
pub async fn packs() -> Result<Vec<Pack>, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::topups::packs(&backend, &staff).await?)
}

/// All of a request.
#[server(name = ReadTopUp, prefix = "/api", endpoint = "topup")]
pub async fn sheet(topup: TopUpRef) -> Result<Sheet, AppError> {
    let (backend, who) = super::either()?;
    Ok(backend::service::topups::sheet(&backend, who.caller(), &topup).await?)
}

/// Takes a step, and leads a plain form back to the request.
#[server(name = TakeStep, prefix = "/api", endpoint = "topup-step")]
pub async fn step(form: StepForm) -> Result<(), AppError> {
    use backend::service::topups::{self, Deed};
    let (backend, who) = super::either()?;
    let act = domain::topup::Act::from_slug(&form.act).ok_or(AppError::Old)?;
    let pack = form.pack.as_ref().map(|pack| (pack, form.version));
    topups::act(&backend, who.caller(), &form.topup, Deed { act, note: &form.note, pack }).await?;
    super::go_to(&crate::routes::topup(who.caller().side(), &form.topup));
    Ok(())
}
