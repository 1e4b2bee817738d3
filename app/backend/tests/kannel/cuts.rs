//! Connections that break: between the worker and Kannel, and between Kannel and the SMSC.

use domain::message::{Reason, Status};

use super::desk::Desk;
use super::proxy::{Act, Proxy};

const UNCERTAIN: (Status, Option<Reason>) = (Status::Uncertain, Some(Reason::AnswerLost));
const DELIVERED: (Status, Option<Reason>) = (Status::Delivered, None);

/// Kannel took it, and we do not know that: its report says so in the end.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_uncertain_until_the_report() {
    let (desk, proxy) = before_kannel([10]).await;
    desk.smsc.hold();
    proxy.set(Act::CutAnswer);
    desk.send("Bonjour {nom}", "first-send").await;
    desk.until_statuses(&[UNCERTAIN]).await;
    assert_eq!(desk.spent_and_reserved().await, (1, 0));
    desk.smsc.release();
    desk.until_statuses(&[DELIVERED]).await;
    assert_eq!((desk.smsc.submits().len(), desk.handovers().await), (1, 1));
    assert_eq!(desk.spent_and_reserved().await, (1, 0));
    desk.close().await;
}

/// Kannel has never heard of it. We cannot know that: it is not sent again.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_request_is_uncertain_and_stays_so() {
    let (desk, proxy) = before_kannel([10]).await;
    proxy.set(Act::CutRequest);
    desk.send("Bonjour {nom}", "first-send").await;
    desk.until_statuses(&[UNCERTAIN]).await;
    proxy.set(Act::Pass);
    desk.send("Bonsoir {nom}", "second-send").await;
    desk.until_statuses(&[UNCERTAIN, DELIVERED]).await;
    let submits = desk.smsc.submits();
    assert_eq!((submits.len(), submits[0].octets.as_slice()), (1, b"Bonsoir Client10".as_slice()));
    assert_eq!(desk.handovers().await, 2);
    desk.close().await;
}

/// Nothing was written: over a connection that ended while it was not in use, and where none can be made.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_written_is_sent_over_another_connection() {
    let (desk, mut proxy) = before_kannel([10]).await;
    desk.send("Bonjour {nom}", "first-send").await;
    desk.until_statuses(&[DELIVERED]).await;
    assert_eq!(proxy.connections(), 1);
    proxy.cut_all().await;
    desk.send("Bonsoir {nom}", "second-send").await;
    desk.until_statuses(&[DELIVERED, DELIVERED]).await;
    assert_eq!((proxy.connections(), desk.handovers().await), (2, 2));

    proxy.close().await;
    desk.send("Bonne nuit {nom}", "third-send").await;
    desk.until_gateway(|gateway| gateway.last_error.is_some()).await;
    desk.until_statuses(&[DELIVERED, DELIVERED, (Status::Queued, None)]).await;
    proxy.open().await;
    desk.until_statuses(&[DELIVERED, DELIVERED, DELIVERED]).await;
    assert_eq!((desk.smsc.submits().len(), desk.spent_and_reserved().await), (3, (3, 0)));
    desk.close().await;
}

/// Kannel submits it again, and nobody can see that it did: what we handed over, we handed over once.
#[tokio::test(flavor = "multi_thread")]
async fn the_smsc_is_gone_before_its_answer() {
    let desk = Desk::open([20], "Bonjour {nom}").await;
    desk.until_statuses(&[DELIVERED]).await;
    assert_eq!((desk.smsc.submits().len(), desk.handovers().await), (2, 1));
    assert_eq!(desk.spent_and_reserved().await, (1, 0));
    desk.close().await;
}

/// The report comes over the next connection.
#[tokio::test(flavor = "multi_thread")]
async fn the_smsc_is_gone_after_its_answer() {
    let desk = Desk::open([21], "Bonjour {nom}").await;
    desk.until_statuses(&[DELIVERED]).await;
    assert_eq!((desk.smsc.submits().len(), desk.handovers().await), (1, 1));
    assert_eq!(desk.smsc.binds(), 2);
    desk.close().await;
}

/// A desk that works through a proxy before Kannel, and has nothing to send yet.
async fn before_kannel(endings: impl IntoIterator<Item = u32>) -> (Desk, Proxy) {
    let mut desk = Desk::new(endings).await;
    desk.kannel.start().await;
    let proxy = Proxy::before(desk.settings().send_url.port().unwrap()).await;
    let mut settings = desk.settings();
    settings.send_url.set_port(Some(proxy.port())).unwrap();
    desk.work_with(settings).await;
    (desk, proxy)
}
