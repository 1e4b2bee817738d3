use std::time::Duration;

use domain::gateway::{Trouble, TroubleKind};
use domain::id::MessageId;
use domain::message::Reason;
use domain::phone::PhoneNumber;
use domain::sms::Encoding;
use rstest::rstest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use url::form_urlencoded;

use super::super::Twilio;
use super::settings;
use crate::gateway::{Gateway, Outgoing, Submitted};
use crate::settings::TwilioSettings;

/// What the mock does with every request, once it has read it.
#[derive(Clone)]
enum Does {
    Answers(String),
    Cuts,
    Nothing,
}

/// A server of our own: its address, and what it was asked.
async fn mock(does: Does) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (asked, requests) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, does.clone(), asked.clone()));
        }
    });
    (url, requests)
}

async fn serve(mut stream: TcpStream, does: Does, asked: mpsc::UnboundedSender<String>) {
    let mut read = Vec::new();
    while !is_whole(&read) {
        if stream.read_buf(&mut read).await.unwrap() == 0 {
            return;
        }
    }
    asked.send(String::from_utf8(read).unwrap()).unwrap();
    match does {
        Does::Answers(answer) => stream.write_all(answer.as_bytes()).await.unwrap(),
        Does::Cuts => {}
        Does::Nothing => std::future::pending().await,
    }
}

fn is_whole(read: &[u8]) -> bool {
    let Some((head, body)) = std::str::from_utf8(read).unwrap().split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    body.len() >= length.unwrap_or(0)
}

fn answers(status: u16, headers: &str, body: &str) -> Does {
    let length = body.len();
    Does::Answers(format!(
        "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    ))
}

fn message() -> Outgoing {
    Outgoing {
        message: MessageId(42),
        phone: PhoneNumber::try_from(String::from("+212612345678")).unwrap(),
        sender: String::from("PharmaAmal"),
        text: String::from("Déjà prêt & payé + 5 € : مرحبا"),
        encoding: Encoding::Ucs2,
        parts: 1,
    }
}

async fn submitted(does: Does) -> Submitted {
    let (url, mut requests) = mock(does.clone()).await;
    let patience = if matches!(does, Does::Nothing) { Duration::from_millis(500) } else { Duration::from_secs(60) };
    let twilio = Twilio::patient(settings(&url), Duration::from_secs(60), patience);
    let submitted = twilio.submit(message()).await;
    assert!(requests.recv().await.is_some());
    assert!(requests.try_recv().is_err(), "asked once and not again");
    submitted
}

#[rstest]
#[case::sender(|_: &mut TwilioSettings| (), &[("From", "PharmaAmal")])]
#[case::number(|settings: &mut TwilioSettings| settings.from = Some("+15005550006".into()), &[("From", "+15005550006")])]
#[case::service(
    |settings: &mut TwilioSettings| { settings.from = Some("x".into()); settings.service = Some("MG1".into()) },
    &[("MessagingServiceSid", "MG1"), ("SmartEncoded", "false")]
)]
#[tokio::test]
async fn a_message_is_one_form(#[case] change: fn(&mut TwilioSettings), #[case] from: &[(&str, &str)]) {
    let (url, mut requests) = mock(answers(201, "", r#"{"sid":"SM1","status":"queued","error_code":null}"#)).await;
    let mut settings = settings(&format!("{url}/base/"));
    change(&mut settings);
    let submitted = Twilio::new(settings).submit(message()).await;
    assert_eq!(submitted, Submitted::Accepted { reference: String::from("SM1") });

    let request = requests.recv().await.unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /base/2010-04-01/Accounts/AC123/Messages.json HTTP/1.1"), "{head}");
    // base64("AC123:12345")
    assert!(head.to_lowercase().contains("authorization: basic qumxmjm6mtizndu="), "{head}");
    let sent: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let mut expected = vec![("To", "+212612345678")];
    expected.extend(from);
    expected.push(("Body", "Déjà prêt & payé + 5 € : مرحبا"));
    expected.push(("StatusCallback", "https://mycompany.com/passerelle/twilio/rapport?m=42"));
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(sent, expected);
}

#[rstest]
#[case(200, r#"{"sid":"SM2","status":"accepted"}"#, Submitted::Accepted { reference: String::from("SM2") })]
#[case::unreadable(201, "<html>", Submitted::Accepted { reference: String::new() })]
#[case::failed_at_once(
    201,
    r#"{"sid":"SM3","status":"failed","error_code":21610}"#,
    Submitted::Refused(Reason::Refused)
)]
#[case(400, r#"{"code":21211,"status":400}"#, Submitted::Refused(Reason::NumberRefused))]
#[case(400, r#"{"code":21614,"status":400}"#, Submitted::Refused(Reason::NumberRefused))]
#[case(400, r#"{"code":21635,"status":400}"#, Submitted::Refused(Reason::NumberRefused))]
#[case(400, r#"{"code":21217,"status":400}"#, Submitted::Refused(Reason::NumberRefused))]
#[case(400, r#"{"code":21610,"status":400}"#, Submitted::Refused(Reason::Refused))]
#[case(400, r#"{"code":21606,"status":400}"#, Submitted::Refused(Reason::SenderRefused))]
#[case(400, r#"{"code":21212,"status":400}"#, Submitted::Refused(Reason::SenderRefused))]
#[case(400, r#"{"code":21659,"status":400}"#, Submitted::Refused(Reason::SenderRefused))]
#[case(400, r#"{"code":21617,"status":400}"#, Submitted::Refused(Reason::Refused))]
#[case(400, "", Submitted::Refused(Reason::Refused))]
#[case(400, r#"{"code":21611,"status":400}"#, later(TroubleKind::Throttled, 21_611))]
#[case(400, r#"{"code":30001,"status":400}"#, later(TroubleKind::Throttled, 30_001))]
#[case(401, r#"{"code":20003,"status":401}"#, later(TroubleKind::Credentials, 20_003))]
#[case(403, "", later(TroubleKind::Credentials, 403))]
#[case(404, r#"{"code":20404,"status":404}"#, later(TroubleKind::Failing, 20_404))]
#[case::redirected(301, "", later(TroubleKind::Failing, 301))]
#[case(503, "", later(TroubleKind::Failing, 503))]
#[case(500, r#"{"code":20500,"status":500}"#, unknown(TroubleKind::Failing, 20_500))]
#[case(502, "<html>", unknown(TroubleKind::Failing, 502))]
#[case(504, "", unknown(TroubleKind::Failing, 504))]
#[tokio::test]
async fn an_answer_is_understood(#[case] status: u16, #[case] body: &str, #[case] expected: Submitted) {
    assert_eq!(submitted(answers(status, "location: /elsewhere\r\n", body)).await, expected);
}

fn later(kind: TroubleKind, code: u32) -> Submitted {
    Submitted::Later { trouble: Trouble::coded(kind, code), after: None }
}

fn unknown(kind: TroubleKind, code: u32) -> Submitted {
    Submitted::Unknown(Trouble::coded(kind, code))
}

#[tokio::test]
async fn it_is_slower_for_as_long_as_it_was_asked() {
    let does = answers(429, "retry-after: 7\r\n", r#"{"code":20429,"status":429}"#);
    let trouble = Trouble::coded(TroubleKind::Throttled, 20_429);
    assert_eq!(submitted(does).await, Submitted::Later { trouble, after: Some(Duration::from_secs(7)) });
}

#[tokio::test]
async fn an_answer_that_is_lost_is_not_known() {
    assert_eq!(submitted(Does::Cuts).await, Submitted::Unknown(Trouble::of(TroubleKind::Cut)));
    assert_eq!(submitted(Does::Nothing).await, Submitted::Unknown(Trouble::of(TroubleKind::TimedOut)));
    let half = Does::Answers(String::from("HTTP/1.1 201 Created\r\ncontent-length: 99\r\n\r\n{\"sid\":"));
    assert_eq!(submitted(half).await, Submitted::Accepted { reference: String::new() }, "it was taken");
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let submitted = Twilio::new(settings(&format!("http://{free}"))).submit(message()).await;
    let trouble = Trouble::of(TroubleKind::Unreachable);
    assert_eq!(submitted, Submitted::Later { trouble, after: None });
}

#[test]
fn the_screen_shows_host_and_port() {
    assert_eq!(Twilio::new(settings("http://127.0.0.1:8080/x")).address(), "127.0.0.1:8080");
}
