//! Who asks: found once per request, from the cookie, and given on in the request's extensions.

use std::net::{IpAddr, SocketAddr};

use app::context::{LANGUAGE_COOKIE, Request as Asking, SESSION_COOKIE};
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use backend::Backend;
use backend::service::account;
use backend::service::sales::people;
use domain::language::Language;
use http::{HeaderMap, Method, StatusCode, header};
use secrecy::SecretString;

use crate::refusal::{Asker, Refusal};

/// Longest token that is looked up; ours are shorter.
const MAX_TOKEN: usize = 200;

/// What the middleware needs.
#[derive(Clone)]
pub struct Sessions {
    pub backend: Backend,
    /// Whether this is the demonstration.
    pub demo: bool,
    /// Whether cookies are for TLS only.
    pub secure_cookies: bool,
    /// Whether a proxy on this machine stands in front, whose word on where a request came from counts.
    pub behind_proxy: bool,
}

/// Finds out who asks.
pub async fn resolve(State(sessions): State<Sessions>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let token = token_of(headers);
    let language = cookie_language(headers);
    let staff = match &token {
        Some(token) => match account::caller(&sessions.backend, token).await {
            Ok(staff) => staff,
            Err(error) => {
                tracing::error!(%error, "the session was not looked up");
                return Refusal::Failed.answer(Asker::of(headers));
            }
        },
        None => None,
    };
    let sales = match &token {
        Some(token) if staff.is_none() => match people::caller(&sessions.backend, token).await {
            Ok(person) => person,
            Err(error) => {
                tracing::error!(%error, "the session was not looked up");
                return Refusal::Failed.answer(Asker::of(headers));
            }
        },
        _ => None,
    };
    if let Some(person) = &sales {
        tracing::Span::current().record("salesperson", person.id.0);
    }
    if let Some(staff) = &staff {
        let span = tracing::Span::current();
        span.record("pharmacy", staff.pharmacy.0).record("staff", staff.id.0);
    }
    let asking = Asking {
        language: match (&staff, &sales) {
            (Some(staff), _) => staff.language,
            (None, Some(person)) => person.language,
            (None, None) => language,
        },
        demo: sessions.demo || staff.as_ref().is_some_and(|staff| staff.demo),
        secure_cookies: sessions.secure_cookies,
        address: address_of(&request, sessions.behind_proxy),
        backend: sessions.backend,
        staff,
        sales,
        session: token,
    };
    request.extensions_mut().insert(asking);
    next.run(request).await
}

/// Leads whoever is not signed in to the sign-in page, which leads back afterwards, and the sales service to its own pages. Of
/// the server functions it may call its own only: of one that is new it is refused before anything is read.
pub async fn need_sign_in(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if let Some(function) = path.strip_prefix(FUNCTIONS)
        && of_sales(&request)
        && !is_function_of_sales(function)
    {
        return Refusal::Denied.answer(Asker::of(request.headers()));
    }
    if is_public(path) {
        return next.run(request).await;
    }
    match (of_sales(&request), is_of_sales(path)) {
        _ if !signed_in(&request) => to_sign_in(&request),
        // The sales service sees its own pages; of those of pharmacies it is led to them, also after signing in.
        (true, false) => Redirect::to(SALES).into_response(),
        (false, true) => Refusal::Nothing.answer(Asker::of(request.headers())),
        _ => next.run(request).await,
    }
}

/// Where the pages of the sales service are.
const SALES: &str = "/commercial";

/// Where server functions are (`app::api::PREFIX`).
const FUNCTIONS: &str = "/api/";

/// The functions that the sales service calls beside those of its own desk: its account, and a request's two sides.
const FOR_SALES_TOO: [&str; 8] =
    ["sign-in", "sign-out", "language", "link-is-good", "set-password", "balance", "topup", "topup-step"];

fn is_function_of_sales(function: &str) -> bool {
    function.starts_with("sales-") || FOR_SALES_TOO.contains(&function)
}

fn is_of_sales(path: &str) -> bool {
    path == SALES || path.strip_prefix(SALES).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether the request comes from a person of the sales service.
fn of_sales(request: &Request) -> bool {
    request.extensions().get::<Asking>().is_some_and(|asking| asking.sales.is_some())
}

/// Whether the request comes from a person who is signed in.
pub fn signed_in(request: &Request) -> bool {
    request.extensions().get::<Asking>().is_some_and(|asking| asking.staff.is_some() || asking.sales.is_some())
}

/// The way to the sign-in page.
pub fn to_sign_in(request: &Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::UNAUTHORIZED, "").into_response();
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let to = if path == "/" { String::from("/connexion") } else { format!("/connexion?suite={}", encoded(path)) };
    let mut response = Redirect::to(&to).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
    response
}

/// The answer for who is nobody of a pharmacy: the sales service is denied, everybody else is led to sign in.
pub fn not_of_a_pharmacy(request: &Request) -> Response {
    match request.extensions().get::<Asking>() {
        Some(asking) if asking.sales.is_some() => {
            Refusal::Denied.answer(Asker::reading(asking.language, request.headers()))
        }
        _ => to_sign_in(request),
    }
}

/// Pages for whoever is not signed in, and server functions, which answer by themselves.
fn is_public(path: &str) -> bool {
    path == "/connexion" || ["/mot-de-passe/", FUNCTIONS].iter().any(|public| path.starts_with(public))
}

/// The session's token, as the cookie has it.
pub fn token_of(headers: &HeaderMap) -> Option<SecretString> {
    let jar = CookieJar::from_headers(headers);
    let value = jar.get(SESSION_COOKIE)?.value();
    (!value.is_empty() && value.len() <= MAX_TOKEN).then(|| SecretString::from(value))
}

/// The language that the cookie remembers; French without one.
pub fn cookie_language(headers: &HeaderMap) -> Language {
    let jar = CookieJar::from_headers(headers);
    jar.get(LANGUAGE_COOKIE).and_then(|cookie| Language::from_tag(cookie.value())).unwrap_or_default()
}

/// Where a request came from. A proxy on this machine is believed, and of what it says the last address: what stands
/// before it, the browser can write.
fn address_of(request: &Request, behind_proxy: bool) -> String {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let forwarded = || {
        let value = request.headers().get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        value.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
    };
    let trusted = behind_proxy && peer.is_some_and(|peer| peer.is_loopback());
    let address = if trusted { forwarded().or(peer) } else { peer };
    address.map(|address| address.to_string()).unwrap_or_default()
}

/// A path as the value of a query.
fn encoded(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => text.push(char::from(byte)),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn the_way_back_survives_the_query() {
        assert_eq!(encoded("/communications?avant=1&q=été"), "/communications%3Favant%3D1%26q%3D%C3%A9t%C3%A9");
    }

    fn from(peer: &str, forwarded: &str, behind_proxy: bool) -> String {
        let peer: SocketAddr = peer.parse().unwrap();
        let request = http::Request::get("/").header("x-forwarded-for", forwarded).extension(ConnectInfo(peer));
        address_of(&request.body(Body::empty()).unwrap(), behind_proxy)
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        assert_eq!(from("127.0.0.1:9", "1.1.1.1, 2.2.2.2", true), "2.2.2.2");
        assert_eq!(from("127.0.0.1:9", "1.1.1.1", false), "127.0.0.1");
        assert_eq!(from("9.9.9.9:9", "1.1.1.1", true), "9.9.9.9");
        assert_eq!(from("127.0.0.1:9", "nonsense", true), "127.0.0.1");
    }

    #[test]
    fn an_overlong_token_is_none() {
        let headers = |value: String| HeaderMap::from_iter([(header::COOKIE, value.parse().unwrap())]);
        assert!(token_of(&headers(format!("{SESSION_COOKIE}=abc"))).is_some());
        assert!(token_of(&headers(format!("{SESSION_COOKIE}={}", "a".repeat(300)))).is_none());
        assert!(token_of(&headers(format!("{SESSION_COOKIE}="))).is_none());
    }
}
