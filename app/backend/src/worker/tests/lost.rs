//! A gateway whose code fails: what it was given may have left.

use domain::message::Status;

use super::line::Line;
use crate::gateway::scripted::Scripted;

#[tokio::test]
async fn a_message_that_is_lost_on_its_way_is_uncertain_and_makes_room() {
    let gateway = Scripted::panicking_at(1);
    let mut line = Line::before(5, 2, gateway).await;
    for _ in 0..3 {
        line.round().await;
    }
    assert_eq!(line.counts().await, [(Status::Sent, 4), (Status::Uncertain, 1)]);
    assert_eq!((line.submissions(), line.balance().await), (5, [95, 0, 5]), "never sent again");
    line.is_consistent().await;
}
