//! Templates, their versions, and the words about health that a pharmacy adds.

use domain::id::TemplateRef;
use domain::template::{Act, Entry, Saved, Texts, Versions};
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
    /// What kind of SMS it is, by its word.
    #[serde(default)]
    pub class: String,
    /// The text.
    #[serde(default)]
    pub text: String,
    /// The text in Arabic; blank where there is none.
    #[serde(default)]
    pub arabic: String,
    /// The page said that the text speaks of health: it is saved nevertheless.
    #[serde(default)]
    pub known: String,
    /// The page to go to afterwards, if not the list.
    #[serde(default)]
    pub next: String,
}

/// *Restaurer*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restore {
    /// The template.
    pub template: TemplateRef,
    /// The version that was the last one.
    pub version: u32,
    /// The version that is restored.
    pub from: u32,
}

/// A word about health that is added, or taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordForm {
    /// The word to be added.
    #[serde(default)]
    pub word: String,
    /// The word to be taken away.
    #[serde(default)]
    pub remove: Option<String>,
}

/// The templates in use, the default of each objective first.
#[server(prefix = "/api", endpoint = "templates")]
pub async fn templates() -> Result<Vec<Saved>, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::templates::list(&backend, &staff).await?)
}

/// The same with what their settings say, or those in the archive.
#[server(prefix = "/api", endpoint = "template-entries")]
pub async fn entries(archived: bool) -> Result<Vec<Entry>, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::templates::entries(&backend, &staff, archived).await?)
}

/// One template.
#[server(prefix = "/api", endpoint = "template")]
pub async fn template(template: TemplateRef) -> Result<Saved, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::templates::get(&backend, &staff, &template).await?)
}

/// One template with its versions.
#[server(name = ReadVersions, prefix = "/api", endpoint = "template-versions")]
pub async fn versions(template: TemplateRef) -> Result<Versions, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::templates::versions(&backend, &staff, &template).await?)
}

/// The words about health that the pharmacy added.
#[server(prefix = "/api", endpoint = "health-words")]
pub async fn health_words() -> Result<Vec<String>, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::templates::health_words(&backend, &staff).await?)
}

/// Saves a template from its own page, and says which page to go to.
#[server(prefix = "/api", endpoint = "template-form")]
pub async fn save_form(form: TemplateForm) -> Result<String, AppError> {
    match saved(&form).await {
        Ok(next) => {
            super::go_to(&next);
            Ok(next)
        }
        // With JavaScript off the page would lose what was typed.
        Err(error) => match back(&form, &error).filter(|_| super::is_plain()) {
            Some(page) => {
                super::go_to(&page);
                Ok(page)
            }
            None => Err(error),
        },
    }
}

#[cfg(feature = "ssr")]
async fn saved(form: &TemplateForm) -> Result<String, AppError> {
    use backend::service::templates;
    use domain::campaign::Objective;
    use domain::template::Class;

    let (backend, staff) = super::caller()?;
    let texts = Texts::typed(&form.text, &form.arabic);
    let class = Class::from_slug(&form.class);
    if form.known.is_empty() {
        templates::check_health(&backend, &staff, &texts).await?;
    }
    match &form.template {
        Some(template) => {
            templates::save(&backend, &staff, template, form.version, Some(&form.name), class, &texts).await?;
        }
        None => {
            let objective = Objective::from_slug(&form.objective).ok_or(AppError::Old)?;
            let class = class.unwrap_or_else(|| Class::usual(objective));
            templates::add(&backend, &staff, &form.name, objective, class, &texts).await?;
        }
    }
    Ok(if super::is_local(&form.next) { form.next.clone() } else { String::from(LIST) })
}

/// The address of the list.
#[cfg(feature = "ssr")]
const LIST: &str = "/parametres/modeles";

/// The page of a form that was refused, with what was typed: it says by itself what is wrong with it. `None` if the refusal
/// is about something else, or if it is more than an address takes.
#[cfg(feature = "ssr")]
fn back(form: &TemplateForm, error: &AppError) -> Option<String> {
    use domain::form::{Fault, Field};
    use leptos_router::params::ParamsMap;

    if !matches!(error, AppError::Invalid(_) | AppError::StaleTemplate) {
        return None;
    }
    let mut query = ParamsMap::new();
    let taken = error.faults(Field::Name).contains(&Fault::Taken);
    let pairs = [
        ("nom", form.name.as_str()),
        ("objectif", &form.objective),
        ("nature", &form.class),
        ("texte", &form.text),
        ("texte_ar", &form.arabic),
        ("suite", &form.next),
        ("pris", if taken { "1" } else { "" }),
        ("perime", if *error == AppError::StaleTemplate { "1" } else { "" }),
    ];
    for (key, value) in pairs {
        // The map of parameters decodes once more what the server decoded.
        query.insert(key, value.replace('%', "%25"));
    }
    let page = form.template.as_ref().map_or("nouveau", TemplateRef::as_str);
    let address = [LIST, "/", page, &query.to_query_string()].concat();
    (address.len() <= LONGEST).then_some(address)
}

/// The longest address that a server takes, in bytes, with room for its headers.
#[cfg(feature = "ssr")]
const LONGEST: usize = 50_000;

/// *Sauvegarder* on the send page: a new version of the texts.
#[server(prefix = "/api", endpoint = "template-save", input = Json)]
pub async fn save(template: TemplateRef, version: u32, texts: Texts) -> Result<Saved, AppError> {
    let (backend, staff) = super::caller()?;
    Ok(backend::service::templates::save(&backend, &staff, &template, version, None, None, &texts).await?)
}

/// Saves an older version anew, and says which page to go to.
#[server(name = RestoreForm, prefix = "/api", endpoint = "template-restore")]
pub async fn restore(form: Restore) -> Result<String, AppError> {
    let (backend, staff) = super::caller()?;
    let Restore { template, version, from } = form;
    backend::service::templates::restore(&backend, &staff, &template, version, from).await?;
    let next = [LIST, "/", template.as_str(), "/versions"].concat();
    super::go_to(&next);
    Ok(next)
}

/// Makes a template the default, archives it, or takes it back, and says which page to go to.
#[server(name = ActForm, prefix = "/api", endpoint = "template-act")]
pub async fn act(template: TemplateRef, act: Act) -> Result<String, AppError> {
    let (backend, staff) = super::caller()?;
    backend::service::templates::act(&backend, &staff, &template, act).await?;
    super::go_to(LIST);
    Ok(String::from(LIST))
}

/// Adds a word about health, or takes one away; gives those that there are.
#[server(name = SaveWord, prefix = "/api", endpoint = "health-word")]
pub async fn save_word(form: WordForm) -> Result<Vec<String>, AppError> {
    use backend::service::templates;
    let (backend, staff) = super::caller()?;
    match &form.remove {
        Some(word) => templates::remove_health_word(&backend, &staff, word).await?,
        None => templates::add_health_word(&backend, &staff, &form.word).await?,
    }
    Ok(templates::health_words(&backend, &staff).await?)
}
