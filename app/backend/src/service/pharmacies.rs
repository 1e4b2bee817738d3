//! Making pharmacies and their first person. For the command line and the demonstration: no server function calls it.

use std::time::Duration;

use domain::form::{Fault, Field, FieldErrors};
use domain::id::{PharmacyId, StaffId};
use domain::staff::Permissions;
use domain::template::Texts;
use secrecy::SecretString;

use super::account::{check_password, normal_email};
use super::templates::{STARTERS, Starter};
use crate::Backend;
use crate::clock::DEFAULT_ZONE;
use crate::error::{Error, Result};
use crate::store;
use crate::store::templates::NewTemplate;

/// A pharmacy to be made.
#[derive(Clone, Debug)]
pub struct NewPharmacy {
    /// Its name.
    pub name: String,
    /// Its phone, as it is to be read; may be empty.
    pub phone: String,
    /// The sender name that phones show: 1 to 11 letters, digits, spaces or hyphens, at least one letter.
    pub sender: String,
    /// Whether it is the demonstration: any hour, nothing to call off, and said on every page.
    pub demo: bool,
}

/// The most characters of the name of a pharmacy or a person.
const MAX_NAME: usize = 80;

/// The most characters of a phone as it is to be read.
const MAX_PHONE: usize = 30;

/// The most octets of an e-mail address (RFC 5321).
const MAX_EMAIL: usize = 254;

/// 09:00 to 20:00, in minutes of the day (the specification, section 4).
const USUAL_HOURS: (i64, i64) = (540, 1_200);
const ANY_HOUR: (i64, i64) = (0, 1_440);

/// How long a send can be called off, in milliseconds (the specification, section 2).
const USUAL_UNDO: i64 = 30_000;

/// Makes a pharmacy, with a starter set of templates (a default reminder among them) and no credits.
///
/// # Errors
///
/// [`Error::Invalid`] if the name is taken or a field is wrong; for a wrong phone or sender name the field is
/// [`Field::Text`].
pub async fn create(backend: &Backend, pharmacy: &NewPharmacy) -> Result<PharmacyId> {
    let (name, phone, sender) = (pharmacy.name.trim(), pharmacy.phone.trim(), pharmacy.sender.trim());
    let mut faults = name_faults(name);
    if phone.chars().count() > MAX_PHONE {
        faults.push((Field::Text, Fault::TooLong));
    }
    if !is_sender(sender) {
        faults.push((Field::Text, Fault::Unreadable));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(FieldErrors(faults)));
    }
    let new = store::pharmacies::NewPharmacy {
        name,
        phone,
        sender,
        zone: DEFAULT_ZONE,
        hours: if pharmacy.demo { ANY_HOUR } else { USUAL_HOURS },
        undo: if pharmacy.demo { 0 } else { USUAL_UNDO },
        demo: pharmacy.demo,
    };
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let added = store::pharmacies::add(&mut tx, &new, now).await?;
    let Some(id) = added else { return Err(Error::Invalid(FieldErrors::one(Field::Name, Fault::Taken))) };
    store::credits::open_account(&mut tx, id).await?;
    for starter in STARTERS {
        // A placeholder without a value would leave every client out.
        let usable = |text: &str| if phone.is_empty() { text.replace(" {telephone}", "") } else { text.to_owned() };
        let texts = Texts { text: usable(starter.text), arabic: starter.arabic.map(usable) };
        let Starter { name, objective, class, is_default, .. } = starter;
        let template = NewTemplate { name, objective, class, texts: &texts, is_default };
        store::templates::add(&mut tx, id, &template, None, now).await?;
    }
    store::audit::record(&mut tx, id, now, None, "pharmacy.created", None).await?;
    tx.commit().await?;
    Ok(id)
}

/// Sets how long a send of a pharmacy can be called off.
///
/// # Errors
///
/// [`Error::Store`], also for more than ten minutes.
pub async fn set_undo(backend: &Backend, pharmacy: PharmacyId, undo: Duration) -> Result<()> {
    let mut tx = backend.store().write().await?;
    let milliseconds = u32::try_from(undo.as_millis()).unwrap_or(u32::MAX);
    store::pharmacies::set_undo(&mut tx, pharmacy, milliseconds).await?;
    tx.commit().await
}

/// The pharmacy of a name; `None` if there is none.
///
/// # Errors
///
/// [`Error::Store`] alone.
pub async fn by_name(backend: &Backend, name: &str) -> Result<Option<PharmacyId>> {
    store::pharmacies::by_name(&mut *backend.store().read().await?, name.trim()).await
}

/// Whether there is any pharmacy yet.
///
/// # Errors
///
/// [`Error::Store`] alone.
pub async fn any(backend: &Backend) -> Result<bool> {
    store::pharmacies::any(&mut *backend.store().read().await?).await
}

/// Adds a person; without a password they need a one-time link.
///
/// # Errors
///
/// [`Error::Invalid`] if the e-mail address is taken or a field is wrong.
pub async fn add_staff(
    backend: &Backend,
    pharmacy: PharmacyId,
    name: &str,
    email: &str,
    permissions: Permissions,
    password: Option<&SecretString>,
) -> Result<StaffId> {
    let (name, email) = (name.trim(), normal_email(email));
    let mut faults = name_faults(name);
    if !is_email(&email) {
        faults.push((Field::Email, Fault::Unreadable));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(FieldErrors(faults)));
    }
    let hash = match password {
        Some(password) => {
            check_password(password)?;
            Some(backend.passwords().hash(password).await?)
        }
        None => None,
    };
    let new = store::pharmacies::NewStaff { name, email: &email, permissions, password: hash.as_deref() };
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let added = store::pharmacies::add_staff(&mut tx, pharmacy, &new, now).await?;
    let Some(id) = added else { return Err(Error::Invalid(FieldErrors::one(Field::Email, Fault::Taken))) };
    store::audit::record(&mut tx, pharmacy, now, None, "staff.added", Some(&id.0.to_string())).await?;
    tx.commit().await?;
    Ok(id)
}

pub(super) fn name_faults(name: &str) -> Vec<(Field, Fault)> {
    match name.chars().count() {
        0 => vec![(Field::Name, Fault::Required)],
        length if length > MAX_NAME => vec![(Field::Name, Fault::TooLong)],
        _ if name.chars().any(char::is_control) => vec![(Field::Name, Fault::Unreadable)],
        _ => vec![],
    }
}

/// What the networks take as a sender's name (the specification, section 4), and the hyphen that they let pass.
fn is_sender(sender: &str) -> bool {
    let known = |c: char| c.is_ascii_alphanumeric() || c == ' ' || c == '-';
    (1..=11).contains(&sender.len()) && sender.chars().all(known) && sender.chars().any(|c| c.is_ascii_alphabetic())
}

/// Enough to notice a slip of the finger: whether an address exists is known to its server alone.
pub(super) fn is_email(email: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control();
    let sides = email.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && !host.contains('@') && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    });
    sides && email.len() <= MAX_EMAIL && email.chars().all(plain)
}
