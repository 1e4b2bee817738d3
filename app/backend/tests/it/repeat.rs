//! *Renvoyer*, and *Renvoyer quand même*: what did not arrive, or may not have, is sent again because a person says so.

use backend::Error;
use backend::error::Conflict;
use backend::service::{campaigns, credits};
use backend::settings::{GatewaySettings, SandboxSettings, WorkerSettings};
use backend::worker::Delivery;
use domain::campaign::{Command, Objective};
use domain::id::{CampaignRef, MessageId};
use domain::message::Status;
use domain::staff::Role;

use crate::desk::{Desk, all, pharmacy, refused};

/// One reminder of two parts, whose answer was lost, through a sandbox that loses every answer.
async fn uncertain() -> (Desk, CampaignRef) {
    uncertain_at(Desk::open(10).await).await
}

async fn uncertain_at(desk: Desk) -> (Desk, CampaignRef) {
    desk.clients(&[("Amina", "0612345610", "100")]).await;
    let text = "Bonjour {nom}, ".repeat(12);
    let draft = desk.draft(Objective::BalanceReminder, Some(&text), all(1)).await;
    let campaign = desk.send(&draft, "key-of-the-form").await.unwrap();
    // Deliveries take a long time: what is on its way although the answer was lost is not reported on here.
    let loses = SandboxSettings { loses: 100, delay: (600_000, 600_000), ..SandboxSettings::default() };
    let settings = WorkerSettings::of(GatewaySettings::Sandbox(loses));
    Delivery::new(desk.backend.clone(), &settings).run_once(desk.clock.now()).await.unwrap();
    assert_eq!(desk.counts(&campaign).await, [(Status::Uncertain, 1)]);
    (desk, campaign)
}

#[tokio::test]
async fn it_is_sent_once_more_and_named_however_often_it_is_clicked() {
    let (desk, first) = uncertain().await;
    let (backend, staff) = (&desk.backend, &desk.staff);
    let look = campaigns::look(backend, staff, 1).await.unwrap();
    assert_eq!((look.line.status, look.credits, look.available, look.repeated_by), (Status::Uncertain, 2, 8, None));
    let (again, twice) = tokio::join!(campaigns::repeat(backend, staff, 1), campaigns::repeat(backend, staff, 1));
    let again = again.unwrap();
    assert_eq!(again, twice.unwrap());
    assert_eq!(campaigns::look(backend, staff, 1).await.unwrap().repeated_by, Some(again.clone()));
    desk.deliver().await;
    assert_eq!(desk.counts(&again).await, [(Status::Delivered, 1)]);
    assert_eq!(desk.counts(&first).await, [(Status::Uncertain, 1)]);
    assert_eq!(desk.balance().await, (6, 0, 4), "both are spent: the network may bill both");
    let sql = desk.sql().await;
    let query = "SELECT count(*) FROM message a JOIN message b ON b.id = a.repeats
                 WHERE a.kind = 2 AND a.phone = b.phone AND a.content = b.content AND a.parts = b.parts";
    assert_eq!(sqlx::query_scalar::<_, i64>(query).fetch_one(&sql).await.unwrap(), 1);
    let audited =
        "SELECT count(*) FROM audit WHERE action = 'message.repeated' AND subject = '1' AND staff_id IS NOT NULL";
    assert_eq!(sqlx::query_scalar::<_, i64>(audited).fetch_one(&sql).await.unwrap(), 1);
    desk.is_consistent().await;
}

/// Ids carry the pharmacy in their high bits: a number may not reach over, here from the second pharmacy to the third.
#[tokio::test]
async fn a_number_does_not_reach_into_another_pharmacy() {
    let mut desk = Desk::open(0).await;
    let second = pharmacy(&desk.backend, "Pharmacie de la Gare", Role::Titulaire).await;
    desk.staff = pharmacy(&desk.backend, "Pharmacie du Phare", Role::Titulaire).await;
    credits::grant(&desk.backend, desk.staff.pharmacy, 10, "test").await.unwrap();
    credits::grant(&desk.backend, second.pharmacy, 10, "test").await.unwrap();
    let (desk, _) = uncertain_at(desk).await;
    let number = (1 << 40) + 1;
    assert_eq!(MessageId::new(second.pharmacy, number), MessageId::new(desk.staff.pharmacy, 1));
    assert!(matches!(refused(campaigns::look(&desk.backend, &second, number).await), Error::NotFound));
    assert!(matches!(refused(campaigns::repeat(&desk.backend, &second, number).await), Error::NotFound));
}

#[tokio::test]
async fn only_what_is_uncertain_by_whom_may_send_with_what_there_is() {
    let (desk, _) = uncertain().await;
    let again = campaigns::repeat(&desk.backend, &desk.staff, 1).await.unwrap();
    desk.deliver().await;
    assert_eq!(desk.counts(&again).await, [(Status::Delivered, 1)]);
    let refused = campaigns::repeat(&desk.backend, &desk.staff, 2).await;
    assert!(matches!(refused, Err(Error::Conflict(Conflict::NotRepeatable))), "{refused:?}");
    let nothing = campaigns::repeat(&desk.backend, &desk.staff, 3).await;
    assert!(matches!(nothing, Err(Error::NotFound)), "{nothing:?}");
    let reader = desk.colleague(Role::Assistant).await;
    assert!(matches!(campaigns::repeat(&desk.backend, &reader, 1).await, Err(Error::Denied)));
    assert!(matches!(campaigns::look(&desk.backend, &reader, 1).await, Err(Error::Denied)));
    let other = crate::desk::pharmacy(&desk.backend, "Pharmacie Ibn Sina", Role::Titulaire).await;
    assert!(matches!(campaigns::repeat(&desk.backend, &other, 1).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn without_credits_nothing_is_sent_again() {
    let (desk, _) = uncertain().await;
    let sql = desk.sql().await;
    let taken = "UPDATE credit SET available = 1, granted = granted - 7";
    sqlx::query(taken).execute(&sql).await.unwrap();
    let refused = campaigns::repeat(&desk.backend, &desk.staff, 1).await;
    assert!(matches!(refused, Err(Error::NoCredit { needed: 2, available: 1 })), "{refused:?}");
    let messages: i64 = sqlx::query_scalar("SELECT count(*) FROM message").fetch_one(&sql).await.unwrap();
    assert_eq!(messages, 1);
}

/// What was called off has not left: it goes once, and is paid once.
#[tokio::test]
async fn what_surely_did_not_arrive_is_sent_again_without_a_risk() {
    let desk = Desk::open(10).await;
    desk.clients(&[("Amina", "0612345610", "100")]).await;
    let draft = desk.draft(Objective::BalanceReminder, Some("Bonjour {nom}"), all(1)).await;
    let campaign = desk.send(&draft, "key-of-the-form").await.unwrap();
    let waiting = campaigns::repeat(&desk.backend, &desk.staff, 1).await;
    assert!(matches!(waiting, Err(Error::Conflict(Conflict::NotRepeatable))), "it is still to leave: {waiting:?}");
    campaigns::control(&desk.backend, &desk.staff, &campaign, Command::Stop).await.unwrap();
    assert_eq!(desk.counts(&campaign).await, [(Status::Cancelled, 1)]);
    let again = campaigns::repeat(&desk.backend, &desk.staff, 1).await.unwrap();
    desk.deliver().await;
    assert_eq!(desk.counts(&again).await, [(Status::Delivered, 1)]);
    assert_eq!(desk.balance().await, (9, 0, 1));
    desk.is_consistent().await;
}

/// The number is the reason: another try ends as the first.
#[tokio::test]
async fn what_its_number_refused_is_not_sent_again() {
    let (desk, _) = uncertain().await;
    let sql = desk.sql().await;
    let refused = "UPDATE message_list SET status = 5, reason = 1";
    sqlx::query(refused).execute(&sql).await.unwrap();
    let again = campaigns::repeat(&desk.backend, &desk.staff, 1).await;
    assert!(matches!(again, Err(Error::Conflict(Conflict::NotRepeatable))), "{again:?}");
}
