//! As much of an HTTP server as Kannel needs to report.

use backend::Backend;
use backend::service::callbacks::{Answer, Callback, receive};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Takes what Kannel tells, for as long as the runtime lives.
pub async fn serve(listener: TcpListener, backend: Backend) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream, backend.clone()));
    }
}

async fn answer(mut stream: TcpStream, backend: Backend) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let Ok(octet) = stream.read_u8().await else { return };
        request.push(octet);
    }
    let request = String::from_utf8(request).unwrap();
    let target = request.split(' ').nth(1).unwrap();
    let url: url::Url = format!("http://localhost{target}").parse().unwrap();
    let callback = Callback {
        path: url.path().trim_start_matches("/passerelle/").into(),
        path_and_query: target.into(),
        query: url.query_pairs().into_owned().collect(),
        raw_query: target.split_once('?').map_or("", |(_, query)| query).into(),
        form: vec![],
        signature: String::new(),
    };
    let status = if receive(&backend, &callback).await == Answer::Taken { "200 OK" } else { "503 Again" };
    let _ = stream
        .write_all(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes())
        .await;
}
