//! The quote and the send.

use std::num::NonZeroU32;

use backend::clock::Zone;
use backend::error::Conflict;
use backend::service::{campaigns, templates};
use backend::settings::WorkerSettings;
use backend::worker::Delivery;
use backend::{Error, service};
use domain::campaign::{Agreed, Audience, Draft, LeftOut, Objective};
use domain::client::Filter;
use domain::form::{Fault, Field, FieldErrors};
use domain::history::{Query, Totals};
use domain::message::Status;
use domain::money::Money;
use domain::phone::Unusable;
use domain::staff::Role;
use domain::template::TemplateErrorKind;
use rstest::rstest;

use crate::desk::{Desk, agreed, all, count, pharmacy, refused};

const KEY: &str = "key-of-the-form";
const REMINDER: Objective = Objective::BalanceReminder;

/// Three who owe, one who does not, one with a landline, two who share a number.
async fn seven_clients(desk: &Desk) -> Vec<domain::id::ClientRef> {
    desk.clients(&[
        ("Alami", "0612345610", "250,50"),
        ("Bennis", "0612345611", "1 250,50"),
        ("Chraibi", "0612345612", "10"),
        ("Daoudi", "0612345613", "0"),
        ("Fassi", "0522334455", "300"),
        ("Guessous", "0612345614", "50"),
        ("Hajji", "0612345614", "70"),
    ])
    .await
}

#[tokio::test]
async fn a_template_that_is_archived_meanwhile_sends_nothing() {
    let desk = Desk::open(100).await;
    seven_clients(&desk).await;
    let draft = desk.draft(REMINDER, None, all(6)).await;
    let quote = desk.quote(&draft).await.unwrap();
    let sql = desk.sql().await;
    sqlx::query("UPDATE template SET archived_at = 1, is_default = 0").execute(&sql).await.unwrap();
    let before = desk.rows().await;
    // Another one is to be chosen, and it is known which one is gone.
    let again =
        |error| matches!(error, Error::Invalid(FieldErrors(faults)) if faults == [(Field::Template, Fault::Required)]);
    assert!(again(refused(desk.quote(&draft).await)));
    let archived = templates::archived(&desk.backend, &desk.staff).await.unwrap();
    assert!(archived.contains(&(draft.text.template.clone(), "Rappel courtois".to_owned())), "{archived:?}");
    assert!(again(refused(campaigns::send(&desk.backend, &desk.staff, &draft, agreed(&quote), KEY).await)));
    let test = Draft { audience: Audience::Ticked(seven_clients(&desk).await[..1].to_vec()), ..draft };
    let tested = campaigns::test(&desk.backend, &desk.staff, &test, &["0661001110".to_owned()], KEY).await;
    assert!(again(refused(tested)));
    assert_eq!(desk.rows().await, before);
}

#[tokio::test]
async fn a_quote_is_exact() {
    let desk = Desk::open(100).await;
    seven_clients(&desk).await;
    let draft = desk.draft(REMINDER, Some("Bonjour {nom}, solde {solde}"), all(6)).await;
    let quote = desk.quote(&draft).await.unwrap();
    assert_eq!((quote.clients, quote.recipients, quote.credits, quote.most_parts), (6, 4, 4, 1));
    assert_eq!(quote.left_out, [(LeftOut::Phone(Unusable::Fixed), 1), (LeftOut::SharedNumber, 1)]);
    assert_eq!((quote.available.0, quote.first_names), (100, ["Bennis", "Alami", "Hajji"].map(str::to_owned).to_vec()));

    let campaign = desk.send(&draft, KEY).await.unwrap();
    let page = campaigns::page(&desk.backend, &desk.staff, &campaign, None).await.unwrap();
    assert_eq!((page.total, page.reserved, page.counts), (4, 4, vec![(Status::Queued, 4)]));
    assert_eq!(page.left_out, quote.left_out);
    assert_eq!(page.name, format!("Rappel courtois, {}", Zone::named("").stamp(crate::desk::NOON).date));
    let texts: Vec<_> =
        page.messages.lines.iter().map(|line| (line.recipient.as_str(), line.content.as_str())).collect();
    assert!(texts.contains(&("Bennis", "Bonjour Bennis, solde 1 250,50 DH")), "{texts:?}");
    assert!(texts.contains(&("Hajji", "Bonjour Hajji, solde 70,00 DH")), "the larger balance of a shared number");
    assert_eq!(desk.balance().await, (96, 4, 0));
    desk.is_consistent().await;
}

#[tokio::test]
async fn the_same_key_is_the_same_campaign() {
    let desk = Desk::open(100).await;
    seven_clients(&desk).await;
    let draft = desk.draft(REMINDER, None, all(6)).await;
    let quote = desk.quote(&draft).await.unwrap();
    let first = desk.send(&draft, KEY).await.unwrap();
    let rows = desk.rows().await;
    assert_eq!(desk.send(&draft, KEY).await.unwrap(), first);
    let other = desk.draft(REMINDER, Some("Bonjour {nom}"), all(6)).await;
    let result = campaigns::send(&desk.backend, &desk.staff, &other, agreed(&quote), KEY).await;
    assert!(matches!(refused(result), Error::Conflict(Conflict::KeyReused)));
    assert_eq!(desk.rows().await, rows);
}

#[tokio::test]
async fn two_sends_at_once_are_one() {
    let desk = Desk::open(100).await;
    seven_clients(&desk).await;
    let draft = desk.draft(REMINDER, None, all(6)).await;
    let sends = (0..8).map(|_| desk.send(&draft, KEY));
    let campaigns: Vec<_> = futures::future::join_all(sends).await.into_iter().map(Result::unwrap).collect();
    assert!(campaigns.iter().all(|campaign| *campaign == campaigns[0]));
    assert_eq!(desk.rows().await[..2], [1, 4]);
}

#[tokio::test]
async fn the_quote_is_an_upper_bound() {
    let desk = Desk::open(100).await;
    let clients = seven_clients(&desk).await;
    let draft = desk.draft(REMINDER, Some("Bonjour {nom}"), Audience::Ticked(clients)).await;
    let quote = desk.quote(&draft).await.unwrap();
    let before = desk.rows().await;
    for (recipients, credits) in [(quote.recipients - 1, quote.credits), (quote.recipients, quote.credits - 1)] {
        let result = campaigns::send(&desk.backend, &desk.staff, &draft, Agreed { recipients, credits }, KEY).await;
        assert!(matches!(refused(result), Error::Conflict(Conflict::QuoteChanged)));
    }
    assert_eq!(desk.rows().await, before);
    // Fewer than agreed go through.
    desk.clients(&[("Alami", "0612345610", "0")]).await;
    let campaign = campaigns::send(&desk.backend, &desk.staff, &draft, agreed(&quote), KEY).await.unwrap();
    let page = campaigns::page(&desk.backend, &desk.staff, &campaign, None).await.unwrap();
    assert_eq!((page.total, quote.recipients), (3, 4));
    assert!(page.left_out.contains(&(LeftOut::NothingOwed, 2)));
}

#[tokio::test]
async fn without_enough_credits_nothing_is_written() {
    let desk = Desk::open(3).await;
    seven_clients(&desk).await;
    let draft = desk.draft(REMINDER, Some("Bonjour {nom}"), all(6)).await;
    let before = desk.rows().await;
    let result = desk.send(&draft, KEY).await;
    assert!(matches!(refused(result), Error::NoCredit { needed: 4, available: 3 }));
    assert_eq!(desk.rows().await, before);
}

#[tokio::test]
async fn another_pharmacys_things_are_not_found() {
    let desk = Desk::open(100).await;
    let mine = seven_clients(&desk).await;
    let campaign = desk.send(&desk.draft(REMINDER, None, all(6)).await, KEY).await.unwrap();
    let other = pharmacy(&desk.backend, "Pharmacie de la Gare", Role::Titulaire).await;
    let theirs = Desk { staff: other, ..desk };
    theirs.clients(&[("Idrissi", "0612345615", "10")]).await;

    let forged = theirs.draft(REMINDER, None, Audience::Ticked(mine[..1].to_vec())).await;
    assert!(matches!(refused(theirs.quote(&forged).await), Error::NotFound));
    let one = Agreed { recipients: 1, credits: 1 };
    let result = campaigns::send(&theirs.backend, &theirs.staff, &forged, one, "other-key").await;
    assert!(matches!(refused(result), Error::NotFound));
    let page = campaigns::page(&theirs.backend, &theirs.staff, &campaign, None).await;
    assert!(matches!(refused(page), Error::NotFound));
    let history = service::history::list(&theirs.backend, &theirs.staff, &Query::default(), None, None).await.unwrap();
    assert_eq!((history.lines.len(), history.totals), (0, Totals::Exact(vec![])));
}

#[tokio::test]
async fn a_template_of_another_pharmacy_is_not_found() {
    let desk = Desk::open(100).await;
    let clients = seven_clients(&desk).await;
    let other = pharmacy(&desk.backend, "Pharmacie de la Gare", Role::Titulaire).await;
    let saved = templates::list(&desk.backend, &other).await.unwrap();
    let mut draft = desk.draft(REMINDER, None, Audience::Ticked(clients)).await;
    draft.text.template = saved[0].template.clone();
    assert!(matches!(refused(desk.quote(&draft).await), Error::NotFound));
}

#[tokio::test]
async fn a_list_that_changed_is_shown_again() {
    let desk = Desk::open(100).await;
    seven_clients(&desk).await;
    let draft = desk.draft(REMINDER, None, all(5)).await;
    let before = desk.rows().await;
    assert!(matches!(refused(desk.send(&draft, KEY).await), Error::Conflict(Conflict::QuoteChanged)));
    assert_eq!(desk.rows().await, before);
}

#[tokio::test]
async fn all_of_the_list_is_what_the_filter_shows() {
    let desk = Desk::open(100).await;
    seven_clients(&desk).await;
    let filter =
        Filter { search: String::new(), owes_at_least: Some(Money::from_centimes(20_000)), ..Filter::default() };
    let draft = desk.draft(REMINDER, None, Audience::All { filter, shown: 3 }).await;
    assert_eq!(desk.quote(&draft).await.unwrap().recipients, 2);
    let filter = Filter { search: "alam".into(), ..Filter::default() };
    let draft = desk.draft(Objective::Custom, None, Audience::All { filter, shown: 1 }).await;
    desk.send(&draft, KEY).await.unwrap();
    assert_eq!(desk.rows().await[1], 1);
    let filter = Filter { search: "a".repeat(201), ..Filter::default() };
    let draft = desk.draft(REMINDER, None, Audience::All { filter, shown: 0 }).await;
    assert!(matches!(refused(desk.quote(&draft).await), Error::Invalid(_)));
}

#[tokio::test]
async fn nobody_ticked_is_never_all() {
    let desk = Desk::open(100).await;
    let clients = seven_clients(&desk).await;
    let draft = desk.draft(REMINDER, None, Audience::Ticked(vec![])).await;
    let Error::Invalid(errors) = refused(desk.quote(&draft).await) else { panic!() };
    assert_eq!(errors.of(Field::Recipients).collect::<Vec<_>>(), [Fault::Required]);
    assert!(matches!(refused(desk.send(&draft, KEY).await), Error::Invalid(_)));
    // Daoudi owes nothing.
    let draft = desk.draft(REMINDER, None, Audience::Ticked(clients[3..4].to_vec())).await;
    assert!(matches!(refused(desk.send(&draft, KEY).await), Error::Conflict(Conflict::NobodyLeft)));
}

#[tokio::test]
async fn the_text_is_checked() {
    let desk = Desk::open(100).await;
    let clients = seven_clients(&desk).await;
    let ticked = || Audience::Ticked(clients.clone());
    for (text, fault) in [(" ", Fault::Required), (&*"a".repeat(2_001), Fault::TooLong)] {
        let draft = desk.draft(REMINDER, Some(text), ticked()).await;
        let Error::Invalid(errors) = refused(desk.quote(&draft).await) else { panic!() };
        assert_eq!(errors.of(Field::Text).collect::<Vec<_>>(), [fault]);
    }
    let draft = desk.draft(REMINDER, Some("{prenon} {"), ticked()).await;
    let Error::Invalid(errors) = refused(desk.quote(&draft).await) else { panic!() };
    let kinds: Vec<_> = errors
        .of(Field::Text)
        .map(|fault| match fault {
            Fault::Template(error) => (error.at, error.kind),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(kinds, [(0, TemplateErrorKind::UnknownPlaceholder), (9, TemplateErrorKind::Unclosed)]);

    let mut stale = desk.draft(REMINDER, None, ticked()).await;
    stale.text.version += 1;
    assert!(matches!(refused(desk.quote(&stale).await), Error::Conflict(Conflict::StaleTemplate)));
    let mut wrong = desk.draft(REMINDER, None, ticked()).await;
    wrong.objective = Objective::Custom;
    assert!(matches!(refused(desk.quote(&wrong).await), Error::Invalid(_)));
}

#[rstest]
#[case(Role::Titulaire, true, true)]
#[case(Role::Gestionnaire, true, false)]
#[case(Role::Assistant, false, false)]
#[tokio::test]
async fn who_may_send(#[case] role: Role, #[case] ticked: bool, #[case] whole_list: bool) {
    let desk = Desk::open(100).await;
    let clients = seven_clients(&desk).await;
    let staff = desk.colleague(role).await;
    let most = Agreed { recipients: 9, credits: 99 };
    for (audience, may, key) in [(Audience::Ticked(clients), ticked, "ticked-1"), (all(6), whole_list, "all-list")] {
        let draft = desk.draft(REMINDER, None, audience).await;
        let before = desk.rows().await;
        match campaigns::send(&desk.backend, &staff, &draft, most, key).await {
            Ok(_) => assert!(may),
            Err(error) => {
                assert!(!may && matches!(error, Error::Denied), "{error:?}");
                assert_eq!(desk.rows().await, before);
            }
        }
    }
}

#[rstest]
#[case("short")]
#[case("with space")]
#[case("é-is-not-in-it")]
#[case("0123456789012345678901234567890123456789012345678901234567890123456789")]
#[tokio::test]
async fn a_key_is_of_a_form_of_ours(#[case] key: &str) {
    let desk = Desk::open(100).await;
    seven_clients(&desk).await;
    let draft = desk.draft(REMINDER, None, all(6)).await;
    assert!(matches!(refused(desk.send(&draft, key).await), Error::Invalid(_)));
}

#[tokio::test]
async fn who_stopped_gets_nothing() {
    let desk = Desk::open(100).await;
    seven_clients(&desk).await;
    let sql = desk.sql().await;
    let stop = "INSERT INTO opt_out (pharmacy_id, phone, at, how) VALUES (?1, ?2, 0, 'test')";
    sqlx::query(stop).bind(desk.staff.pharmacy.0).bind("+212612345610").execute(&sql).await.unwrap();
    let draft = desk.draft(REMINDER, None, all(6)).await;
    let quote = desk.quote(&draft).await.unwrap();
    assert!(quote.left_out.contains(&(LeftOut::OptedOut, 1)));
    let campaign = desk.send(&draft, KEY).await.unwrap();

    // Stopped, or paid, after the send: not sent, and the credit given back.
    sqlx::query(stop).bind(desk.staff.pharmacy.0).bind("+212612345611").execute(&sql).await.unwrap();
    sqlx::query("UPDATE client SET balance = 0 WHERE last_name = 'Chraibi'").execute(&sql).await.unwrap();
    sql.close().await;
    desk.deliver().await;
    let counts = desk.counts(&campaign).await;
    assert_eq!((count(&counts, Status::Excluded), count(&counts, Status::Delivered)), (2, 1));
    assert_eq!(desk.balance().await, (99, 0, 1));
    desk.is_consistent().await;
}

#[tokio::test]
async fn a_quote_says_when_it_is_over_at_the_gateway_s_speed() {
    let desk = Desk::open(100).await;
    seven_clients(&desk).await;
    let draft = desk.draft(REMINDER, None, all(6)).await;
    assert_eq!(desk.quote(&draft).await.unwrap().over_at, None, "nothing is handed over");
    let unset = Delivery::new(desk.backend.clone(), &WorkerSettings::sandbox(0, 0));
    assert_eq!(desk.quote(&draft).await.unwrap().over_at.unwrap().time, "12:00", "as fast as the sandbox is");
    drop(unset);
    let slow = WorkerSettings { rate: NonZeroU32::new(1), ..WorkerSettings::sandbox(0, 0) };
    let _delivery = Delivery::new(desk.backend.clone(), &slow);
    let over = desk.quote(&draft).await.unwrap().over_at.unwrap();
    assert_eq!(over.time, "12:00", "four seconds after noon");
    let database = desk.sql().await;
    sqlx::query("UPDATE pharmacy SET undo_ms = 600000").execute(&database).await.unwrap();
    assert_eq!(desk.quote(&draft).await.unwrap().over_at.unwrap().time, "12:10");
}

#[tokio::test]
async fn what_is_due_before_it_leaves_before_it() {
    let desk = Desk::open(200).await;
    let names: Vec<_> = (0..70).map(|n| (format!("Client{n:03}"), format!("06123456{}", 10 + n))).collect();
    desk.clients(&names.iter().map(|(name, phone)| (name.as_str(), phone.as_str(), "10")).collect::<Vec<_>>()).await;
    let slow = WorkerSettings { rate: NonZeroU32::new(1), ..WorkerSettings::sandbox(0, 0) };
    let _delivery = Delivery::new(desk.backend.clone(), &slow);
    let draft = desk.draft(REMINDER, Some("Bonjour"), all(70)).await;
    let quote = desk.quote(&draft).await.unwrap();
    assert_eq!((quote.over_at.unwrap().time.as_str(), quote.zone.as_str()), ("12:01", "Africa/Casablanca"));
    desk.send(&draft, KEY).await.unwrap();
    assert_eq!(desk.quote(&draft).await.unwrap().over_at.unwrap().time, "12:02");
    // By then the first has left.
    let later = Draft { at: "2026-11-24T13:00".parse().ok(), ..draft };
    assert_eq!(desk.quote(&later).await.unwrap().over_at.unwrap().time, "13:01");
}
