//! From the outbox to the phone, and what a crash leaves.

use std::time::Duration;

use backend::service::{campaigns, history};
use backend::settings::WorkerSettings;
use backend::worker::Worker;
use domain::campaign::{Audience, Objective};
use domain::client::Filter;
use domain::history::Query;
use domain::id::CampaignRef;
use domain::message::{Reason, Status};
use domain::money::Money;
use domain::phone::PhoneNumber;
use history::{PastCampaign, PastMessage};
use rstest::rstest;

use crate::desk::{Desk, NOON, all, count, totals};

const KEY: &str = "key-of-the-form";

/// A reminder of one part to each of these phones.
async fn sent(desk: &Desk, phones: &[&str]) -> CampaignRef {
    let names: Vec<String> = (0..phones.len()).map(|n| format!("Client{n:03}")).collect();
    let clients: Vec<_> = names.iter().zip(phones).map(|(name, phone)| (name.as_str(), *phone, "100")).collect();
    desk.clients(&clients).await;
    let shown = u32::try_from(phones.len()).unwrap();
    let draft = desk.draft(Objective::BalanceReminder, Some("Bonjour {nom}"), all(shown)).await;
    desk.send(&draft, KEY).await.unwrap()
}

#[tokio::test]
async fn the_sandbox_delivers_fails_expires_and_refuses() {
    let desk = Desk::open(100).await;
    let campaign = sent(&desk, &["0612345610", "0612345611", "0612345600", "0612345601", "0612345602"]).await;
    assert_eq!(desk.balance().await, (95, 5, 0));
    let moving = history::under_way(&desk.backend, &desk.staff).await.unwrap().unwrap();
    assert_eq!((moving.campaign, moving.left, moving.total), (campaign.clone(), 0, 5));

    desk.deliver().await;
    let page = campaigns::page(&desk.backend, &desk.staff, &campaign, None).await.unwrap();
    assert_eq!(page.counts, [(Status::Delivered, 2), (Status::Failed, 2), (Status::Expired, 1)]);
    assert_eq!((page.reserved, page.spent, page.given_back), (5, 4, 1));
    assert_eq!(desk.balance().await, (96, 0, 4));
    let reason = |phone: &str| page.messages.lines.iter().find(|line| line.phone == phone).unwrap().reason;
    assert_eq!(reason("06 12 34 56 00"), Some(Reason::UnknownNumber));
    assert_eq!(reason("06 12 34 56 01"), Some(Reason::Unreachable));
    assert_eq!(reason("06 12 34 56 02"), Some(Reason::NumberRefused));
    assert_eq!(history::under_way(&desk.backend, &desk.staff).await.unwrap(), None);
    desk.is_consistent().await;

    let sql = desk.sql().await;
    let events = "SELECT group_concat(e.kind) FROM (SELECT * FROM message_event ORDER BY seq) e
                  JOIN message m ON m.id = e.message_id WHERE m.phone = ?1";
    for (phone, way) in [("+212612345610", "1,2,3,4"), ("+212612345602", "1,2,5")] {
        let kinds: String = sqlx::query_scalar(events).bind(phone).fetch_one(&sql).await.unwrap();
        assert_eq!(kinds, way);
    }
    assert_eq!(sqlx::query_scalar::<_, i64>("SELECT count(*) FROM ledger").fetch_one(&sql).await.unwrap(), 4);
}

#[tokio::test]
async fn nothing_leaves_before_the_time_to_call_it_off_is_over() {
    let desk = Desk::open(100).await;
    let sql = desk.sql().await;
    sqlx::query("UPDATE pharmacy SET undo_ms = 30000").execute(&sql).await.unwrap();
    let campaign = sent(&desk, &["0612345610"]).await;
    desk.clock.advance(29_999);
    desk.deliver().await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Queued, 1)]);
    assert_eq!(desk.delivery().next_due().await.unwrap(), Some(NOON + 30_000));
    desk.clock.advance(1);
    desk.deliver().await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Delivered, 1)]);
}

#[tokio::test]
async fn what_a_dead_process_claimed_is_taken_over() {
    let desk = Desk::open(100).await;
    let campaign = sent(&desk, &["0612345610", "0612345611", "0612345612"]).await;
    let sql = desk.sql().await;
    // Claimed only, being submitted, not claimed.
    let claim = "UPDATE outbox SET lease = 7, attempt = 1, submitting = ?1
                 WHERE id = (SELECT id FROM message WHERE phone = ?2)";
    sqlx::query(claim).bind(0).bind("+212612345610").execute(&sql).await.unwrap();
    sqlx::query(claim).bind(1).bind("+212612345611").execute(&sql).await.unwrap();
    for change in [
        "UPDATE message_list SET status = 2 WHERE id IN (SELECT id FROM outbox WHERE lease = 7)",
        "UPDATE tally SET n = 1 WHERE status = 1",
        "UPDATE campaign_tally SET n = 1 WHERE status = 1",
        "INSERT INTO tally SELECT pharmacy_id, day, staff_id, objective, 2, 2 FROM tally",
        "INSERT INTO campaign_tally SELECT campaign_id, 2, 2 FROM campaign_tally",
        "INSERT INTO message_event SELECT id, 2, 0, 2, NULL, NULL FROM outbox WHERE lease = 7",
    ] {
        sqlx::query(change).execute(&sql).await.unwrap();
    }
    sql.close().await;
    desk.is_consistent().await;

    let mut delivery = desk.delivery();
    delivery.take_over(desk.clock.now()).await.unwrap();
    assert_eq!(desk.counts(&campaign).await, [(Status::Queued, 2), (Status::Uncertain, 1)]);
    assert_eq!(desk.balance().await, (97, 2, 1), "an uncertain message is spent: the network may bill");
    desk.is_consistent().await;
    while !delivery.run_once(desk.clock.now()).await.unwrap().is_idle() {}
    assert_eq!(desk.counts(&campaign).await, [(Status::Delivered, 2), (Status::Uncertain, 1)]);
    assert_eq!(desk.balance().await, (97, 0, 3));
    desk.is_consistent().await;
}

#[tokio::test]
async fn what_was_accepted_before_a_restart_is_still_reported_on() {
    let desk = Desk::open(100).await;
    let campaign = sent(&desk, &["0612345610", "0612345601"]).await;
    let slow = WorkerSettings { in_flight: 16, ..WorkerSettings::sandbox(600_000, 600_000) };
    let mut first = backend::worker::Delivery::new(desk.backend.clone(), &slow);
    assert_eq!(first.run_once(desk.clock.now()).await.unwrap().taken, 2);
    assert_eq!(desk.counts(&campaign).await, [(Status::Sent, 2)]);
    drop(first);
    desk.deliver().await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Delivered, 1), (Status::Expired, 1)]);
    assert_eq!(desk.balance().await, (98, 0, 2));
    desk.is_consistent().await;
}

#[tokio::test]
async fn a_worker_delivers_and_stops() {
    let desk = Desk::open(100).await;
    let worker = Worker::start(desk.backend.clone(), &WorkerSettings { in_flight: 4, ..WorkerSettings::sandbox(1, 5) });
    let mut news = desk.backend.live().listen();
    let phones: Vec<String> = (10..40).map(|n| format!("06123456{n}")).collect();
    let campaign = sent(&desk, &phones.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let done = async {
        while count(&desk.counts(&campaign).await, Status::Delivered) < 30 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), done).await.unwrap();
    assert_eq!(news.try_recv().unwrap().pharmacy, Some(desk.staff.pharmacy));
    worker.stop().await;
    desk.is_consistent().await;

    let draft = desk.draft(Objective::BalanceReminder, Some("Encore {nom}"), all(30)).await;
    let second = desk.send(&draft, "key-of-another-form").await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(desk.counts(&second).await, [(Status::Queued, 30)], "a worker that was stopped claims nothing");
}

#[tokio::test]
async fn a_stop_in_the_middle_leaves_nothing_half_done() {
    let desk = Desk::open(200).await;
    let phones: Vec<String> = (0..90).map(|n| format!("07123456{:02}", n + 3)).collect();
    let campaign = sent(&desk, &phones.iter().map(String::as_str).collect::<Vec<_>>()).await;
    for _ in 0..4 {
        let worker =
            Worker::start(desk.backend.clone(), &WorkerSettings { in_flight: 8, ..WorkerSettings::sandbox(0, 2) });
        tokio::time::sleep(Duration::from_millis(8)).await;
        worker.stop().await;
        let counts = desk.counts(&campaign).await;
        assert_eq!((count(&counts, Status::Sending), count(&counts, Status::Uncertain)), (0, 0), "{counts:?}");
        desk.is_consistent().await;
    }
    desk.deliver().await;
    assert_eq!(desk.counts(&campaign).await, [(Status::Delivered, 90)]);
    assert_eq!(desk.balance().await, (110, 0, 90));
}

#[tokio::test]
async fn a_past_is_as_if_it_had_been_sent() {
    let desk = Desk::open(500).await;
    let client = desk.clients(&[("Alami", "0612345610", "250,50")]).await.remove(0);
    let draft = desk.draft(Objective::BalanceReminder, None, all(1)).await;
    let message = |n: usize, status: Status, reason: Option<Reason>| PastMessage {
        client: (n == 10).then(|| client.clone()),
        phone: PhoneNumber::try_from(format!("+2126123456{n}")).unwrap(),
        recipient: format!("Client {n}"),
        content: "Bonjour".into(),
        status,
        reason,
        handed_over: 1_000,
        ended: 9_000,
    };
    let mut messages: Vec<_> = (10..).zip(Status::ALL).map(|(n, status)| message(n, status, None)).collect();
    messages.push(message(30, Status::Failed, Some(Reason::NumberRefused)));
    messages.push(message(31, Status::Expired, Some(Reason::Unreachable)));
    let past = |at, messages: &[PastMessage]| PastCampaign {
        staff: desk.staff.id,
        template: draft.text.template.clone(),
        created_at: at,
        messages: messages.to_vec(),
    };
    let campaigns = vec![past(NOON - 90_000_000, &messages), past(NOON - 50, &messages[4..5])];
    history::add_past(&desk.backend, desk.staff.pharmacy, campaigns).await.unwrap();
    desk.is_consistent().await;
    // Sent, delivered twice, failed, expired without reach, uncertain are spent; what waits is set aside.
    assert_eq!(desk.balance().await, (490, 3, 7));

    desk.deliver().await;
    desk.is_consistent().await;
    let page = history::list(&desk.backend, &desk.staff, &Query::default(), None, None).await.unwrap();
    let counts = totals(&page);
    assert_eq!(count(counts, Status::Sending) + count(counts, Status::Queued), 0);
    assert_eq!(count(counts, Status::Uncertain), 2, "what a dead process was sending");
    assert_eq!(desk.balance().await.1, 0);
    assert_eq!(page.lines.len(), 13);
}

/// Changes what a client owes, from outside, as the import of a payment does.
async fn owes(desk: &Desk, name: &str, centimes: i64) {
    let change = "UPDATE client SET balance = ?1 WHERE last_name = ?2";
    sqlx::query(change).bind(centimes).bind(name).execute(&desk.sql().await).await.unwrap();
}

/// Reminders to who owes at least so much, and what became of them once clients have paid.
#[rstest]
#[case::paid_in_full(None, 0, [0, 2])]
#[case::in_credit(None, -500, [0, 2])]
#[case::in_part(None, 1, [1, 3])]
#[case::below_the_minimum(Some(5_000), 4_999, [0, 2])]
#[case::just_the_minimum(Some(5_000), 5_000, [1, 3])]
#[case::more_than_before(None, 20_000, [0, 3])]
#[tokio::test]
async fn who_has_paid_meanwhile(#[case] minimum: Option<i64>, #[case] now_owes: i64, #[case] expected: [u32; 2]) {
    let desk = Desk::open(100).await;
    let people = [("Alami", "0612345610", "100"), ("Berrada", "0612345611", "50"), ("Chraibi", "0612345612", "50")];
    desk.clients(&people).await;
    let filter = Filter { owes_at_least: minimum.map(Money::from_centimes), ..Filter::default() };
    let audience = Audience::All { filter, shown: 3 };
    let draft = desk.draft(Objective::BalanceReminder, Some("{solde}"), audience).await;
    let campaign = desk.send(&draft, KEY).await.unwrap();
    owes(&desk, "Alami", now_owes).await;
    desk.deliver().await;
    let page = campaigns::page(&desk.backend, &desk.staff, &campaign, None).await.unwrap();
    assert_eq!([page.paid_in_part, count(&page.counts, Status::Delivered)], expected);
    assert_eq!(count(&page.counts, Status::Excluded), 3 - expected[1]);
    let alami = page.messages.lines.iter().find(|line| line.phone == "06 12 34 56 10").unwrap();
    assert_eq!((alami.reason == Some(Reason::Paid), &*alami.content), (expected[1] == 2, "100,00 DH"), "as previewed");
    desk.is_consistent().await;
}

#[tokio::test]
async fn who_was_ticked_is_reminded_of_whatever_is_left() {
    let desk = Desk::open(100).await;
    let alami = desk.clients(&[("Alami", "0612345610", "100")]).await.remove(0);
    let draft = desk.draft(Objective::BalanceReminder, Some("{solde}"), Audience::Ticked(vec![alami])).await;
    let campaign = desk.send(&draft, KEY).await.unwrap();
    owes(&desk, "Alami", 1).await;
    desk.deliver().await;
    let page = campaigns::page(&desk.backend, &desk.staff, &campaign, None).await.unwrap();
    assert_eq!((page.paid_in_part, page.counts), (1, vec![(Status::Delivered, 1)]));
}

#[tokio::test]
async fn what_no_report_came_for_within_72_hours_bears_a_mark_and_stays_sent() {
    const HOURS: i64 = 3_600_000;
    let desk = Desk::open(100).await;
    let campaign = sent(&desk, &["0612345610"]).await;
    let silent = WorkerSettings { in_flight: 16, ..WorkerSettings::sandbox(u32::MAX, u32::MAX) };
    let mut delivery = backend::worker::Delivery::new(desk.backend.clone(), &silent);
    delivery.run_once(desk.clock.now()).await.unwrap();
    let marks = async || {
        let list = history::list(&desk.backend, &desk.staff, &Query::default(), None, None).await.unwrap();
        let page = campaigns::page(&desk.backend, &desk.staff, &campaign, None).await.unwrap();
        let message = history::message(&desk.backend, &desk.staff, 1).await.unwrap();
        [&list.lines[0], &page.messages.lines[0], &message.line].map(|line| (line.status, line.is_unreported))
    };
    desk.clock.advance(72 * HOURS - 1);
    assert_eq!(marks().await, [(Status::Sent, false); 3]);
    desk.clock.advance(1);
    assert_eq!(marks().await, [(Status::Sent, true); 3]);
    drop(delivery);
    // The report is late and counts all the same.
    desk.deliver().await;
    assert_eq!(marks().await, [(Status::Delivered, false); 3]);
}
