//! Who asks. A service takes a [`Staff`] or a [`Salesperson`] as its authority: there is no way to one but through a session,
//! and none from one to the other.

use domain::id::{PharmacyId, SalespersonId, StaffId};
use domain::language::Language;
use domain::sales::{SalesPermission, SalesPermissions};
use domain::staff::{Permission, Permissions};

use crate::clock::Zone;
use crate::error::{Error, Result};

/// A person of a pharmacy, signed in.
#[derive(Clone)]
pub struct Staff {
    /// Who.
    pub id: StaffId,
    /// Of which pharmacy: the tenant of everything that follows.
    pub pharmacy: PharmacyId,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// What they may do.
    pub permissions: Permissions,
    /// The language in which they read.
    pub language: Language,
    /// The pharmacy's name.
    pub pharmacy_name: String,
    /// The pharmacy's phone, as it is to be read.
    pub pharmacy_phone: String,
    /// The sender name that phones show.
    pub sender: String,
    /// The pharmacy's time zone.
    pub zone: Zone,
    /// Whether it is the demonstration.
    pub demo: bool,
}

impl Staff {
    /// Goes on only with a permission.
    ///
    /// # Errors
    ///
    /// [`Error::Denied`] without it.
    pub fn need(&self, permission: Permission) -> Result<()> {
        if self.permissions.has(permission) { Ok(()) } else { Err(Error::Denied) }
    }
}

/// A person of the sales service, signed in. They belong to no pharmacy: what takes a [`Staff`] cannot be asked by them.
#[derive(Clone)]
pub struct Salesperson {
    /// Who.
    pub id: SalespersonId,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// What they may do.
    pub permissions: SalesPermissions,
    /// The language in which they read.
    pub language: Language,
}

impl Salesperson {
    /// Goes on only with a permission.
    ///
    /// # Errors
    ///
    /// [`Error::Denied`] without it.
    pub fn need(&self, permission: SalesPermission) -> Result<()> {
        if self.permissions.has(permission) { Ok(()) } else { Err(Error::Denied) }
    }
}
