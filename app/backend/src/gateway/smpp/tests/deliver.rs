//! What the SMSC delivers.

use std::str::FromStr;
use std::time::Duration;

use domain::gateway::TroubleKind;
use domain::message::{Reason, Status};
use domain::phone::PhoneNumber;
use rstest::rstest;
use rusmpp::CommandId;
use rusmpp::pdus::SubmitSm;
use rusmpp::tlvs::MessageDeliveryRequestTlvValue as Tlv;
use rusmpp::types::COctetString;
use rusmpp::values::MessageState;

use super::super::simulator::{delivery, receipt};
use super::*;
use crate::gateway::{About, Open};

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
        assert_eq!(desk.report().await, Report { about, status, reason: None, detail, reference: None });
    }
    until(|| simulator.heard(CommandId::DeliverSmResp, 0) == 3).await;
}

#[tokio::test]
async fn a_receipt_may_come_with_the_answer() {
    let simulator = Simulator::start(|_, _| Act::Report("0AB".into(), Box::new(receipt(PHONE, "AB", "DELIVRD")))).await;
    let mut desk = Desk::bound(&simulator, Pace { early: Duration::from_secs(60), ..quick() }).await;
    assert_eq!(desk.submit("Bonjour").await, accepted("ab"));
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
    let report = Report { about, status: Status::Failed, reason, detail: Some("UNDELIV".into()), reference: None };
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
