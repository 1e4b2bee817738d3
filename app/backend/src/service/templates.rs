//! Templates and their versions.

use domain::campaign::Objective;
use domain::id::TemplateRef;
use domain::template::Saved;

use crate::Backend;
use crate::caller::Staff;
use crate::error::{Error, Result};

/// The templates in use, the default of each objective first, then by name.
pub async fn list(backend: &Backend, staff: &Staff) -> Result<Vec<Saved>> {
    let _ = (backend, staff);
    Ok(vec![])
}

/// One template.
///
/// # Errors
///
/// [`Error::NotFound`] if the pharmacy has no such template.
pub async fn get(backend: &Backend, staff: &Staff, template: &TemplateRef) -> Result<Saved> {
    let _ = (backend, staff, template);
    Err(Error::NotFound)
}

/// Adds a template.
///
/// # Errors
///
/// [`Error::Denied`] without `templates.edit`; [`Error::Invalid`] with every fault of name and text.
pub async fn add(
    backend: &Backend,
    staff: &Staff,
    name: &str,
    objective: Objective,
    text: &str,
) -> Result<TemplateRef> {
    let _ = (backend, staff, name, objective, text);
    Err(Error::NotFound)
}

/// Saves a new version of a template (none if name and text are what they were). `version` is the one that was edited.
///
/// # Errors
///
/// Those of [`add`]; [`Error::NotFound`]; [`Error::Conflict`] if somebody saved another version meanwhile.
pub async fn save(
    backend: &Backend,
    staff: &Staff,
    template: &TemplateRef,
    version: u32,
    name: Option<&str>,
    text: &str,
) -> Result<Saved> {
    let _ = (backend, staff, template, version, name, text);
    Err(Error::NotFound)
}
