//! Templates: every fault at once, versions, and whose they are.

use backend::error::{Conflict, Error};
use backend::service::templates;
use domain::campaign::Objective;
use domain::form::{Fault, Field, FieldErrors};
use domain::id::TemplateRef;
use domain::staff::Role;
use domain::template::{Class, TemplateError, TemplateErrorKind, Texts};
use rstest::rstest;

use crate::world::World;

const CUSTOM: Objective = Objective::Custom;

fn one(text: &str) -> Texts {
    Texts::one(text)
}

#[tokio::test]
async fn a_template_is_added_in_its_one_form() {
    let world = World::new().await;
    let staff = world.staff(Role::Titulaire).await;
    let texts = one("Bonne année { Prénom },\r\nà bientôt");
    let added = templates::add(&world.backend, &staff, "  Vœux   2027 ", CUSTOM, Class::Service, &texts);
    let saved = templates::get(&world.backend, &staff, &added.await.unwrap()).await.unwrap();
    assert_eq!((saved.name.as_str(), saved.texts.text.as_str()), ("Vœux 2027", "Bonne année {prenom},\nà bientôt"));
    assert_eq!((saved.version, saved.is_default, saved.by.as_deref()), (1, false, Some("Salma Bennani")));
    assert_eq!((saved.changed.date.as_str(), saved.changed.time.as_str()), ("24/11/2026", "09:00"));
    assert_eq!(templates::list(&world.backend, &staff).await.unwrap().len(), 7);
}

#[rstest]
#[case("", "Bonjour", &[(Field::Name, Fault::Required)])]
#[case("rappel COURTOIS", "Bonjour", &[(Field::Name, Fault::Taken)])]
#[case("Neuf", " \n", &[(Field::Text, Fault::Required)])]
#[case("", "", &[(Field::Name, Fault::Required), (Field::Text, Fault::Required)])]
#[case("Deuxieme Rappel", "{x} {nom", &[
    (Field::Name, Fault::Taken),
    (Field::Text, Fault::Template(TemplateError { at: 0, kind: TemplateErrorKind::UnknownPlaceholder })),
    (Field::Text, Fault::Template(TemplateError { at: 4, kind: TemplateErrorKind::Unclosed })),
])]
#[tokio::test]
async fn every_fault_is_told(#[case] name: &str, #[case] text: &str, #[case] expected: &[(Field, Fault)]) {
    let world = World::new().await;
    let staff = world.staff(Role::Titulaire).await;
    let refused = templates::add(&world.backend, &staff, name, CUSTOM, Class::Service, &one(text)).await;
    let Err(Error::Invalid(FieldErrors(faults))) = refused else { panic!("{refused:?}") };
    assert_eq!(faults, expected);
    assert_eq!(world.scalar("SELECT count(*) FROM template").await, 6);
}

#[rstest]
#[case::ten_parts("a".repeat(1_530), None)]
#[case::eleven_parts("a".repeat(1_531), Some(Fault::TooManyParts))]
#[case::eleven_parts_in_ucs2(String::from("ê") + &"a".repeat(670), Some(Fault::TooManyParts))]
#[case::with_usual_values("a".repeat(1_525) + "{prenom}", Some(Fault::TooManyParts))]
#[case::too_long("a".repeat(2_001), Some(Fault::TooLong))]
#[tokio::test]
async fn a_text_has_at_most_ten_parts(#[case] text: String, #[case] fault: Option<Fault>) {
    let world = World::new().await;
    let staff = world.staff(Role::Titulaire).await;
    let expected = fault.map(|fault| FieldErrors::one(Field::Text, fault));
    match templates::add(&world.backend, &staff, "Long", CUSTOM, Class::Service, &one(&text)).await {
        Ok(_) => assert_eq!(expected, None),
        Err(Error::Invalid(faults)) => assert_eq!(Some(faults), expected),
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_long_name_is_refused() {
    let world = World::new().await;
    let staff = world.staff(Role::Titulaire).await;
    templates::add(&world.backend, &staff, &"é".repeat(80), CUSTOM, Class::Service, &one("Bonjour")).await.unwrap();
    let refused =
        templates::add(&world.backend, &staff, &"a".repeat(81), CUSTOM, Class::Service, &one("Bonjour")).await;
    let expected = FieldErrors::one(Field::Name, Fault::TooLong);
    assert!(matches!(refused, Err(Error::Invalid(faults)) if faults == expected));
}

#[tokio::test]
async fn a_change_is_a_new_version() {
    let world = World::new().await;
    let staff = world.staff(Role::Titulaire).await;
    let first = templates::list(&world.backend, &staff).await.unwrap().remove(0);
    let save = async |version, name: Option<&'static str>, text: &'static str| {
        templates::save(&world.backend, &staff, &first.template, version, name, None, &one(text)).await
    };
    world.clock.advance(60_000);
    let second = save(1, None, "Bonjour {nom}").await.unwrap();
    assert_eq!((second.version, second.texts.text.as_str(), second.is_default), (2, "Bonjour {nom}", true));
    assert_eq!((second.changed.time.as_str(), second.by.as_deref()), ("09:01", Some("Salma Bennani")));
    let again = save(1, None, "Bonjour {nom}").await.unwrap();
    assert_eq!(again, second, "the same save once more makes no version, and is no conflict");

    let stale = save(1, None, "Bonsoir {nom}").await;
    assert!(matches!(stale, Err(Error::Conflict(Conflict::StaleTemplate))));
    let taken = save(2, Some("Deuxième rappel"), "Bonjour {nom}").await;
    assert!(matches!(taken, Err(Error::Invalid(faults)) if faults == FieldErrors::one(Field::Name, Fault::Taken)));
    let renamed = save(2, Some("RAPPEL courtois"), "Bonjour {nom}").await.unwrap();
    assert_eq!((renamed.version, renamed.name.as_str()), (3, "RAPPEL courtois"));
    let query = "SELECT count(*) FROM template_version v JOIN template t ON t.id = v.template_id WHERE t.version = 3";
    assert_eq!(world.scalar(query).await, 3, "every version is kept");
}

#[tokio::test]
async fn a_text_in_arabic_is_saved_with_the_other_and_taken_away() {
    let world = World::new().await;
    let staff = world.staff(Role::Titulaire).await;
    let first = templates::list(&world.backend, &staff).await.unwrap().remove(0);
    let save = async |version, texts: &Texts| {
        templates::save(&world.backend, &staff, &first.template, version, None, None, texts).await
    };
    let saved = save(1, &Texts::typed("Bonjour { Nom }", "مرحبا { nom }")).await.unwrap();
    assert_eq!((saved.version, &saved.texts), (2, &Texts::typed("Bonjour {nom}", "مرحبا {nom}")));
    assert_eq!(save(2, &Texts::one("Bonjour {nom}")).await.unwrap().texts.arabic, None);

    let refused = save(3, &Texts::typed("Bonjour {x}", "مرحبا {nom")).await;
    let Err(Error::Invalid(FieldErrors(faults))) = refused else { panic!("{refused:?}") };
    let fault = |at, kind| Fault::Template(TemplateError { at, kind });
    let unknown = (Field::Text, fault(8, TemplateErrorKind::UnknownPlaceholder));
    assert_eq!(faults, [unknown, (Field::TextArabic, fault(6, TemplateErrorKind::Unclosed))]);
}

#[tokio::test]
async fn two_saves_at_once_make_one_version() {
    let world = World::new().await;
    let staff = world.staff(Role::Titulaire).await;
    let first = templates::list(&world.backend, &staff).await.unwrap().remove(0);
    let save = async |text| templates::save(&world.backend, &staff, &first.template, 1, None, None, &one(text)).await;
    let (un, deux) = futures::join!(save("un"), save("deux"));
    let stale = |result: &Result<_, Error>| matches!(result, Err(Error::Conflict(Conflict::StaleTemplate)));
    assert!(un.is_ok() != deux.is_ok() && (stale(&un) || stale(&deux)));
}

#[tokio::test]
async fn only_who_may_saves() {
    let world = World::new().await;
    let staff = world.staff(Role::Gestionnaire).await;
    let first = templates::list(&world.backend, &staff).await.unwrap().remove(0);
    let added = templates::add(&world.backend, &staff, "Neuf", CUSTOM, Class::Service, &one("Bonjour")).await;
    let saved = templates::save(&world.backend, &staff, &first.template, 1, None, None, &one("Bonjour")).await;
    assert!(matches!(added, Err(Error::Denied)) && matches!(saved, Err(Error::Denied)));
}

#[tokio::test]
async fn another_pharmacy_s_template_is_not_found() {
    let world = World::new().await;
    let (staff, stranger) = (world.staff(Role::Titulaire).await, world.stranger().await);
    let first = templates::list(&world.backend, &staff).await.unwrap().remove(0);
    let unknown = TemplateRef::from_random([1; 12]);
    for template in [&first.template, &unknown] {
        let got = templates::get(&world.backend, &stranger, template).await;
        let saved = templates::save(&world.backend, &stranger, template, 1, None, None, &one("Bonjour")).await;
        assert!(matches!(got, Err(Error::NotFound)) && matches!(saved, Err(Error::NotFound)));
    }
    templates::add(&world.backend, &staff, "Même nom", CUSTOM, Class::Service, &one("Bonjour")).await.unwrap();
    templates::add(&world.backend, &stranger, "Même nom", CUSTOM, Class::Service, &one("Bonjour")).await.unwrap();
}

#[tokio::test]
async fn a_bad_row_is_a_named_error() {
    let world = World::new().await;
    let staff = world.staff(Role::Titulaire).await;
    world.execute("UPDATE template SET objective = 9 WHERE id = 2").await.unwrap();
    let listed = templates::list(&world.backend, &staff).await;
    assert!(matches!(listed, Err(Error::BadRow { table: "template", column: "objective", row: 2 })));
}
