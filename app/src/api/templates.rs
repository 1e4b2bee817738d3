//! Templates and their versions.

use domain::id::TemplateRef;
use domain::template::{Saved, Texts};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// A template as its form sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateForm {
    /// The template; `None` for a new one.
    pub template: Option<TemplateRef>,
    /// The version that was edited; 0 for a new one.
    pub version: u32,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// What it is for, by its word in addresses; a template that is saved keeps what it was for.
    #[serde(default)]
    pub objective: String,
    /// The text.
    #[serde(default)]
    pub text: String,
    /// The text in Arabic; blank where there is none.
    #[serde(default)]
    pub arabic: String,
    /// The page to go to afterwards, if not the list.
    #[serde(default)]
    pub next: String,
}

/// The templates in use, the default of each objective first.
#[server(prefix = "/api", endpoint = "templates")]
pub async fn templates() -> Result<Vec<Saved>, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::templates::list(&backend, &staff).await?)
}

/// One template.
#[server(prefix = "/api", endpoint = "template")]
pub async fn template(template: TemplateRef) -> Result<Saved, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::templates::get(&backend, &staff, &template).await?)
}

/// Saves a template from its own page, and says which page to go to.
#[server(prefix = "/api", endpoint = "template-form")]
pub async fn save_form(form: TemplateForm) -> Result<String, AppError> {
    use backend::service::templates;
    let (backend, staff) = super::caller()?;
    let texts = Texts::typed(&form.text, &form.arabic);
    match &form.template {
        Some(template) => {
            templates::save(&backend, &staff, template, form.version, Some(&form.name), &texts).await?;
        }
        None => {
            let objective = domain::campaign::Objective::from_slug(&form.objective).ok_or(AppError::Old)?;
            templates::add(&backend, &staff, &form.name, objective, &texts).await?;
        }
    }
    let next = if super::is_local(&form.next) { form.next } else { String::from("/parametres/modeles") };
    super::go_to(&next);
    Ok(next)
}

/// *Sauvegarder* on the send page: a new version of the texts.
#[server(prefix = "/api", endpoint = "template-save", input = Json)]
pub async fn save(template: TemplateRef, version: u32, texts: Texts) -> Result<Saved, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::templates::save(&backend, &staff, &template, version, None, &texts).await?)
}
