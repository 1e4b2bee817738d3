//! Signing in and out, sessions, and the one-time link that sets a password.

mod attempts;
mod passwords;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::form::{Fault, Field, FieldErrors};
use domain::language::Language;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

pub use self::passwords::Passwords;
use crate::Backend;
use crate::caller::Staff;
use crate::error::{Error, Result};
use crate::service::sales::people;
use crate::store;
use crate::store::account::TokenHash;

/// What the cookie holds: 256 random bits. Only its hash is stored.
pub type SessionToken = SecretString;

/// A session that nobody used for 12 hours has ended.
pub(super) const IDLE: i64 = 12 * 3_600_000;

/// A session ends after 14 days, used or not, in milliseconds.
pub const ABSOLUTE: i64 = 14 * 24 * 3_600_000;

/// That a session is used is written at most once a minute.
pub(super) const SEEN_EVERY: i64 = 60_000;

/// A link that sets a password is good for 24 hours.
pub(super) const LINK: i64 = 24 * 3_600_000;

/// The fewest and the most characters of a password.
const PASSWORD: std::ops::RangeInclusive<usize> = 10..=200;

/// Signs a person in. `from` is the address of the caller, for the rate limit on failures: 5 of one e-mail address, 30
/// from one origin, within 15 minutes.
///
/// # Errors
///
/// [`Error::WrongPassword`], the same for an unknown address; [`Error::TooMany`] after too many failures.
pub async fn sign_in(backend: &Backend, email: &str, password: &SecretString, from: &str) -> Result<SessionToken> {
    let now = backend.clock().now();
    let email = normal_email(email);
    let passwords = backend.passwords();
    let attempt =
        passwords.attempts().begin(&email, from, now).map_err(|retry_after| Error::TooMany { retry_after })?;
    let mut conn = backend.store().read().await?;
    let known = store::account::credentials(&mut conn, &email).await?;
    let sales = if known.is_none() { store::sales::credentials(&mut conn, &email).await? } else { None };
    drop(conn);
    let stored = known.as_ref().and_then(|known| known.password.as_deref());
    let stored = stored.or_else(|| sales.as_ref().and_then(|(_, password)| password.as_deref()));
    let matches = passwords.matches(password, stored).await?;
    if let Some((person, _)) = sales.filter(|_| matches) {
        passwords.attempts().succeeded(&attempt);
        return people::begin_session(backend, person, now).await;
    }
    let Some(known) = known.filter(|_| matches) else { return Err(Error::WrongPassword) };
    passwords.attempts().succeeded(&attempt);

    let token = new_token();
    let mut tx = backend.store().write().await?;
    store::account::end_sessions_before(&mut tx, known.staff, now - IDLE, now - ABSOLUTE).await?;
    store::account::add_session(&mut tx, &hash(&token), known.staff, now).await?;
    store::audit::record(&mut tx, known.pharmacy, now, Some(known.staff), "account.signed_in", None).await?;
    tx.commit().await?;
    Ok(token)
}

/// Who a session's token stands for; `None` if it is unknown or has ended. Keeps the session alive.
///
/// # Errors
///
/// [`Error::Store`]; [`Error::BadRow`].
pub async fn caller(backend: &Backend, token: &SessionToken) -> Result<Option<Staff>> {
    let now = backend.clock().now();
    let token = hash(token);
    let found = store::account::session(&mut *backend.store().read().await?, &token).await?;
    let Some(session) = found else { return Ok(None) };
    if session.seen_at + IDLE <= now || session.created_at + ABSOLUTE <= now {
        return Ok(None);
    }
    if session.seen_at + SEEN_EVERY <= now {
        // Beside the request: who only reads does not wait for a long send, a command line or a slow disk.
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
    let known = store::account::session(&mut tx, token).await?;
    if known.is_some_and(|session| session.seen_at + SEEN_EVERY <= now) {
        store::account::session_seen(&mut tx, token, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Whether a session is still open. Unlike [`caller`] it does not keep it so: an open page that nobody uses is no use.
///
/// # Errors
///
/// [`Error::Store`]; [`Error::BadRow`].
pub async fn is_open(backend: &Backend, token: &SessionToken) -> Result<bool> {
    let now = backend.clock().now();
    let found = store::account::session(&mut *backend.store().read().await?, &hash(token)).await?;
    Ok(found.is_some_and(|session| session.seen_at + IDLE > now && session.created_at + ABSOLUTE > now))
}

/// Ends a session. One that has ended already is no error.
///
/// # Errors
///
/// [`Error::Store`] alone.
pub async fn sign_out(backend: &Backend, token: &SessionToken) -> Result<()> {
    let mut tx = backend.store().write().await?;
    store::account::end_session(&mut tx, &hash(token)).await?;
    tx.commit().await?;
    people::end_session(backend, token).await
}

/// Remembers the language in which a person reads.
///
/// # Errors
///
/// [`Error::Store`] alone.
pub async fn set_language(backend: &Backend, staff: &Staff, language: Language) -> Result<()> {
    let mut tx = backend.store().write().await?;
    store::account::set_language(&mut tx, staff.pharmacy, staff.id, language).await?;
    tx.commit().await
}

/// Whether a one-time link can still be used.
///
/// # Errors
///
/// [`Error::Store`] alone.
pub async fn link_is_good(backend: &Backend, link: &SecretString) -> Result<bool> {
    let now = backend.clock().now();
    let of_staff = store::account::link_is_good(&mut *backend.store().read().await?, &hash(link), now).await?;
    Ok(of_staff || people::link_is_good(backend, link).await?)
}

/// Sets a password with a one-time link, which is used up; ends the person's sessions.
///
/// # Errors
///
/// [`Error::NotFound`] if the link is unknown, used or too old; [`Error::Invalid`] for a password under 10 characters
/// or over 200.
pub async fn set_password(backend: &Backend, link: &SecretString, password: &SecretString) -> Result<()> {
    // Before the hash, so that made-up links cost nothing.
    if !link_is_good(backend, link).await? {
        return Err(Error::NotFound);
    }
    check_password(password)?;
    let stored = backend.passwords().hash(password).await?;
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let used = store::account::use_link(&mut tx, &hash(link), now).await?;
    let Some((pharmacy, staff)) = used else {
        drop(tx);
        return people::set_password(backend, link, &stored).await;
    };
    store::account::set_password(&mut tx, staff, &stored).await?;
    store::account::end_sessions(&mut tx, staff).await?;
    store::audit::record(&mut tx, pharmacy, now, Some(staff), "account.password_set", None).await?;
    tx.commit().await
}

/// Makes a one-time link for a person, good for 24 hours: the token that stands in its address.
///
/// # Errors
///
/// [`Error::NotFound`] if nobody has this e-mail address.
pub async fn make_password_link(backend: &Backend, email: &str) -> Result<SecretString> {
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let Some(known) = store::account::credentials(&mut tx, &normal_email(email)).await? else {
        drop(tx);
        return people::make_password_link(backend, email).await;
    };
    let link = new_token();
    store::account::add_link(&mut tx, &hash(&link), known.staff, now + LINK).await?;
    store::audit::record(&mut tx, known.pharmacy, now, None, "account.link_made", None).await?;
    tx.commit().await?;
    Ok(link)
}

/// # Errors
///
/// [`Error::Invalid`] for a password under 10 characters or over 200.
pub(super) fn check_password(password: &SecretString) -> Result<()> {
    let length = password.expose_secret().chars().count();
    let fault = match length {
        _ if PASSWORD.contains(&length) => return Ok(()),
        0 => Fault::Required,
        _ if length < *PASSWORD.start() => Fault::TooShort,
        _ => Fault::TooLong,
    };
    Err(Error::Invalid(FieldErrors::one(Field::Password, fault)))
}

/// An e-mail address as it is stored and compared: people type theirs with capitals, tablets add a space.
pub(super) fn normal_email(typed: &str) -> String {
    typed.trim().to_lowercase()
}

pub(super) fn new_token() -> SecretString {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()).into()
}

pub(super) fn hash(token: &SecretString) -> TokenHash {
    TokenHash(Sha256::digest(token.expose_secret()).into())
}
