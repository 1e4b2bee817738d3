//! *Canari*: the first messages of a send leave alone, and the others follow or not.

use backend::service::{campaigns, pharmacies};
use backend::settings::WorkerSettings;
use backend::worker::Delivery;
use domain::campaign::{Command, Draft, Flow, Objective};
use domain::id::CampaignRef;
use domain::message::Status;

use crate::desk::{Desk, all};

const MINUTE: i64 = 60_000;

/// A reminder to ten clients of whom those who owe most lead; their phones end as given, and the sandbox fails what ends
/// in 00.
async fn sent(desk: &Desk, endings: [&str; 3]) -> CampaignRef {
    let ending = |n: usize| endings.get(n).copied().unwrap_or("10");
    let clients: Vec<_> =
        (0..10).map(|n| (format!("Client{n}"), format!("0612345{n}{}", ending(n)), (1_000 - n).to_string())).collect();
    let clients: Vec<_> = clients.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
    desk.clients(&clients).await;
    let draft = desk.draft(Objective::BalanceReminder, Some("Bonjour {nom}"), all(10)).await;
    desk.send(&Draft { canary: true, ..draft }, "key-of-the-form").await.unwrap()
}

/// A delivery whose network takes everything and reports on nothing for a long time.
fn silent(desk: &Desk) -> Delivery {
    Delivery::new(desk.backend.clone(), &WorkerSettings { in_flight: 16, ..WorkerSettings::sandbox(600_000, 600_000) })
}

async fn rounds(desk: &Desk, delivery: &mut Delivery) {
    while !delivery.run_once(desk.clock.now()).await.unwrap().is_idle() {}
}

async fn flow(desk: &Desk, campaign: &CampaignRef) -> Flow {
    campaigns::page(&desk.backend, &desk.staff, campaign, None).await.unwrap().flow
}

async fn control(desk: &Desk, campaign: &CampaignRef, command: Command) {
    campaigns::control(&desk.backend, &desk.staff, campaign, command).await.unwrap();
}

#[tokio::test]
async fn the_others_follow_when_the_first_arrive() {
    let desk = Desk::open(100).await;
    let campaign = sent(&desk, ["10", "10", "10"]).await;
    assert_eq!(flow(&desk, &campaign).await, Flow::Canary(3));
    let mut delivery = desk.delivery();
    delivery.run_once(desk.clock.now()).await.unwrap();
    assert_eq!(desk.counts(&campaign).await, [(Status::Queued, 7), (Status::Delivered, 3)]);
    rounds(&desk, &mut delivery).await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Delivered, 10)]);
    assert_eq!(desk.balance().await, (90, 0, 10));
    desk.is_consistent().await;
}

#[tokio::test]
async fn the_others_are_held_back_when_one_of_the_first_fails_until_somebody_says_go_on() {
    let desk = Desk::open(100).await;
    let campaign = sent(&desk, ["10", "00", "10"]).await;
    let mut delivery = desk.delivery();
    rounds(&desk, &mut delivery).await;
    desk.clock.advance(60 * MINUTE);
    rounds(&desk, &mut delivery).await;
    let stopped = [(Status::Queued, 7), (Status::Delivered, 2), (Status::Failed, 1)];
    assert_eq!(desk.counts(&campaign).await, stopped);
    assert!(matches!(flow(&desk, &campaign).await, Flow::CanaryStopped(at) if at.time == "12:00"));
    let sql = desk.sql().await;
    let noted = "SELECT count(*) FROM audit WHERE action = 'campaign.paused' AND staff_id IS NULL";
    assert_eq!(sqlx::query_scalar::<_, i64>(noted).fetch_one(&sql).await.unwrap(), 1);

    control(&desk, &campaign, Command::Resume).await;
    assert_eq!(flow(&desk, &campaign).await, Flow::Free);
    rounds(&desk, &mut delivery).await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Delivered, 9), (Status::Failed, 1)]);
    desk.is_consistent().await;
}

#[tokio::test]
async fn after_ten_minutes_without_a_report_what_was_accepted_is_good() {
    let desk = Desk::open(100).await;
    let campaign = sent(&desk, ["10", "10", "10"]).await;
    let mut delivery = silent(&desk);
    rounds(&desk, &mut delivery).await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Queued, 7), (Status::Sent, 3)]);
    desk.clock.advance(10 * MINUTE - 1);
    rounds(&desk, &mut delivery).await;
    assert_eq!(flow(&desk, &campaign).await, Flow::Canary(3));
    desk.clock.advance(MINUTE);
    rounds(&desk, &mut delivery).await;
    rounds(&desk, &mut delivery).await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Sent, 10)]);
    // The time for which they were held is not counted against them.
    let least = "SELECT min(give_up_at - due_at) FROM outbox WHERE id & 1099511627775 > 3";
    let left: i64 = sqlx::query_scalar(least).fetch_one(&desk.sql().await).await.unwrap();
    assert!(left >= 24 * 60 * MINUTE + 10 * MINUTE, "{left}");
}

#[tokio::test]
async fn whoever_says_that_the_others_may_go_is_believed() {
    let desk = Desk::open(100).await;
    let campaign = sent(&desk, ["10", "10", "10"]).await;
    let mut delivery = silent(&desk);
    rounds(&desk, &mut delivery).await;
    control(&desk, &campaign, Command::Resume).await;
    assert_eq!(flow(&desk, &campaign).await, Flow::Free);
    rounds(&desk, &mut delivery).await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Sent, 10)]);
}

#[tokio::test]
async fn a_pause_and_what_follows_it_leave_the_first_to_lead() {
    let desk = Desk::open(100).await;
    let undo = std::time::Duration::from_secs(30);
    pharmacies::set_undo(&desk.backend, desk.staff.pharmacy, undo).await.unwrap();
    let campaign = sent(&desk, ["10", "10", "10"]).await;
    assert!(matches!(flow(&desk, &campaign).await, Flow::Undo(_)));
    control(&desk, &campaign, Command::Pause).await;
    desk.clock.advance(5 * MINUTE);
    let mut delivery = silent(&desk);
    rounds(&desk, &mut delivery).await;
    assert!(matches!(flow(&desk, &campaign).await, Flow::Paused(fact) if fact.by.is_some()));
    assert_eq!(desk.counts(&campaign).await, [(Status::Queued, 10)]);
    control(&desk, &campaign, Command::Resume).await;
    rounds(&desk, &mut delivery).await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Queued, 7), (Status::Sent, 3)]);
    control(&desk, &campaign, Command::Stop).await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Sent, 3), (Status::Cancelled, 7)]);
    assert_eq!(desk.balance().await, (97, 0, 3));
    desk.is_consistent().await;
}

#[tokio::test]
async fn where_none_of_the_first_leaves_others_lead() {
    let desk = Desk::open(100).await;
    let campaign = sent(&desk, ["10", "10", "10"]).await;
    let paid = "UPDATE client SET balance = 0 WHERE last_name IN ('Client0', 'Client1', 'Client2')";
    sqlx::query(paid).execute(&desk.sql().await).await.unwrap();
    let mut delivery = silent(&desk);
    rounds(&desk, &mut delivery).await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Queued, 4), (Status::Sent, 3), (Status::Excluded, 3)]);
    assert_eq!(flow(&desk, &campaign).await, Flow::Canary(6));
    desk.is_consistent().await;
}

#[tokio::test]
async fn nobody_leads_where_there_are_no_others() {
    let desk = Desk::open(100).await;
    desk.clients(&[("Amina", "0612345610", "100"), ("Karim", "0612345611", "50"), ("Zineb", "0612345612", "5")]).await;
    let draft = desk.draft(Objective::BalanceReminder, Some("Bonjour {nom}"), all(3)).await;
    let campaign = desk.send(&Draft { canary: true, ..draft }, "key-of-the-form").await.unwrap();
    assert_eq!(flow(&desk, &campaign).await, Flow::Free);
    rounds(&desk, &mut silent(&desk)).await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Sent, 3)]);
}
