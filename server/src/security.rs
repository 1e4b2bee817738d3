//! What every answer carries, and what no request may do: headers, origin, size.

use std::time::Duration;

use app::context::SESSION_COOKIE;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use futures::StreamExt;
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, Method};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::cli::PublicUrl;
use crate::problem::Problem;
use crate::refusal::{Asker, Refusal};

/// The most octets of a body: 10,000 ticked clients are 148 kB.
pub const MAX_BODY: usize = 2 * 1024 * 1024;
/// How much of a body over the limit is read before the connection closes.
const MAX_FORGOTTEN: usize = 64 * 1024 * 1024;
/// How long a page or a server function may take.
pub const MAX_TIME: Duration = Duration::from_secs(30);

/// For answers that are no page of the application: they run nothing. Refusals bring their own style.
const STRICT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                             frame-ancestors 'none'";

/// The policy of a page whose scripts bear a nonce. Styles stand in files; attributes hold the numbers of bars only.
pub fn page_policy(nonce: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; style-src-attr \
         'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    )
}

/// Adds the headers that every answer has.
pub async fn headers(State(https): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, STRICT_POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // `no-referrer` would lose the way back of a plain form.
    set(header::REFERRER_POLICY, "same-origin");
    set(header::X_FRAME_OPTIONS, "DENY");
    // Pages and answers hold names and phones, and tablets are shared.
    set(header::CACHE_CONTROL, "no-store");
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    );
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

/// The layer that refuses what another site sends.
///
/// # Errors
///
/// [`Problem::PublicUrl`] if the public address is not what a browser writes as an origin.
pub fn csrf(public_url: Option<&PublicUrl>) -> Result<CsrfLayer, Problem> {
    match public_url {
        Some(url) => {
            CsrfLayer::new().add_trusted_origin(url.origin()).map_err(|error| Problem::PublicUrl(error.to_string()))
        }
        None => Ok(CsrfLayer::new()),
    }
}

/// Behind the layer: a request that changes something, with our session, and does not say where it comes from. Browsers
/// always say.
pub async fn say_origin(request: Request, next: Next) -> Response {
    let asker = Asker::of(request.headers());
    if !request.method().is_safe() && has_session(request.headers()) && says_nothing(request.headers()) {
        return Refusal::Origin.answer(asker);
    }
    next.run(request).await
}

/// In front of the layer: its refusals have no body, and the page is in the person's language.
pub async fn explain_refusal(request: Request, next: Next) -> Response {
    let asker = Asker::of(request.headers());
    let response = next.run(request).await;
    let refused = response.extensions().get::<ProtectionError>().is_some();
    if refused { Refusal::Origin.answer(asker) } else { response }
}

fn has_session(headers: &HeaderMap) -> bool {
    CookieJar::from_headers(headers).get(SESSION_COOKIE).is_some()
}

fn says_nothing(headers: &HeaderMap) -> bool {
    !headers.contains_key(header::ORIGIN) && !headers.contains_key("sec-fetch-site")
}

/// Reads the body before anything looks at it, so that one over the limit is refused as such, whether it says its length
/// or not. Server functions would answer 500.
pub async fn limit_body(State(most): State<usize>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let asker = Asker::of(request.headers());
    let (parts, body) = request.into_parts();
    match tokio::time::timeout(MAX_TIME, read(body, most)).await {
        Ok(Some(body)) => next.run(Request::from_parts(parts, Body::from(body))).await,
        Ok(None) => Refusal::TooLarge.answer(asker),
        Err(_) => Refusal::TooSlow.answer(asker),
    }
}

/// The body; `None` if it is over the limit or breaks off (half of a form is never taken for one). What is over it is read on and forgotten, within reason: a browser that is
/// still writing when the connection closes shows a broken connection in place of the answer.
async fn read(body: Body, most: usize) -> Option<Bytes> {
    let mut chunks = body.into_data_stream();
    let (mut kept, mut length) = (Vec::new(), 0usize);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.ok()?;
        length = length.saturating_add(chunk.len());
        match length {
            _ if length <= most => kept.extend_from_slice(&chunk),
            _ if length > MAX_FORGOTTEN => break,
            _ => kept = Vec::new(),
        }
    }
    (length <= most).then(|| Bytes::from(kept))
}

/// Ends what takes too long. Never around the live news, which have no end.
pub async fn limit_time(request: Request, next: Next) -> Response {
    let asker = Asker::of(request.headers());
    match tokio::time::timeout(MAX_TIME, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::TooSlow.answer(asker),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use futures::stream;

    use super::*;

    async fn length_of(chunks: Vec<Result<Bytes, Error>>) -> Option<usize> {
        read(Body::from_stream(stream::iter(chunks)), MAX_BODY).await.map(|body| body.len())
    }

    #[tokio::test]
    async fn a_body_is_taken_whole_or_not_at_all() {
        let half = || Ok(Bytes::from(vec![b'a'; MAX_BODY / 2]));
        let broken = || Err(Error::from(ErrorKind::ConnectionReset));
        assert_eq!(length_of(vec![]).await, Some(0));
        assert_eq!(length_of(vec![half(), half()]).await, Some(MAX_BODY));
        assert_eq!(length_of(vec![half(), half(), Ok(Bytes::from("a"))]).await, None);
        assert_eq!(length_of(vec![half(), half(), half(), broken()]).await, None);
        assert_eq!(length_of(vec![Ok(Bytes::from("audience=all&ids[]=")), broken()]).await, None);
    }
}
