//! Called off, held back, let go on, stopped; and the hours in which messages leave.

use backend::Error;
use backend::service::{campaigns, pharmacies};
use backend::worker::Delivery;
use domain::campaign::{Command, Draft, Flow, Objective};
use domain::form::{Fault, Field, FieldErrors};
use domain::id::CampaignRef;
use domain::message::Status;
use domain::staff::Role;
use rstest::rstest;

use crate::desk::{Desk, NOON, all};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// A reminder of one part to each of `n` clients, which can be called off for 30 seconds.
async fn sent(desk: &Desk, n: u32) -> CampaignRef {
    let undo = std::time::Duration::from_secs(30);
    pharmacies::set_undo(&desk.backend, desk.staff.pharmacy, undo).await.unwrap();
    let clients: Vec<(String, String)> =
        (0..n).map(|n| (format!("Client{n:03}"), format!("06123{:05}", 10_010 + n * 100))).collect();
    let clients: Vec<_> = clients.iter().map(|(name, phone)| (name.as_str(), phone.as_str(), "100")).collect();
    desk.clients(&clients).await;
    let draft = desk.draft(Objective::BalanceReminder, Some("Bonjour {nom}"), all(n)).await;
    desk.send(&draft, "key-of-the-form").await.unwrap()
}

/// Forty messages, of which the first sixteen have left.
async fn under_way() -> (Desk, CampaignRef, Delivery) {
    let desk = Desk::open(100).await;
    let campaign = sent(&desk, 40).await;
    desk.clock.advance(30_000);
    let mut delivery = desk.delivery();
    delivery.run_once(desk.clock.now()).await.unwrap();
    assert_eq!(desk.counts(&campaign).await, [(Status::Queued, 24), (Status::Delivered, 16)]);
    (desk, campaign, delivery)
}

async fn control(desk: &Desk, campaign: &CampaignRef, command: Command) {
    campaigns::control(&desk.backend, &desk.staff, campaign, command).await.unwrap();
}

async fn flow(desk: &Desk, campaign: &CampaignRef) -> Flow {
    campaigns::page(&desk.backend, &desk.staff, campaign, None).await.unwrap().flow
}

async fn actions(desk: &Desk) -> Vec<String> {
    let sql = desk.sql().await;
    let query = "SELECT action FROM audit WHERE action LIKE 'campaign.%' ORDER BY id";
    sqlx::query_scalar(query).fetch_all(&sql).await.unwrap()
}

#[tokio::test]
async fn a_send_is_called_off_before_anything_left() {
    let desk = Desk::open(100).await;
    let campaign = sent(&desk, 3).await;
    desk.clock.advance(12_000);
    assert_eq!(flow(&desk, &campaign).await, Flow::Undo(18_000));
    assert_eq!(desk.balance().await, (97, 3, 0));
    control(&desk, &campaign, Command::Stop).await;
    control(&desk, &campaign, Command::Stop).await;
    desk.clock.advance(HOUR);
    desk.deliver().await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Cancelled, 3)]);
    assert_eq!(desk.balance().await, (100, 0, 0));
    assert!(matches!(flow(&desk, &campaign).await, Flow::Stopped(fact) if fact.by.is_some()));
    assert_eq!(actions(&desk).await, ["campaign.sent", "campaign.stopped"], "a second click does nothing");
    desk.is_consistent().await;
}

#[tokio::test]
async fn a_pause_holds_what_has_not_left() {
    let (desk, campaign, mut delivery) = under_way().await;
    control(&desk, &campaign, Command::Pause).await;
    desk.clock.advance(HOUR);
    while !delivery.run_once(desk.clock.now()).await.unwrap().is_idle() {}
    assert_eq!(desk.counts(&campaign).await, [(Status::Queued, 24), (Status::Delivered, 16)]);
    assert_eq!(delivery.next_due().await.unwrap(), None, "the worker is not woken for what is held");
    assert!(matches!(flow(&desk, &campaign).await, Flow::Paused(fact) if fact.by.is_some()));

    control(&desk, &campaign, Command::Resume).await;
    assert_eq!(flow(&desk, &campaign).await, Flow::Free);
    while !delivery.run_once(desk.clock.now()).await.unwrap().is_idle() {}
    assert_eq!(desk.counts(&campaign).await, [(Status::Delivered, 40)]);
    assert_eq!(actions(&desk).await, ["campaign.sent", "campaign.paused", "campaign.resumed"]);
    desk.is_consistent().await;
}

#[tokio::test]
async fn what_was_stopped_on_its_way_gives_its_credits_back() {
    let (desk, campaign, _) = under_way().await;
    control(&desk, &campaign, Command::Pause).await;
    control(&desk, &campaign, Command::Stop).await;
    // Neither goes on.
    control(&desk, &campaign, Command::Resume).await;
    control(&desk, &campaign, Command::Pause).await;
    desk.deliver().await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Delivered, 16), (Status::Cancelled, 24)]);
    assert_eq!(desk.balance().await, (84, 0, 16));
    assert!(matches!(flow(&desk, &campaign).await, Flow::Stopped(_)));
    desk.is_consistent().await;
}

#[rstest]
#[case(Command::Pause)]
#[case(Command::Resume)]
#[case(Command::Stop)]
#[tokio::test]
async fn a_command_needs_the_permission_and_the_pharmacy(#[case] command: Command) {
    let desk = Desk::open(100).await;
    let campaign = sent(&desk, 2).await;
    let reader = desk.colleague(Role::Assistant).await;
    let refused = campaigns::control(&desk.backend, &reader, &campaign, command).await;
    assert!(matches!(refused, Err(Error::Denied)), "{refused:?}");
    let other = crate::desk::pharmacy(&desk.backend, "Pharmacie Ibn Sina", Role::Titulaire).await;
    let refused = campaigns::control(&desk.backend, &other, &campaign, command).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    assert_eq!(desk.counts(&campaign).await, [(Status::Queued, 2)]);
}

#[tokio::test]
async fn outside_of_the_hours_messages_wait() {
    let desk = Desk::open(100).await;
    let sql = desk.sql().await;
    sqlx::query("UPDATE pharmacy SET opens_at = 540, closes_at = 1200").execute(&sql).await.unwrap();
    // Noon is 12:00 in Casablanca; 20:30 then.
    desk.clock.advance(8 * HOUR + 30 * MINUTE);
    let campaign = sent(&desk, 2).await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Scheduled, 2)]);
    assert!(matches!(flow(&desk, &campaign).await, Flow::Until(at) if at.time == "09:00"));
    desk.clock.advance(HOUR);
    desk.deliver().await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Scheduled, 2)]);
    desk.clock.advance(NOON + 21 * HOUR - desk.clock.now());
    desk.deliver().await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Delivered, 2)]);
}

#[tokio::test]
async fn what_is_queued_at_closing_time_goes_on_in_the_morning() {
    let desk = Desk::open(100).await;
    let sql = desk.sql().await;
    sqlx::query("UPDATE pharmacy SET opens_at = 540, closes_at = 1200").execute(&sql).await.unwrap();
    desk.clock.advance(8 * HOUR - MINUTE);
    let campaign = sent(&desk, 20).await;
    desk.clock.advance(30_000);
    let mut delivery = desk.delivery();
    delivery.run_once(desk.clock.now()).await.unwrap();
    desk.clock.advance(MINUTE);
    while !delivery.run_once(desk.clock.now()).await.unwrap().is_idle() {}
    assert_eq!(desk.counts(&campaign).await, [(Status::Queued, 4), (Status::Delivered, 16)]);
    assert_eq!(delivery.next_due().await.unwrap(), Some(NOON + 21 * HOUR));
    let attempts = "SELECT max(attempt) FROM outbox";
    assert_eq!(sqlx::query_scalar::<_, i64>(attempts).fetch_one(&sql).await.unwrap(), 0, "waiting is no attempt");
    desk.clock.advance(NOON + 21 * HOUR - desk.clock.now());
    while !delivery.run_once(desk.clock.now()).await.unwrap().is_idle() {}
    assert_eq!(desk.counts(&campaign).await, [(Status::Delivered, 20)]);
    desk.is_consistent().await;
}

#[tokio::test]
async fn a_quote_says_when_the_messages_leave() {
    let desk = Desk::open(100).await;
    desk.clients(&[("Amina", "0612345610", "100")]).await;
    let draft = desk.draft(Objective::BalanceReminder, None, all(1)).await;
    assert_eq!(desk.quote(&draft).await.unwrap().waits_until, None);
    let sql = desk.sql().await;
    sqlx::query("UPDATE pharmacy SET opens_at = 540, closes_at = 1200").execute(&sql).await.unwrap();
    desk.clock.advance(9 * HOUR);
    let waits = desk.quote(&draft).await.unwrap().waits_until.unwrap();
    assert_eq!((waits.date.as_str(), waits.time.as_str()), ("25/11/2026", "09:00"));
}

/// A reminder to one client, set to a minute of the pharmacy's clock; noon is 12:00 on 2026-11-24 there.
async fn set_to(desk: &Desk, minute: &str) -> Draft {
    desk.clients(&[("Amina", "0612345610", "100")]).await;
    let draft = desk.draft(Objective::BalanceReminder, Some("Bonjour {nom}"), all(1)).await;
    Draft { at: Some(minute.parse().unwrap()), ..draft }
}

#[tokio::test]
async fn a_send_leaves_at_the_time_that_was_set() {
    let desk = Desk::open(100).await;
    let draft = set_to(&desk, "2026-11-25T10:30").await;
    let quote = campaigns::quote(&desk.backend, &desk.staff, &draft).await.unwrap();
    let leaves = quote.waits_until.unwrap();
    assert_eq!((leaves.date.as_str(), leaves.time.as_str(), quote.outside_hours), ("25/11/2026", "10:30", false));
    let campaign = desk.send(&draft, "key-of-the-form").await.unwrap();
    desk.clock.advance(22 * HOUR + 29 * MINUTE);
    desk.deliver().await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Scheduled, 1)]);
    assert!(matches!(flow(&desk, &campaign).await, Flow::Undo(60_000)), "it can be called off until then");
    desk.clock.advance(MINUTE);
    desk.deliver().await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Delivered, 1)]);
    desk.is_consistent().await;
}

#[tokio::test]
async fn a_time_outside_of_the_hours_waits_for_their_beginning() {
    let desk = Desk::open(100).await;
    let sql = desk.sql().await;
    sqlx::query("UPDATE pharmacy SET opens_at = 540, closes_at = 1200").execute(&sql).await.unwrap();
    let draft = set_to(&desk, "2026-11-25T22:15").await;
    let quote = campaigns::quote(&desk.backend, &desk.staff, &draft).await.unwrap();
    let leaves = quote.waits_until.unwrap();
    assert_eq!((leaves.date.as_str(), leaves.time.as_str(), quote.outside_hours), ("26/11/2026", "09:00", true));
    let campaign = desk.send(&draft, "key-of-the-form").await.unwrap();
    assert!(matches!(flow(&desk, &campaign).await, Flow::Until(at) if at == leaves));
}

#[rstest]
#[case("2026-11-24T12:00", Fault::Past)]
#[case("2020-01-01T00:00", Fault::Past)]
#[case("2027-02-23T00:00", Fault::TooFar)]
#[case("9999-12-31T23:59", Fault::TooFar)]
#[tokio::test]
async fn a_time_that_is_over_or_too_far_away_is_refused_at_its_field(#[case] minute: &str, #[case] fault: Fault) {
    let desk = Desk::open(100).await;
    let draft = set_to(&desk, minute).await;
    let faults = FieldErrors::one(Field::Time, fault);
    let quoted = campaigns::quote(&desk.backend, &desk.staff, &draft).await;
    assert!(matches!(&quoted, Err(Error::Invalid(found)) if *found == faults), "{quoted:?}");
    let sent = desk.send(&draft, "key-of-the-form").await;
    assert!(matches!(&sent, Err(Error::Invalid(found)) if *found == faults), "{sent:?}");
    assert_eq!(desk.balance().await, (100, 0, 0));
}
