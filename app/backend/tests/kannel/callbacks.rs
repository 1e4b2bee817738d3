//! Where Kannel reports: the address of the server (`server/src/callbacks.rs`), over the same HTTP server.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::routing::get;
use backend::Backend;
use backend::service::callbacks::{Answer, Callback, receive};
use tokio::net::TcpListener;

/// Whoever takes what Kannel tells, and how often it was told that it is taken.
#[derive(Clone, Default)]
pub struct Callbacks {
    /// Without one everything is taken, and nothing is kept.
    pub backend: Option<Backend>,
    pub taken: Arc<AtomicU32>,
}

impl Callbacks {
    /// Listens at a free port, for as long as the runtime lives.
    pub async fn listen(&self) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let router = Router::new().route("/passerelle/{network}/{what}", get(take)).with_state(self.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        port
    }
}

async fn take(
    State(callbacks): State<Callbacks>,
    Path((network, what)): Path<(String, String)>,
    uri: Uri,
) -> StatusCode {
    let raw_query = uri.query().unwrap_or_default().to_owned();
    let callback = Callback {
        path: format!("{network}/{what}"),
        path_and_query: uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        query: url::form_urlencoded::parse(raw_query.as_bytes()).into_owned().collect(),
        raw_query,
        form: vec![],
        signature: String::new(),
    };
    let answer = match &callbacks.backend {
        Some(backend) => receive(backend, &callback).await,
        None => Answer::Taken,
    };
    if answer != Answer::Taken {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    callbacks.taken.fetch_add(1, Ordering::SeqCst);
    StatusCode::OK
}
