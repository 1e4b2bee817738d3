//! *Envoyer un test*: what one client would read, to numbers that a person typed.

use backend::Error;
use backend::error::Conflict;
use backend::service::{campaigns, history};
use domain::campaign::{Audience, Draft, Objective};
use domain::form::{Fault, Field, FieldErrors};
use domain::history::Query;
use domain::id::ClientRef;
use domain::message::Status;
use domain::phone::Unusable;
use domain::staff::Role;
use rstest::rstest;

use crate::desk::{Desk, all, pharmacy, refused};

const KEY: &str = "key-of-the-test";

/// Two clients, and a reminder of two parts to the first.
async fn reminder(desk: &Desk) -> (Draft, Vec<ClientRef>) {
    let clients = desk.clients(&[("Amina", "0612345610", "1250,50"), ("Karim", "0612345611", "50")]).await;
    let text = "Bonjour {nom}, votre solde est de {solde}. ".repeat(4);
    let draft = desk.draft(Objective::BalanceReminder, Some(&text), Audience::Ticked(vec![clients[0].clone()])).await;
    (draft, clients)
}

fn typed(numbers: &[&str]) -> Vec<String> {
    numbers.iter().map(|number| (*number).to_owned()).collect()
}

#[tokio::test]
async fn a_test_is_new_messages_by_the_same_way_and_none_of_the_client_it_is_written_for() {
    let desk = Desk::open(100).await;
    let (draft, clients) = reminder(&desk).await;
    let (backend, staff) = (&desk.backend, &desk.staff);
    assert_eq!(campaigns::test_phones(backend, staff).await.unwrap(), [""; 0]);
    let phones = typed(&["0661 00 11 10", "", "+212 7 61 00 11 12"]);
    let test = campaigns::test(backend, staff, &draft, &phones, KEY).await.unwrap();
    assert_eq!(desk.balance().await, (96, 4, 0), "two parts to two numbers");
    assert_eq!(desk.counts(&test).await, [(Status::Queued, 2)]);
    desk.deliver().await;
    assert_eq!(desk.counts(&test).await, [(Status::Delivered, 2)]);
    assert_eq!(desk.balance().await, (96, 0, 4));

    let list = history::list(backend, staff, &Query::default(), None, None).await.unwrap();
    let numbers: Vec<&str> = list.lines.iter().map(|line| line.phone.as_str()).collect();
    assert_eq!(numbers, ["07 61 00 11 12", "06 61 00 11 10"]);
    assert!(list.lines.iter().all(|line| line.is_test && line.recipient.is_empty()));
    assert!(list.lines.iter().all(|line| line.content.starts_with("Bonjour Amina, votre solde est de 1 250,50 DH.")));
    let found = history::list(backend, staff, &Query { search: "test".into(), ..Query::default() }, None, None).await;
    assert_eq!(found.unwrap().lines.len(), 2, "found by the word");
    let message = history::message(backend, staff, list.lines[0].number).await.unwrap();
    assert_eq!((message.client, message.tests), (None, Some((clients[0].clone(), "Amina".to_owned()))));
    let of_amina = history::list(backend, staff, &Query::of_client(clients[0].clone()), None, None).await.unwrap();
    assert_eq!(of_amina.lines, []);

    assert_eq!(campaigns::test_phones(backend, staff).await.unwrap(), ["06 61 00 11 10", "07 61 00 11 12"]);
    let colleague = desk.colleague(Role::Gestionnaire).await;
    assert_eq!(campaigns::test_phones(backend, &colleague).await.unwrap(), [""; 0], "each person has their own");

    // The send itself is another thing: whoever was written for gets it, and it counts its own.
    let sent = desk.send(&Draft { audience: all(2), ..draft }, "key-of-the-send").await.unwrap();
    desk.deliver().await;
    assert_eq!(desk.counts(&sent).await, [(Status::Delivered, 2)]);
    desk.is_consistent().await;
}

#[tokio::test]
async fn clicked_twice_it_is_sent_once() {
    let desk = Desk::open(100).await;
    let (draft, _) = reminder(&desk).await;
    let (backend, staff) = (&desk.backend, &desk.staff);
    let phones = typed(&["0661001110"]);
    let send = || campaigns::test(backend, staff, &draft, &phones, KEY);
    let (one, two) = tokio::join!(send(), send());
    assert_eq!(one.unwrap(), two.unwrap());
    assert_eq!(desk.balance().await, (98, 2, 0));
    let others = typed(&["0661001112"]);
    let other = campaigns::test(backend, staff, &draft, &others, KEY).await;
    assert!(matches!(other, Err(Error::Conflict(Conflict::KeyReused))), "{other:?}");
    let again = campaigns::test(backend, staff, &draft, &phones, "another-key").await.unwrap();
    assert_ne!(again, send().await.unwrap(), "another test of the same is another");
}

#[rstest]
#[case(&["0522481760", "0661001110"], Fault::Phone(Unusable::Fixed))]
#[case(&["0661"], Fault::Phone(Unusable::Unreadable))]
#[case(&["+33612345678"], Fault::Phone(Unusable::Foreign))]
#[case(&["", ""], Fault::Required)]
#[case(&["06 12 34 56 11"], Fault::OptedOut)]
#[tokio::test]
async fn a_number_that_gets_none_is_refused_at_its_field(#[case] numbers: &[&str], #[case] fault: Fault) {
    let desk = Desk::open(100).await;
    let (draft, _) = reminder(&desk).await;
    let out = "INSERT INTO opt_out (pharmacy_id, phone, at, how) SELECT id, '+212612345611', 0, 'sms' FROM pharmacy";
    sqlx::query(out).execute(&desk.sql().await).await.unwrap();
    let before = desk.rows().await;
    let test = campaigns::test(&desk.backend, &desk.staff, &draft, &typed(numbers), KEY).await;
    let faults = FieldErrors::one(Field::TestPhone(0), fault);
    assert!(matches!(&test, Err(Error::Invalid(found)) if *found == faults), "{test:?}");
    assert_eq!(desk.rows().await, before);
    assert_eq!(campaigns::test_phones(&desk.backend, &desk.staff).await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn only_who_may_send_with_what_there_is_and_to_one_client_of_theirs() {
    let desk = Desk::open(1).await;
    let (draft, clients) = reminder(&desk).await;
    let reader = desk.colleague(Role::Assistant).await;
    let other = pharmacy(&desk.backend, "Pharmacie Ibn Sina", Role::Titulaire).await;
    let before = desk.rows().await;
    let phones = typed(&["0661001110"]);
    let test =
        async |staff, draft: &Draft, key| refused(campaigns::test(&desk.backend, staff, draft, &phones, key).await);
    let short = test(&desk.staff, &draft, KEY).await;
    assert!(matches!(short, Error::NoCredit { needed: 2, available: 1 }), "{short:?}");
    assert!(matches!(test(&desk.staff, &draft, "short").await, Error::Invalid(_)), "no key of a form");
    assert!(matches!(test(&reader, &draft, KEY).await, Error::Denied));
    assert!(matches!(refused(campaigns::test_phones(&desk.backend, &reader).await), Error::Denied));
    for audience in [all(2), Audience::Ticked(vec![]), Audience::Ticked(clients)] {
        let error = test(&desk.staff, &Draft { audience, ..draft.clone() }, KEY).await;
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    }
    let stale = Draft { text: domain::campaign::Text { version: 0, ..draft.text.clone() }, ..draft.clone() };
    assert!(matches!(test(&desk.staff, &stale, KEY).await, Error::Conflict(Conflict::StaleTemplate)));
    assert!(matches!(test(&other, &draft, KEY).await, Error::NotFound));
    assert_eq!(desk.rows().await, before);
}

#[tokio::test]
async fn it_leaves_at_once_within_the_hours() {
    let desk = Desk::open(100).await;
    let (draft, _) = reminder(&desk).await;
    let undo = std::time::Duration::from_secs(30);
    backend::service::pharmacies::set_undo(&desk.backend, desk.staff.pharmacy, undo).await.unwrap();
    let test = campaigns::test(&desk.backend, &desk.staff, &draft, &typed(&["0661001110"]), KEY).await.unwrap();
    desk.deliver().await;
    assert_eq!(desk.counts(&test).await, [(Status::Delivered, 1)], "nobody is to be spared from it");
    let sql = desk.sql().await;
    sqlx::query("UPDATE pharmacy SET opens_at = 540, closes_at = 1200").execute(&sql).await.unwrap();
    desk.clock.advance(9 * 3_600_000);
    let late = campaigns::test(&desk.backend, &desk.staff, &draft, &typed(&["0661001110"]), "late-test").await.unwrap();
    desk.deliver().await;
    assert_eq!(desk.counts(&late).await, [(Status::Scheduled, 1)]);
}
