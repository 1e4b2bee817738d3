//! Kannel does not run for a while, at the start and later: nothing is lost, and nothing leaves twice.

use domain::gateway::{Health, TroubleKind};
use domain::message::Status;

use super::desk::Desk;

const N: u32 = 20;

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_while_kannel_is_down_leaves_once() {
    let mut desk = Desk::new(30..30 + N).await;
    desk.send("Bonjour {nom}", "first-send").await;
    desk.work().await;
    is_left_alone(&desk).await;
    desk.until_statuses(&[(Status::Queued, None); 20]).await;
    desk.kannel.start().await;
    desk.until_statuses(&[(Status::Delivered, None); 20]).await;
    assert_eq!(desk.gateway().await.health, Health::Working);
    arrived(&desk, 1);

    desk.kannel.kill();
    desk.send("Bonsoir {nom}", "second-send").await;
    is_left_alone(&desk).await;
    assert_eq!(desk.gateway().await.to_leave, N);
    desk.kannel.start().await;
    desk.until_statuses(&[(Status::Delivered, None); 40]).await;
    arrived(&desk, 2);
    assert_eq!(desk.spent_and_reserved().await, (40, 0));
    desk.close().await;
}

/// After ten failures in a row Kannel is given nothing for a while, and the screen says so, and why.
async fn is_left_alone(desk: &Desk) {
    let gateway = desk.until_gateway(|gateway| matches!(gateway.health, Health::Paused { .. })).await;
    assert_eq!(gateway.last_error.unwrap().0.kind, TroubleKind::Unreachable);
}

/// The SMSC saw every phone so often.
fn arrived(desk: &Desk, times: usize) {
    let mut phones: Vec<String> = desk.smsc.submits().into_iter().map(|submit| submit.destination).collect();
    phones.sort();
    let expected: Vec<String> =
        (30..30 + N).flat_map(|end| std::iter::repeat_n(format!("2126123456{end}"), times)).collect();
    assert_eq!(phones, expected);
}
