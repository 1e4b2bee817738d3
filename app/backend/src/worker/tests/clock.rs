//! A clock that is set back while nobody runs, and the rate that a gateway is given.

use std::num::NonZeroU32;
use std::sync::Arc;

use domain::message::Status;
use rstest::rstest;
use tokio::sync::mpsc;

use super::later;
use super::line::{Line, NOON};
use crate::settings::WorkerSettings;
use crate::worker::Delivery;

const DAY: i64 = 86_400_000;

/// When each message is due and given up, in milliseconds from now.
async fn due(line: &Line, now: i64) -> Vec<(i64, i64)> {
    let mut conn = line.backend.store().read().await.unwrap();
    let rows = sqlx::query_as::<_, (i64, i64)>("SELECT due_at - ?1, give_up_at - ?1 FROM outbox ORDER BY id").bind(now);
    rows.fetch_all(&mut *conn).await.unwrap()
}

#[rstest]
#[case::a_little(-1_500, false)]
#[case::an_hour(-3_600_000, true)]
#[case::two_days(-2 * DAY, true)]
#[case::not_at_all(1_000, false)]
#[tokio::test]
async fn what_waits_does_not_wait_for_a_clock_that_was_set_back_meanwhile(#[case] jump: i64, #[case] is_moved: bool) {
    let mut line = Line::open(2, [later(), later()]).await;
    line.round().await;
    let before = due(&line, NOON).await;
    assert!(before.iter().all(|(due, _)| (4_000..=6_000).contains(due)), "{before:?}");
    line.pass(jump);
    let moved: Vec<_> = before.iter().map(|(due, over)| (due - jump, over - jump)).collect();
    let expected = if is_moved { &before } else { &moved };
    // Each process after it finds the clock as the one before has left it.
    for _ in 0..3 {
        line.restart([]).await;
        assert_eq!(due(&line, NOON + jump).await, *expected);
    }
    line.pass(6_000 + 1_500);
    line.round().await;
    assert_eq!((line.submissions(), line.counts().await), (2, vec![(Status::Sent, 2)]));
    line.is_consistent().await;
}

#[tokio::test]
async fn no_more_is_claimed_than_the_rate_allows() {
    let mut line = Line::open(10, []).await;
    let (events, receiver) = mpsc::unbounded_channel();
    let settings = WorkerSettings { rate: NonZeroU32::new(1), ..WorkerSettings::default() };
    let gateway = Arc::clone(&line.gateway);
    line.delivery = Delivery::through(line.backend.clone(), &settings, gateway, (events, receiver));
    let begun = std::time::Instant::now();
    line.round().await;
    assert_eq!((line.submissions(), line.counts().await), (1, vec![(Status::Queued, 9), (Status::Sent, 1)]));
    line.round().await;
    let most = 2 + usize::try_from(begun.elapsed().as_secs()).unwrap();
    assert!(line.submissions() <= most && (begun.elapsed().as_secs() > 0 || line.submissions() == 1));
}
