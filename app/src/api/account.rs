//! Signing in and out, the language, and the one-time link that sets a password.

use leptos::prelude::*;

use crate::error::AppError;

/// How long the cookie of a session is kept, in seconds: the longest that a session lives.
#[cfg(feature = "ssr")]
const SESSION_SECONDS: i64 = backend::service::account::ABSOLUTE / 1_000;
/// How long the language is remembered, in seconds: a year.
#[cfg(feature = "ssr")]
const LANGUAGE_SECONDS: i64 = 365 * 86_400;

/// Signs in, and says which page to load: the one that was wanted, if it is one of this site.
#[server(prefix = "/api", endpoint = "sign-in")]
pub async fn sign_in(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] suite: String,
) -> Result<String, AppError> {
    use secrecy::ExposeSecret;
    let request = super::request()?;
    let password = password.into();
    let token = backend::service::account::sign_in(&request.backend, &email, &password, &request.address).await?;
    let (name, secure) = (crate::context::SESSION_COOKIE, request.secure_cookies);
    super::set_cookie(name, token.expose_secret(), SESSION_SECONDS, true, secure);
    let next = if super::is_local(&suite) { suite } else { crate::routes::HOME.to_owned() };
    super::go_to(&next);
    Ok(next)
}

/// Signs out. For a plain form.
#[server(prefix = "/api", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), AppError> {
    let request = super::request()?;
    if let Some(token) = &request.session {
        backend::service::account::sign_out(&request.backend, token).await?;
    }
    super::set_cookie(crate::context::SESSION_COOKIE, "", 0, true, request.secure_cookies);
    super::go_to(crate::routes::SIGN_IN);
    Ok(())
}

/// Changes the language of the pages, and comes back. For a plain form: `<html lang>` needs a new page.
#[server(prefix = "/api", endpoint = "language")]
pub async fn set_language(language: String, #[server(default)] back: String) -> Result<(), AppError> {
    let request = super::request()?;
    let language = domain::language::Language::from_tag(&language).ok_or(AppError::Old)?;
    if let Some(staff) = &request.staff {
        backend::service::account::set_language(&request.backend, staff, language).await?;
    }
    if let Some(person) = &request.sales {
        backend::service::sales::people::set_language(&request.backend, person, language).await?;
    }
    super::set_cookie(crate::context::LANGUAGE_COOKIE, language.tag(), LANGUAGE_SECONDS, true, request.secure_cookies);
    super::go_to(if super::is_local(&back) { &back } else { crate::routes::HOME });
    Ok(())
}

/// Whether a one-time link can still be used.
#[server(name = LinkIsGood, prefix = "/api", endpoint = "link-is-good")]
pub async fn link_is_good(token: String) -> Result<bool, AppError> {
    let request = super::request()?;
    Ok(backend::service::account::link_is_good(&request.backend, &token.into()).await?)
}

/// Sets a password with a one-time link, and leads to the sign-in page.
#[server(prefix = "/api", endpoint = "set-password")]
pub async fn set_password(token: String, #[server(default)] password: String) -> Result<(), AppError> {
    let request = super::request()?;
    backend::service::account::set_password(&request.backend, &token.into(), &password.into()).await?;
    super::go_to(&[crate::routes::SIGN_IN, "?nouveau=1"].concat());
    Ok(())
}
