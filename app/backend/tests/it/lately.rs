//! What the page of a campaign says of the last minute: how fast it goes, and what did not arrive.

use backend::service::campaigns;
use backend::settings::WorkerSettings;
use backend::worker::Delivery;
use domain::campaign::{Lately, Objective};
use domain::id::CampaignRef;
use domain::message::Reason;

use crate::desk::{Desk, all};

/// A reminder of one part to so many clients; the phones of the last ones end in 00, which the sandbox fails.
async fn sent(desk: &Desk, n: u32, failing: u32) -> CampaignRef {
    let ending = |i: u32| if i >= n - failing { 0 } else { 10 };
    let clients: Vec<_> = (0..n)
        .map(|i| (format!("Client{i:03}"), format!("06{i:06}{:02}", ending(i)), (10_000 - i).to_string()))
        .collect();
    desk.clients(&clients.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect::<Vec<_>>()).await;
    let draft = desk.draft(Objective::BalanceReminder, Some("Bonjour {nom}"), all(n)).await;
    desk.send(&draft, "key-of-the-form").await.unwrap()
}

async fn lately(desk: &Desk, campaign: &CampaignRef) -> Lately {
    campaigns::page(&desk.backend, &desk.staff, campaign, None).await.unwrap().lately
}

#[tokio::test]
async fn the_speed_is_that_of_the_last_minute_and_says_how_long_the_rest_takes() {
    let desk = Desk::open(300).await;
    let campaign = sent(&desk, 240, 0).await;
    assert_eq!(lately(&desk, &campaign).await, Lately::default());
    let slow = WorkerSettings { in_flight: 2, ..WorkerSettings::sandbox(600_000, 600_000) };
    let mut delivery = Delivery::new(desk.backend.clone(), &slow);
    // Two a second for half a minute.
    for _ in 0..30 {
        delivery.run_once(desk.clock.now()).await.unwrap();
        desk.clock.advance(1_000);
    }
    let speed = lately(&desk, &campaign).await.speed.unwrap();
    assert!((110..=130).contains(&speed.per_minute), "{speed:?}");
    assert!((80..=100).contains(&speed.seconds_left), "{speed:?}");
    // Nothing leaves for a minute: what was measured says nothing any more.
    desk.clock.advance(61_000);
    assert_eq!(lately(&desk, &campaign).await.speed, None);
}

#[tokio::test]
async fn the_last_failures_have_their_reason_newest_first() {
    let desk = Desk::open(300).await;
    let campaign = sent(&desk, 20, 7).await;
    desk.deliver().await;
    let Lately { speed, failures } = lately(&desk, &campaign).await;
    assert_eq!(speed, None, "all have left");
    assert_eq!(failures.len(), 5);
    assert!(failures.iter().all(|failure| failure.reason == Some(Reason::UnknownNumber)));
    assert_eq!(failures[0].recipient, "Client019");
    assert_eq!((failures[0].phone.as_str(), failures[0].at.time.as_str()), ("06 00 00 19 00", "12:00"));
    // Another campaign has its own.
    let other = desk.draft(Objective::BalanceReminder, Some("Bonsoir {nom}"), all(20)).await;
    let other = desk.send(&other, "another-key").await.unwrap();
    assert_eq!(lately(&desk, &other).await.failures, []);
}
