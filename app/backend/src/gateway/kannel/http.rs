//! The HTTP client: one, so that connections stay open between messages.

use std::sync::Arc;
use std::time::Duration;

use domain::gateway::{Trouble, TroubleKind};
use reqwest::{Client, Response, redirect, retry};
use rustls::crypto::{CryptoProvider, ring};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

const CONNECT: Duration = Duration::from_secs(5);
const TOTAL: Duration = Duration::from_secs(20);

/// How long a connection is kept without use: shorter than Kannel keeps it, so that it is not the one that closes it
/// while a request is under way, which would leave a message *incertain*.
const IDLE: Duration = Duration::from_secs(10);

/// A client that follows no redirection, uses no proxy and sends nothing twice. `None` if none can be made.
pub(super) fn client() -> Option<Client> {
    Client::builder()
        .tls_backend_preconfigured(tls()?)
        .connect_timeout(CONNECT)
        .timeout(TOTAL)
        .pool_idle_timeout(IDLE)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .build()
        .inspect_err(|_| tracing::error!("the HTTP client for Kannel cannot be made"))
        .ok()
}

/// TLS that trusts what the machine trusts. A machine that trusts nobody still reaches Kannel without TLS.
fn tls() -> Option<ClientConfig> {
    let provider: Arc<CryptoProvider> = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    let config = builder.clone().with_platform_verifier().map(|builder| builder.with_no_client_auth());
    Some(config.unwrap_or_else(|_| builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth()))
}

/// What was wrong where no answer came. The error itself is never logged: the password stands in its address.
pub(super) fn trouble(error: &reqwest::Error) -> Trouble {
    Trouble::of(if error.is_connect() || error.is_builder() {
        TroubleKind::Unreachable
    } else if error.is_timeout() {
        TroubleKind::TimedOut
    } else {
        TroubleKind::Cut
    })
}

/// The text of an answer, so many octets of it at most, or as far as it came.
pub(super) async fn text(mut response: Response, longest: usize) -> String {
    let mut octets = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        octets.extend(chunk.iter().take(longest.saturating_sub(octets.len())));
        if octets.len() >= longest {
            break;
        }
    }
    String::from_utf8_lossy(&octets).into_owned()
}
