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
pub mod sales;
pub mod send;
pub mod templates;
pub mod topups;
pub mod trial;

/// Where every server function lives.
pub const PREFIX: &str = "/api";

/// Whether an address given by a form may be gone to: a path of this site, and nothing else.
pub fn is_local(path: &str) -> bool {
    let another_host = path.starts_with("//") || path.contains('\\');
    path.starts_with('/') && !another_host && path.len() <= 1_000 && !path.chars().any(char::is_control)
}

/// A whole number as people type it, with spaces between its groups.
#[cfg(feature = "ssr")]
pub(crate) fn whole(typed: &str) -> Option<u32> {
    let digits: Option<String> = typed.chars().filter(|c| !c.is_whitespace()).map(domain::fold::ascii_digit).collect();
    // What is larger than any number of ours is told as such, not as unreadable.
    digits.filter(|digits| !digits.is_empty()).map(|digits| digits.parse().unwrap_or(u32::MAX))
}

#[cfg(feature = "ssr")]
pub(crate) use self::request::{Either, caller, either, go_to, is_plain, request, salesperson, set_cookie};

#[cfg(feature = "ssr")]
mod request {
    use axum::http::HeaderValue;
    use axum::http::header::{ACCEPT, SET_COOKIE};
    use axum::http::request::Parts;
    use backend::Backend;
    use backend::caller::{Salesperson, Staff};
    use backend::service::topups::Caller;
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
        match (request.staff, request.sales) {
            (Some(staff), _) => Ok((request.backend, staff)),
            (None, Some(_)) => Err(backend::Error::Denied.into()),
            (None, None) => Err(backend::Error::SignedOut.into()),
        }
    }

    /// The person of the sales service who makes the request.
    pub(crate) fn salesperson() -> Result<(Backend, Salesperson), AppError> {
        let request = request()?;
        match (request.sales, request.staff) {
            (Some(person), _) => Ok((request.backend, person)),
            (None, Some(_)) => Err(backend::Error::Denied.into()),
            (None, None) => Err(backend::Error::SignedOut.into()),
        }
    }

    /// Somebody of a pharmacy, or of the sales service.
    pub(crate) enum Either {
        Staff(Staff),
        Sales(Salesperson),
    }

    impl Either {
        /// As whom they ask about a request for credits.
        pub(crate) const fn caller(&self) -> Caller<'_> {
            match self {
                Self::Staff(staff) => Caller::Staff(staff),
                Self::Sales(person) => Caller::Sales(person),
            }
        }
    }

    /// Who makes the request, of either side.
    pub(crate) fn either() -> Result<(Backend, Either), AppError> {
        let request = request()?;
        let staff = request.staff.map(Either::Staff);
        let who = staff.or(request.sales.map(Either::Sales)).ok_or(backend::Error::SignedOut)?;
        Ok((request.backend, who))
    }

    /// Leads a plain form on to another page. A script is told the address by the function's result, and goes by
    /// itself.
    pub(crate) fn go_to(path: &str) {
        if is_plain() {
            leptos_axum::redirect(path);
        }
    }

    /// Whether a plain form asks, and not a script.
    pub(crate) fn is_plain() -> bool {
        let html = |parts: Parts| parts.headers.get(ACCEPT)?.to_str().ok().map(|accept| accept.contains("text/html"));
        use_context().and_then(html) == Some(true)
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

    #[cfg(feature = "ssr")]
    #[rstest]
    #[case("500", Some(500))]
    #[case(" 5\u{202F}000 ", Some(5_000))]
    #[case("٥٠٠", Some(500))]
    #[case("99999999999999999999", Some(u32::MAX))]
    #[case("-5", None)]
    #[case("5,5", None)]
    #[case("", None)]
    fn a_whole_number_is_read_as_it_is_typed(#[case] typed: &str, #[case] number: Option<u32>) {
        assert_eq!(super::whole(typed), number);
    }

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
