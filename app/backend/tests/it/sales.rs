//! The sales service: its people, its packs, its corrections, and what it never sees.

use backend::Error;
use backend::caller::Salesperson;
use backend::error::Conflict;
use backend::service::sales::{self, PackDraft, people};
use backend::service::topups::{self, Caller};
use backend::service::{account, credits, pharmacies};
use domain::campaign::Objective;
use domain::credit::{Credits, EntryKind};
use domain::form::{Fault, Field, FieldErrors};
use domain::money::Money;
use domain::pack::BankDetails;
use domain::sales::{SalesPermission, SalesPermissions};
use domain::staff::Role;
use domain::topup::Act;
use rstest::rstest;

use crate::desk::{Desk, all, pharmacy};
use crate::topups::{act, paid, salesperson};
use crate::world::{PASSWORD, World, secret};

#[tokio::test]
async fn a_person_of_the_sales_service_signs_in_and_is_nobody_of_a_pharmacy() {
    let world = World::new().await;
    let permissions = SalesPermissions::of(&[SalesPermission::Read]);
    people::add(&world.backend, " Nadia Cherkaoui ", " Nadia@Ventes.ma ", permissions).await.unwrap();
    let link = account::make_password_link(&world.backend, "nadia@ventes.ma").await.unwrap();
    assert!(account::link_is_good(&world.backend, &link).await.unwrap());
    account::set_password(&world.backend, &link, &secret(PASSWORD)).await.unwrap();
    assert!(!account::link_is_good(&world.backend, &link).await.unwrap());
    assert!(matches!(account::set_password(&world.backend, &link, &secret(PASSWORD)).await, Err(Error::NotFound)));

    let wrong = account::sign_in(&world.backend, "nadia@ventes.ma", &secret("pas le bon"), "").await;
    assert!(matches!(wrong, Err(Error::WrongPassword)));
    let token = account::sign_in(&world.backend, "NADIA@ventes.ma", &secret(PASSWORD), "").await.unwrap();
    assert!(account::caller(&world.backend, &token).await.unwrap().is_none(), "of no pharmacy");
    let person = people::caller(&world.backend, &token).await.unwrap().unwrap();
    assert_eq!((person.name.as_str(), person.permissions), ("Nadia Cherkaoui", permissions));
    assert!(people::is_open(&world.backend, &token).await.unwrap());
    world.clock.advance(13 * 3_600_000);
    assert!(people::caller(&world.backend, &token).await.unwrap().is_none(), "12 hours unused");
    let token = account::sign_in(&world.backend, "nadia@ventes.ma", &secret(PASSWORD), "").await.unwrap();
    account::sign_out(&world.backend, &token).await.unwrap();
    assert!(people::caller(&world.backend, &token).await.unwrap().is_none());
    let staff = world.staff(Role::Titulaire).await;
    let token = account::sign_in(&world.backend, &staff.email, &secret(PASSWORD), "").await.unwrap();
    assert!(people::caller(&world.backend, &token).await.unwrap().is_none(), "a pharmacist sells nothing");
}

#[tokio::test]
async fn an_address_is_one_person() {
    let world = World::new().await;
    let permissions = SalesPermissions::default();
    world.add_staff("salma@amal.ma", Role::Titulaire.permissions()).await;
    let taken = |error: Error| matches!(error, Error::Invalid(faults) if faults == FieldErrors::one(Field::Email, Fault::Taken));
    assert!(taken(people::add(&world.backend, "Salma", "salma@amal.ma", permissions).await.unwrap_err()));
    people::add(&world.backend, "Nadia", "nadia@ventes.ma", permissions).await.unwrap();
    assert!(taken(people::add(&world.backend, "Nadia", "nadia@ventes.ma", permissions).await.unwrap_err()));
    let staff = pharmacies::add_staff(
        &world.backend,
        world.pharmacy,
        "Nadia",
        "nadia@ventes.ma",
        Role::Titulaire.permissions(),
        None,
    );
    assert!(taken(staff.await.unwrap_err()));
    for (name, email) in [("", "a@b.ma"), ("Nadia", "no address"), ("Nad\nia", "a@b.ma")] {
        assert!(matches!(people::add(&world.backend, name, email, permissions).await, Err(Error::Invalid(_))));
    }
}

#[rstest]
#[case("", 10, 100, Field::Name)]
#[case("Pack", 0, 100, Field::Credits)]
#[case("Pack", 10_000_001, 100, Field::Credits)]
#[case("Pack", u32::MAX, 100, Field::Credits)]
#[case("Pack", 10, -1, Field::Price)]
#[case("Pack", 10, i64::MAX, Field::Price)]
#[case("Pack", 10, i64::MIN, Field::Price)]
#[tokio::test]
async fn a_pack_is_within_reason(#[case] name: &str, #[case] n: u32, #[case] centimes: i64, #[case] field: Field) {
    let world = World::new().await;
    let sales = salesperson(&world.backend).await;
    let draft = PackDraft { pack: None, name, credits: n, price: Money::from_centimes(centimes) };
    let refused = sales::save_pack(&world.backend, &sales, draft).await;
    assert!(matches!(refused, Err(Error::Invalid(faults)) if faults.0[0].0 == field));
    assert_eq!(sales::packs(&world.backend, &sales).await.unwrap(), []);
}

#[tokio::test]
async fn prices_have_versions_that_never_change() {
    let world = World::new().await;
    let sales = salesperson(&world.backend).await;
    let price = Money::from_centimes;
    let draft = PackDraft { pack: None, name: "Pack 1 000", credits: 1_000, price: price(40_000) };
    sales::save_pack(&world.backend, &sales, draft).await.unwrap();
    let pack = sales::packs(&world.backend, &sales).await.unwrap().remove(0);
    let change = PackDraft { pack: Some((&pack.pack, 1)), price: price(45_000), ..draft };
    sales::save_pack(&world.backend, &sales, change).await.unwrap();
    sales::save_pack(&world.backend, &sales, change).await.unwrap();
    // Somebody else still has the first version on the screen.
    let other = PackDraft { price: price(50_000), ..change };
    let stale = sales::save_pack(&world.backend, &sales, other).await;
    assert!(matches!(stale, Err(Error::Conflict(Conflict::PackGone))));
    let pack = sales::packs(&world.backend, &sales).await.unwrap().remove(0);
    assert_eq!((pack.version, pack.price), (2, price(45_000)), "the same again is no version");
    for statement in ["UPDATE pack_version SET price = 1", "DELETE FROM pack_version"] {
        assert!(world.execute(statement).await.unwrap_err().to_string().contains("a price never changes"));
    }
    let reader = Salesperson { permissions: SalesPermissions::of(&[SalesPermission::Read]), ..sales.clone() };
    assert!(matches!(sales::save_pack(&world.backend, &reader, draft).await, Err(Error::Denied)));
    assert!(matches!(sales::set_withdrawn(&world.backend, &reader, &pack.pack, true).await, Err(Error::Denied)));
    let nobody = Salesperson { permissions: SalesPermissions::default(), ..sales };
    assert!(matches!(sales::packs(&world.backend, &nobody).await, Err(Error::Denied)));
    assert!(matches!(sales::desk(&world.backend, &nobody, "", true).await, Err(Error::Denied)));
}

#[tokio::test]
async fn a_pharmacy_is_found_without_regard_to_case_and_accents() {
    let desk = Desk::open(0).await;
    let sales = salesperson(&desk.backend).await;
    for name in ["PHARMACIE DE L’ÉTOILE", "Pharmacie Œuvre Sociale", "صيدلية أحمد"] {
        let staff = pharmacy(&desk.backend, name, Role::Titulaire).await;
        topups::request(&desk.backend, &staff, "").await.unwrap();
    }
    let found = async |search: &str| {
        let found = sales::desk(&desk.backend, &sales, search, false).await.unwrap();
        found.requests.into_iter().map(|one| one.pharmacy).collect::<Vec<_>>()
    };
    for search in ["étoile", "ETOILE", "L'Étoile", "de  l’e\u{301}toile "] {
        assert_eq!(found(search).await, ["PHARMACIE DE L’ÉTOILE"], "{search}");
    }
    assert_eq!(found("oeuvre").await, ["Pharmacie Œuvre Sociale"]);
    assert_eq!(found("احمد").await, ["صيدلية أحمد"]);
    assert_eq!(found("pharmacie").await.len(), 2);
    assert_eq!(found("rc-2026").await.len(), 3);
    assert_eq!(found("étoilé x").await, Vec::<String>::new());
}

#[tokio::test]
async fn an_account_whose_digits_do_not_add_up_is_not_kept() {
    let world = World::new().await;
    let sales = salesperson(&world.backend).await;
    let known = sales::bank(&world.backend, &sales).await.unwrap().unwrap();
    let wrong = BankDetails { rib: "011780000012345678901297".into(), ..known.clone() };
    let refused = sales::save_bank(&world.backend, &sales, &wrong).await;
    let expected = FieldErrors::one(Field::Rib, Fault::Unreadable);
    assert!(matches!(refused, Err(Error::Invalid(faults)) if faults == expected));
    let refused = sales::save_bank(&world.backend, &sales, &BankDetails::default()).await;
    assert!(matches!(refused, Err(Error::Invalid(faults)) if faults.0.len() == 4));
    assert_eq!(sales::bank(&world.backend, &sales).await.unwrap(), Some(known));
}

#[tokio::test]
async fn a_correction_is_a_new_and_opposite_entry() {
    let desk = Desk::open(0).await;
    let sales = salesperson(&desk.backend).await;
    let topup = paid(&desk, &sales, 10).await;
    act(&desk.backend, &sales, &topup, Act::Activate).await.unwrap();
    desk.clients(&[("Amina", "0612345610", "10"), ("Karim", "0612345611", "10")]).await;
    let draft = desk.draft(Objective::BalanceReminder, Some("Bonjour {nom}"), all(2)).await;
    desk.send(&draft, "key-of-the-form").await.unwrap();
    desk.deliver().await;
    assert_eq!(desk.balance().await, (8, 0, 2));
    let account = sales::account(&desk.backend, &sales, &topup, None).await.unwrap();
    let entries: Vec<_> = account.entries.iter().map(|entry| (entry.number, entry.kind)).collect();
    assert_eq!(entries, [(3, EntryKind::Spend), (2, EntryKind::Reserve), (1, EntryKind::Grant)]);

    let correct =
        async |number, credits, reason| sales::correct(&desk.backend, &sales, &topup, number, credits, reason).await;
    correct(3, 1, "compté deux fois").await.unwrap();
    assert_eq!(desk.balance().await, (9, 0, 1));
    correct(1, 4, "pack activé par erreur").await.unwrap();
    assert_eq!(desk.balance().await, (5, 0, 1));
    assert!(matches!(correct(1, 7, "trop").await, Err(Error::Invalid(_))), "6 are left of it");
    assert!(matches!(correct(1, 6, "déjà utilisés").await, Err(Error::NoCredit { needed: 6, available: 5 })));
    correct(3, 1, "compté deux fois").await.unwrap();
    let conflict = |result| matches!(result, Err(Error::Conflict(Conflict::NotCorrectable)));
    assert!(conflict(correct(3, 1, "encore").await), "all of it is corrected");
    assert!(conflict(correct(2, 1, "réservé").await));
    assert!(conflict(correct(4, 1, "une correction").await));
    for (number, credits, reason) in [(1, 1, " "), (1, 0, "rien")] {
        assert!(matches!(correct(number, credits, reason).await, Err(Error::Invalid(_))));
    }
    for number in [0, -1, 99, i64::MAX, i64::MIN] {
        let faults = FieldErrors::one(Field::Entry, Fault::OutOfRange);
        assert!(matches!(correct(number, 1, "où ?").await, Err(Error::Invalid(found)) if found == faults), "{number}");
    }
    let reader = Salesperson { permissions: SalesPermissions::of(&[SalesPermission::Read]), ..sales.clone() };
    let denied = sales::correct(&desk.backend, &reader, &topup, 1, 1, "non").await;
    assert!(matches!(denied, Err(Error::Denied)));

    let ledger = credits::ledger(&desk.backend, &desk.staff, &Default::default(), None).await.unwrap();
    let entry = &ledger.entries[1];
    assert_eq!((entry.kind, entry.corrects, entry.available), (EntryKind::Adjust, Some(1), -4));
    assert_eq!((entry.by.as_deref(), entry.note.as_deref()), (Some("Nadia Cherkaoui"), Some("pack activé par erreur")));
    assert_eq!(ledger.balance.available, Credits(6));
    assert_eq!(credits::check(&desk.backend).await.unwrap(), []);
}

#[tokio::test]
async fn an_account_is_read_page_by_page() {
    let desk = Desk::open(0).await;
    let sales = salesperson(&desk.backend).await;
    let topup = topups::request(&desk.backend, &desk.staff, "").await.unwrap();
    for _ in 0..51 {
        credits::grant(&desk.backend, desk.staff.pharmacy, 1, "test").await.unwrap();
    }
    let page = async |before| sales::account(&desk.backend, &sales, &topup, before).await.unwrap();
    let first = page(None).await;
    assert_eq!((first.entries.len(), first.entries[0].number, first.older), (50, 51, Some(2)));
    let last = page(first.older).await;
    assert_eq!((last.entries.len(), last.entries[0].number, last.older), (1, 1, None));
    assert_eq!((last.balance.available, page(Some(-1)).await.entries.len()), (Credits(51), 0));
}

#[tokio::test]
async fn the_sales_service_sees_no_client_no_phone_and_no_text() {
    let desk = Desk::open(50).await;
    let sales = salesperson(&desk.backend).await;
    desk.clients(&[("Zoubida", "0698765432", "10")]).await;
    let draft = desk.draft(Objective::BalanceReminder, Some("Ordonnance de {nom}"), all(1)).await;
    desk.send(&draft, "key-of-the-form").await.unwrap();
    desk.deliver().await;
    let topup = paid(&desk, &sales, 10).await;
    let caller = Caller::Sales(&sales);
    let seen = [
        format!("{:?}", sales::desk(&desk.backend, &sales, "", true).await.unwrap()),
        format!("{:?}", topups::sheet(&desk.backend, caller, &topup).await.unwrap()),
        format!("{:?}", sales::account(&desk.backend, &sales, &topup, None).await.unwrap()),
        format!("{:?}", sales::packs(&desk.backend, &sales).await.unwrap()),
    ]
    .concat();
    assert!(seen.contains("Pharmacie du Port"));
    for secret in ["Zoubida", "98765432", "Ordonnance", "Rappel"] {
        assert!(!seen.contains(secret), "{secret}");
    }
    for words in ["Zoubida", "0698765432", "Ordonnance"] {
        assert_eq!(sales::desk(&desk.backend, &sales, words, true).await.unwrap().requests, [], "{words}");
    }
}
