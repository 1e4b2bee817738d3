//! Over TLS, to an SMSC whose certificate an authority of the tests has signed (`authority/`, made with `openssl`, good for a
//! hundred years and for nothing else).

use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::task::AbortOnDropHandle;

use super::*;

const AUTHORITY: &[u8] = include_bytes!("authority/authority.pem");
const SERVER: &[u8] = include_bytes!("authority/server.pem");
const KEY: &[u8] = include_bytes!("authority/server-key.pem");

fn certificate(pem: &[u8]) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem).unwrap()
}

/// A port whose connections are decrypted and passed on to another.
async fn terminator(to: u16) -> (u16, AbortOnDropHandle<()>) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate(SERVER)], PrivateKeyDer::from_pem_slice(KEY).unwrap())
        .unwrap();
    let (acceptor, listener) =
        (TlsAcceptor::from(Arc::new(config)), TcpListener::bind(("127.0.0.1", 0)).await.unwrap());
    let port = listener.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Who does not trust it ends the handshake.
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut smsc = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
            tokio::spawn(async move { copy_bidirectional(&mut stream, &mut smsc).await });
        }
    });
    (port, AbortOnDropHandle::new(task))
}

fn over_tls(port: u16) -> SmppSettings {
    SmppSettings { tls: true, host: "localhost".into(), ..settings(port, PASSWORD) }
}

#[tokio::test]
async fn a_message_and_its_receipt_over_tls() {
    let simulator = taking().await;
    let (port, _task) = terminator(simulator.port).await;
    let mut desk = Desk::trusting(over_tls(port), quick(), vec![certificate(AUTHORITY)]);
    until(|| desk.smpp.is_ready()).await;
    assert_eq!(desk.submit("Bonjour").await, accepted("1"));
    simulator.send(super::super::simulator::receipt(PHONE, "1", "DELIVRD"));
    assert_eq!(desk.report().await.about, crate::gateway::About::Message(message(7)));
    assert_eq!((simulator.binds(), simulator.submissions().len()), (1, 1));
}

#[tokio::test]
async fn an_authority_that_nobody_trusts_is_not_spoken_to() {
    let simulator = taking().await;
    let (port, _task) = terminator(simulator.port).await;
    let desk = Desk::at(over_tls(port), quick());
    let trouble = Some(Trouble::of(TroubleKind::Unreachable));
    until(|| *super::super::lock(&desk.smpp.shared.trouble) == trouble).await;
    assert_eq!(simulator.binds(), 0);
}

#[tokio::test]
async fn a_certificate_of_another_name_is_not_spoken_to() {
    let simulator = taking().await;
    let (port, _task) = terminator(simulator.port).await;
    let other = SmppSettings { host: "127.0.0.1".into(), ..over_tls(port) };
    let desk = Desk::trusting(other, quick(), vec![certificate(AUTHORITY)]);
    let trouble = Some(Trouble::of(TroubleKind::Unreachable));
    until(|| *super::super::lock(&desk.smpp.shared.trouble) == trouble).await;
    assert_eq!(simulator.binds(), 0);
}
