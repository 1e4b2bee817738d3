//! What stands between the worker and Kannel's `sendsms`, and cuts connections.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// What becomes of a request.
#[derive(Clone, Copy)]
pub enum Act {
    /// Kannel answers it.
    Pass,
    /// Kannel answers it, and nobody hears the answer.
    CutAnswer,
    /// Kannel hears nothing of it.
    CutRequest,
}

/// The proxy; open at first.
pub struct Proxy {
    port: u16,
    state: Arc<State>,
    task: JoinSet<()>,
}

struct State {
    kannel: u16,
    act: Mutex<Act>,
    connections: AtomicU32,
}

impl Proxy {
    /// Before the port of a Kannel.
    pub async fn before(kannel: u16) -> Self {
        let state = Arc::new(State { kannel, act: Mutex::new(Act::Pass), connections: AtomicU32::new(0) });
        let mut proxy = Self { port: 0, state, task: JoinSet::new() };
        proxy.open().await;
        proxy
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// How often somebody connected.
    pub fn connections(&self) -> u32 {
        self.state.connections.load(Ordering::SeqCst)
    }

    /// What becomes of the next requests.
    pub fn set(&self, act: Act) {
        *self.state.act.lock().unwrap() = act;
    }

    /// Listens, always at the same port.
    pub async fn open(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.port = listener.local_addr().unwrap().port();
        let state = Arc::clone(&self.state);
        self.task.spawn(async move {
            // Ends with the task, and every connection with it.
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                state.connections.fetch_add(1, Ordering::SeqCst);
                let state = Arc::clone(&state);
                connections.spawn(async move {
                    let _cut = pass(stream, &state).await;
                });
            }
        });
    }

    /// Ends every connection, and makes no more.
    pub async fn close(&mut self) {
        self.task.shutdown().await;
    }

    /// Ends every connection.
    pub async fn cut_all(&mut self) {
        self.close().await;
        self.open().await;
    }
}

/// Passes requests on, one after the other.
async fn pass(mut client: TcpStream, state: &State) -> std::io::Result<()> {
    let mut kannel = TcpStream::connect(("127.0.0.1", state.kannel)).await?;
    loop {
        let request = head(&mut client).await?;
        let act = *state.act.lock().unwrap();
        if matches!(act, Act::CutRequest) {
            return Ok(());
        }
        kannel.write_all(&request).await?;
        let mut answer = head(&mut kannel).await?;
        let length = String::from_utf8_lossy(&answer).lines().find_map(length);
        let mut body = vec![0; length.unwrap_or(0)];
        kannel.read_exact(&mut body).await?;
        if matches!(act, Act::CutAnswer) {
            return Ok(());
        }
        answer.extend(body);
        client.write_all(&answer).await?;
    }
}

/// A request or an answer up to its body.
async fn head(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut octets = vec![];
    while !octets.ends_with(b"\r\n\r\n") {
        octets.push(stream.read_u8().await?);
    }
    Ok(octets)
}

fn length(line: &str) -> Option<usize> {
    line.strip_prefix("Content-Length: ")?.trim().parse().ok()
}
