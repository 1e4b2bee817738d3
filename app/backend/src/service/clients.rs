//! Clients: the list, and the import of a file as pharmacy software exports it.

use domain::client::{Filter, Lines};
use domain::id::PharmacyId;

use crate::Backend;
use crate::caller::Staff;
use crate::error::Result;

/// In which order a list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By name.
    Name,
    /// Who owes most first.
    Balance,
}

/// The first `limit` clients of a list, and how many it has.
pub async fn list(backend: &Backend, staff: &Staff, filter: &Filter, order: Order, limit: u32) -> Result<Lines> {
    let _ = (backend, staff, filter, order, limit);
    Ok(Lines::default())
}

/// What an import found or did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Clients added.
    pub added: u32,
    /// Clients whose record changed.
    pub changed: u32,
    /// Clients who were there already, just so.
    pub unchanged: u32,
    /// Lines whose phone lost its first 0, which was put back.
    pub repaired: u32,
    /// Clients kept although their phone cannot receive an SMS, by reason.
    pub unusable: Vec<(domain::phone::Unusable, u32)>,
    /// Clients who share a number with another.
    pub shared: u32,
    /// Faulty lines with their number and the reasons; if there is one, nothing was written.
    pub faults: Vec<LineFault>,
}

/// What is wrong with a line, or with the file as a whole (`line` 1, its header).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// The line, counted as an editor does: the header is 1.
    pub line: u64,
    /// What is wrong.
    pub fault: ImportFault,
}

/// What can be wrong with a file of clients (the specification, section 8, "Import").
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportFault {
    /// A required column is missing: its name.
    MissingColumn(&'static str),
    /// A column stands twice: its name.
    DoubledColumn(&'static str),
    /// The file has no line.
    Empty,
    /// No name and no first name.
    NoName,
    /// The line has another number of fields than the header.
    FieldCount,
    /// The amount cannot be read.
    Amount(domain::money::MoneyError),
    /// A control character in a field.
    ControlCharacter,
    /// A field is longer than it may be.
    TooLong,
    /// The reference stands in an earlier line already.
    DoubledReference,
}

/// Imports a file for a pharmacy: everything is checked before anything is written, then all or nothing. The same file
/// again changes nothing.
pub async fn import(backend: &Backend, pharmacy: PharmacyId, file: &[u8]) -> Result<ImportReport> {
    let _ = (backend, pharmacy, file);
    Ok(ImportReport::default())
}
