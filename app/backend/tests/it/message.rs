//! One message with its whole life, and the gateway that it went through.

use backend::Error;
use backend::caller::Staff;
use backend::service::{campaigns, clients, gateway, history};
use backend::settings::{GatewaySettings, SandboxSettings, WorkerSettings};
use backend::worker::Delivery;
use domain::campaign::{Command, Objective};
use domain::gateway::Kind;
use domain::history::{Credits, Message};
use domain::id::CampaignRef;
use domain::message::{Reason, Status};
use domain::sms::Encoding;
use domain::staff::{Permissions, Role};
use rstest::rstest;

use crate::desk::{Desk, all, pharmacy, refused};

const HOUR: i64 = 3_600_000;

/// A reminder to all clients, who are so many, not delivered yet.
async fn remind(desk: &Desk, clients: u32, key: &str) -> CampaignRef {
    let draft = desk.draft(Objective::BalanceReminder, Some("Bonjour {nom}, été"), all(clients)).await;
    desk.send(&draft, key).await.unwrap()
}

async fn message(desk: &Desk, number: i64) -> Message {
    history::message(&desk.backend, &desk.staff, number).await.unwrap()
}

/// The statuses that it had.
fn way(message: &Message) -> Vec<Status> {
    message.events.iter().map(|event| event.status).collect()
}

#[tokio::test]
async fn each_fate_is_told_whole() {
    use Status::*;
    let desk = Desk::open(100).await;
    let clients = [("Amina", "0612345610"), ("Failed", "0612345600"), ("Expired", "0612345601"), ("No", "0612345602")];
    let refs = desk.clients(&clients.map(|(name, phone)| (name, phone, "100"))).await;
    gateway::begin(&desk.backend, Kind::Sandbox).await.unwrap();
    let campaign = remind(&desk, 4, "key-of-the-form").await;
    let waiting = message(&desk, 1).await;
    assert_eq!((waiting.line.status, waiting.credits, waiting.attempts), (Queued, Credits::Reserved, 0));
    assert_eq!((waiting.gateway, &waiting.reference, way(&waiting)), (None, &None, vec![Queued]));

    desk.clock.advance(1_500);
    desk.deliver().await;
    let mut told = vec![];
    for number in 1..=4 {
        told.push(message(&desk, number).await);
    }
    let of = |name: &str| told.iter().find(|message| message.line.recipient == name).unwrap();
    let amina = of("Amina");
    assert_eq!(amina.line.content, "Bonjour Amina, été");
    assert_eq!((amina.line.phone.as_str(), amina.line.manager.as_str()), ("06 12 34 56 10", "Salma Bennani"));
    assert_eq!((amina.encoding, amina.parts, amina.credits), (Encoding::Gsm7, 1, Credits::Spent));
    assert_eq!((amina.gateway, amina.attempts), (Some(Kind::Sandbox), 1));
    assert!(amina.reference.is_some(), "what the gateway answered outlives the outbox");
    assert_eq!(way(amina), [Queued, Sending, Sent, Delivered]);
    assert_eq!(amina.events.first().map(|event| event.at.time.as_str()), Some("12:00:00"));
    assert_eq!(amina.events.last().map(|event| event.at.time.as_str()), Some("12:00:01"));
    assert_eq!((&amina.campaign.0, amina.objective), (&campaign, Objective::BalanceReminder));
    assert_eq!((amina.template.2, amina.client.as_ref()), (1, refs.first()));
    assert_eq!((amina.repeats, &amina.repeated_by), (None, &None));

    let failed = of("Failed");
    assert_eq!((failed.line.status, failed.line.reason), (Failed, Some(Reason::UnknownNumber)));
    assert_eq!(failed.credits, Credits::Spent, "the network bills what it tried");
    assert_eq!((of("Expired").line.status, of("Expired").credits), (Expired, Credits::Spent));
    let no = of("No");
    assert_eq!((no.line.status, no.line.reason, no.credits), (Failed, Some(Reason::NumberRefused), Credits::GivenBack));
    assert_eq!(
        (no.reference.as_ref(), no.gateway, way(no)),
        (None, Some(Kind::Sandbox), vec![Queued, Sending, Failed])
    );
    let all = [amina, failed, of("Expired"), no];
    let spent = all.iter().filter(|message| message.credits == Credits::Spent).count();
    assert_eq!(desk.balance().await, (97, 0, u32::try_from(spent).unwrap()), "the panel and the ledger agree");
}

#[tokio::test]
async fn what_never_left_has_no_gateway() {
    let desk = Desk::open(100).await;
    desk.clients(&[("Amina", "0612345610", "100")]).await;
    gateway::begin(&desk.backend, Kind::Sandbox).await.unwrap();
    let campaign = remind(&desk, 1, "key-of-the-form").await;
    campaigns::control(&desk.backend, &desk.staff, &campaign, Command::Stop).await.unwrap();
    let cancelled = message(&desk, 1).await;
    assert_eq!((cancelled.line.status, cancelled.credits), (Status::Cancelled, Credits::GivenBack));
    assert_eq!((cancelled.gateway, cancelled.attempts), (None, 0));

    remind(&desk, 1, "another-key-of-it").await;
    sqlx::query("UPDATE client SET balance = 0").execute(&desk.sql().await).await.unwrap();
    desk.deliver().await;
    let excluded = message(&desk, 2).await;
    assert_eq!((excluded.line.status, excluded.line.reason), (Status::Excluded, Some(Reason::Paid)));
    assert_eq!((excluded.credits, excluded.gateway), (Credits::GivenBack, None));
}

#[tokio::test]
async fn a_message_and_the_one_that_repeats_it_name_one_another() {
    let desk = Desk::open(100).await;
    desk.clients(&[("Amina", "0612345610", "100")]).await;
    remind(&desk, 1, "key-of-the-form").await;
    let loses = SandboxSettings { loses: 100, delay: (600_000, 600_000), ..SandboxSettings::default() };
    let settings = WorkerSettings::of(GatewaySettings::Sandbox(loses));
    Delivery::new(desk.backend.clone(), &settings).run_once(desk.clock.now()).await.unwrap();
    let uncertain = message(&desk, 1).await;
    assert_eq!((uncertain.line.status, uncertain.credits), (Status::Uncertain, Credits::Spent));
    assert_eq!((uncertain.gateway, uncertain.repeated_by), (None, None), "nobody noted the gateway");
    let again = campaigns::repeat(&desk.backend, &desk.staff, 1).await.unwrap();
    assert_eq!(message(&desk, 1).await.repeated_by, Some(again.clone()));
    let second = message(&desk, 2).await;
    assert_eq!((second.repeats, second.campaign.0), (Some(1), again));
}

#[rstest]
#[case(0)]
#[case(2)]
#[case(-1)]
#[case(i64::MIN)]
#[case(i64::MAX)]
#[case(1 << 40)]
#[case((1 << 40) + 1)]
#[tokio::test]
async fn a_number_that_is_none_is_not_found(#[case] number: i64) {
    let desk = Desk::open(100).await;
    // The pharmacy after it has a message 1 too: ids carry the pharmacy in their high bits.
    let next = pharmacy(&desk.backend, "Pharmacie de la Gare", Role::Titulaire).await;
    let next = Desk { staff: next, ..desk };
    backend::service::credits::grant(&next.backend, next.staff.pharmacy, 10, "test").await.unwrap();
    next.clients(&[("Amina", "0612345610", "100")]).await;
    remind(&next, 1, "key-of-the-form").await;
    let first = Staff { pharmacy: domain::id::PharmacyId(next.staff.pharmacy.0 - 1), ..next.staff.clone() };
    assert!(matches!(refused(history::message(&next.backend, &first, number).await), Error::NotFound));
    assert!(matches!(refused(history::message(&next.backend, &first, 1).await), Error::NotFound));
    assert!(history::message(&next.backend, &next.staff, 1).await.is_ok());
}

#[tokio::test]
async fn who_may_not_read_is_denied() {
    let desk = Desk::open(0).await;
    let nobody = Staff { permissions: Permissions::NONE, ..desk.staff.clone() };
    assert!(matches!(refused(history::message(&desk.backend, &nobody, 1).await), Error::Denied));
}

#[tokio::test]
async fn a_message_keeps_the_gateway_that_it_was_handed_to() {
    let desk = Desk::open(100).await;
    desk.clients(&[("Amina", "0612345610", "100")]).await;
    let (backend, clock) = (&desk.backend, &desk.clock);
    remind(&desk, 1, "before-it-was-noted").await;
    desk.deliver().await;
    clock.advance(HOUR);
    for kind in [Kind::Sandbox, Kind::Sandbox] {
        gateway::begin(backend, kind).await.unwrap();
        clock.advance(HOUR);
    }
    remind(&desk, 1, "through-the-sandbox").await;
    desk.deliver().await;
    clock.advance(HOUR);
    gateway::begin(backend, Kind::Kannel).await.unwrap();
    remind(&desk, 1, "through-the-kannel").await;
    desk.deliver().await;
    // The clock is set back, and another gateway is used: what follows goes through that one.
    clock.advance(-HOUR / 2);
    gateway::begin(backend, Kind::Smpp).await.unwrap();
    remind(&desk, 1, "over-smpp-over-smpp").await;
    desk.deliver().await;
    let mut kinds = vec![];
    for number in 1..=4 {
        kinds.push(message(&desk, number).await.gateway);
    }
    let noted = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM gateway_use").fetch_one(&desk.sql().await).await;
    assert_eq!(noted.unwrap(), 3, "the same again is not noted");
    assert_eq!(kinds[..2], [None, Some(Kind::Sandbox)]);
    assert_eq!(kinds[3], Some(Kind::Smpp));
}

#[tokio::test]
async fn one_client_is_that_of_the_pharmacy() {
    let desk = Desk::open(0).await;
    let refs = desk.clients(&[("Amina", "0612345610", "100"), ("Fixe", "0522481760", "0")]).await;
    let amina = clients::one(&desk.backend, &desk.staff, &refs[0]).await.unwrap();
    assert_eq!((amina.name().as_str(), amina.phone.as_str(), &amina.blocked), ("Amina", "06 12 34 56 10", &None));
    assert!(clients::one(&desk.backend, &desk.staff, &refs[1]).await.unwrap().blocked.is_some());
    let other = pharmacy(&desk.backend, "Pharmacie de la Gare", Role::Titulaire).await;
    assert!(matches!(refused(clients::one(&desk.backend, &other, &refs[0]).await), Error::NotFound));
    let nobody = Staff { permissions: Permissions::NONE, ..desk.staff.clone() };
    assert!(matches!(refused(clients::one(&desk.backend, &nobody, &refs[0]).await), Error::Denied));
}
