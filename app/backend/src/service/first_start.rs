//! The first person of a new database: a one-time link instead of a default password. For the command line: no server
//! function calls it.

use domain::staff::Role;
use secrecy::SecretString;

use super::account::make_password_link;
use super::pharmacies::{self, NewPharmacy};
use crate::Backend;
use crate::error::{Error, Result};
use crate::store::first_start;

/// How the first person gets in.
pub struct FirstPerson {
    /// Their e-mail address.
    pub email: String,
    /// The token of the one-time link.
    pub link: SecretString,
}

/// Makes the first pharmacy and its *titulaire* in a database without any, and a new link as long as nobody has set a
/// password; `None` once somebody has.
///
/// # Errors
///
/// [`Error::Invalid`] if the name or the address cannot be used.
pub async fn prepare(backend: &Backend, pharmacy: &str, email: &str) -> Result<Option<FirstPerson>> {
    if !pharmacies::any(backend).await? {
        make_first(backend, pharmacy, email).await?;
    }
    if first_start::anyone_has_password(&mut *backend.store().read().await?).await? {
        return Ok(None);
    }
    let email = first_start::first_email(&mut *backend.store().read().await?).await?.ok_or(Error::NotFound)?;
    let link = make_password_link(backend, &email).await?;
    Ok(Some(FirstPerson { email, link }))
}

async fn make_first(backend: &Backend, name: &str, email: &str) -> Result<()> {
    let new = NewPharmacy { name: name.to_owned(), phone: String::new(), sender: sender_of(name), demo: false };
    let pharmacy = pharmacies::create(backend, &new).await?;
    pharmacies::add_staff(backend, pharmacy, "Titulaire", email, Role::Titulaire.permissions(), None).await?;
    Ok(())
}

/// A sender name made of the pharmacy's own, until the pharmacy chooses one.
fn sender_of(name: &str) -> String {
    let folded = domain::fold::fold(name);
    let kept: String = folded.chars().filter(char::is_ascii_alphanumeric).take(11).collect();
    if kept.chars().any(|c| c.is_ascii_alphabetic()) { kept } else { String::from("Pharmacie") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn a_sender_is_made_of_the_name() {
        let senders = ["Pharmacie Été Neuf", "صيدلية", "7"].map(sender_of);
        assert_eq!(senders, ["pharmacieet", "Pharmacie", "Pharmacie"]);
    }

    #[tokio::test]
    async fn a_link_is_made_until_somebody_has_a_password() {
        let folder = tempfile::tempdir().unwrap();
        let backend = Backend::open(&folder.path().join("a.db"), Clock::System).await.unwrap();
        let first = prepare(&backend, "Ma pharmacie", "Titulaire@Pharmacie.local").await.unwrap().unwrap();
        assert_eq!(first.email, "titulaire@pharmacie.local");
        let again = prepare(&backend, "Autre", "autre@pharmacie.local").await.unwrap().unwrap();
        assert_eq!(again.email, first.email, "no second pharmacy");
        let password = SecretString::from("un mot de passe");
        super::super::account::set_password(&backend, &again.link, &password).await.unwrap();
        assert!(prepare(&backend, "Ma pharmacie", "x@y.ma").await.unwrap().is_none());
    }
}
