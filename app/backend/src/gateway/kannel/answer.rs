//! What the answer to `sendsms` says about the message. What Kannel did not take can be handed over again; where it may
//! have taken it, nobody knows: of requests that broke after they were written, almost half had gone out.

use std::time::Duration;

use domain::gateway::{Trouble, TroubleKind};
use domain::message::Reason;
use reqwest::header::{HeaderMap, RETRY_AFTER, SERVER};

use crate::gateway::Submitted;
use crate::gateway::http::Answer;

/// Octets of an answer that are read: Kannel's are one line.
pub(super) const LONGEST: usize = 1_024;

/// What an answer means. "Accepted" is said by the status alone, and stays true if the text does not arrive.
pub(super) fn read(answer: &Answer) -> Submitted {
    let Answer { status, headers, text } = answer;
    let is_kannel = headers.get(SERVER).is_some_and(|server| server.as_bytes().starts_with(b"Kannel"));
    classify(*status, text, is_kannel, retry_after(headers))
}

fn classify(status: u16, body: &str, is_kannel: bool, after: Option<Duration>) -> Submitted {
    let later = |kind, after| Submitted::Later { trouble: Trouble::coded(kind, status.into()), after };
    match status {
        // Kannel names no message; its SMSC does, in the first report.
        202 => Submitted::Accepted { reference: String::new() },
        400 => Submitted::Refused(refusal(body)),
        403 if body.contains("Not routable") => Submitted::Refused(Reason::NumberRefused),
        401 | 403 => later(TroubleKind::Credentials, None),
        429 => later(TroubleKind::Throttled, after),
        503 => later(TroubleKind::Failing, after),
        500.. if is_kannel || body.contains("Temporal failure") => later(TroubleKind::Failing, after),
        // Whatever stands in between may have passed the message on.
        500.. | 200..=299 => Submitted::Unknown(Trouble::coded(TroubleKind::Unreadable, status.into())),
        _ => later(TroubleKind::Unreadable, None),
    }
}

fn refusal(body: &str) -> Reason {
    let body = body.to_ascii_lowercase();
    if body.contains("receiver") || body.contains("number(s)") {
        Reason::NumberRefused
    } else if body.contains("sender") {
        Reason::SenderRefused
    } else {
        Reason::Refused
    }
}

/// Only seconds: Kannel does not say it at all, and a date would need a clock in step with ours.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

/// What it means that no answer came.
pub(super) fn without(trouble: Trouble) -> Submitted {
    match trouble.kind {
        TroubleKind::Unreachable => Submitted::Later { trouble, after: None },
        _ => Submitted::Unknown(trouble),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::gateway::Gateway;
    use crate::gateway::kannel::Kannel;
    use crate::gateway::kannel::tests::{message, settings};

    /// What Kannel answers a message with when the server behind its address reads one request and writes this.
    async fn submitted(answer: &str) -> Submitted {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let answer = answer.to_owned();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                request.push(stream.read_u8().await.unwrap());
            }
            stream.write_all(answer.as_bytes()).await.unwrap();
        });
        let kannel = Kannel::new(settings(&format!("http://{address}/cgi-bin/sendsms")));
        let submitted = kannel.submit(message()).await;
        server.await.unwrap();
        submitted
    }

    fn later(kind: TroubleKind, code: u32, after: Option<u64>) -> Submitted {
        Submitted::Later { trouble: Trouble::coded(kind, code), after: after.map(Duration::from_secs) }
    }

    fn accepted() -> Submitted {
        Submitted::Accepted { reference: String::new() }
    }

    fn unreachable() -> Submitted {
        Submitted::Later { trouble: Trouble::of(TroubleKind::Unreachable), after: None }
    }

    fn unknown(code: u32) -> Submitted {
        Submitted::Unknown(Trouble::coded(TroubleKind::Unreadable, code))
    }

    #[rstest]
    #[case("202 A", "", "0: Accepted for delivery", accepted())]
    #[case("202 A", "", "3: Queued for later delivery", accepted())]
    #[case("403 F", "", "Authorization failed for sendsms", later(TroubleKind::Credentials, 403, None))]
    #[case("403 F", "", "Not routable. Do not try again.", Submitted::Refused(Reason::NumberRefused))]
    #[case("400 B", "", "Missing receiver number, rejected", Submitted::Refused(Reason::NumberRefused))]
    #[case("400 B", "", "Empty receiver number not allowed, rejected", Submitted::Refused(Reason::NumberRefused))]
    #[case(
        "400 B",
        "",
        "Number(s) has/have been denied by white- and/or black-lists.",
        Submitted::Refused(Reason::NumberRefused)
    )]
    #[case("400 B", "", "Sender missing and no global set, rejected", Submitted::Refused(Reason::SenderRefused))]
    #[case("400 B", "", "Coding field misformed, rejected", Submitted::Refused(Reason::Refused))]
    #[case("404 N", "", "Unknown request.", later(TroubleKind::Unreadable, 404, None))]
    #[case("302 F", "Location: http://127.0.0.1:1/\r\n", "", later(TroubleKind::Unreadable, 302, None))]
    #[case("429 T", "Retry-After: 7\r\n", "", later(TroubleKind::Throttled, 429, Some(7)))]
    #[case("503 S", "", "Temporal failure, try again later.", later(TroubleKind::Failing, 503, None))]
    #[case("500 I", "Server: Kannel/1.4.5\r\n", "", later(TroubleKind::Failing, 500, None))]
    #[case("502 B", "Server: nginx\r\n", "Bad Gateway", unknown(502))]
    #[case("200 O", "", "Welcome", unknown(200))]
    #[tokio::test]
    async fn answers(#[case] status: &str, #[case] header: &str, #[case] body: &str, #[case] expected: Submitted) {
        let length = body.len();
        let answer =
            format!("HTTP/1.1 {status}\r\n{header}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}");
        assert_eq!(submitted(&answer).await, expected);
    }

    #[rstest]
    #[case::nothing("")]
    #[case::half_a_line("HTTP/1.1 20")]
    #[tokio::test]
    async fn a_connection_cut_after_the_request_leaves_it_unknown(#[case] answer: &str) {
        assert_eq!(submitted(answer).await, Submitted::Unknown(Trouble::of(TroubleKind::Cut)));
    }

    #[tokio::test]
    async fn where_nobody_listens_nothing_was_sent() {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let kannel = Kannel::new(settings(&format!("http://{free}/cgi-bin/sendsms")));
        assert_eq!(kannel.submit(message()).await, unreachable());
    }
}
