//! The words about health that a pharmacy adds to the lists of `domain::health`.

use domain::fold::words;
use domain::form::{Fault, Field, FieldErrors};
use domain::health::{MAX_OWN, MAX_WORD, named};
use domain::staff::Permission;
use domain::template::Texts;

use super::plain_name;
use crate::Backend;
use crate::caller::Staff;
use crate::error::{Error, Result};
use crate::store;

/// The words that the pharmacy added, in their order.
///
/// # Errors
///
/// [`Error::Store`] alone.
pub async fn health_words(backend: &Backend, staff: &Staff) -> Result<Vec<String>> {
    store::health_words::list(&mut *backend.store().read().await?, staff.pharmacy).await
}

/// Adds a word, or a few that follow one another. One that reads the same as another stays as it is.
///
/// # Errors
///
/// [`Error::Denied`] without `templates.edit`; [`Error::Invalid`] for one that has no letters, is longer than
/// [`MAX_WORD`], or one more than [`MAX_OWN`].
pub async fn add_health_word(backend: &Backend, staff: &Staff, word: &str) -> Result<()> {
    staff.need(Permission::TemplatesEdit)?;
    let word = plain_name(word);
    let key = words(&word).join(" ");
    let refused = |fault| Err(Error::Invalid(FieldErrors::one(Field::Word, fault)));
    if key.is_empty() {
        return refused(if word.is_empty() { Fault::Required } else { Fault::Unreadable });
    }
    if word.chars().count() > MAX_WORD {
        return refused(Fault::TooLong);
    }
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let added = store::health_words::add(&mut tx, staff.pharmacy, (&key, &word), staff.id, now).await?;
    if added && store::health_words::list(&mut tx, staff.pharmacy).await?.len() > MAX_OWN {
        return refused(Fault::Full);
    }
    if added {
        store::audit::record(&mut tx, staff.pharmacy, now, Some(staff.id), "health_word.added", None).await?;
    }
    tx.commit().await
}

/// Takes a word away again.
///
/// # Errors
///
/// [`Error::Denied`] without `templates.edit`.
pub async fn remove_health_word(backend: &Backend, staff: &Staff, word: &str) -> Result<()> {
    staff.need(Permission::TemplatesEdit)?;
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    if store::health_words::remove(&mut tx, staff.pharmacy, &words(word).join(" ")).await? {
        store::audit::record(&mut tx, staff.pharmacy, now, Some(staff.id), "health_word.removed", None).await?;
    }
    tx.commit().await
}

/// Whoever saves a text that speaks of health is asked once whether that is meant: goes on only where none of them does.
///
/// # Errors
///
/// [`Error::Invalid`] with [`Fault::Health`] at each text that has such a word.
pub async fn check_health(backend: &Backend, staff: &Staff, texts: &Texts) -> Result<()> {
    let own = health_words(backend, staff).await?;
    let fields = [(Field::Text, Some(&texts.text)), (Field::TextArabic, texts.arabic.as_ref())];
    let speaks = |text: Option<&String>| text.is_some_and(|text| !named(text, &own).is_empty());
    let faults: Vec<_> =
        fields.into_iter().filter(|(_, text)| speaks(*text)).map(|(field, _)| (field, Fault::Health)).collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(FieldErrors(faults))) }
}
