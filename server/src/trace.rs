//! One line of the log per request: ids and numbers, never an address in full, which may hold a search or a one-time
//! link.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use tokio::time::Instant;
use tracing::{Instrument, field};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Runs a request in its span, gives it an id, and logs how it ended.
pub async fn trace(request: Request, next: Next) -> Response {
    let id = format!("{:016x}", rand::random::<u64>());
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let often = route == "-" || route == "/health";
    let span = tracing::info_span!(
        "request", %id, method = %request.method(), route, pharmacy = field::Empty, staff = field::Empty,
        salesperson = field::Empty
    );
    let begun = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let milliseconds = begun.elapsed().as_secs_f64() * 1_000.0;
    span.in_scope(|| match status {
        500.. => tracing::error!(status, milliseconds, "answered"),
        _ if often => tracing::debug!(status, milliseconds, "answered"),
        _ => tracing::info!(status, milliseconds, "answered"),
    });
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
