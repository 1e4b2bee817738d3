//! Templates and their versions.

mod health;
mod shelf;
mod starter;

use domain::campaign::{MAX_TEXT, Objective};
use domain::form::{Fault, Field, FieldErrors};
use domain::id::TemplateRef;
use domain::money::Money;
use domain::sms;
use domain::staff::Permission;
use domain::template::{Class, Fields, MAX_NAME, Saved, Template, Texts};

pub use self::health::{add_health_word, check_health, health_words, remove_health_word};
pub use self::shelf::{act, archived, entries, restore, versions};
pub(crate) use self::starter::{STARTERS, Starter};
use crate::Backend;
use crate::caller::Staff;
use crate::error::{Conflict, Error, Result};
use crate::store::templates::{NewTemplate, Stored};
use crate::store::{self, WriteTx};

/// The templates in use, the default of each objective first, then by name.
///
/// # Errors
///
/// [`Error::Store`]; [`Error::BadRow`].
pub async fn list(backend: &Backend, staff: &Staff) -> Result<Vec<Saved>> {
    let stored = store::templates::list(&mut *backend.store().read().await?, staff.pharmacy).await?;
    Ok(stored.into_iter().map(|template| shown(template, staff)).collect())
}

/// One template.
///
/// # Errors
///
/// [`Error::NotFound`] if the pharmacy has no such template.
pub async fn get(backend: &Backend, staff: &Staff, template: &TemplateRef) -> Result<Saved> {
    let found = store::templates::find(&mut *backend.store().read().await?, staff.pharmacy, template).await?;
    found.map(|template| shown(template, staff)).ok_or(Error::NotFound)
}

/// Adds a template.
///
/// # Errors
///
/// [`Error::Denied`] without `templates.edit`; [`Error::Invalid`] with every fault of name and texts, among them what they
/// lack as a promotion.
pub async fn add(
    backend: &Backend,
    staff: &Staff,
    name: &str,
    objective: Objective,
    class: Class,
    texts: &Texts,
) -> Result<TemplateRef> {
    staff.need(Permission::TemplatesEdit)?;
    let name = plain_name(name);
    let mut faults = name_faults(&name);
    let parsed = parse_texts(staff, texts);
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    if faults.is_empty() && store::templates::name_is_taken(&mut tx, staff.pharmacy, &name, None).await? {
        faults.push((Field::Name, Fault::Taken));
    }
    let texts = both(staff, faults, class, parsed)?;
    let new = NewTemplate { name: &name, objective, class, texts: &texts, is_default: false };
    let added = store::templates::add(&mut tx, staff.pharmacy, &new, Some(staff.id), now).await?;
    let subject = Some(added.as_str());
    store::audit::record(&mut tx, staff.pharmacy, now, Some(staff.id), "template.added", subject).await?;
    tx.commit().await?;
    Ok(added)
}

/// Saves a new version of a template (none if name, class and texts are what they were). `version` is the one that was
/// edited; without a name or a class it keeps its own.
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
    class: Option<Class>,
    texts: &Texts,
) -> Result<Saved> {
    staff.need(Permission::TemplatesEdit)?;
    let mut tx = backend.store().write().await?;
    let found = store::templates::find(&mut tx, staff.pharmacy, template).await?.ok_or(Error::NotFound)?;
    let name = name.map_or_else(|| found.name.clone(), plain_name);
    let change = Change { version, name: &name, class: class.unwrap_or(found.class), texts };
    write(backend, staff, tx, found, change, "template.saved").await
}

/// What a template becomes.
struct Change<'a> {
    /// The version that was edited.
    version: u32,
    name: &'a str,
    class: Class,
    /// As typed.
    texts: &'a Texts,
}

/// Saves the next version, where that is another one, and ends the transaction.
async fn write(
    backend: &Backend,
    staff: &Staff,
    mut tx: WriteTx,
    found: Stored,
    change: Change<'_>,
    action: &'static str,
) -> Result<Saved> {
    let Change { version, name, class, texts } = change;
    let now = backend.clock().now();
    let mut faults = name_faults(name);
    if faults.is_empty() && store::templates::name_is_taken(&mut tx, staff.pharmacy, name, Some(found.id)).await? {
        faults.push((Field::Name, Fault::Taken));
    }
    let texts = both(staff, faults, class, parse_texts(staff, texts))?;
    // Before the version is looked at: the same save once more, after a lost answer, is no conflict.
    if found.name == name && found.class == class && found.texts == texts {
        return Ok(shown(found, staff));
    }
    let written = (name, class, &texts);
    if !store::templates::save(&mut tx, staff.pharmacy, found.id, version, written, staff.id, now).await? {
        return Err(Error::Conflict(Conflict::StaleTemplate));
    }
    let saved = store::templates::find(&mut tx, staff.pharmacy, &found.template).await?.ok_or(Error::NotFound)?;
    let subject = Some(found.template.as_str());
    store::audit::record(&mut tx, staff.pharmacy, now, Some(staff.id), action, subject).await?;
    tx.commit().await?;
    Ok(shown(saved, staff))
}

/// A name on one line, without spaces at its ends.
fn plain_name(typed: &str) -> String {
    typed.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn name_faults(name: &str) -> Vec<(Field, Fault)> {
    match name.chars().count() {
        0 => vec![(Field::Name, Fault::Required)],
        length if length > MAX_NAME => vec![(Field::Name, Fault::TooLong)],
        _ => vec![],
    }
}

/// Texts that may be saved or sent.
type Parsed = std::result::Result<(Template, Option<Template>), Vec<(Field, Fault)>>;

/// Texts that may be saved or sent, parsed; else all that is wrong with them.
pub(crate) fn parse_texts(staff: &Staff, texts: &Texts) -> Parsed {
    let text = parse_text(staff, &texts.text, Field::Text);
    let arabic = texts.arabic.as_deref().map(|arabic| parse_text(staff, arabic, Field::TextArabic)).transpose();
    match (text, arabic) {
        (Ok(text), Ok(arabic)) => Ok((text, arabic)),
        (Err(mut faults), arabic) => {
            faults.extend(arabic.err().unwrap_or_default());
            Err(faults)
        }
        (Ok(_), Err(faults)) => Err(faults),
    }
}

/// A text that may be saved or sent, parsed; else all that is wrong with it. How many parts it takes is measured with
/// usual values: what one client's name adds is found out when the send is quoted.
fn parse_text(staff: &Staff, text: &str, field: Field) -> std::result::Result<Template, Vec<(Field, Fault)>> {
    if text.trim().is_empty() {
        return Err(vec![(field, Fault::Required)]);
    }
    let mut faults = vec![];
    if text.chars().count() > MAX_TEXT {
        faults.push((field, Fault::TooLong));
    }
    match Template::parse(text) {
        Err(errors) => faults.extend(errors.into_iter().map(|error| (field, Fault::Template(error)))),
        Ok(template) if faults.is_empty() => {
            let usual = template.render(&usual(staff)).unwrap_or_default();
            if sms::count(&usual).1 <= sms::MAX_PARTS {
                return Ok(template);
            }
            faults.push((field, Fault::TooManyParts));
        }
        Ok(_) => {}
    }
    Err(faults)
}

fn usual(staff: &Staff) -> Fields<'_> {
    Fields {
        first_name: Some("Mohammed"),
        last_name: Some("Benjelloun"),
        balance: Some(Money::from_centimes(125_050)),
        pharmacy: or_usual(&staff.pharmacy_name, "Pharmacie"),
        pharmacy_phone: or_usual(&staff.pharmacy_phone, "05 22 00 00 00"),
    }
}

fn or_usual<'a>(value: &'a str, usual: &'a str) -> &'a str {
    if value.trim().is_empty() { usual } else { value }
}

/// What the texts of a send or a template lack, each at its field, where they are a promotion.
pub(crate) fn promotion_faults(
    staff: &Staff,
    class: Class,
    text: &Template,
    arabic: Option<&Template>,
) -> Vec<(Field, Fault)> {
    if class != Class::Promotion {
        return vec![];
    }
    let lacks = |template: &Template, field| {
        let faults = template.lacks_as_promotion(&staff.pharmacy_name);
        faults.into_iter().map(move |fault| (field, fault))
    };
    lacks(text, Field::Text).chain(arabic.into_iter().flat_map(|arabic| lacks(arabic, Field::TextArabic))).collect()
}

/// The texts in the one form in which they are saved, if there was nothing wrong with any field.
fn both(staff: &Staff, mut faults: Vec<(Field, Fault)>, class: Class, parsed: Parsed) -> Result<Texts> {
    match parsed {
        Ok((text, arabic)) => {
            faults.extend(promotion_faults(staff, class, &text, arabic.as_ref()));
            if faults.is_empty() {
                return Ok(Texts { text: text.source(), arabic: arabic.as_ref().map(Template::source) });
            }
        }
        Err(more) => faults.extend(more),
    }
    Err(Error::Invalid(FieldErrors(faults)))
}

fn shown(template: Stored, staff: &Staff) -> Saved {
    Saved {
        template: template.template,
        name: template.name,
        objective: template.objective,
        class: template.class,
        texts: template.texts,
        version: template.version,
        is_default: template.is_default,
        changed: staff.zone.stamp(template.changed),
        by: template.by,
    }
}
