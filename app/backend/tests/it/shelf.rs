//! Templates in their settings: uses, versions, restoring, the default, the archive, the class, words about health.

use backend::error::{Conflict, Error};
use backend::service::templates::{self, act, entries, restore, versions};
use domain::campaign::{Audience, Objective};
use domain::form::{Fault, Field, FieldErrors};
use domain::health::MAX_OWN;
use domain::id::TemplateRef;
use domain::staff::Role;
use domain::template::{Act, Class, Saved, Texts};
use rstest::rstest;

use crate::desk::{Desk, refused};

const CUSTOM: Objective = Objective::Custom;
const KEY: &str = "key-of-the-form";

async fn named(desk: &Desk, name: &str) -> Saved {
    let all = templates::list(&desk.backend, &desk.staff).await.unwrap();
    all.into_iter().find(|saved| saved.name == name).unwrap()
}

fn faults(error: Error) -> Vec<(Field, Fault)> {
    match error {
        Error::Invalid(FieldErrors(faults)) => faults,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn the_list_says_how_many_campaigns_used_each() {
    let desk = Desk::open(10).await;
    let client = desk.clients(&[("Alami", "0612345610", "250,50")]).await.remove(0);
    let draft = desk.draft(CUSTOM, None, Audience::Ticked(vec![client])).await;
    desk.send(&draft, KEY).await.unwrap();
    desk.send(&draft, "another-key").await.unwrap();
    let stranger = crate::desk::pharmacy(&desk.backend, "Une autre", Role::Titulaire).await;
    let uses = async |staff| -> Vec<(String, u32)> {
        let all = entries(&desk.backend, staff, false).await.unwrap();
        all.into_iter().map(|entry| (entry.saved.name, entry.campaigns)).filter(|(_, n)| *n > 0).collect()
    };
    assert_eq!(uses(&desk.staff).await, [("Garde de la semaine".to_owned(), 2)]);
    assert_eq!(uses(&stranger).await, []);
}

#[tokio::test]
async fn a_version_is_restored_as_the_next_one() {
    let desk = Desk::open(0).await;
    let template = named(&desk, "Rappel courtois").await.template;
    let save = async |version, class, text: &str| {
        let texts = Texts::typed(text, "مرحبا");
        templates::save(&desk.backend, &desk.staff, &template, version, None, class, &texts).await.unwrap()
    };
    desk.clock.advance(60_000);
    save(1, Some(Class::Service), "Deux").await;
    save(2, None, "Trois").await;
    let stale = restore(&desk.backend, &desk.staff, &template, 2, 1).await;
    assert!(matches!(stale, Err(Error::Conflict(Conflict::StaleTemplate))));
    let restored = restore(&desk.backend, &desk.staff, &template, 3, 1).await.unwrap();
    assert_eq!((restored.version, restored.class, restored.texts.arabic.as_deref()), (4, Class::Reminder, None));
    let again = restore(&desk.backend, &desk.staff, &template, 3, 1).await.unwrap();
    assert_eq!(again.version, 4, "what is so already makes no version");

    let all = versions(&desk.backend, &desk.staff, &template).await.unwrap();
    assert_eq!((all.archived, all.saved), (None, restored));
    let said: Vec<_> = all.versions.iter().map(|v| (v.version, v.class, v.by.as_deref())).collect();
    let salma = Some("Salma Bennani");
    assert_eq!(
        said,
        [
            (4, Class::Reminder, salma),
            (3, Class::Service, salma),
            (2, Class::Service, salma),
            (1, Class::Reminder, None)
        ]
    );
    assert_eq!(all.versions[1].texts, Texts::typed("Trois", "مرحبا"));
    assert!(matches!(restore(&desk.backend, &desk.staff, &template, 4, 9).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn an_objective_has_one_default() {
    let desk = Desk::open(0).await;
    let defaults = async || -> Vec<String> {
        let all = templates::list(&desk.backend, &desk.staff).await.unwrap();
        all.into_iter().filter(|saved| saved.is_default).map(|saved| saved.name).collect()
    };
    let make = async |name: &str| {
        let template = named(&desk, name).await.template;
        act(&desk.backend, &desk.staff, &template, Act::MakeDefault).await.unwrap();
    };
    make("Deuxième rappel").await;
    assert_eq!(defaults().await, ["Deuxième rappel"]);
    make("Produit disponible").await;
    make("Produit disponible").await;
    assert_eq!(defaults().await, ["Deuxième rappel", "Produit disponible"]);
    let template = named(&desk, "Deuxième rappel").await.template;
    act(&desk.backend, &desk.staff, &template, Act::Archive).await.unwrap();
    assert_eq!(defaults().await, ["Produit disponible"], "what is in the archive is no default");
}

#[tokio::test]
async fn the_archive_keeps_what_was_sent_and_gives_back() {
    let desk = Desk::open(10).await;
    let client = desk.clients(&[("Alami", "0612345610", "250,50")]).await.remove(0);
    let draft = desk.draft(CUSTOM, None, Audience::Ticked(vec![client])).await;
    let campaign = desk.send(&draft, KEY).await.unwrap();
    let template = draft.text.template.clone();
    let done = async |what| act(&desk.backend, &desk.staff, &template, what).await;
    done(Act::Archive).await.unwrap();
    done(Act::Archive).await.unwrap();

    let texts = Texts::one("Bonjour");
    let saved = templates::save(&desk.backend, &desk.staff, &template, 1, None, None, &texts).await;
    assert!(matches!(saved, Err(Error::NotFound)));
    assert!(matches!(done(Act::MakeDefault).await, Err(Error::NotFound)));
    let again = [(Field::Template, Fault::Required)];
    assert_eq!(faults(refused(desk.quote(&draft).await)), again, "archived while a send was being prepared");
    assert!(versions(&desk.backend, &desk.staff, &template).await.unwrap().archived.is_some());
    let sent = backend::service::campaigns::page(&desk.backend, &desk.staff, &campaign, None).await.unwrap();
    assert!(sent.texts.text.contains("de garde"));
    let names = async |archived| -> Vec<String> {
        let all = entries(&desk.backend, &desk.staff, archived).await.unwrap();
        all.into_iter().map(|entry| entry.saved.name).collect()
    };
    assert_eq!(names(true).await, ["Garde de la semaine"]);
    assert!(!names(false).await.contains(&"Garde de la semaine".to_owned()));

    // Its name is free; taken back it must be.
    let same = templates::add(&desk.backend, &desk.staff, "garde de la Semaine", CUSTOM, Class::Service, &texts).await;
    assert_eq!(faults(done(Act::TakeBack).await.unwrap_err()), [(Field::Name, Fault::Taken)]);
    act(&desk.backend, &desk.staff, &same.unwrap(), Act::Archive).await.unwrap();
    done(Act::TakeBack).await.unwrap();
    assert_eq!(desk.quote(&draft).await.unwrap().recipients, 1);
}

#[tokio::test]
async fn only_who_may_does_any_of_it_and_only_at_home() {
    let desk = Desk::open(0).await;
    let template = named(&desk, "Rappel courtois").await.template;
    let colleague = desk.colleague(Role::Gestionnaire).await;
    let stranger = crate::desk::pharmacy(&desk.backend, "Une autre", Role::Titulaire).await;
    assert!(matches!(act(&desk.backend, &colleague, &template, Act::Archive).await, Err(Error::Denied)));
    assert!(matches!(restore(&desk.backend, &colleague, &template, 1, 1).await, Err(Error::Denied)));
    assert!(matches!(templates::add_health_word(&desk.backend, &colleague, "zona").await, Err(Error::Denied)));
    assert!(matches!(templates::remove_health_word(&desk.backend, &colleague, "zona").await, Err(Error::Denied)));
    for template in [&template, &TemplateRef::from_random([1; 12])] {
        assert!(matches!(act(&desk.backend, &stranger, template, Act::Archive).await, Err(Error::NotFound)));
        assert!(matches!(restore(&desk.backend, &stranger, template, 1, 1).await, Err(Error::NotFound)));
        assert!(matches!(versions(&desk.backend, &stranger, template).await, Err(Error::NotFound)));
    }
}

#[rstest]
#[case("Offre du jour", None, &[(Field::Text, Fault::NoPharmacy), (Field::Text, Fault::NoStop)])]
#[case("{pharmacie} : -10 %. STOP", Some("عرض اليوم"), &[(Field::TextArabic, Fault::NoPharmacy), (Field::TextArabic, Fault::NoStop)])]
#[case("Pharmacie du PORT : -10 %", None, &[(Field::Text, Fault::NoStop)])]
#[case("pharmacie du port : -10 %, répondez ARRÊT", Some("{pharmacie}: عرض. أرسل توقف"), &[])]
#[tokio::test]
async fn a_promotion_is_refused_without_the_name_and_the_way_to_stop(
    #[case] text: &str,
    #[case] arabic: Option<&str>,
    #[case] expected: &[(Field, Fault)],
) {
    let desk = Desk::open(0).await;
    let texts = Texts::typed(text, arabic.unwrap_or_default());
    let add = async |class| templates::add(&desk.backend, &desk.staff, "Offre", CUSTOM, class, &texts).await;
    match add(Class::Promotion).await {
        Ok(_) => assert_eq!(expected, []),
        Err(error) => {
            assert_eq!(faults(error), expected);
            let service = add(Class::Service).await.unwrap();
            let saved =
                templates::save(&desk.backend, &desk.staff, &service, 1, None, Some(Class::Promotion), &texts).await;
            assert_eq!(faults(saved.unwrap_err()), expected, "nor may it become one");
        }
    }
}

#[tokio::test]
async fn a_text_for_one_send_of_a_promotion_is_held_to_the_same() {
    let desk = Desk::open(10).await;
    let client = desk.clients(&[("Alami", "0612345610", "0")]).await.remove(0);
    let mut draft = desk.draft(CUSTOM, Some("Offre du jour"), Audience::Ticked(vec![client])).await;
    assert_eq!(desk.quote(&draft).await.unwrap().recipients, 1, "it is no promotion");
    let offer = named(&desk, "Offre du mois").await;
    (draft.text.template, draft.text.version) = (offer.template, offer.version);
    let expected = [(Field::Text, Fault::NoPharmacy), (Field::Text, Fault::NoStop)];
    assert_eq!(faults(desk.quote(&draft).await.unwrap_err()), expected);
    draft.text.only_here = None;
    desk.quote(&draft).await.unwrap();
}

#[tokio::test]
async fn a_promotion_that_names_the_pharmacy_by_its_old_name_is_not_sent() {
    let desk = Desk::open(10).await;
    let client = desk.clients(&[("Alami", "0612345610", "0")]).await.remove(0);
    let texts = Texts::one("Pharmacie du Port : offre. STOP");
    let offer = templates::add(&desk.backend, &desk.staff, "Offre", CUSTOM, Class::Promotion, &texts).await.unwrap();
    let mut draft = desk.draft(CUSTOM, None, Audience::Ticked(vec![client])).await;
    (draft.text.template, draft.text.version) = (offer, 1);
    desk.quote(&draft).await.unwrap();
    let renamed = backend::caller::Staff { pharmacy_name: "Pharmacie du Marché".into(), ..desk.staff.clone() };
    let quote = backend::service::campaigns::quote(&desk.backend, &renamed, &draft).await;
    assert_eq!(faults(quote.unwrap_err()), [(Field::Text, Fault::NoPharmacy)]);
}

#[tokio::test]
async fn a_text_about_health_is_asked_about_and_a_pharmacy_has_words_of_its_own() {
    let desk = Desk::open(0).await;
    let check = async |texts: &Texts| templates::check_health(&desk.backend, &desk.staff, texts).await;
    let sirup = Texts::typed("Bonjour", "شراب زفير");
    check(&sirup).await.unwrap();
    let both = Texts::typed("Votre insuline", "دواء");
    let expected = [(Field::Text, Fault::Health), (Field::TextArabic, Fault::Health)];
    assert_eq!(faults(check(&both).await.unwrap_err()), expected);

    let add = async |word: &str| templates::add_health_word(&desk.backend, &desk.staff, word).await;
    add("  شراب   زفير ").await.unwrap();
    add("شَراب زفير").await.unwrap();
    assert_eq!(templates::health_words(&desk.backend, &desk.staff).await.unwrap(), ["شراب زفير"]);
    assert_eq!(faults(check(&sirup).await.unwrap_err()), [(Field::TextArabic, Fault::Health)]);
    let stranger = crate::desk::pharmacy(&desk.backend, "Une autre", Role::Titulaire).await;
    templates::check_health(&desk.backend, &stranger, &sirup).await.unwrap();
    templates::remove_health_word(&desk.backend, &desk.staff, "شراب زفير").await.unwrap();
    check(&sirup).await.unwrap();

    for (word, fault) in [(" ", Fault::Required), ("-!", Fault::Unreadable), (&"a".repeat(41), Fault::TooLong)] {
        assert_eq!(faults(add(word).await.unwrap_err()), [(Field::Word, fault)]);
    }
    for n in 0..MAX_OWN {
        add(&format!("mot {n}")).await.unwrap();
    }
    assert_eq!(faults(add("un de trop").await.unwrap_err()), [(Field::Word, Fault::Full)]);
    add("MOT 7").await.unwrap();
}
