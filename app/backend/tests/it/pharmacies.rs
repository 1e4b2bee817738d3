//! Making pharmacies and people.

use backend::error::Error;
use backend::service::pharmacies::{self, NewPharmacy};
use backend::service::{credits, templates};
use domain::campaign::Objective;
use domain::credit::Balance;
use domain::form::{Fault, Field, FieldErrors};
use domain::staff::{Permissions, Role};
use rstest::rstest;

use crate::world::{World, pharmacy, secret};

#[tokio::test]
async fn a_pharmacy_begins_with_templates_and_no_credits() {
    let world = World::new().await;
    let staff = world.staff(Role::Titulaire).await;
    let names: Vec<_> = templates::list(&world.backend, &staff).await.unwrap();
    let shown: Vec<_> = names.iter().map(|t| (t.name.as_str(), t.objective, t.is_default, t.version)).collect();
    assert_eq!(
        shown,
        [
            ("Rappel courtois", Objective::BalanceReminder, true, 1),
            ("Deuxième rappel", Objective::BalanceReminder, false, 1),
            ("Rappel avec facilité de paiement", Objective::BalanceReminder, false, 1),
            ("Garde de la semaine", Objective::Custom, false, 1),
            ("Offre du mois", Objective::Custom, false, 1),
            ("Produit disponible", Objective::Custom, false, 1),
        ]
    );
    assert_eq!(credits::balance(&world.backend, &staff).await.unwrap(), Balance::default());
    assert_eq!(pharmacies::by_name(&world.backend, " Pharmacie Al Amal ").await.unwrap(), Some(world.pharmacy));
    assert_eq!(pharmacies::by_name(&world.backend, "Pharmacie").await.unwrap(), None);
    assert!(pharmacies::any(&world.backend).await.unwrap());
}

#[rstest]
#[case(true, (0, 1_440, 0))]
#[case(false, (540, 1_200, 30_000))]
#[tokio::test]
async fn a_demonstration_sends_at_any_hour(#[case] demo: bool, #[case] expected: (i64, i64, i64)) {
    let world = World::new().await;
    let new = NewPharmacy { demo, phone: String::new(), ..pharmacy("Pharmacie du Port") };
    let id = pharmacies::create(&world.backend, &new).await.unwrap();
    let hours: (i64, i64, i64) = sqlx::query_as("SELECT opens_at, closes_at, undo_ms FROM pharmacy WHERE id = $1")
        .bind(id.0)
        .fetch_one(&world.database().await)
        .await
        .unwrap();
    assert_eq!(hours, expected);
    let query = "SELECT count(*) FROM template_version v JOIN template t ON t.id = v.template_id
                 WHERE t.pharmacy_id = 2 AND v.text LIKE '%{telephone}%'";
    assert_eq!(world.scalar(query).await, 0, "without a phone no template needs one");
}

#[rstest]
#[case("Pharmacie Al Amal", "AMAL", (Field::Name, Fault::Taken))]
#[case(" ", "AMAL", (Field::Name, Fault::Required))]
#[case("Pharmacie\nX", "AMAL", (Field::Name, Fault::Unreadable))]
#[case("Pharmacie X", "", (Field::Text, Fault::Unreadable))]
#[case("Pharmacie X", "12345", (Field::Text, Fault::Unreadable))]
#[case("Pharmacie X", "PHARMACIE XYZ", (Field::Text, Fault::Unreadable))]
#[case("Pharmacie X", "ÉTOILE", (Field::Text, Fault::Unreadable))]
#[tokio::test]
async fn a_wrong_pharmacy_is_refused(#[case] name: &str, #[case] sender: &str, #[case] fault: (Field, Fault)) {
    let world = World::new().await;
    let new = NewPharmacy { sender: sender.to_owned(), ..pharmacy(name) };
    let refused = pharmacies::create(&world.backend, &new).await;
    assert!(matches!(refused, Err(Error::Invalid(FieldErrors(faults))) if faults == [fault]));
    assert_eq!(world.scalar("SELECT count(*) FROM pharmacy").await, 1);
}

#[rstest]
#[case("Salma", "a@amal.ma", "Comptoir-2026", (Field::Email, Fault::Taken))]
#[case("Salma", "A@AMAL.MA ", "Comptoir-2026", (Field::Email, Fault::Taken))]
#[case("Salma", "salma", "Comptoir-2026", (Field::Email, Fault::Unreadable))]
#[case("Salma", "sal ma@amal.ma", "Comptoir-2026", (Field::Email, Fault::Unreadable))]
#[case("Salma", "salma@amal", "Comptoir-2026", (Field::Email, Fault::Unreadable))]
#[case("", "s@amal.ma", "Comptoir-2026", (Field::Name, Fault::Required))]
#[case("Salma", "s@amal.ma", "court", (Field::Password, Fault::TooShort))]
#[tokio::test]
async fn a_wrong_person_is_refused(
    #[case] name: &str,
    #[case] email: &str,
    #[case] password: &str,
    #[case] fault: (Field, Fault),
) {
    let world = World::new().await;
    world.add_staff("a@amal.ma", Permissions::NONE).await;
    let password = secret(password);
    let refused =
        pharmacies::add_staff(&world.backend, world.pharmacy, name, email, Permissions::NONE, Some(&password)).await;
    assert!(matches!(refused, Err(Error::Invalid(FieldErrors(faults))) if faults == [fault]));
    assert_eq!(world.scalar("SELECT count(*) FROM staff").await, 1);
}
