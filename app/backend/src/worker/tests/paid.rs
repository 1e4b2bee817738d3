//! A client who pays a part while a gateway asks to try later.

use domain::message::Status;

use super::later;
use super::line::Line;
use crate::service::campaigns;

async fn owes(line: &Line, centimes: i64) {
    let mut tx = line.backend.store().write().await.unwrap();
    sqlx::query("UPDATE client SET balance = ?1").bind(centimes).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_payment_in_part_is_counted_once_however_often_the_message_is_tried() {
    let mut line = Line::open(1, [later(), later()]).await;
    for balance in [900, 800, 700] {
        owes(&line, balance).await;
        line.round().await;
        line.pass(60_000);
    }
    let page = campaigns::page(&line.backend, &line.staff, &line.campaign, None).await.unwrap();
    assert_eq!((line.submissions(), page.counts, page.paid_in_part), (3, vec![(Status::Sent, 1)], 1));
    line.is_consistent().await;
}
