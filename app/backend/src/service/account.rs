//! Signing in and out, sessions, and the one-time link that sets a password.

use domain::language::Language;
use secrecy::SecretString;

use crate::Backend;
use crate::caller::Staff;
use crate::error::{Error, Result};

/// The one buffer in which passwords are hashed (facts, `pitfalls.md`).
#[derive(Default)]
pub struct Passwords;

/// What the cookie holds: 256 random bits. Only its hash is stored.
pub type SessionToken = SecretString;

/// Signs a person in. `from` is the address of the caller, for the rate limit on failures.
///
/// # Errors
///
/// [`Error::WrongPassword`], the same for an unknown address; [`Error::TooMany`] after too many failures.
pub async fn sign_in(backend: &Backend, email: &str, password: &SecretString, from: &str) -> Result<SessionToken> {
    let _ = (backend, email, password, from);
    Err(Error::WrongPassword)
}

/// Who a session's token stands for; `None` if it is unknown or has ended. Keeps the session alive.
pub async fn caller(backend: &Backend, token: &SessionToken) -> Result<Option<Staff>> {
    let _ = (backend, token);
    Ok(None)
}

/// Ends a session.
pub async fn sign_out(backend: &Backend, token: &SessionToken) -> Result<()> {
    let _ = (backend, token);
    Ok(())
}

/// Remembers the language in which a person reads.
pub async fn set_language(backend: &Backend, staff: &Staff, language: Language) -> Result<()> {
    let _ = (backend, staff, language);
    Ok(())
}

/// Whether a one-time link can still be used.
pub async fn link_is_good(backend: &Backend, link: &SecretString) -> Result<bool> {
    let _ = (backend, link);
    Ok(false)
}

/// Sets a password with a one-time link, which is used up; ends the person's sessions.
///
/// # Errors
///
/// [`Error::NotFound`] if the link is unknown, used or too old; [`Error::Invalid`] for a password under 10 characters
/// or over 200.
pub async fn set_password(backend: &Backend, link: &SecretString, password: &SecretString) -> Result<()> {
    let _ = (backend, link, password);
    Err(Error::NotFound)
}

/// Makes a one-time link for a person, good for 24 hours: the token that stands in its address.
///
/// # Errors
///
/// [`Error::NotFound`] if nobody has this e-mail address.
pub async fn make_password_link(backend: &Backend, email: &str) -> Result<SecretString> {
    let _ = (backend, email);
    Err(Error::NotFound)
}
