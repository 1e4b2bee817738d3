//! What is handed over.

use std::sync::atomic::{AtomicBool, Ordering};

use domain::message::{Reason, Status};
use domain::sms::Encoding;
use rstest::rstest;
use rusmpp::pdus::SubmitSm;

use super::super::simulator::receipt;
use super::super::source;
use super::*;
use crate::gateway::About;

/// The octets of a submission's parts.
fn octets(submissions: &[SubmitSm]) -> Vec<Vec<u8>> {
    submissions.iter().map(|submit| submit.short_message().as_ref().to_vec()).collect()
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

/// The first submission of a session, after its bind.
const FIRST: u32 = 2;

#[tokio::test]
async fn a_refusal_that_comes_too_late_is_reported() {
    let simulator = Simulator::start(|_, _| Act::Silence).await;
    let mut desk = Desk::bound(&simulator, Pace { submit: Duration::from_millis(50), ..quick() }).await;
    assert_eq!(desk.submit("Bonjour").await, unknown(TroubleKind::TimedOut));
    simulator.refuse(FIRST, 0x0B);
    let event = within(desk.events.recv()).await.unwrap();
    let News::Report(report) = event.news else { panic!("nobody wrote") };
    assert_eq!((report.about, report.status), (About::Message(message(7)), Status::Failed));
    assert_eq!((report.reason, report.detail.as_deref()), (Some(Reason::NumberRefused), Some("0x0000000b")));
}

#[tokio::test]
async fn a_late_answer_says_nothing_where_something_may_have_left() {
    let script = |n: usize, _: &SubmitSm| if n == 0 { Act::Take("1".into()) } else { Act::Silence };
    let simulator = Simulator::start(script).await;
    let mut desk = Desk::bound(&simulator, Pace { submit: Duration::from_millis(50), ..quick() }).await;
    assert_eq!(desk.submit(&"a".repeat(200)).await, unknown(TroubleKind::TimedOut));
    assert_eq!(desk.submit("Bonjour").await, unknown(TroubleKind::TimedOut));
    // The second part is refused although the first was taken, and the other message is to be tried later.
    simulator.refuse(FIRST + 1, 0x0B);
    simulator.refuse(FIRST + 2, 0x58);
    simulator.send(receipt(PHONE, "1", "DELIVRD"));
    assert_eq!(desk.report().await.status, Status::Delivered, "and nothing before it");
}
