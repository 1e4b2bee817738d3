//! What networks tell us over HTTP: delivery reports, and what people answer. Signature first; then it is stored, and only
//! then answered, so that a network that keeps what was not answered tells it again.

use std::time::Duration;

use tokio::sync::oneshot;

use crate::Backend;
use crate::gateway::{CallbackFault, Event};

pub use crate::gateway::{Callback, kannel_inbound_url};

/// How long the store may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a network is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Taken: stored, or about nothing that is known here. 200.
    Taken,
    /// There is no such address, or another gateway is in use. 404.
    NotFound,
    /// The signature is missing or wrong. 403.
    Forged,
    /// It cannot be read. 400.
    Unreadable,
    /// It could not be stored: it must be told again. 503.
    Again,
}

/// Takes what a network tells. Whoever signs is the authority; there is no person.
pub async fn receive(backend: &Backend, callback: &Callback) -> Answer {
    let Some(link) = backend.link() else { return Answer::NotFound };
    let news = match link.gateway.callback(callback) {
        Ok(Some(news)) => news,
        Ok(None) => return Answer::Taken,
        Err(CallbackFault::NotFound) => return Answer::NotFound,
        Err(CallbackFault::Forged) => return Answer::Forged,
        Err(CallbackFault::Unreadable) => return Answer::Unreadable,
    };
    let (stored, is_stored) = oneshot::channel();
    if link.events.send(Event { news, stored: Some(stored) }).is_err() {
        return Answer::Again;
    }
    match tokio::time::timeout(PATIENCE, is_stored).await {
        Ok(Ok(())) => Answer::Taken,
        _ => Answer::Again,
    }
}
