//! Kannel's wire, against a server of the test's own; the real one is in `server/tests`.

use std::collections::HashMap;
use std::time::Duration;

use domain::gateway::{Note, Trouble, TroubleKind};
use domain::id::{MessageId, PharmacyId};
use domain::message::{Reason, Status as Stands};
use domain::phone::PhoneNumber;
use domain::sms::Encoding;
use rstest::rstest;
use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::status::Status;
use super::*;
use crate::gateway::{About, Inbound, Report};

fn settings(port: u16) -> KannelSettings {
    KannelSettings {
        send_url: format!("http://127.0.0.1:{port}/cgi-bin/sendsms").parse().unwrap(),
        user: "comptoir".into(),
        password: SecretString::from("geheim & süß"),
        smsc: Some("iam".into()),
        status_url: None,
        status_password: None,
        callback_url: "http://127.0.0.1:3000".parse().unwrap(),
        callback_secret: SecretString::from("0123456789abcdef"),
    }
}

fn outgoing(text: &str, encoding: Encoding) -> Outgoing {
    let phone = PhoneNumber::try_from(String::from("+212612345678")).unwrap();
    let message = MessageId::new(PharmacyId(1), 7);
    Outgoing { message, phone, sender: "AL AMAL".into(), text: text.into(), encoding, parts: 1 }
}

fn callback(address: &str) -> Callback {
    let url: Url = format!("http://127.0.0.1:3000{address}").parse().unwrap();
    Callback {
        path: url.path().trim_start_matches("/passerelle/").to_owned(),
        path_and_query: address.to_owned(),
        query: url.query_pairs().into_owned().collect(),
        raw_query: url.query().unwrap_or_default().to_owned(),
        form: vec![],
        signature: String::new(),
    }
}

/// The path and query at which Kannel would report, with a kind and words in place of its escapes.
fn reported(kannel: &Kannel, kind: &str, words: &str) -> String {
    let address = kannel.report_address(&outgoing("", Encoding::Gsm7));
    let words: String = form_urlencoded::byte_serialize(words.as_bytes()).collect();
    address.replace("http://127.0.0.1:3000", "").replace("%d", kind).replace("%A", &words)
}

#[rstest]
#[case("Reste 5 € à régler & merci", Encoding::Gsm7, "0")]
#[case("رصيدكم 120,50 درهم", Encoding::Ucs2, "2")]
fn a_message_is_what_was_measured(#[case] text: &str, #[case] encoding: Encoding, #[case] coding: &str) {
    let kannel = Kannel::new(settings(1));
    let message = outgoing(text, encoding);
    let url = kannel.address_of(&message);
    let pairs: HashMap<String, String> = url.query_pairs().into_owned().collect();
    let report = kannel.report_address(&message);
    for (name, value) in [
        ("username", "comptoir"),
        ("password", "geheim & süß"),
        ("from", "AL AMAL"),
        ("to", "+212612345678"),
        ("coding", coding),
        ("charset", "UTF-8"),
        ("text", text),
        ("dlr-mask", "31"),
        ("dlr-url", &report),
        ("smsc", "iam"),
    ] {
        assert_eq!(pairs.get(name).map(String::as_str), Some(value), "{name}");
    }
    assert!(report.starts_with("http://127.0.0.1:3000/passerelle/kannel/rapport?m=1099511627783&s="), "{report}");
    assert!(report.ends_with("&d=%d&a=%A"), "{report}");
}

fn later(kind: TroubleKind, code: u32) -> Submitted {
    Submitted::Later { trouble: Trouble::coded(kind, code), after: None }
}

#[rstest]
#[case(202, "0: Accepted for delivery", Submitted::Accepted { reference: "kannel".into() })]
#[case(202, "3: Queued for later delivery", Submitted::Accepted { reference: "kannel".into() })]
#[case(403, "Authorization failed for sendsms", later(TroubleKind::Credentials, 403))]
#[case(400, "Missing receiver number, rejected", Submitted::Refused(Reason::NumberRefused))]
#[case(400, "Number(s) has/have been denied by white- and/or black-lists.", Submitted::Refused(Reason::NumberRefused))]
#[case(400, "Coding field misformed, rejected", Submitted::Refused(Reason::Refused))]
#[case(403, "Not routable. Do not try again.", Submitted::Refused(Reason::NumberRefused))]
#[case(503, "Temporal failure, try again later.", later(TroubleKind::Failing, 503))]
#[case(429, "", later(TroubleKind::Throttled, 429))]
#[case(404, "Unknown request.", later(TroubleKind::Unreadable, 404))]
#[case(302, "", later(TroubleKind::Unreadable, 302))]
#[case(502, "Bad gateway", Submitted::Unknown(Trouble::coded(TroubleKind::Failing, 502)))]
fn every_answer_has_a_meaning(#[case] status: u16, #[case] body: &str, #[case] meant: Submitted) {
    assert_eq!(answer::of(status, None, body), meant);
}

/// A server that reads a request and writes an answer, or cuts the connection without one.
async fn submitted(answer: &'static [u8]) -> Submitted {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4_096];
        let read = stream.read(&mut request).await.unwrap();
        stream.write_all(answer).await.unwrap();
        String::from_utf8_lossy(&request[..read]).into_owned()
    });
    let outcome = Kannel::new(settings(port)).hand_over(outgoing("Bonjour", Encoding::Gsm7)).await;
    assert!(server.await.unwrap().starts_with("GET /cgi-bin/sendsms?username=comptoir&"));
    outcome
}

#[tokio::test]
async fn an_answer_is_read_and_a_cut_connection_is_not_guessed_at() {
    let accepted = b"HTTP/1.1 202 Accepted\r\nContent-Length: 24\r\n\r\n0: Accepted for delivery";
    assert_eq!(submitted(accepted).await, Submitted::Accepted { reference: "kannel".into() });
    let asked = b"HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n";
    let trouble = Trouble::coded(TroubleKind::Throttled, 429);
    assert_eq!(submitted(asked).await, Submitted::Later { trouble, after: Some(Duration::from_secs(7)) });
    assert_eq!(submitted(b"").await, Submitted::Unknown(Trouble::of(TroubleKind::Cut)));
}

#[tokio::test]
async fn nobody_there_is_tried_again_and_silence_is_not() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let impatient = Kannel::patient(settings(port), CONNECT, Duration::from_millis(200));
    let silent = impatient.hand_over(outgoing("Bonjour", Encoding::Gsm7)).await;
    assert_eq!(silent, Submitted::Unknown(Trouble::of(TroubleKind::TimedOut)));
    drop(listener);
    let refused = Kannel::new(settings(port)).hand_over(outgoing("Bonjour", Encoding::Gsm7)).await;
    let trouble = Trouble::of(TroubleKind::Unreachable);
    assert_eq!(refused, Submitted::Later { trouble, after: None });
}

const RECEIPT: &str =
    "id:01 sub:001 dlvrd:000 submit date:2611240335 done date:2611240335 stat:STAT err:027 text:Bonjour";

#[rstest]
#[case("8", "ACK/", Some((Stands::Sent, None, None)))]
#[case("4", "stat:ACCEPTD", Some((Stands::Sent, None, None)))]
#[case("1", "DELIVRD", Some((Stands::Delivered, None, Some("DELIVRD err:027"))))]
#[case("2", "UNDELIV", Some((Stands::Failed, Some(Reason::Undelivered), Some("UNDELIV err:027"))))]
#[case("2", "EXPIRED", Some((Stands::Expired, Some(Reason::Unreachable), Some("EXPIRED err:027"))))]
#[case("2", "REJECTD", Some((Stands::Failed, Some(Reason::Blocked), Some("REJECTD err:027"))))]
#[case("2", "DELETED", Some((Stands::Failed, Some(Reason::Blocked), Some("DELETED err:027"))))]
#[case("2", "UNKNOWN", Some((Stands::Uncertain, Some(Reason::AnswerLost), Some("UNKNOWN err:027"))))]
#[case("16", "NACK/0x0000000b/Invalid Destination Address",
       Some((Stands::Failed, Some(Reason::NumberRefused), Some("NACK 0x0000000b"))))]
#[case("16", "NACK/10/Invalid Source Address",
       Some((Stands::Failed, Some(Reason::SenderRefused), Some("NACK 0x0000000a"))))]
#[case("16", "NACK/", Some((Stands::Failed, Some(Reason::Refused), None)))]
#[case("32", "", None)]
fn a_report_is_read(
    #[case] kind: &str,
    #[case] said: &str,
    #[case] meant: Option<(Stands, Option<Reason>, Option<&str>)>,
) {
    let kannel = Kannel::new(settings(1));
    let words =
        if said.contains(['/', ':']) || said.is_empty() { said.to_owned() } else { RECEIPT.replace("STAT", said) };
    let news = kannel.callback(&callback(&reported(&kannel, kind, &words))).unwrap();
    let about = About::Message(MessageId::new(PharmacyId(1), 7));
    let expected = meant.map(|(status, reason, detail)| {
        let detail = detail.map(str::to_owned);
        Report { about, status, reason, detail }
    });
    let report = news.map(|news| match news {
        News::Report(report) => report,
        News::Inbound(_) => panic!(),
    });
    assert_eq!(report, expected);
}

#[test]
fn what_is_not_signed_is_not_believed() {
    let kannel = Kannel::new(settings(1));
    let address = reported(&kannel, "1", "");
    let fault = |address: &str| kannel.callback(&callback(address)).unwrap_err();
    assert!(kannel.callback(&callback(&address)).is_ok());
    assert_eq!(fault(&address.replace("m=1099511627783", "m=1099511627784")), CallbackFault::Forged);
    assert_eq!(fault("/passerelle/kannel/rapport?m=1099511627783&d=1"), CallbackFault::Forged);
    assert_eq!(fault("/passerelle/kannel/rapport?m=1099511627783&s=&d=1"), CallbackFault::Forged);
    assert_eq!(fault("/passerelle/kannel/rapport?m=1099511627783&s=é&d=1"), CallbackFault::Forged);
    assert_eq!(fault("/passerelle/kannel/rapport"), CallbackFault::Forged);
    assert_eq!(fault("/passerelle/kannel/entrant?p=0612345678&a=STOP"), CallbackFault::Forged);
    assert_eq!(fault("/passerelle/twilio/rapport"), CallbackFault::NotFound);
    let other = Kannel::new(KannelSettings { callback_secret: SecretString::from("another secret"), ..settings(1) });
    assert_eq!(other.callback(&callback(&address)).unwrap_err(), CallbackFault::Forged);
}

#[rstest]
#[case("0", "UTF-8", "%C3%A7a+va", "ça va")]
#[case("0", "", "STOP", "STOP")]
#[case("2", "UTF-16BE", "%06%42%06%41", "قف")]
#[case("2", "UTF-16BE", "%00S%00T%00O%00P", "STOP")]
#[case("0", "ISO-8859-1", "arr%EAt", "arrêt")]
fn what_people_write_is_read(#[case] coding: &str, #[case] charset: &str, #[case] octets: &str, #[case] text: &str) {
    let settings = settings(1);
    let address = inbound_address(&settings).replace("http://127.0.0.1:3000", "");
    let address = address
        .replace("p=%p", "p=%2B212612345678")
        .replace("P=%P", "P=36111")
        .replace("%i", "smsc")
        .replace("I=%I", "I=9-1")
        .replace("c=%c", &format!("c={coding}"))
        .replace("C=%C", &format!("C={charset}"))
        .replace("a=%a", &format!("a={octets}"));
    let Ok(Some(News::Inbound(inbound))) = Kannel::new(settings).callback(&callback(&address)) else { panic!() };
    let [reference, from, to, text] = ["kannel-9-1", "+212612345678", "36111", text].map(str::to_owned);
    assert_eq!(inbound, Inbound { reference, from, to, text });
}

#[test]
fn the_status_page_tells_of_a_restart_and_of_reports_in_memory() {
    let page = |uptime: &str, storage: &str| {
        format!(
            "<?xml version=\"1.0\"?><gateway><version>Kannel</version><status>running, uptime {uptime}</status>\
             <dlr><queued>0</queued><storage>{storage}</storage></dlr></gateway>"
        )
    };
    let before = Status::read(&page("1d 0h 0m 5s", "spool")).unwrap();
    let after = Status::read(&page("0d 0h 0m 9s", "internal")).unwrap();
    assert_eq!(before.notes(None), []);
    assert_eq!(before.notes(Some(&before)), []);
    assert_eq!(after.notes(Some(&before)), [Note::Restarted, Note::ReportsNotKept]);
    assert_eq!(Status::read("<html>Denied</html>"), None);
}
