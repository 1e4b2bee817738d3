//! How a session begins and ends.

use domain::message::Status;
use rusmpp::{CommandId, Pdu};

use super::super::lock;
use super::super::simulator::receipt;
use super::*;
use crate::gateway::About;

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
async fn is_ready_again_when_the_smsc_is_back() {
    let simulator = taking().await;
    simulator.set_down(true);
    let desk = Desk::new(simulator.port, PASSWORD, quick());
    let trouble = Trouble::of(TroubleKind::Cut);
    until(|| *lock(&desk.smpp.shared.trouble) == Some(trouble)).await;
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
    until(|| *lock(&desk.smpp.shared.trouble) == trouble).await;
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
async fn nothing_is_said_in_clear_where_tls_is_wanted() {
    let simulator = taking().await;
    let desk = Desk::at(SmppSettings { tls: true, ..settings(simulator.port, PASSWORD) }, quick());
    let trouble = Some(Trouble::of(TroubleKind::Unreachable));
    until(|| *lock(&desk.smpp.shared.trouble) == trouble).await;
    assert_eq!(simulator.binds(), 0);
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
async fn a_connection_cut_after_the_answer_brings_the_receipt_over_the_next() {
    let simulator = taking().await;
    let mut desk = Desk::bound(&simulator, quick()).await;
    assert_eq!(desk.submit("Bonjour").await, accepted("1"));
    simulator.cut();
    until(|| simulator.binds() == 2 && desk.smpp.is_ready()).await;
    simulator.send(receipt(PHONE, "0000000001", "DELIVRD"));
    let report = desk.report().await;
    assert_eq!((report.about, report.status), (About::Message(message(7)), Status::Delivered));
    assert_eq!(simulator.submissions().len(), 1);
}
