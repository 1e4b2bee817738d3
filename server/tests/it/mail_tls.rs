//! E-mail over TLS: to a server whose certificate the machine trusts, and to no other.

use std::path::Path;
use std::process::Child;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rstest::rstest;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::mail::smtp::Smtp;
use crate::mail::{program, soon, with_a_letter};

/// A certificate for `localhost`, and that of the authority which gave it, as PEM.
fn certified() -> (TlsAcceptor, String) {
    let mut authority = CertificateParams::new(vec![]).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), authority.pem())
}

/// A way over TLS to a server for e-mail, from the first octet or after `STARTTLS`; its port.
async fn in_front_of(smtp: &Smtp, acceptor: TlsAcceptor, security: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, to) = (listener.local_addr().unwrap().port(), smtp.port);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Who does not trust the certificate goes away.
            tokio::spawn(carry(stream, acceptor.clone(), to, security));
        }
    });
    port
}

async fn carry(mut stream: TcpStream, acceptor: TlsAcceptor, to: u16, security: &str) -> std::io::Result<()> {
    if security == "starttls" {
        stream.write_all(b"220 here\r\n").await?;
        assert!(heard(&mut stream).await?.starts_with("EHLO"), "nothing else before TLS");
        stream.write_all(b"250-here\r\n250 STARTTLS\r\n").await?;
        assert_eq!(heard(&mut stream).await?, "STARTTLS\r\n");
        stream.write_all(b"220 go on\r\n").await?;
    }
    let mut stream = acceptor.accept(stream).await?;
    let mut server = TcpStream::connect(("127.0.0.1", to)).await?;
    if security == "starttls" {
        // It was greeted before.
        let mut greeting = [0; 10];
        server.read_exact(&mut greeting).await?;
    }
    copy_bidirectional(&mut stream, &mut server).await?;
    Ok(())
}

/// One line of the client.
async fn heard(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut line = String::new();
    while !line.ends_with('\n') {
        line.push(char::from(stream.read_u8().await?));
    }
    Ok(line)
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _it_has_ended = self.0.kill();
        let _it_has_ended = self.0.wait();
    }
}

fn start(folder: &Path, port: u16, security: &str, trusted: &str) -> Running {
    std::fs::write(folder.join("trusted.pem"), trusted).unwrap();
    let mut server = program(folder, &format!("localhost:{port}"), security, "log.txt");
    Running(server.env_remove("SSL_CERT_DIR").env("SSL_CERT_FILE", folder.join("trusted.pem")).spawn().unwrap())
}

#[rstest]
#[case("tls")]
#[case("starttls")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_goes_over_tls(#[case] security: &'static str) {
    let folder = tempfile::tempdir().unwrap();
    let _conn = with_a_letter(folder.path()).await;
    let (smtp, (acceptor, authority)) = (Smtp::start().await, certified());
    let port = in_front_of(&smtp, acceptor, security).await;
    let _running = start(folder.path(), port, security, &authority);
    let letter = soon(|| smtp.letters().pop()).await;
    assert_eq!(letter.to, ["salma@port.ma"]);
    assert_eq!(smtp.credentials().len(), 1);
}

#[rstest]
#[case("tls")]
#[case("starttls")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_said_to_a_server_that_nobody_vouches_for(#[case] security: &'static str) {
    let folder = tempfile::tempdir().unwrap();
    let mut conn = with_a_letter(folder.path()).await;
    let (smtp, (acceptor, _), (_, another)) = (Smtp::start().await, certified(), certified());
    let port = in_front_of(&smtp, acceptor, security).await;
    let _running = start(folder.path(), port, security, &another);
    let log = folder.path().join("log.txt");
    let failed = || std::fs::read_to_string(&log).ok().filter(|log| log.contains("e-mail not sent")).is_some().then_some(());
    soon(failed).await;
    assert_eq!((smtp.conversations(), smtp.credentials().len()), (0, 0));
    let tries: i64 = sqlx::query_scalar("SELECT tries FROM mail").fetch_one(&mut conn).await.unwrap();
    assert_eq!(tries, 1, "it waits for its next try");
}
