//! Consent and opt-out: who said what, when, how, and what it means for a promotion.

use backend::error::{Conflict, Error};
use backend::service::clients::{self, Order, card, note};
use domain::campaign::{Audience, Draft, LeftOut, Objective};
use domain::client::{Filter, How, Only, Wish};
use domain::id::ClientRef;
use domain::message::{Reason, Status};
use domain::staff::Role;

use crate::desk::{Desk, count};

const KEY: &str = "key-of-the-form";

/// A promotion to clients who were ticked.
async fn promotion(desk: &Desk, clients: &[ClientRef]) -> Draft {
    let mut draft = desk.draft(Objective::Custom, None, Audience::Ticked(clients.to_vec())).await;
    let all = backend::service::templates::list(&desk.backend, &desk.staff).await.unwrap();
    let offer = all.into_iter().find(|saved| saved.name == "Offre du mois").unwrap();
    (draft.text.template, draft.text.version) = (offer.template, offer.version);
    draft
}

async fn three(desk: &Desk) -> Vec<ClientRef> {
    desk.clients(&[("Alami", "0612345610", "0"), ("Bari", "0612345611", "0"), ("Chraibi", "0522481760", "0")]).await
}

async fn say(desk: &Desk, client: &ClientRef, wish: Wish) {
    note(&desk.backend, &desk.staff, client, wish).await.unwrap();
}

async fn wishes(desk: &Desk) -> Vec<(i64, String)> {
    let sql = desk.sql().await;
    sqlx::query_as("SELECT what, how FROM wish ORDER BY id").fetch_all(&sql).await.unwrap()
}

#[tokio::test]
async fn what_was_said_is_a_fact_with_who_when_and_how() {
    let desk = Desk::open(0).await;
    let client = three(&desk).await.remove(0);
    let of = async || card(&desk.backend, &desk.staff, &client).await.unwrap();
    let nothing = of().await;
    assert!(nothing.has_number && !nothing.line.consents && nothing.consent.is_none() && nothing.opted_out.is_none());

    say(&desk, &client, Wish::Consent).await;
    desk.clock.advance(60_000);
    say(&desk, &client, Wish::Consent).await;
    let consents = of().await;
    let said = consents.consent.unwrap();
    assert_eq!(
        (said.at.time.as_str(), said.by.as_deref(), said.how),
        ("12:00", Some("Salma Bennani"), Some(How::Counter))
    );
    assert!(consents.line.consents);

    say(&desk, &client, Wish::Stop).await;
    let stopped = of().await;
    assert!(stopped.consent.is_none() && !stopped.line.consents, "no more SMS is no promotions either");
    assert_eq!(stopped.opted_out.unwrap().at.time, "12:01");
    let refused = note(&desk.backend, &desk.staff, &client, Wish::Consent).await;
    assert!(matches!(refused, Err(Error::Conflict(Conflict::WishMoved))));
    say(&desk, &client, Wish::Resume).await;
    let again = of().await;
    assert!(again.opted_out.is_none() && again.consent.is_none(), "a promotion needs their consent anew");
    say(&desk, &client, Wish::Withdraw).await;

    let at_counter = |what: Wish| (what.code(), "counter".to_owned());
    assert_eq!(wishes(&desk).await, [Wish::Consent, Wish::Stop, Wish::Resume].map(at_counter), "each once, none lost");
}

#[tokio::test]
async fn who_shares_a_number_shares_the_answer() {
    let desk = Desk::open(0).await;
    let clients = desk.clients(&[("Alami", "0612345610", "0"), ("Bari", "0612345610", "0")]).await;
    say(&desk, &clients[0], Wish::Consent).await;
    assert!(card(&desk.backend, &desk.staff, &clients[1]).await.unwrap().line.consents);
}

#[tokio::test]
async fn only_who_may_notes_it_and_only_for_a_number() {
    let desk = Desk::open(0).await;
    let clients = three(&desk).await;
    let (assistant, manager) = (desk.colleague(Role::Assistant).await, desk.colleague(Role::Gestionnaire).await);
    let stranger = crate::desk::pharmacy(&desk.backend, "Une autre", Role::Titulaire).await;
    let refused = note(&desk.backend, &assistant, &clients[0], Wish::Consent).await;
    assert!(matches!(refused, Err(Error::Denied)));
    let refused = note(&desk.backend, &stranger, &clients[0], Wish::Consent).await;
    assert!(matches!(refused, Err(Error::NotFound)));
    let refused = note(&desk.backend, &manager, &clients[2], Wish::Consent).await;
    assert!(matches!(refused, Err(Error::Conflict(Conflict::WishMoved))), "a landline");
    note(&desk.backend, &manager, &clients[0], Wish::Consent).await.unwrap();
    assert!(!card(&desk.backend, &desk.staff, &clients[2]).await.unwrap().has_number);
}

#[tokio::test]
async fn the_list_is_narrowed_by_consent_and_counts_who_would_get_a_promotion() {
    let desk = Desk::open(0).await;
    let clients = three(&desk).await;
    say(&desk, &clients[1], Wish::Consent).await;
    let list = async |consent| {
        let filter = Filter { only: Only { consent, ..Only::default() }, ..Filter::default() };
        clients::list(&desk.backend, &desk.staff, &filter, Order::Name, 10).await.unwrap()
    };
    let all = list(None).await;
    assert_eq!((all.total, all.reachable, all.consenting), (3, 2, 1));
    let names = |lines: domain::client::Lines| -> Vec<String> { lines.lines.iter().map(|line| line.name()).collect() };
    assert_eq!(names(list(Some(true)).await), ["Bari"]);
    assert_eq!(names(list(Some(false)).await), ["Alami", "Chraibi"]);
}

#[tokio::test]
async fn a_promotion_goes_only_to_who_consents_also_when_it_leaves() {
    let desk = Desk::open(10).await;
    let clients = desk
        .clients(&[("Alami", "0612345610", "0"), ("Bari", "0612345611", "0"), ("Chraibi", "0612345612", "0")])
        .await;
    say(&desk, &clients[0], Wish::Consent).await;
    say(&desk, &clients[1], Wish::Consent).await;
    let draft = promotion(&desk, &clients).await;
    let quote = desk.quote(&draft).await.unwrap();
    assert_eq!((quote.recipients, quote.left_out), (2, vec![(LeftOut::NoConsent, 1)]));
    let campaign = desk.send(&draft, KEY).await.unwrap();
    assert_eq!(desk.balance().await, (8, 2, 0));

    say(&desk, &clients[1], Wish::Withdraw).await;
    desk.deliver().await;
    let counts = desk.counts(&campaign).await;
    assert_eq!((count(&counts, Status::Excluded), count(&counts, Status::Delivered)), (1, 1));
    assert_eq!(desk.balance().await, (9, 0, 1), "its credit is given back");
    let sql = desk.sql().await;
    let reason: i64 = sqlx::query_scalar("SELECT reason FROM message_list WHERE status = ?1")
        .bind(Status::Excluded.code())
        .fetch_one(&sql)
        .await
        .unwrap();
    assert_eq!(Reason::from_code(reason), Some(Reason::NoConsent));
    sql.close().await;
    desk.is_consistent().await;
}

#[tokio::test]
async fn nobody_who_consents_is_nobody_left() {
    let desk = Desk::open(10).await;
    let clients = three(&desk).await;
    let draft = promotion(&desk, &clients).await;
    assert_eq!(desk.quote(&draft).await.unwrap().recipients, 0);
    assert!(matches!(desk.send(&draft, KEY).await, Err(Error::Conflict(Conflict::NobodyLeft))));
}
