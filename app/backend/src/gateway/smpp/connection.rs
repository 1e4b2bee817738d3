//! How a session comes to be: connect, bind, and again when it has ended.

use std::sync::Arc;
use std::time::Duration;

use domain::gateway::{Trouble, TroubleKind};
use rand::RngExt;
use rustls::pki_types::CertificateDer;
use rustls_platform_verifier::Verifier;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};
use tokio_rustls::TlsConnector;

use super::session::{self, Session};
use super::{Shared, pdu, status};
use crate::settings::SmppSettings;

/// A connection, plain or TLS.
pub(super) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

pub(super) type Connection = BufReader<Box<dyn Wire>>;

/// Keeps a session bound until the gateway is closed.
pub(super) async fn keep(shared: Arc<Shared>) {
    let mut wait = shared.pace.first_wait;
    while !shared.stop.is_cancelled() {
        // How long a session lasts, which no clock that is set can change; never when.
        let begun = Instant::now();
        let opening = timeout(shared.pace.open, open(&shared));
        let opened = tokio::select! {
            opened = opening => opened.unwrap_or(Err(Trouble::of(TroubleKind::TimedOut))),
            () = shared.stop.cancelled() => return,
        };
        match opened {
            Ok(connection) => {
                tracing::info!("SMPP: bound");
                let (session, frames) = Session::new();
                let session = Arc::new(session);
                shared.set_trouble(None);
                shared.set_current(Some(Arc::clone(&session)));
                let trouble = session::serve(&shared, &session, frames, connection).await;
                shared.set_trouble(trouble);
                shared.set_current(None);
                tracing::info!(?trouble, "SMPP: the session has ended");
                // One that was refused at once, although it was bound, is not begun again every second.
                if begun.elapsed() > wait {
                    wait = shared.pace.first_wait;
                }
            }
            Err(trouble) => {
                tracing::warn!(?trouble, "SMPP: no session");
                shared.set_trouble(Some(trouble));
            }
        }
        tokio::select! {
            () = sleep(jittered(wait)) => {}
            () = shared.stop.cancelled() => return,
        }
        wait = wait.saturating_mul(2).min(shared.pace.last_wait);
    }
}

/// Between half of it and all of it, so that many do not come back at one moment.
fn jittered(wait: Duration) -> Duration {
    rand::rng().random_range(wait / 2..=wait)
}

/// Connects and binds as a transceiver.
async fn open(shared: &Shared) -> Result<Connection, Trouble> {
    let connected = connect(&shared.settings, &shared.trusted).await;
    let mut connection = BufReader::new(connected.map_err(|_| Trouble::of(TroubleKind::Unreachable))?);
    let bind = pdu::frame(pdu::BIND_TRANSCEIVER, pdu::OK, 1, &pdu::bind(&shared.settings));
    let cut = |_| Trouble::of(TroubleKind::Cut);
    connection.write_all(&bind).await.map_err(cut)?;
    connection.flush().await.map_err(cut)?;
    loop {
        let answer = pdu::read(&mut connection).await.map_err(cut)?;
        let is_answer = answer.command == pdu::BIND_TRANSCEIVER | pdu::RESPONSE || answer.command == pdu::GENERIC_NACK;
        match answer.status {
            _ if !is_answer => {}
            pdu::OK => return Ok(connection),
            refused => return Err(status::trouble(refused)),
        }
    }
}

async fn connect(settings: &SmppSettings, trusted: &[CertificateDer<'static>]) -> std::io::Result<Box<dyn Wire>> {
    let stream = TcpStream::connect((settings.host.as_str(), settings.port)).await?;
    stream.set_nodelay(true)?;
    if !settings.tls {
        return Ok(Box::new(stream));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(trusted.iter().cloned(), Arc::clone(&provider));
    let verifier = Arc::new(verifier.map_err(std::io::Error::other)?);
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(std::io::Error::other)?
        // The machine's own, which rustls takes only so.
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    let name = rustls::pki_types::ServerName::try_from(settings.host.clone()).map_err(std::io::Error::other)?;
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    Ok(Box::new(stream))
}
