//! Kannel without TLS, as it stands on the same machine: HTTP/1.1 over connections that are kept. Each is driven by whoever
//! asks over it, so that a message costs one request and no hand-over between tasks.
//!
//! What may have been written is never written again. Only a request that the connection has not even taken is asked over
//! another one.

use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::gateway::{Trouble, TroubleKind};
use futures::FutureExt;
use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::HOST;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use super::{CONNECT, TOTAL};
use crate::gateway::http::{self, Answer};

type Connection = http1::Connection<TokioIo<TcpStream>, Empty<Bytes>>;

/// Connections to one server.
pub(super) struct Direct {
    /// Host and port.
    address: String,
    idle: Mutex<Vec<(Wire, Instant)>>,
}

/// A connection, and what asks over it.
struct Wire {
    sender: SendRequest<Empty<Bytes>>,
    /// `None` once it has ended: what it had not taken comes back when it is dropped.
    connection: Option<Connection>,
}

impl Direct {
    /// Connections to the server of an address; `None` where it asks for more than HTTP.
    pub(super) fn to(url: &Url) -> Option<Self> {
        let is_plain = url.scheme() == "http" && url.username().is_empty() && url.password().is_none();
        let address = format!("{}:{}", url.host_str()?, url.port_or_known_default()?);
        is_plain.then(|| Self { address, idle: Mutex::default() })
    }

    /// Asks for an address of this server, and reads so many octets of the answer's text at most. A text that does not arrive
    /// is as far as it came: the status says it all.
    pub(super) async fn get(&self, url: &Url, longest: usize) -> Result<Answer, Trouble> {
        // How long a network may take, which no clock that is set can change: not the time of day, which is `Clock`'s.
        let until = Instant::now() + TOTAL;
        let late = |_| Trouble::of(TroubleKind::TimedOut);
        let (mut wire, response) = timeout_at(until, self.ask(url)).await.map_err(late)??;
        let (head, body) = response.into_parts();
        let mut octets = Vec::new();
        if let Ok(true) = timeout_at(until, wire.read(body, &mut octets, longest)).await {
            self.lock().push((wire, Instant::now()));
        }
        let text = String::from_utf8_lossy(&octets).into_owned();
        Ok(Answer { status: head.status.as_u16(), headers: head.headers, text })
    }

    /// Closes what has not been used for long: nobody else does while nothing is asked.
    pub(super) fn tidy(&self) {
        self.lock().retain(|(_, since)| since.elapsed() < http::IDLE);
    }

    async fn ask(&self, url: &Url) -> Result<(Wire, Response<Incoming>), Trouble> {
        let unreachable = Trouble::of(TroubleKind::Unreachable);
        let path_and_query = format!("{}?{}", url.path(), url.query().unwrap_or_default());
        let request = Request::get(path_and_query).header(HOST, &self.address);
        let mut request = request.body(Empty::new()).map_err(|_| unreachable)?;
        loop {
            let (mut wire, is_new) = match self.kept() {
                Some(wire) => (wire, false),
                None => (self.connect().await.ok_or(unreachable)?, true),
            };
            let answer = wire.sender.try_send_request(request);
            let mut error = match drive(&mut wire.connection, answer).await {
                Ok(response) => return Ok((wire, response)),
                Err(error) => error,
            };
            request = match error.take_message() {
                Some(request) if !is_new => request,
                Some(_) => return Err(unreachable),
                None => return Err(Trouble::of(TroubleKind::Cut)),
            };
        }
    }

    /// The connection that was used last, if it was not long ago: where the other side has closed one meanwhile, it would not
    /// be known whether what was written last was read.
    fn kept(&self) -> Option<Wire> {
        let (wire, since) = self.lock().pop()?;
        (since.elapsed() < http::IDLE).then_some(wire)
    }

    async fn connect(&self) -> Option<Wire> {
        let stream = timeout(CONNECT, TcpStream::connect(&self.address)).await.ok()?.ok()?;
        stream.set_nodelay(true).ok()?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
        Some(Wire { sender, connection: Some(connection) })
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Wire, Instant)>> {
        // What a panic interrupted is a connection more or less.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wire {
    /// Reads a text; says whether it was whole and another request can follow.
    async fn read(&mut self, mut body: Incoming, octets: &mut Vec<u8>, longest: usize) -> bool {
        while let Some(frame) = drive(&mut self.connection, body.frame()).await {
            let Ok(frame) = frame else { return false };
            octets.extend(frame.data_ref().into_iter().flatten().take(longest.saturating_sub(octets.len())));
            if octets.len() >= longest {
                return false;
            }
        }
        drive(&mut self.connection, self.sender.ready()).await.is_ok()
    }
}

/// Awaits something that comes over a connection, which reads and writes meanwhile. The connection comes first: it notices
/// that the other side has closed it before it takes a request.
async fn drive<T>(connection: &mut Option<Connection>, awaited: impl Future<Output = T>) -> T {
    let mut awaited = pin!(awaited);
    std::future::poll_fn(|context| {
        // How it ended is told to whoever awaits something of it.
        if connection.as_mut().is_some_and(|connection| connection.poll_unpin(context).is_ready()) {
            *connection = None;
        }
        awaited.as_mut().poll(context)
    })
    .await
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("http://127.0.0.1:13013/cgi-bin/sendsms", true)]
    #[case("http://sms.example/cgi-bin/sendsms", true)]
    #[case("https://127.0.0.1/cgi-bin/sendsms", false)]
    #[case("http://user:secret@127.0.0.1/cgi-bin/sendsms", false)]
    fn for_plain_http_only(#[case] url: &str, #[case] is_plain: bool) {
        assert_eq!(Direct::to(&url.parse().unwrap()).is_some(), is_plain);
    }
}
