//! What goes wrong around the delivery: a database that is locked, a write that fails, a clock that jumps back, a pause of
//! days. A clear error, nothing lost, nothing twice, and on it goes.

use std::time::Duration;

use backend::Error;
use backend::service::{campaigns, pharmacies};
use backend::settings::WorkerSettings;
use backend::worker::{Delivery, Worker};
use domain::campaign::{Command, Objective};
use domain::id::CampaignRef;
use domain::message::Status;
use rstest::rstest;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::desk::{Desk, NOON, all, count, refused};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Clients who owe, each with a phone of their own.
pub async fn clients(desk: &Desk, n: u32) {
    let clients: Vec<(String, String)> =
        (0..n).map(|n| (format!("Client{n:03}"), format!("06123{:05}", 10_010 + n * 100))).collect();
    let clients: Vec<_> = clients.iter().map(|(name, phone)| (name.as_str(), phone.as_str(), "100")).collect();
    desk.clients(&clients).await;
}

/// A reminder of one part to each of the clients, due at once or at a minute of the day.
pub async fn sent(desk: &Desk, n: u32, at: Option<&str>) -> CampaignRef {
    let mut draft = desk.draft(Objective::BalanceReminder, Some("Bonjour {nom}"), all(n)).await;
    draft.at = at.map(|at| at.parse().unwrap());
    let key = if at.is_some() { "key-of-a-set-time" } else { "key-of-the-form" };
    desk.send(&draft, key).await.unwrap()
}

/// Rounds until nothing is left to do at this time, by the same delivery.
pub async fn go_on(desk: &Desk, delivery: &mut Delivery) {
    while !delivery.run_once(desk.clock.now()).await.unwrap().is_idle() {}
}

/// Every message has arrived, was handed over once, and cost one of a hundred credits.
pub async fn all_arrived_once(desk: &Desk, campaign: &CampaignRef, n: u32) {
    assert_eq!(desk.counts(campaign).await, [(Status::Delivered, n)]);
    assert_eq!(desk.balance().await, (100 - n, 0, n));
    let sql = desk.sql().await;
    let query = "SELECT count(*), count(DISTINCT message_id) FROM message_event WHERE kind = 2";
    let handed_over: (i64, i64) = sqlx::query_as(query).fetch_one(&sql).await.unwrap();
    assert_eq!(handed_over, (n.into(), n.into()), "handed over, messages");
    sql.close().await;
    desk.is_consistent().await;
}

async fn other_connection(desk: &Desk) -> SqliteConnection {
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(desk.database())).await.unwrap()
}

async fn execute(conn: &mut SqliteConnection, statement: &str) {
    sqlx::query(AssertSqlSafe(statement)).execute(conn).await.unwrap();
}

#[tokio::test]
async fn a_database_that_is_locked_for_a_moment_is_waited_for() {
    let desk = Desk::open(100).await;
    clients(&desk, 20).await;
    let campaign = sent(&desk, 20, None).await;
    let mut other = other_connection(&desk).await;
    execute(&mut other, "BEGIN EXCLUSIVE").await;
    let mut delivery = desk.delivery();
    {
        let round = delivery.run_once(NOON);
        tokio::pin!(round);
        let early = tokio::time::timeout(Duration::from_millis(200), &mut round).await;
        assert!(early.is_err(), "{early:?}");
        assert_eq!(desk.counts(&campaign).await, [(Status::Queued, 20)], "whoever reads does not wait");
        execute(&mut other, "COMMIT").await;
        assert_eq!(round.await.unwrap().taken, 16);
    }
    go_on(&desk, &mut delivery).await;
    all_arrived_once(&desk, &campaign, 20).await;
}

#[tokio::test]
async fn a_database_that_stays_locked_is_an_error_and_nothing_is_handed_over() {
    let desk = Desk::open(100).await;
    clients(&desk, 20).await;
    let campaign = sent(&desk, 20, None).await;
    let mut other = other_connection(&desk).await;
    execute(&mut other, "BEGIN EXCLUSIVE").await;
    let mut delivery = desk.delivery();
    let error = refused(delivery.run_once(NOON).await);
    assert!(matches!(error, Error::Store(_)) && error.to_string().contains("locked"), "{error}");
    assert_eq!(desk.counts(&campaign).await, [(Status::Queued, 20)]);
    execute(&mut other, "COMMIT").await;
    go_on(&desk, &mut delivery).await;
    all_arrived_once(&desk, &campaign, 20).await;
}

#[tokio::test]
async fn a_worker_goes_on_between_the_locks_of_somebody_else() {
    let desk = Desk::open(100).await;
    clients(&desk, 80).await;
    let mut other = other_connection(&desk).await;
    let campaign = sent(&desk, 80, None).await;
    let worker = Worker::start(desk.backend.clone(), &WorkerSettings { in_flight: 4, ..WorkerSettings::sandbox(1, 5) });
    let done = async {
        while count(&desk.counts(&campaign).await, Status::Delivered) < 80 {
            execute(&mut other, "BEGIN EXCLUSIVE").await;
            tokio::time::sleep(Duration::from_millis(15)).await;
            execute(&mut other, "COMMIT").await;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), done).await.unwrap();
    worker.stop().await;
    all_arrived_once(&desk, &campaign, 80).await;
}

/// The store fails when a message is to become *en cours*, *envoyé* or *livré*: before the claim, after the gateway's answer,
/// at its report.
#[rstest]
#[case(Status::Sending, [(Status::Queued, 10)].as_slice())]
#[case(Status::Sent, [(Status::Sending, 10)].as_slice())]
#[case(Status::Delivered, [(Status::Sending, 10)].as_slice())]
#[tokio::test]
async fn what_could_not_be_recorded_is_recorded_afterwards(
    #[case] at: Status,
    #[case] stands: &[(Status, u32)],
    #[values("database or disk is full", "attempt to write a readonly database")] failure: &str,
) {
    let desk = Desk::open(100).await;
    clients(&desk, 10).await;
    let campaign = sent(&desk, 10, None).await;
    let mut other = other_connection(&desk).await;
    let code = at.code();
    let trigger = format!(
        "CREATE TRIGGER broken BEFORE INSERT ON message_event WHEN NEW.kind = {code} BEGIN SELECT RAISE(FAIL, '{failure}'); END"
    );
    execute(&mut other, &trigger).await;
    let mut delivery = desk.delivery();
    for _ in 0..3 {
        let error = refused(delivery.run_once(desk.clock.now()).await);
        assert!(matches!(error, Error::Store(_)) && error.to_string().contains(failure), "{error}");
        assert_eq!(desk.counts(&campaign).await, stands);
        desk.is_consistent().await;
        desk.clock.advance(MINUTE);
    }
    execute(&mut other, "DROP TRIGGER broken").await;
    go_on(&desk, &mut delivery).await;
    all_arrived_once(&desk, &campaign, 10).await;
}

#[tokio::test]
async fn a_clock_that_jumps_back_holds_nothing_up() {
    let desk = Desk::open(100).await;
    clients(&desk, 5).await;
    let at_two = sent(&desk, 5, Some("2026-11-24T14:00")).await;
    pharmacies::set_undo(&desk.backend, desk.staff.pharmacy, Duration::from_secs(30)).await.unwrap();
    let soon = sent(&desk, 5, None).await;
    let mut delivery = desk.delivery();
    go_on(&desk, &mut delivery).await;
    assert_eq!(desk.counts(&soon).await, [(Status::Queued, 5)]);

    desk.clock.advance(-HOUR);
    go_on(&desk, &mut delivery).await;
    assert_eq!(desk.counts(&soon).await, [(Status::Queued, 5)], "thirty seconds are still thirty seconds");
    desk.is_consistent().await;
    desk.clock.advance(30_000);
    go_on(&desk, &mut delivery).await;
    assert_eq!(desk.counts(&soon).await, [(Status::Delivered, 5)], "and not an hour more");

    desk.clock.advance(NOON + 2 * HOUR - 1 - desk.clock.now());
    go_on(&desk, &mut delivery).await;
    assert_eq!(desk.counts(&at_two).await, [(Status::Scheduled, 5)], "two o'clock is two o'clock");
    desk.clock.advance(1);
    go_on(&desk, &mut delivery).await;
    assert_eq!(desk.counts(&at_two).await, [(Status::Delivered, 5)]);
    assert_eq!(desk.balance().await, (90, 0, 10));
    desk.is_consistent().await;
}

#[tokio::test]
async fn a_pause_does_not_count_against_the_age_of_a_message() {
    let desk = Desk::open(100).await;
    clients(&desk, 20).await;
    let campaign = sent(&desk, 20, None).await;
    let mut delivery = desk.delivery();
    campaigns::control(&desk.backend, &desk.staff, &campaign, Command::Pause).await.unwrap();
    desk.clock.advance(3 * DAY);
    go_on(&desk, &mut delivery).await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Queued, 20)], "what is held back is not given up");
    desk.is_consistent().await;
    campaigns::control(&desk.backend, &desk.staff, &campaign, Command::Resume).await.unwrap();
    go_on(&desk, &mut delivery).await;
    all_arrived_once(&desk, &campaign, 20).await;
}
