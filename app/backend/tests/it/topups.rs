//! Requests for credits: from the request to the activation, by both sides.

use backend::caller::{Salesperson, Staff};
use backend::error::Conflict;
use backend::service::sales::{self, PackDraft, people};
use backend::service::topups::{self, Caller, Deed};
use backend::service::{account, credits};
use backend::{Backend, Error, Result};
use domain::campaign::Objective;
use domain::credit::Credits;
use domain::id::TopUpRef;
use domain::language::Language;
use domain::money::Money;
use domain::pack::{BankDetails, Pack};
use domain::sales::{SalesPermission, SalesPermissions};
use domain::staff::Role;
use domain::topup::{Act, Side, State};

use crate::desk::{Desk, all};

pub const PDF: &[u8] = b"%PDF-1.7 a transfer";

/// Somebody of the sales service who may do everything, with bank details set.
pub async fn salesperson(backend: &Backend) -> Salesperson {
    let permissions = SalesPermissions::of(&SalesPermission::ALL);
    let id = people::add(backend, "Nadia Cherkaoui", "nadia@ventes.ma", permissions).await.unwrap();
    let person = Salesperson {
        id,
        name: "Nadia Cherkaoui".into(),
        email: "nadia@ventes.ma".into(),
        permissions,
        language: Language::Fr,
    };
    sales::save_bank(backend, &person, &bank()).await.unwrap();
    person
}

fn bank() -> BankDetails {
    BankDetails {
        holder: "Comptoir SARL".into(),
        address: "12 rue Ibn Batouta, Casablanca".into(),
        tax_id: "001234567000089".into(),
        bank: "Banque Populaire".into(),
        rib: "011 780 0000123456789012 96".into(),
    }
}

pub async fn pack(backend: &Backend, sales: &Salesperson, credits: u32, centimes: i64) -> Pack {
    let name = format!("Pack {credits}");
    let price = Money::from_centimes(centimes);
    sales::save_pack(backend, sales, PackDraft { pack: None, name: &name, credits, price }).await.unwrap();
    sales::packs(backend, sales).await.unwrap().into_iter().find(|pack| pack.name == name).unwrap()
}

pub async fn choose(backend: &Backend, staff: &Staff, topup: &TopUpRef, pack: &Pack) -> Result<()> {
    let deed = Deed { act: Act::Choose, note: "", pack: Some((&pack.pack, pack.version)) };
    topups::act(backend, Caller::Staff(staff), topup, deed).await
}

pub async fn act(backend: &Backend, sales: &Salesperson, topup: &TopUpRef, act: Act) -> Result<()> {
    topups::act(backend, Caller::Sales(sales), topup, Deed { act, note: "parce que", pack: None }).await
}

/// A request that only has to be activated.
pub async fn paid(desk: &Desk, sales: &Salesperson, credits: u32) -> TopUpRef {
    let pack = pack(&desk.backend, sales, credits, 100_000).await;
    let topup = topups::request(&desk.backend, &desk.staff, "").await.unwrap();
    choose(&desk.backend, &desk.staff, &topup, &pack).await.unwrap();
    act(&desk.backend, sales, &topup, Act::Issue).await.unwrap();
    topups::declare(&desk.backend, &desk.staff, &topup, PDF).await.unwrap();
    act(&desk.backend, sales, &topup, Act::Receive).await.unwrap();
    topup
}

#[tokio::test]
async fn a_quote_has_the_price_of_the_last_pack_that_was_activated() {
    let desk = Desk::open(100).await;
    let sales = salesperson(&desk.backend).await;
    desk.clients(&[("Amina", "0612345610", "100"), ("Karim", "0612345611", "50")]).await;
    let draft = desk.draft(Objective::BalanceReminder, Some(&"Bonjour {nom}, ".repeat(12)), all(2)).await;
    let price = async || desk.quote(&draft).await.unwrap().price.map(Money::centimes);
    let first = paid(&desk, &sales, 2_500).await;
    assert_eq!(price().await, None, "not activated yet");
    act(&desk.backend, &sales, &first, Act::Activate).await.unwrap();
    assert_eq!(price().await, Some(160), "four credits at 40 centimes");
    desk.clock.advance(60_000);
    let second = paid(&desk, &sales, 3_000).await;
    act(&desk.backend, &sales, &second, Act::Activate).await.unwrap();
    assert_eq!(price().await, Some(134), "133,3 centimes, rounded up");
}

pub async fn state(desk: &Desk, topup: &TopUpRef) -> State {
    topups::sheet(&desk.backend, Caller::Staff(&desk.staff), topup).await.unwrap().topup.state
}

#[tokio::test]
async fn from_the_request_to_the_credits() {
    let desk = Desk::open(7).await;
    let sales = salesperson(&desk.backend).await;
    let small = pack(&desk.backend, &sales, 1_000, 40_000).await;
    let large = pack(&desk.backend, &sales, 5_000, 175_000).await;
    let topup = topups::request(&desk.backend, &desk.staff, "  Environ 4 000 SMS par mois ").await.unwrap();
    let again = topups::request(&desk.backend, &desk.staff, "").await.unwrap();
    assert_eq!(again, topup, "one open request at a time");

    desk.clock.advance(150 * 60_000);
    let found = sales::desk(&desk.backend, &sales, "", false).await.unwrap();
    assert_eq!((found.requests.len(), found.to_do), (1, 0));
    let line = &found.requests[0];
    assert_eq!((line.number.as_str(), line.waiting, line.is_new), ("RC-2026-0001", 150, true));
    topups::act(
        &desk.backend,
        Caller::Sales(&sales),
        &topup,
        Deed { act: Act::Write, note: "Bonjour, voici nos packs.", pack: None },
    )
    .await
    .unwrap();
    let standing = credits::standing(&desk.backend, &desk.staff).await.unwrap();
    assert_eq!((standing.available, standing.is_low, standing.has_news), (Credits(7), true, true));
    let assistant = desk.colleague(Role::Assistant).await;
    let standing = credits::standing(&desk.backend, &assistant).await.unwrap();
    assert_eq!((standing.is_low, standing.has_news), (false, false), "who can do nothing about it");
    let sheet = topups::sheet(&desk.backend, Caller::Staff(&desk.staff), &topup).await.unwrap();
    assert!(sheet.topup.is_new, "a message that was not read");
    assert!(!credits::standing(&desk.backend, &desk.staff).await.unwrap().has_news, "read now");
    assert_eq!(sheet.packs.iter().map(|pack| pack.credits.0).collect::<Vec<_>>(), [1_000, 5_000]);
    assert!(!topups::sheet(&desk.backend, Caller::Staff(&desk.staff), &topup).await.unwrap().topup.is_new);

    choose(&desk.backend, &desk.staff, &topup, &small).await.unwrap();
    choose(&desk.backend, &desk.staff, &topup, &large).await.unwrap();
    choose(&desk.backend, &desk.staff, &topup, &large).await.unwrap();
    act(&desk.backend, &sales, &topup, Act::Issue).await.unwrap();
    let sheet = topups::sheet(&desk.backend, Caller::Staff(&desk.staff), &topup).await.unwrap();
    assert_eq!(sheet.bank.as_ref().map(|bank| bank.rib.as_str()), Some("011780000012345678901296"));
    let transfer = sheet.topup.transfer.clone().unwrap();
    assert!(transfer.starts_with("CPT ") && transfer.ends_with(" 0001"), "{transfer}");
    for words in [transfer.to_lowercase(), transfer.replace(' ', ""), "rc-2026".into(), "du port".into()] {
        assert_eq!(sales::desk(&desk.backend, &sales, &words, false).await.unwrap().requests.len(), 1, "{words}");
    }
    assert_eq!(sales::desk(&desk.backend, &sales, "%_'", false).await.unwrap().requests.len(), 0);

    topups::declare(&desk.backend, &desk.staff, &topup, PDF).await.unwrap();
    topups::declare(&desk.backend, &desk.staff, &topup, PDF).await.unwrap();
    act(&desk.backend, &sales, &topup, Act::Receive).await.unwrap();
    assert_eq!(desk.balance().await, (7, 0, 0), "received is not activated");
    for _ in 0..3 {
        act(&desk.backend, &sales, &topup, Act::Activate).await.unwrap();
    }
    assert_eq!(desk.balance().await, (5_007, 0, 0));

    let sheet = topups::sheet(&desk.backend, Caller::Staff(&desk.staff), &topup).await.unwrap();
    let acts: Vec<_> = sheet.steps.iter().map(|step| (step.act, step.side, step.by.as_str())).collect();
    let (staff, sold) = ((Side::Pharmacy, desk.staff.name.as_str()), (Side::Sales, "Nadia Cherkaoui"));
    let expected = [
        (Act::Request, staff),
        (Act::Write, sold),
        (Act::Choose, staff),
        (Act::Choose, staff),
        (Act::Issue, sold),
        (Act::Declare, staff),
        (Act::Receive, sold),
        (Act::Activate, sold),
    ];
    assert_eq!(acts, expected.map(|(act, (side, by))| (act, side, by)));
    assert_eq!(sheet.steps[0].note, "Environ 4 000 SMS par mois");
    assert_eq!((sheet.proofs.len(), sheet.topup.state), (1, State::Activated));

    let ledger = credits::ledger(&desk.backend, &desk.staff, &Default::default(), None).await.unwrap();
    let entry = &ledger.entries[0];
    assert_eq!((entry.available, entry.available_after), (5_000, Credits(5_007)));
    assert_eq!((entry.by.as_deref(), entry.topup.as_deref()), (Some("Nadia Cherkaoui"), Some("RC-2026-0001")));
    let found = sales::desk(&desk.backend, &sales, "", true).await.unwrap();
    assert_eq!((found.month.as_str(), found.activated, found.credits), ("11/2026", 1, 5_000));
    assert_eq!(found.turnover, Money::from_centimes(175_000));
    assert_eq!(credits::check(&desk.backend).await.unwrap(), []);
    let overview = credits::overview(&desk.backend, &desk.staff).await.unwrap();
    assert_eq!(overview.topups.len(), 1);
    assert_ne!(topups::request(&desk.backend, &desk.staff, "").await.unwrap(), topup, "another one");
}

#[tokio::test]
async fn a_pack_that_changes_or_goes_is_not_chosen_and_a_chosen_one_keeps_its_price() {
    let desk = Desk::open(0).await;
    let sales = salesperson(&desk.backend).await;
    let shown = pack(&desk.backend, &sales, 10, 1_000).await;
    let topup = topups::request(&desk.backend, &desk.staff, "").await.unwrap();
    let price = Money::from_centimes(2_000);
    let dearer = PackDraft { pack: Some((&shown.pack, 1)), name: &shown.name, credits: 10, price };
    sales::save_pack(&desk.backend, &sales, dearer).await.unwrap();
    let gone = |result: Result<()>| matches!(result, Err(Error::Conflict(Conflict::PackGone)));
    assert!(gone(choose(&desk.backend, &desk.staff, &topup, &shown).await));
    let now = Pack { version: 2, ..shown.clone() };
    choose(&desk.backend, &desk.staff, &topup, &now).await.unwrap();

    // Between choice and payment: withdrawn, and dearer once more.
    sales::save_pack(
        &desk.backend,
        &sales,
        PackDraft { pack: Some((&shown.pack, 2)), price: Money::from_centimes(9_000), ..dearer },
    )
    .await
    .unwrap();
    sales::set_withdrawn(&desk.backend, &sales, &shown.pack, true).await.unwrap();
    act(&desk.backend, &sales, &topup, Act::Issue).await.unwrap();
    topups::declare(&desk.backend, &desk.staff, &topup, PDF).await.unwrap();
    act(&desk.backend, &sales, &topup, Act::Receive).await.unwrap();
    act(&desk.backend, &sales, &topup, Act::Activate).await.unwrap();
    let sheet = topups::sheet(&desk.backend, Caller::Sales(&sales), &topup).await.unwrap();
    assert_eq!(sheet.topup.pack.unwrap().price, Money::from_centimes(2_000));
    assert_eq!(desk.balance().await, (10, 0, 0));
    let next = topups::request(&desk.backend, &desk.staff, "").await.unwrap();
    assert!(gone(choose(&desk.backend, &desk.staff, &next, &Pack { version: 3, ..shown }).await), "withdrawn");
}

#[tokio::test]
async fn each_step_is_for_its_side_and_its_time() {
    let desk = Desk::open(0).await;
    let sales = salesperson(&desk.backend).await;
    let pack = pack(&desk.backend, &sales, 10, 1_000).await;
    let topup = topups::request(&desk.backend, &desk.staff, "").await.unwrap();
    let (staff, seller) = (Caller::Staff(&desk.staff), Caller::Sales(&sales));
    let deed = |act| Deed { act, note: "parce que", pack: None };
    for act in [Act::Issue, Act::Receive, Act::Activate, Act::Refuse] {
        assert!(matches!(topups::act(&desk.backend, staff, &topup, deed(act)).await, Err(Error::Denied)), "{act:?}");
    }
    for act in [Act::Request, Act::Choose, Act::Declare, Act::Cancel] {
        assert!(matches!(topups::act(&desk.backend, seller, &topup, deed(act)).await, Err(Error::Denied)), "{act:?}");
    }
    for act in [Act::Issue, Act::Receive, Act::Activate] {
        let early = topups::act(&desk.backend, seller, &topup, deed(act)).await;
        assert!(matches!(early, Err(Error::Conflict(Conflict::TopUpMoved))), "{act:?}");
    }
    let early = topups::declare(&desk.backend, &desk.staff, &topup, PDF).await;
    assert!(matches!(early, Err(Error::Conflict(Conflict::TopUpMoved))));
    for note in ["", "  \n", "\u{7}", &"a".repeat(1_001)] {
        for (caller, act) in [(seller, Act::Refuse), (staff, Act::Cancel), (staff, Act::Write)] {
            let refused = topups::act(&desk.backend, caller, &topup, Deed { act, note, pack: None }).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{act:?} {note:?}");
        }
    }
    let reader = Salesperson { permissions: SalesPermissions::of(&[SalesPermission::Read]), ..sales.clone() };
    let refused = topups::act(&desk.backend, Caller::Sales(&reader), &topup, deed(Act::Refuse)).await;
    assert!(matches!(refused, Err(Error::Denied)));
    assert!(topups::act(&desk.backend, Caller::Sales(&reader), &topup, deed(Act::Write)).await.is_ok());

    choose(&desk.backend, &desk.staff, &topup, &pack).await.unwrap();
    act(&desk.backend, &sales, &topup, Act::Refuse).await.unwrap();
    act(&desk.backend, &sales, &topup, Act::Refuse).await.unwrap();
    let sheet = topups::sheet(&desk.backend, staff, &topup).await.unwrap();
    assert_eq!((sheet.topup.state, sheet.acts.as_slice()), (State::Refused, [Act::Write].as_slice()));
    assert_eq!(sheet.step(Act::Refuse).map(|step| step.note.as_str()), Some("parce que"));
    let other = topups::request(&desk.backend, &desk.staff, "").await.unwrap();
    topups::act(&desk.backend, staff, &other, deed(Act::Cancel)).await.unwrap();
    assert_eq!(state(&desk, &other).await, State::Cancelled);
    let late = topups::act(&desk.backend, seller, &other, deed(Act::Refuse)).await;
    assert!(matches!(late, Err(Error::Conflict(Conflict::TopUpMoved))));
}

#[tokio::test]
async fn a_message_that_is_sent_twice_is_there_once() {
    let desk = Desk::open(0).await;
    let sales = salesperson(&desk.backend).await;
    let topup = topups::request(&desk.backend, &desk.staff, "").await.unwrap();
    let (staff, seller) = (Caller::Staff(&desk.staff), Caller::Sales(&sales));
    let write = async |caller, note| {
        topups::act(&desk.backend, caller, &topup, Deed { act: Act::Write, note, pack: None }).await.unwrap();
        let sheet = topups::sheet(&desk.backend, staff, &topup).await.unwrap();
        sheet.steps.iter().filter(|step| step.act == Act::Write).count()
    };
    assert_eq!(write(staff, "Bonjour ?").await, 1);
    assert_eq!(write(staff, " Bonjour ? ").await, 1, "clicked twice");
    assert_eq!(write(staff, "Bonjour.").await, 2, "another one");
    assert_eq!(write(seller, "Bonjour.").await, 3, "the other side");
    assert_eq!(write(staff, "Bonjour.").await, 4, "an answer");
    desk.clock.advance(600_000);
    assert_eq!(write(staff, "Bonjour.").await, 4, "the connection was slow");
    desk.clock.advance(1);
    assert_eq!(write(staff, "Bonjour.").await, 5, "a reminder");
}

#[tokio::test]
async fn a_pro_forma_needs_somewhere_to_pay() {
    let desk = Desk::open(0).await;
    let permissions = SalesPermissions::of(&SalesPermission::ALL);
    let id = people::add(&desk.backend, "Nadia", "n@ventes.ma", permissions).await.unwrap();
    let sales =
        Salesperson { id, name: "Nadia".into(), email: "n@ventes.ma".into(), permissions, language: Language::Fr };
    let pack = pack(&desk.backend, &sales, 10, 1_000).await;
    let topup = topups::request(&desk.backend, &desk.staff, "").await.unwrap();
    choose(&desk.backend, &desk.staff, &topup, &pack).await.unwrap();
    let early = act(&desk.backend, &sales, &topup, Act::Issue).await;
    assert!(matches!(early, Err(Error::Conflict(Conflict::NoBankDetails))));
    sales::save_bank(&desk.backend, &sales, &bank()).await.unwrap();
    act(&desk.backend, &sales, &topup, Act::Issue).await.unwrap();
    // What is issued stays as it was issued.
    sales::save_bank(&desk.backend, &sales, &BankDetails { bank: "Une autre".into(), ..bank() }).await.unwrap();
    let sheet = topups::sheet(&desk.backend, Caller::Staff(&desk.staff), &topup).await.unwrap();
    assert_eq!(sheet.bank.unwrap().bank, "Banque Populaire");
}

#[tokio::test]
async fn the_process_may_end_between_receipt_and_activation() {
    let desk = Desk::open(0).await;
    let sales = salesperson(&desk.backend).await;
    let topup = paid(&desk, &sales, 10).await;
    // As a kill leaves it: opened anew, nothing closed.
    let again = Backend::open(&desk.database(), desk.clock.clone()).await.unwrap();
    let sheet = topups::sheet(&again, Caller::Sales(&sales), &topup).await.unwrap();
    assert_eq!(sheet.topup.state, State::Received);
    act(&again, &sales, &topup, Act::Activate).await.unwrap();
    act(&desk.backend, &sales, &topup, Act::Activate).await.unwrap();
    assert_eq!(desk.balance().await, (10, 0, 0));
    // Whatever the code believes, the ledger takes one entry of a request.
    let twice = sqlx::query(
        "INSERT INTO ledger (id, at, kind, available, reserved, spent, granted, available_after, reserved_after, topup_id)
         SELECT id + 1, at, kind, 0, 0, 0, 0, available_after, reserved_after, topup_id FROM ledger",
    );
    let refused = twice.execute(&desk.sql().await).await.unwrap_err().to_string();
    assert!(refused.contains("UNIQUE"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_people_activate_at_once_and_the_credits_come_once() {
    let desk = Desk::open(0).await;
    let nadia = salesperson(&desk.backend).await;
    let id = people::add(&desk.backend, "Ali Tazi", "ali@ventes.ma", nadia.permissions).await.unwrap();
    let ali = Salesperson { id, name: "Ali Tazi".into(), email: "ali@ventes.ma".into(), ..nadia.clone() };
    let topup = paid(&desk, &nadia, 10).await;
    let activations: Vec<_> = (0..16)
        .map(|n| {
            let (backend, topup) = (desk.backend.clone(), topup.clone());
            let person = if n % 2 == 0 { nadia.clone() } else { ali.clone() };
            tokio::spawn(async move { act(&backend, &person, &topup, Act::Activate).await })
        })
        .collect();
    for activation in activations {
        activation.await.unwrap().unwrap();
    }
    assert_eq!(desk.balance().await, (10, 0, 0));
    let sheet = topups::sheet(&desk.backend, Caller::Sales(&nadia), &topup).await.unwrap();
    assert_eq!(sheet.steps.iter().filter(|step| step.act == Act::Activate).count(), 1, "one of them did it");
    assert_eq!(credits::check(&desk.backend).await.unwrap(), []);
}

#[tokio::test]
async fn an_account_that_would_overflow_is_not_activated() {
    let desk = Desk::open(4_000_000_000).await;
    let sales = salesperson(&desk.backend).await;
    let topup = paid(&desk, &sales, 1).await;
    let full = act(&desk.backend, &sales, &topup, Act::Activate).await;
    assert!(matches!(full, Err(Error::Conflict(Conflict::BalanceFull))));
    assert_eq!(state(&desk, &topup).await, State::Received, "nothing of it is done");
}

#[tokio::test]
async fn who_may_not_ask_sees_no_requests() {
    let desk = Desk::open(0).await;
    let assistant = desk.colleague(Role::Assistant).await;
    assert!(matches!(topups::request(&desk.backend, &assistant, "").await, Err(Error::Denied)));
    assert!(matches!(topups::packs(&desk.backend, &assistant).await, Err(Error::Denied)));
    topups::request(&desk.backend, &desk.staff, "").await.unwrap();
    assert_eq!(credits::overview(&desk.backend, &assistant).await.unwrap().topups, []);
    assert!(account::caller(&desk.backend, &"no token".into()).await.unwrap().is_none());
}
