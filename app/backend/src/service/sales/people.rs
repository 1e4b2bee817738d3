//! People of the sales service, and their sessions. What is asked of anybody who signs in (`service::account`) asks here
//! where an address or a token is no pharmacy's.

use domain::form::{Fault, Field, FieldErrors};
use domain::id::SalespersonId;
use domain::language::Language;
use domain::sales::SalesPermissions;
use secrecy::SecretString;

use crate::Backend;
use crate::caller::Salesperson;
use crate::error::{Error, Result};
use crate::service::account::{
    ABSOLUTE, IDLE, LINK, SEEN_EVERY, SessionToken, check_password, hash, new_token, normal_email,
};
use crate::service::pharmacies::{is_email, name_faults};
use crate::store;
use crate::store::account::TokenHash;

/// Adds a person, who needs a one-time link. For the command line and the demonstration: no server function calls it.
///
/// # Errors
///
/// [`Error::Invalid`] if the e-mail address is taken, here or in a pharmacy, or a field is wrong.
pub async fn add(backend: &Backend, name: &str, email: &str, permissions: SalesPermissions) -> Result<SalespersonId> {
    let (name, email) = (name.trim(), normal_email(email));
    let mut faults = name_faults(name);
    if !is_email(&email) {
        faults.push((Field::Email, Fault::Unreadable));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(FieldErrors(faults)));
    }
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let added = store::sales::add(&mut tx, name, &email, permissions, now).await?;
    let Some(id) = added else { return Err(Error::Invalid(FieldErrors::one(Field::Email, Fault::Taken))) };
    store::sales::record(&mut tx, now, None, None, "salesperson.added", Some(&id.0.to_string())).await?;
    tx.commit().await?;
    Ok(id)
}

/// Gives a person a password. For the demonstration.
///
/// # Errors
///
/// [`Error::NotFound`] if nobody has this e-mail address; [`Error::Invalid`] for a password under 10 characters or over 200.
pub(in crate::service) async fn give_password(backend: &Backend, email: &str, password: &SecretString) -> Result<()> {
    check_password(password)?;
    let stored = backend.passwords().hash(password).await?;
    let mut tx = backend.store().write().await?;
    let (id, _) = store::sales::credentials(&mut tx, email).await?.ok_or(Error::NotFound)?;
    store::sales::set_password(&mut tx, id, &stored).await?;
    tx.commit().await
}

/// Whom a session's token stands for; `None` if it is unknown or has ended. Keeps the session alive.
///
/// # Errors
///
/// [`Error::Store`]; [`Error::BadRow`].
pub async fn caller(backend: &Backend, token: &SessionToken) -> Result<Option<Salesperson>> {
    let now = backend.clock().now();
    let token = hash(token);
    let Some(session) = open_session(backend, &token, now).await? else { return Ok(None) };
    if session.seen_at + SEEN_EVERY <= now {
        // Beside the request, as for people of a pharmacy.
        let backend = backend.clone();
        tokio::spawn(async move {
            let seen = seen(&backend, &token, now).await;
            let _logged = seen.inspect_err(|error| tracing::warn!(%error, "that a session is used was not written"));
        });
    }
    Ok(Some(session.person))
}

/// Writes that a session is used, unless a request that waited for the writer before this one has.
async fn seen(backend: &Backend, token: &TokenHash, now: i64) -> Result<()> {
    let mut tx = backend.store().write().await?;
    let known = store::sales::session(&mut tx, token).await?;
    if known.is_some_and(|session| session.seen_at + SEEN_EVERY <= now) {
        store::sales::session_seen(&mut tx, token, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Whether a session is still open. Unlike [`caller`] it does not keep it so.
///
/// # Errors
///
/// [`Error::Store`]; [`Error::BadRow`].
pub async fn is_open(backend: &Backend, token: &SessionToken) -> Result<bool> {
    Ok(open_session(backend, &hash(token), backend.clock().now()).await?.is_some())
}

async fn open_session(backend: &Backend, token: &TokenHash, now: i64) -> Result<Option<store::sales::Session>> {
    let found = store::sales::session(&mut *backend.store().read().await?, token).await?;
    Ok(found.filter(|session| session.seen_at + IDLE > now && session.created_at + ABSOLUTE > now))
}

/// Remembers the language in which a person reads.
///
/// # Errors
///
/// [`Error::Store`] alone.
pub async fn set_language(backend: &Backend, person: &Salesperson, language: Language) -> Result<()> {
    let mut tx = backend.store().write().await?;
    store::sales::set_language(&mut tx, person.id, language).await?;
    tx.commit().await
}

/// Begins a session: the password was right.
pub(in crate::service) async fn begin_session(
    backend: &Backend,
    person: SalespersonId,
    now: i64,
) -> Result<SessionToken> {
    let token = new_token();
    let mut tx = backend.store().write().await?;
    store::sales::end_sessions(&mut tx, person, now - IDLE, now - ABSOLUTE).await?;
    store::sales::add_session(&mut tx, &hash(&token), person, now).await?;
    store::sales::record(&mut tx, now, Some(person), None, "account.signed_in", None).await?;
    tx.commit().await?;
    Ok(token)
}

/// Ends a session; one that is none is no error.
pub(in crate::service) async fn end_session(backend: &Backend, token: &SessionToken) -> Result<()> {
    let mut tx = backend.store().write().await?;
    store::sales::end_session(&mut tx, &hash(token)).await?;
    tx.commit().await
}

/// Whether a one-time link of a person can still be used.
pub(in crate::service) async fn link_is_good(backend: &Backend, link: &SecretString) -> Result<bool> {
    let now = backend.clock().now();
    Ok(store::sales::of_link(&mut *backend.store().read().await?, &hash(link), now).await?.is_some())
}

/// Sets a password, already hashed, with a one-time link.
pub(in crate::service) async fn set_password(backend: &Backend, link: &SecretString, stored: &str) -> Result<()> {
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let person = store::sales::of_link(&mut tx, &hash(link), now).await?.ok_or(Error::NotFound)?;
    store::sales::use_links(&mut tx, person, now).await?;
    store::sales::set_password(&mut tx, person, stored).await?;
    store::sales::end_sessions(&mut tx, person, i64::MAX, i64::MAX).await?;
    store::sales::record(&mut tx, now, Some(person), None, "account.password_set", None).await?;
    tx.commit().await
}

/// Makes a one-time link for a person, good for 24 hours.
pub(in crate::service) async fn make_password_link(backend: &Backend, email: &str) -> Result<SecretString> {
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let (person, _) = store::sales::credentials(&mut tx, &normal_email(email)).await?.ok_or(Error::NotFound)?;
    let link = new_token();
    store::sales::add_link(&mut tx, &hash(&link), person, now + LINK).await?;
    store::sales::record(&mut tx, now, None, None, "account.link_made", Some(&person.0.to_string())).await?;
    tx.commit().await?;
    Ok(link)
}
