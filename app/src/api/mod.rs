//! Server functions: who calls, parse, delegate, map the error. Each says first whom it needs; what they may do is asked
//! by the service.
#![expect(
    missing_docs,
    reason = "the fields of a server function's type are its arguments, documented at the function"
)]

pub mod account;
pub mod campaign;
pub mod clients;
pub mod credits;
pub mod drafts;
pub mod gateway;
pub mod history;
pub mod repeat;
pub mod send;
pub mod templates;

/// Where every server function lives.
pub const PREFIX: &str = "/api";

/// Whether an address given by a form may be gone to: a path of this site, and nothing else.
pub fn is_local(path: &str) -> bool {
    let another_host = path.starts_with("//") || path.contains('\\');
    path.starts_with('/') && !another_host && path.len() <= 1_000 && !path.chars().any(char::is_control)
}

#[cfg(feature = "ssr")]
pub(crate) use self::request::{caller, go_to, request, set_cookie};

#[cfg(feature = "ssr")]
mod request {
    use axum::http::HeaderValue;
    use axum::http::header::{ACCEPT, SET_COOKIE};
    use axum::http::request::Parts;
    use backend::Backend;
    use backend::caller::Staff;
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;

    use crate::context::Request;
    use crate::error::AppError;

    /// The request, whoever makes it.
    pub(crate) fn request() -> Result<Request, AppError> {
        use_context().ok_or(AppError::Internal)
    }

    /// The person who makes the request.
    pub(crate) fn caller() -> Result<(Backend, Staff), AppError> {
        let request = request()?;
        let staff = request.staff.ok_or(backend::Error::SignedOut)?;
        Ok((request.backend, staff))
    }

    /// Leads a plain form on to another page. A script is told the address by the function's result, and goes by
    /// itself.
    pub(crate) fn go_to(path: &str) {
        let html = |parts: Parts| parts.headers.get(ACCEPT)?.to_str().ok().map(|accept| accept.contains("text/html"));
        if use_context().and_then(html) == Some(true) {
            leptos_axum::redirect(path);
        }
    }

    /// Sets a cookie of the whole site for so many seconds; 0 takes it away.
    pub(crate) fn set_cookie(name: &str, value: &str, seconds: i64, http_only: bool, secure: bool) {
        let flags = [if http_only { "; HttpOnly" } else { "" }, if secure { "; Secure" } else { "" }].concat();
        let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax{flags}");
        if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
            response.append_header(SET_COOKIE, cookie);
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::is_local;

    #[rstest]
    #[case("/", true)]
    #[case("/campagnes/cmp_0123456789ab?page=avant-12", true)]
    #[case("", false)]
    #[case("campagnes", false)]
    #[case("//evil.example", false)]
    #[case("/\\evil.example", false)]
    #[case("https://evil.example/", false)]
    #[case("javascript:alert(1)", false)]
    #[case("/a\r\nSet-Cookie: x", false)]
    fn only_a_path_of_this_site_is_gone_to(#[case] path: &str, #[case] local: bool) {
        assert_eq!(is_local(path), local);
    }
}
