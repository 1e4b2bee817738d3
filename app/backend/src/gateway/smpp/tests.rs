//! Against an SMSC in this process that reads and writes with a codec that is not ours.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::gateway::{Trouble, TroubleKind};
use domain::id::{MessageId, PharmacyId};
use domain::message::{Reason, Status};
use domain::phone::PhoneNumber;
use domain::sms::{self, Encoding};
use rstest::rstest;
use rusmpp::pdus::SubmitSm;
use rusmpp::tlvs::MessageDeliveryRequestTlvValue as Tlv;
use rusmpp::types::COctetString;
use rusmpp::values::MessageState;
use rusmpp::{CommandId, Pdu};
use tokio::sync::{Notify, mpsc};

use super::simulator::{Act, PASSWORD, SYSTEM_ID, Simulator, delivery, receipt};
use super::{Gateway, Pace, Smpp, source};
use crate::gateway::{About, Event, News, Open, Outgoing, Report, Submitted, Wiring};
use crate::settings::SmppSettings;

const PHONE: &str = "212612345678";

/// A gateway at the SMSC, and what it says.
struct Desk {
    smpp: Arc<Smpp>,
    events: mpsc::UnboundedReceiver<Event>,
    wake: Arc<Notify>,
}

impl Desk {
    fn new(port: u16, password: &str, pace: Pace) -> Self {
        let (events, heard) = mpsc::unbounded_channel();
        let wake = Arc::new(Notify::new());
        let settings = SmppSettings {
            host: "127.0.0.1".into(),
            port,
            tls: false,
            system_id: SYSTEM_ID.into(),
            password: password.to_owned().into(),
            system_type: String::new(),
            window: 10,
        };
        let smpp = Smpp::paced(settings, Wiring { events, wake: Arc::clone(&wake) }, pace);
        Self { smpp, events: heard, wake }
    }

    /// One that is bound.
    async fn bound(simulator: &Simulator, pace: Pace) -> Self {
        let desk = Self::new(simulator.port, PASSWORD, pace);
        within(desk.wake.notified()).await;
        assert!(desk.smpp.is_ready());
        desk
    }

    async fn submit(&self, text: &str) -> Submitted {
        within(self.smpp.submit(outgoing(7, text))).await
    }

    /// The next news, stored.
    async fn news(&mut self) -> News {
        let event = within(self.events.recv()).await.unwrap();
        event.stored.unwrap().send(()).unwrap();
        event.news
    }

    async fn report(&mut self) -> Report {
        match self.news().await {
            News::Report(report) => report,
            News::Inbound(_) => panic!("nobody wrote"),
        }
    }
}

fn quick() -> Pace {
    let (first_wait, last_wait) = (Duration::from_millis(5), Duration::from_millis(20));
    Pace { first_wait, last_wait, pause: Duration::from_millis(5), ..Pace::default() }
}

fn message(n: i64) -> MessageId {
    MessageId::new(PharmacyId(1), n)
}

fn phone() -> PhoneNumber {
    PhoneNumber::try_from(format!("+{PHONE}")).unwrap()
}

fn outgoing(n: i64, text: &str) -> Outgoing {
    let (encoding, parts) = sms::count(text);
    Outgoing { message: message(n), phone: phone(), sender: "PHARMA 1".into(), text: text.into(), encoding, parts }
}

async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("in time")
}

/// Waits until something is so.
async fn until(mut is_so: impl FnMut() -> bool) {
    within(async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    })
    .await;
}

/// An SMSC that takes everything under the ids 1, 2, 3...
async fn taking() -> Simulator {
    Simulator::start(|n, _| Act::Take(format!("{:010}", n + 1))).await
}

fn accepted(reference: &str) -> Submitted {
    Submitted::Accepted { reference: reference.into() }
}

fn unknown(kind: TroubleKind) -> Submitted {
    Submitted::Unknown(Trouble::of(kind))
}

fn later(trouble: Trouble) -> Submitted {
    Submitted::Later { trouble, after: None }
}

/// The octets of a submission's parts.
fn octets(submissions: &[SubmitSm]) -> Vec<Vec<u8>> {
    submissions.iter().map(|submit| submit.short_message().as_ref().to_vec()).collect()
}

#[tokio::test]
async fn takes_a_message_and_its_receipts() {
    let simulator = taking().await;
    let mut desk = Desk::bound(&simulator, quick()).await;
    assert_eq!(desk.submit("Bonjour").await, accepted("1"));
    let submissions = simulator.submissions();
    let [submit] = submissions.as_slice() else { panic!("one part") };
    assert_eq!((u8::from(submit.source_addr_ton), u8::from(submit.source_addr_npi)), (5, 0));
    assert_eq!((submit.source_addr.as_str(), submit.destination_addr.as_str()), ("PHARMA 1", PHONE));
    assert_eq!((u8::from(submit.dest_addr_ton), u8::from(submit.dest_addr_npi)), (1, 1));
    assert_eq!((u8::from(submit.esm_class), u8::from(submit.data_coding)), (0, 0));
    assert_eq!(u8::from(submit.registered_delivery), 1);
    assert_eq!(submit.short_message().as_ref(), b"Bonjour");

    for (state, status) in [("ACCEPTD", Status::Sent), ("DELIVRD", Status::Delivered), ("DELIVRD", Status::Delivered)] {
        simulator.send(receipt(PHONE, "0000000001", state));
        let detail = Some(format!("{state} err:000"));
        let about = About::Message(message(7));
        assert_eq!(desk.report().await, Report { about, status, reason: None, detail });
    }
    until(|| simulator.heard(CommandId::DeliverSmResp, 0) == 3).await;
}

#[rstest]
#[case::gsm_7("Réglez 5 € [@] PHARMA", 0)]
#[case::french("Votre reçu n’est pas prêt", 8)]
#[case::arabic("السلام عليكم 😀", 8)]
#[tokio::test]
async fn octets_are_those_of_the_text(#[case] text: &str, #[case] data_coding: u8) {
    let simulator = taking().await;
    let desk = Desk::bound(&simulator, quick()).await;
    assert_eq!(desk.submit(text).await, accepted("1"));
    let submissions = simulator.submissions();
    assert_eq!(u8::from(submissions[0].data_coding), data_coding);
    let octets = octets(&submissions);
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    if data_coding == 8 {
        assert_eq!(octets, [utf_16]);
    } else {
        assert_eq!(octets, [b"R\x05glez 5 \x1B\x65 \x1B\x3C\x00\x1B\x3E PHARMA"]);
    }
}

#[rstest]
#[case::gsm_7(Encoding::Gsm7, "a".repeat(152) + "€" + &"b".repeat(200), 159)]
#[case::ucs_2(Encoding::Ucs2, "ç".repeat(66) + "😀" + &"ب".repeat(90), 140)]
#[tokio::test]
async fn a_long_text_leaves_in_parts(#[case] encoding: Encoding, #[case] text: String, #[case] most: usize) {
    let simulator = taking().await;
    let mut desk = Desk::bound(&simulator, quick()).await;
    assert_eq!(desk.submit(&text).await, accepted("3"));
    let submissions = simulator.submissions();
    assert_eq!(submissions.len(), 3);
    let mut back = String::new();
    let mut joints = vec![];
    for (number, submit) in (1..).zip(&submissions) {
        assert_eq!(u8::from(submit.esm_class), 0x40);
        assert_eq!(u8::from(submit.registered_delivery), u8::from(number == 3));
        let octets = submit.short_message().as_ref();
        assert!(octets.len() <= most);
        let (header, part) = octets.split_at(6);
        let [5, 0, 3, joint, 3, its] = *header else { panic!("a header of six octets") };
        assert_eq!(its, number);
        joints.push(joint);
        back += &sms::decode(encoding, part);
    }
    assert_eq!(back, text);
    assert!(joints.iter().all(|joint| *joint == joints[0]));
    simulator.send(receipt(PHONE, "3", "DELIVRD"));
    assert_eq!(desk.report().await.about, About::Message(message(7)));
    // The next one has another number.
    desk.submit(&text).await;
    assert_ne!(simulator.submissions()[3].short_message().as_ref()[3], joints[0]);
}

#[rstest]
#[case::number(0x0B, Submitted::Refused(Reason::NumberRefused))]
#[case::sender(0x0A, Submitted::Refused(Reason::SenderRefused))]
#[case::length(0x01, Submitted::Refused(Reason::Refused))]
#[case::throttled(0x58, later(Trouble::coded(TroubleKind::Throttled, 0x58)))]
#[case::full(0x14, later(Trouble::coded(TroubleKind::Throttled, 0x14)))]
#[case::failing(0x08, later(Trouble::coded(TroubleKind::Failing, 0x08)))]
#[tokio::test]
async fn a_status_is_said(#[case] status: u32, #[case] expected: Submitted) {
    let simulator = Simulator::start(move |_, _| Act::Refuse(status)).await;
    let desk = Desk::bound(&simulator, quick()).await;
    assert_eq!(desk.submit("Bonjour").await, expected);
}

#[tokio::test]
async fn what_no_network_can_take_is_refused_here() {
    let simulator = taking().await;
    let desk = Desk::bound(&simulator, quick()).await;
    assert_eq!(desk.submit("").await, Submitted::Refused(Reason::Refused));
    let other = Outgoing { parts: 2, ..outgoing(1, "Bonjour") };
    assert_eq!(desk.smpp.submit(other).await, Submitted::Refused(Reason::Refused));
    let nameless = Outgoing { sender: "É".into(), ..outgoing(1, "Bonjour") };
    assert_eq!(desk.smpp.submit(nameless).await, Submitted::Refused(Reason::SenderRefused));
    assert!(simulator.submissions().is_empty());
}

#[tokio::test]
async fn a_connection_cut_before_the_answer_leaves_it_open() {
    let simulator = Simulator::start(|n, _| if n == 0 { Act::Cut } else { Act::Take("9".into()) }).await;
    let desk = Desk::bound(&simulator, quick()).await;
    assert_eq!(desk.submit("Bonjour").await, unknown(TroubleKind::Cut));
    until(|| simulator.binds() == 2 && desk.smpp.is_ready()).await;
    assert_eq!(desk.submit("Bonjour").await, accepted("9"));
    assert_eq!(simulator.submissions().len(), 2);
}

#[tokio::test]
async fn no_answer_in_time_leaves_it_open_and_a_late_one_names_it() {
    let simulator = Simulator::start(|_, _| Act::Silence).await;
    let pace = Pace { submit: Duration::from_millis(50), ..quick() };
    let mut desk = Desk::bound(&simulator, pace).await;
    assert_eq!(desk.submit("Bonjour").await, unknown(TroubleKind::TimedOut));
    assert_eq!(simulator.submissions().len(), 1);
    assert!(desk.smpp.is_ready());
    // The bind had number 1.
    simulator.take(2, "0005");
    simulator.send(receipt(PHONE, "5", "DELIVRD"));
    assert_eq!(desk.report().await.about, About::Message(message(7)));
}

#[tokio::test]
async fn a_receipt_may_overtake_the_answer() {
    let overtake = |_: usize, _: &SubmitSm| Act::Overtake(Box::new(receipt(PHONE, "0AB", "DELIVRD")), "AB".into());
    let simulator = Simulator::start(overtake).await;
    let mut desk = Desk::bound(&simulator, Pace { early: Duration::from_millis(100), ..quick() }).await;
    assert_eq!(desk.submit("Bonjour").await, accepted("ab"));
    assert_eq!(desk.report().await.about, About::Message(message(7)));
}

#[tokio::test]
async fn is_ready_again_when_the_smsc_is_back() {
    let simulator = taking().await;
    simulator.set_down(true);
    let desk = Desk::new(simulator.port, PASSWORD, quick());
    let trouble = Trouble::of(TroubleKind::Cut);
    until(|| *super::lock(&desk.smpp.shared.trouble) == Some(trouble)).await;
    assert_eq!(desk.smpp.probe().await.unwrap().trouble, Some(trouble));
    assert!(!desk.smpp.is_ready());
    assert_eq!(desk.submit("Bonjour").await, later(Trouble::of(TroubleKind::Unreachable)));
    simulator.set_down(false);
    within(desk.wake.notified()).await;
    assert!(desk.smpp.is_ready());
    assert_eq!(desk.smpp.probe().await.unwrap().trouble, None);

    simulator.set_down(true);
    simulator.cut();
    within(desk.wake.notified()).await;
    assert!(!desk.smpp.is_ready());
    assert_eq!(desk.submit("Bonjour").await, later(Trouble::of(TroubleKind::Unreachable)));
    assert!(simulator.submissions().is_empty());
    simulator.set_down(false);
    until(|| desk.smpp.is_ready()).await;
    assert_eq!(desk.submit("Bonjour").await, accepted("1"));
}

#[tokio::test]
async fn nobody_listens_at_the_port() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let desk = Desk::new(port, PASSWORD, quick());
    assert_eq!(desk.smpp.probe().await, None);
    let trouble = Some(Trouble::of(TroubleKind::Unreachable));
    until(|| *super::lock(&desk.smpp.shared.trouble) == trouble).await;
    assert_eq!(desk.smpp.address(), format!("127.0.0.1:{port}"));
}

#[tokio::test]
async fn a_wrong_password_is_said() {
    let simulator = taking().await;
    let desk = Desk::new(simulator.port, "wrong", quick());
    until(|| simulator.heard(CommandId::BindTransceiver, 0) > 1).await;
    assert!(!desk.smpp.is_ready());
    let trouble = Some(Trouble::coded(TroubleKind::Credentials, 0x0E));
    assert_eq!(desk.smpp.probe().await.unwrap().trouble, trouble);
}

#[tokio::test]
async fn a_later_part_is_tried_again_where_the_smsc_cannot_at_the_moment() {
    let script = |n: usize, _: &SubmitSm| match n {
        1 | 2 => Act::Refuse(0x58),
        3 => Act::Refuse(0x08),
        n => Act::Take(format!("{n}")),
    };
    let simulator = Simulator::start(script).await;
    let desk = Desk::bound(&simulator, quick()).await;
    assert_eq!(desk.submit(&"a".repeat(200)).await, accepted("4"));
    let octets = octets(&simulator.submissions());
    assert_eq!(octets.len(), 5);
    assert!(octets[1..].iter().all(|part| *part == octets[1] && *part != octets[0]));
}

#[rstest]
#[case::refused(Act::Refuse(0x0B), Trouble::of(TroubleKind::Failing))]
#[case::cut(Act::Cut, Trouble::of(TroubleKind::Cut))]
#[case::throttled_for_long(Act::Refuse(0x58), Trouble::coded(TroubleKind::Throttled, 0x58))]
#[tokio::test]
async fn what_has_left_in_part_is_open(#[case] then: Act, #[case] trouble: Trouble) {
    let simulator = Simulator::start(move |n, _| match (n, &then) {
        (0, _) => Act::Take("1".into()),
        (_, Act::Refuse(status)) => Act::Refuse(*status),
        _ => Act::Cut,
    })
    .await;
    let desk = Desk::bound(&simulator, Pace { insist: Duration::from_millis(60), ..quick() }).await;
    assert_eq!(desk.submit(&"a".repeat(200)).await, Submitted::Unknown(trouble));
}

#[rstest]
#[case::same("31", "31")]
#[case::answered_in_hexadecimal("1f", "31")]
#[case::answered_in_decimal("31", "0000001F")]
#[tokio::test]
async fn ids_in_any_writing(#[case] answered: &'static str, #[case] reported: &str) {
    let simulator = Simulator::start(move |_, _| Act::Take(answered.into())).await;
    let mut desk = Desk::bound(&simulator, quick()).await;
    assert_eq!(desk.submit("Bonjour").await, accepted(answered));
    simulator.send(receipt(PHONE, reported, "DELIVRD"));
    assert_eq!(desk.report().await.about, About::Message(message(7)));
}

#[tokio::test]
async fn tlvs_and_ids_that_are_not_known_here() {
    let simulator = taking().await;
    let mut desk = Desk::bound(&simulator, quick()).await;
    desk.smpp.resume(vec![Open { message: message(3), phone: phone(), reference: "77".into() }]);
    let mut delivered = delivery(PHONE, 0x04, 0, b"");
    delivered.push_tlv(Tlv::ReceiptedMessageId(COctetString::from_str("0077").unwrap()));
    delivered.push_tlv(Tlv::MessageState(MessageState::Undeliverable));
    simulator.send(delivered);
    let about = About::Message(message(3));
    let reason = Some(Reason::Undelivered);
    let report = Report { about, status: Status::Failed, reason, detail: Some("UNDELIV".into()) };
    assert_eq!(desk.report().await, report);
    // Of another phone, so of another message.
    simulator.send(receipt("212700000001", "77", "DELIVRD"));
    let other = PhoneNumber::try_from("+212700000001".to_owned()).unwrap();
    let candidates = vec!["77".into(), "4d".into(), "119".into()];
    assert_eq!(desk.report().await.about, About::Reference { candidates, phone: Some(other) });
}

#[tokio::test]
async fn what_is_not_stored_is_to_be_told_again() {
    let simulator = taking().await;
    let mut desk = Desk::bound(&simulator, quick()).await;
    simulator.send(receipt(PHONE, "1", "DELIVRD"));
    simulator.send(delivery(PHONE, 0, 0, b"STOP"));
    let report = within(desk.events.recv()).await.unwrap();
    // The reader is not held up: the next one is there, and nothing is answered yet.
    let stop = within(desk.events.recv()).await.unwrap();
    let News::Inbound(inbound) = stop.news else { panic!("somebody wrote") };
    assert_eq!((inbound.from.as_str(), inbound.to.as_str(), inbound.text.as_str()), (PHONE, "3636", "STOP"));
    assert_eq!(simulator.heard(CommandId::DeliverSmResp, 0) + simulator.heard(CommandId::DeliverSmResp, 8), 0);
    stop.stored.unwrap().send(()).unwrap();
    until(|| simulator.heard(CommandId::DeliverSmResp, 0) == 1).await;
    drop(report);
    until(|| simulator.heard(CommandId::DeliverSmResp, 8) == 1).await;
}

#[tokio::test]
async fn what_says_nothing_is_taken() {
    let simulator = taking().await;
    let mut desk = Desk::bound(&simulator, quick()).await;
    simulator.send(delivery(PHONE, 0x04, 0, b"nothing of use"));
    simulator.send(delivery(PHONE, 0x20, 0, b"id:1 stat:ENROUTE"));
    until(|| simulator.heard(CommandId::DeliverSmResp, 0) == 2).await;
    assert!(desk.events.try_recv().is_err());
}

#[tokio::test]
async fn both_ends_ask_whether_the_other_is_there() {
    let simulator = taking().await;
    let (idle, answer) = (Duration::from_millis(10), Duration::from_millis(300));
    let desk = Desk::bound(&simulator, Pace { idle, answer, ..quick() }).await;
    simulator.send(Pdu::EnquireLink);
    until(|| simulator.heard(CommandId::EnquireLinkResp, 0) == 1).await;
    until(|| simulator.heard(CommandId::EnquireLink, 0) > 2).await;
    assert_eq!(simulator.binds(), 1);
    // It says nothing any more: the connection is made anew.
    simulator.set_mute(true);
    until(|| simulator.binds() > 1).await;
    drop(desk);
}

#[tokio::test]
async fn an_smsc_that_takes_leave_is_let_go() {
    let simulator = taking().await;
    let desk = Desk::bound(&simulator, Pace { farewell: Duration::from_millis(20), ..quick() }).await;
    simulator.send(Pdu::Unbind);
    until(|| simulator.heard(CommandId::UnbindResp, 0) == 1).await;
    until(|| simulator.binds() == 2 && desk.smpp.is_ready()).await;
}

#[tokio::test]
async fn it_takes_leave_when_closed() {
    let simulator = taking().await;
    let desk = Desk::bound(&simulator, quick()).await;
    within(desk.smpp.close()).await;
    assert_eq!(simulator.heard(CommandId::Unbind, 0), 1);
    assert!(!desk.smpp.is_ready());
    assert_eq!(desk.submit("Bonjour").await, later(Trouble::of(TroubleKind::Unreachable)));
    assert_eq!(simulator.binds(), 1);
}

#[tokio::test]
async fn never_more_without_an_answer_than_the_window() {
    let is_open = Arc::new(AtomicBool::new(false));
    let opened = Arc::clone(&is_open);
    let script = move |n: usize, _: &SubmitSm| {
        if opened.load(Ordering::SeqCst) { Act::Take(n.to_string()) } else { Act::Silence }
    };
    let simulator = Simulator::start(script).await;
    let desk = Desk::bound(&simulator, Pace { submit: Duration::from_millis(200), ..quick() }).await;
    let answers = (0..15).map(|n| desk.smpp.submit(outgoing(n, "Bonjour")));
    let answers = within(futures::future::join_all(answers)).await;
    // The ten that left; the others found no place in time.
    let lost = answers.iter().filter(|answer| **answer == unknown(TroubleKind::TimedOut)).count();
    assert!(lost >= 10);
    until(|| simulator.submissions().len() == lost).await;
    is_open.store(true, Ordering::SeqCst);
    let taken = (0..100).map(|n| desk.smpp.submit(outgoing(n, "Bonjour")));
    let taken = within(futures::future::join_all(taken)).await;
    assert!(taken.iter().all(|answer| matches!(answer, Submitted::Accepted { .. })));
}

#[rstest]
#[case("PHARMA", Some((5, 0, "PHARMA")))]
#[case("PHARMA 24", Some((5, 0, "PHARMA 24")))]
#[case("+212612345678", Some((1, 1, "212612345678")))]
#[case("212612345678", Some((1, 1, "212612345678")))]
#[case("3636", Some((3, 0, "3636")))]
#[case("", None)]
#[case("+", Some((5, 0, "+")))]
#[case("Pharmacie É", None)]
#[case("A\0B", None)]
#[case("ABCDEFGHIJKLMNOPQRSTU", None)]
fn a_sender_has_a_type_and_a_plan(#[case] sender: &str, #[case] expected: Option<(u8, u8, &str)>) {
    assert_eq!(source(sender), expected);
}
