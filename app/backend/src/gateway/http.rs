//! The HTTP client: it follows nothing and tries nothing again, for each request may be a message that is sent.

use std::sync::Arc;
use std::time::Duration;

use domain::gateway::{Trouble, TroubleKind};
use reqwest::header::HeaderMap;
use reqwest::{Client, Response, redirect, retry};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

/// A connection that was idle for longer is not used again: where the other side has closed it meanwhile, it would not be
/// known whether what was written last was read.
pub(super) const IDLE: Duration = Duration::from_secs(10);

/// A client for https, or for http alone, which needs no certificates and never goes through a proxy.
///
/// # Errors
///
/// If the certificates of this machine cannot be read.
pub(super) fn client(
    https: bool,
    connect: Duration,
    total: Duration,
) -> Result<Client, Box<dyn std::error::Error + Send + Sync>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let tls = if https { tls.with_platform_verifier()? } else { tls.with_root_certificates(RootCertStore::empty()) };
    let client = Client::builder()
        .tls_backend_preconfigured(tls.with_no_client_auth())
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .connect_timeout(connect)
        .timeout(total)
        .pool_idle_timeout(IDLE);
    let client = if https { client } else { client.no_proxy() };
    Ok(client.build()?)
}

/// What was answered.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    /// As far as it was read.
    pub(super) text: String,
}

impl Answer {
    /// The answer of a response, so many octets of its text at most.
    pub(super) async fn of(response: Response, longest: usize) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: text(response, longest).await }
    }
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
