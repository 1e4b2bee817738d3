//! Whether the server is there, and since when.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::header;
use serde::Serialize;

/// When the process started, in milliseconds UTC.
#[derive(Clone, Copy)]
pub struct Started(pub i64);

#[derive(Serialize)]
struct Health {
    status: &'static str,
    started: i64,
}

/// `GET /health`.
pub async fn health(State(Started(started)): State<Started>) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-store")], Json(Health { status: "ok", started }))
}

/// `GET /reload.js`, in development only: reloads the page when the server was restarted.
pub async fn reload_script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-store")], RELOAD)
}

const RELOAD: &str = "\
let started;
setInterval(async () => {
  try {
    const health = await (await fetch('/health', { cache: 'no-store' })).json();
    if (started !== undefined && started !== health.started) location.reload();
    started = health.started;
  } catch { /* the server is being built again */ }
}, 700);
";
