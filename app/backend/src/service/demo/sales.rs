//! The demonstration's sales service: one person, a price list, and where it is paid to.

use domain::credit::Credits;
use domain::form::{Fault, Field, FieldErrors};
use domain::money::Money;
use domain::pack::{BankDetails, Pack};
use domain::sales::{SalesPermission, SalesPermissions};
use secrecy::SecretString;

use crate::Backend;
use crate::error::{Error, Result};
use crate::service::sales::people;
use crate::store;

/// Their e-mail address, and what they may do, in a few words.
pub(super) const PERSON: (&str, &str) = ("commercial@demo.ma", "service commercial : demandes, packs, activation");

const NAME: &str = "Nadia Cherkaoui";

/// Names, credits and prices in centimes.
const PACKS: [(&str, u32, i64); 4] = [
    ("Pack Découverte", 500, 22_500),
    ("Pack Officine", 2_500, 100_000),
    ("Pack Confort", 5_000, 175_000),
    ("Pack Grand volume", 20_000, 600_000),
];

/// Makes what is missing, and gives the person the password of this start.
pub(super) async fn prepare(backend: &Backend, password: &SecretString) -> Result<()> {
    let (email, _) = PERSON;
    let mut conn = backend.store().read().await?;
    let known = store::sales::credentials(&mut conn, email).await?.is_some();
    let has_packs = !store::packs::list(&mut conn).await?.is_empty();
    let has_bank = store::packs::bank(&mut conn).await?.is_some();
    drop(conn);
    if !known {
        people::add(backend, NAME, email, SalesPermissions::of(&SalesPermission::ALL)).await?;
    }
    people::give_password(backend, email, password).await?;
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    if !has_packs {
        for (name, credits, price) in PACKS {
            let (id, reference) = store::packs::add(&mut tx, now).await?;
            let pack = Pack {
                pack: reference,
                version: 1,
                name: name.to_owned(),
                credits: Credits(credits),
                price: Money::from_centimes(price),
                is_withdrawn: false,
            };
            store::packs::add_version(&mut tx, id, &pack, None, now).await?;
        }
    }
    if !has_bank {
        let wrong = || Error::Invalid(FieldErrors::one(Field::Rib, Fault::Unreadable));
        let details = BankDetails {
            holder: String::from("Comptoir SARL"),
            address: String::from("12 rue Ibn Batouta, 20000 Casablanca"),
            tax_id: String::from("001234567000089"),
            bank: String::from("Banque de démonstration"),
            rib: domain::pack::rib("011 780 0000123456789012 96").ok_or_else(wrong)?,
        };
        store::packs::add_bank(&mut tx, &details, None, now).await?;
    }
    tx.commit().await
}
