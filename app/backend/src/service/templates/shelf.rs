//! Templates in their settings: how often they were used, their versions, the default of an objective, the archive.

use domain::form::{Fault, Field, FieldErrors};
use domain::id::TemplateRef;
use domain::staff::Permission;
use domain::template::{Act, Entry, Saved, Version, Versions};

use super::{Change, shown, write};
use crate::Backend;
use crate::caller::Staff;
use crate::error::{Error, Result};
use crate::store;
use crate::store::templates::StoredVersion;

/// The templates in use, or those in the archive, each with the number of campaigns that used it.
///
/// # Errors
///
/// [`Error::Store`]; [`Error::BadRow`].
pub async fn entries(backend: &Backend, staff: &Staff, archived: bool) -> Result<Vec<Entry>> {
    let stored = store::templates::entries(&mut *backend.store().read().await?, staff.pharmacy, archived).await?;
    Ok(stored.into_iter().map(|(template, campaigns)| Entry { saved: shown(template, staff), campaigns }).collect())
}

/// The names of the templates that were archived last, at most 100.
///
/// # Errors
///
/// [`Error::Denied`] without `sms.send`; [`Error::Store`].
pub async fn archived(backend: &Backend, staff: &Staff) -> Result<Vec<(TemplateRef, String)>> {
    staff.need(Permission::SmsSend)?;
    store::templates::archived(&mut *backend.store().read().await?, staff.pharmacy).await
}

/// A template, in use or in the archive, with its last 200 versions.
///
/// # Errors
///
/// [`Error::NotFound`] if the pharmacy has no such template.
pub async fn versions(backend: &Backend, staff: &Staff, template: &TemplateRef) -> Result<Versions> {
    let mut conn = backend.store().read().await?;
    let found = store::templates::find_any(&mut conn, staff.pharmacy, template).await?.ok_or(Error::NotFound)?;
    let stored = store::templates::versions(&mut conn, found.id).await?;
    let version = |stored: StoredVersion| Version {
        version: stored.version,
        class: stored.class,
        texts: stored.texts,
        saved: staff.zone.stamp(stored.saved),
        by: stored.by,
    };
    Ok(Versions {
        archived: found.archived.map(|at| staff.zone.stamp(at)),
        saved: shown(found, staff),
        versions: stored.into_iter().map(version).collect(),
    })
}

/// *Restaurer*: saves a version anew, as the next one. `version` is the one that was the last when that was asked for.
///
/// # Errors
///
/// Those of [`save`](super::save()); [`Error::NotFound`] for a version that there is not.
pub async fn restore(
    backend: &Backend,
    staff: &Staff,
    template: &TemplateRef,
    version: u32,
    from: u32,
) -> Result<Saved> {
    staff.need(Permission::TemplatesEdit)?;
    let mut tx = backend.store().write().await?;
    let found = store::templates::find(&mut tx, staff.pharmacy, template).await?.ok_or(Error::NotFound)?;
    let old = store::templates::version(&mut tx, found.id, from).await?.ok_or(Error::NotFound)?;
    let name = found.name.clone();
    let change = Change { version, name: &name, class: old.class, texts: &old.texts };
    write(backend, staff, tx, found, change, "template.restored").await
}

/// Does something with a template; done twice it is done once.
///
/// # Errors
///
/// [`Error::Denied`] without `templates.edit`; [`Error::NotFound`] if there is no such template, or if it is in the archive
/// and something other than taking it back is asked for; [`Error::Invalid`] if another template has its name meanwhile.
pub async fn act(backend: &Backend, staff: &Staff, template: &TemplateRef, act: Act) -> Result<()> {
    staff.need(Permission::TemplatesEdit)?;
    let now = backend.clock().now();
    let pharmacy = staff.pharmacy;
    let mut tx = backend.store().write().await?;
    let found = store::templates::find_any(&mut tx, pharmacy, template).await?.ok_or(Error::NotFound)?;
    let action = match (act, found.archived) {
        (Act::MakeDefault, None) if found.is_default => return Ok(()),
        (Act::MakeDefault, None) => {
            store::templates::make_default(&mut tx, pharmacy, found.id, found.objective).await?;
            "template.made_default"
        }
        (Act::MakeDefault, Some(_)) => return Err(Error::NotFound),
        (Act::Archive, Some(_)) | (Act::TakeBack, None) => return Ok(()),
        (Act::Archive, None) => {
            store::templates::archive(&mut tx, pharmacy, found.id, now).await?;
            "template.archived"
        }
        (Act::TakeBack, Some(_)) => {
            if store::templates::name_is_taken(&mut tx, pharmacy, &found.name, None).await? {
                return Err(Error::Invalid(FieldErrors::one(Field::Name, Fault::Taken)));
            }
            store::templates::take_back(&mut tx, pharmacy, found.id).await?;
            "template.taken_back"
        }
    };
    store::audit::record(&mut tx, pharmacy, now, Some(staff.id), action, Some(template.as_str())).await?;
    tx.commit().await
}
