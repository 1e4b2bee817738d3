//! The import: who each line is, what changes, and the report.

use std::collections::{BTreeSet, HashMap};

use domain::fold::fold;
use domain::id::{ClientId, PharmacyId};
use domain::money::MoneyError;
use domain::phone::{Reading, Unusable, read};

use super::file::{self, Said};
use crate::Backend;
use crate::error::Result;
use crate::store;
use crate::store::clients::{Phone, Record, name_key};

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
    pub unusable: Vec<(Unusable, u32)>,
    /// Clients who share a number with another.
    pub shared: u32,
    /// Faulty lines with their number and the reasons; if there is one, nothing was written.
    pub faults: Vec<LineFault>,
}

/// What is wrong with a line, or with the file as a whole (the line of its header).
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
    /// The file has no client.
    Empty,
    /// No name and no first name.
    NoName,
    /// The line has another number of fields than the header.
    FieldCount,
    /// The amount cannot be read.
    Amount(MoneyError),
    /// A control character in a field.
    ControlCharacter,
    /// A field is longer than it may be.
    TooLong,
    /// The reference stands in an earlier line already.
    DoubledReference,
}

/// Imports a file for a pharmacy: everything is checked before anything is written, then all or nothing. The same file
/// again changes nothing.
///
/// # Errors
///
/// [`Error::Store`](crate::Error::Store) and [`Error::BadRow`](crate::Error::BadRow); a faulty file is a report.
pub async fn import(backend: &Backend, pharmacy: PharmacyId, file: &[u8]) -> Result<ImportReport> {
    let said = match file::read(file) {
        Ok(said) => said,
        Err(faults) => return Ok(ImportReport { faults, ..ImportReport::default() }),
    };
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let mut clients = Clients::new(store::clients::records(&mut tx, pharmacy).await?);
    let mut repaired = 0;
    for line in said {
        repaired += u32::from(clients.take(line));
    }
    let report = ImportReport { repaired, ..clients.report() };
    if report.added + report.changed > 0 {
        store::clients::add(&mut tx, pharmacy, &clients.added(), now).await?;
        store::clients::change(&mut tx, pharmacy, &clients.changed(), now).await?;
        store::audit::record(&mut tx, pharmacy, now, None, "clients.imported", None).await?;
        tx.commit().await?;
        backend.live().announce(pharmacy);
    }
    Ok(report)
}

/// Phone and folded name: who a client is, where there is no reference.
type Identity = (String, String);

/// The clients of the pharmacy as they are to be after the import, and by what a line finds its own.
#[derive(Default)]
struct Clients {
    all: Vec<Client>,
    by_reference: HashMap<String, usize>,
    /// Several may share both; the oldest is meant.
    by_identity: HashMap<Identity, BTreeSet<usize>>,
}

struct Client {
    /// As it is stored; `None` if the import adds it.
    stored: Option<(ClientId, Record)>,
    record: Record,
    /// Whether a line of the file is about this client.
    in_file: bool,
}

impl Clients {
    fn new(stored: Vec<(ClientId, Record)>) -> Self {
        let mut clients = Self::default();
        for (client, record) in stored {
            clients.push(Client { stored: Some((client, record.clone())), record, in_file: false });
        }
        clients
    }

    /// Takes a line over; whether its phone had to be repaired.
    fn take(&mut self, said: Said) -> bool {
        let (phone, repaired) = match said.phone.as_deref().map(|typed| (typed, read(typed))) {
            None => (None, false),
            Some((_, Reading::Mobile { number, repaired })) => (Some(Phone::Usable(number)), repaired),
            Some((typed, Reading::Unusable(reason))) => (Some(Phone::Unusable(typed.to_owned(), reason)), false),
        };
        match self.place(&said, phone.as_ref()) {
            Some(place) => self.update(place, said, phone),
            None => self.push(Client { stored: None, record: new_record(said, phone), in_file: true }),
        }
        repaired
    }

    /// Who a line is about: the reference decides; without one, phone and name together. A reference that nobody has yet
    /// goes to the client of this phone and name who has none.
    fn place(&self, said: &Said, phone: Option<&Phone>) -> Option<usize> {
        let (first, last) = (said.first_name.as_deref(), said.last_name.as_deref());
        let alike = self.by_identity.get(&identity(phone, first.unwrap_or_default(), last.unwrap_or_default()));
        let mut alike = alike.into_iter().flatten().copied();
        match &said.reference {
            None => alike.next(),
            Some(reference) => self.by_reference.get(reference).copied().or_else(|| {
                alike.find(|place| self.all.get(*place).is_some_and(|client| client.record.reference.is_none()))
            }),
        }
    }

    /// What a line does not say stays as it is known.
    fn update(&mut self, place: usize, said: Said, phone: Option<Phone>) {
        let Some(client) = self.all.get_mut(place) else { return };
        let before = client.record.identity();
        let record = &mut client.record;
        record.reference = said.reference.or(record.reference.take());
        record.first_name = said.first_name.unwrap_or(std::mem::take(&mut record.first_name));
        record.last_name = said.last_name.unwrap_or(std::mem::take(&mut record.last_name));
        record.balance = said.balance.unwrap_or(record.balance);
        if let Some(phone) = phone {
            record.phone = phone;
        }
        client.in_file = true;
        if let Some(alike) = self.by_identity.get_mut(&before) {
            alike.remove(&place);
        }
        self.index(place);
    }

    fn push(&mut self, client: Client) {
        self.all.push(client);
        self.index(self.all.len() - 1);
    }

    fn index(&mut self, place: usize) {
        let Some(Client { record, .. }) = self.all.get(place) else { return };
        if let Some(reference) = &record.reference {
            self.by_reference.insert(reference.clone(), place);
        }
        self.by_identity.entry(record.identity()).or_default().insert(place);
    }

    fn added(&self) -> Vec<&Record> {
        self.all.iter().filter(|client| client.stored.is_none()).map(|client| &client.record).collect()
    }

    fn changed(&self) -> Vec<(ClientId, &Record)> {
        let changed = |client: &'_ Client| match &client.stored {
            Some((id, stored)) if *stored != client.record => Some(*id),
            _ => None,
        };
        self.all.iter().filter_map(|client| changed(client).map(|id| (id, &client.record))).collect()
    }

    fn report(&self) -> ImportReport {
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        for client in &self.all {
            if let Phone::Usable(number) = &client.record.phone {
                *numbers.entry(number.as_str()).or_default() += 1;
            }
        }
        let mut report = ImportReport::default();
        for client in self.all.iter().filter(|client| client.in_file) {
            match &client.stored {
                None => report.added += 1,
                Some((_, stored)) if *stored != client.record => report.changed += 1,
                Some(_) => report.unchanged += 1,
            }
            match &client.record.phone {
                Phone::Unusable(_, reason) => add_one(&mut report.unusable, *reason),
                Phone::Usable(number) => {
                    report.shared += u32::from(numbers.get(number.as_str()).is_some_and(|n| *n > 1));
                }
            }
        }
        report.unusable.sort_by_key(|(reason, _)| reason.code());
        report
    }
}

fn add_one(counts: &mut Vec<(Unusable, u32)>, reason: Unusable) {
    match counts.iter_mut().find(|(of, _)| *of == reason) {
        Some((_, n)) => *n += 1,
        None => counts.push((reason, 1)),
    }
}

fn new_record(said: Said, phone: Option<Phone>) -> Record {
    Record {
        reference: said.reference,
        first_name: said.first_name.unwrap_or_default(),
        last_name: said.last_name.unwrap_or_default(),
        phone: phone.unwrap_or(Phone::Unusable(String::new(), Unusable::Missing)),
        balance: said.balance.unwrap_or_default(),
    }
}

impl Record {
    fn identity(&self) -> Identity {
        identity(Some(&self.phone), &self.first_name, &self.last_name)
    }
}

fn identity(phone: Option<&Phone>, first_name: &str, last_name: &str) -> Identity {
    let phone = match phone {
        Some(Phone::Usable(number)) => number.as_str().to_owned(),
        Some(Phone::Unusable(typed, _)) => fold(typed),
        None => String::new(),
    };
    (phone, name_key(first_name, last_name))
}
