//! A pharmacy, and somebody who may do there what a role may. For tests and benches of more than one package.

use backend::Backend;
use backend::caller::Staff;
use backend::clock::{DEFAULT_ZONE, Zone};
use backend::service::pharmacies::{NewPharmacy, add_staff, create};
use domain::language::Language;
use domain::staff::Role;

/// The sender name of every pharmacy that is made here.
const SENDER: &str = "PORT";
const PHONE: &str = "0522 00 00 00";
const PERSON: &str = "Salma Bennani";

/// A pharmacy without clients and credits, and a person of it. It is a demonstration: it sends at any hour, and its
/// messages wait for nobody to call them off.
pub async fn pharmacy(backend: &Backend, name: &str, role: Role) -> Staff {
    let new = NewPharmacy { name: name.into(), phone: PHONE.into(), sender: SENDER.into(), demo: true };
    let pharmacy = create(backend, &new).await.unwrap();
    let email = format!("person{}@example.ma", pharmacy.0);
    let id = add_staff(backend, pharmacy, PERSON, &email, role.permissions(), None).await.unwrap();
    Staff {
        id,
        pharmacy,
        name: PERSON.into(),
        email,
        permissions: role.permissions(),
        language: Language::Fr,
        pharmacy_name: name.into(),
        pharmacy_phone: PHONE.into(),
        sender: SENDER.into(),
        zone: Zone::named(DEFAULT_ZONE),
        demo: true,
    }
}
