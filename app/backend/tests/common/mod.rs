//! What the tests share: a pharmacy with a person.

use backend::Backend;
use backend::caller::Staff;
use backend::clock::{DEFAULT_ZONE, Zone};
use backend::service::pharmacies::{NewPharmacy, add_staff, create};
use domain::language::Language;
use domain::staff::Role;

/// A pharmacy of a name, which sends at any hour, and a person of it.
pub async fn pharmacy(backend: &Backend, name: &str, role: Role) -> Staff {
    let new = NewPharmacy { name: name.into(), phone: "0522 00 00 00".into(), sender: "PORT".into(), demo: true };
    let pharmacy = create(backend, &new).await.unwrap();
    let email = format!("person{}@example.ma", pharmacy.0);
    let id = add_staff(backend, pharmacy, "Salma Bennani", &email, role.permissions(), None).await.unwrap();
    Staff {
        id,
        pharmacy,
        name: "Salma Bennani".into(),
        email,
        permissions: role.permissions(),
        language: Language::Fr,
        pharmacy_name: name.into(),
        pharmacy_phone: "0522 00 00 00".into(),
        sender: "PORT".into(),
        zone: Zone::named(DEFAULT_ZONE),
        demo: true,
    }
}
