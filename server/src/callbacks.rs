//! What gateways tell over HTTP, at `/passerelle/{network}/{what}`. There is no session: whoever signs is the authority,
//! and the gateway in use looks at the signature. Nothing of the query or the body is logged.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use backend::Backend;
use backend::service::callbacks::{self, Answer, Callback};
use futures::StreamExt;
use http::StatusCode;
use http::header::{self, HeaderMap};
use tokio::time::{Instant, timeout_at};
use url::form_urlencoded;

/// The most octets of a body; what networks send has a few hundred.
const MAX_BODY: usize = 64 * 1024;

/// How long the request may take to come, and to be stored. Twilio waits 15 seconds.
const MAX_TIME: Duration = Duration::from_secs(10);

/// What Twilio takes for "nothing to answer to whoever wrote"; without it, it notes an error of ours.
const NO_REPLY: &str = "<Response/>";

/// `GET` and `POST /passerelle/{network}/{what}`.
pub async fn take(
    State(backend): State<Backend>,
    Path((network, what)): Path<(String, String)>,
    request: Request,
) -> Response {
    let until = Instant::now() + MAX_TIME;
    let (parts, body) = request.into_parts();
    let body = match timeout_at(until, read(body)).await {
        Ok(Ok(body)) => body,
        Ok(Err(status)) => return status.into_response(),
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    let raw_query = parts.uri.query().unwrap_or_default().to_owned();
    let callback = Callback {
        path: format!("{network}/{what}"),
        path_and_query: parts.uri.path_and_query().map(|asked| asked.as_str().to_owned()).unwrap_or_default(),
        query: pairs(raw_query.as_bytes()),
        raw_query,
        form: if is_form(&parts.headers) { pairs(&body) } else { vec![] },
        signature: text(&parts.headers, "x-twilio-signature").to_owned(),
    };
    match timeout_at(until, callbacks::receive(&backend, &callback)).await {
        Ok(Answer::Taken) if network == "twilio" => ([(header::CONTENT_TYPE, "text/xml")], NO_REPLY).into_response(),
        Ok(Answer::Taken) => StatusCode::OK.into_response(),
        Ok(Answer::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Ok(Answer::Forged) => StatusCode::FORBIDDEN.into_response(),
        Ok(Answer::Unreadable) => StatusCode::BAD_REQUEST.into_response(),
        Ok(Answer::Again) | Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// The body, whole or not at all.
async fn read(body: Body) -> Result<Vec<u8>, StatusCode> {
    let (mut chunks, mut kept) = (body.into_data_stream(), Vec::new());
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| StatusCode::BAD_REQUEST)?;
        if kept.len() + chunk.len() > MAX_BODY {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        kept.extend_from_slice(&chunk);
    }
    Ok(kept)
}

fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = text(headers, header::CONTENT_TYPE.as_str()).split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
