//! A file of clients as pharmacy software exports it: its encoding, its separator, its columns, and what each line says.
//! Every rule is one of the specification, section 8, "Import" and "Amounts".

use std::borrow::Cow;
use std::collections::HashSet;

use domain::client::MAX_NAME;
use domain::fold::{fold, words};
use domain::money::{Money, MoneyError};
use encoding_rs::{Encoding, WINDOWS_1252};

use super::{ImportFault, LineFault};

/// The most characters of a reference.
const MAX_REFERENCE: usize = 64;

/// The most characters of a phone as it stands in the file.
const MAX_PHONE: usize = 40;

/// The most characters of an amount as it stands in the file.
const MAX_AMOUNT: usize = 40;

/// Separators, the more usual before the less.
const SEPARATORS: [u8; 3] = [b';', b',', b'\t'];

/// What a line says of a client; what it does not say is `None`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) reference: Option<String>,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) balance: Option<Money>,
}

/// A column that is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    LastName,
    FirstName,
    Phone,
    Balance,
    Reference,
}

impl Column {
    const ALL: [Self; 5] = [Self::LastName, Self::FirstName, Self::Phone, Self::Balance, Self::Reference];

    const fn name(self) -> &'static str {
        match self {
            Self::LastName => "Nom",
            Self::FirstName => "Prénom",
            Self::Phone => "Téléphone",
            Self::Balance => "Solde",
            Self::Reference => "Référence",
        }
    }

    const fn longest(self) -> usize {
        match self {
            Self::LastName | Self::FirstName => MAX_NAME,
            Self::Phone => MAX_PHONE,
            Self::Balance => MAX_AMOUNT,
            Self::Reference => MAX_REFERENCE,
        }
    }

    /// The column of a header as it is written: order, case and accents do not matter.
    fn of(header: &str) -> Option<Self> {
        let header = fold(header);
        Self::ALL.into_iter().find(|column| fold(column.name()) == header)
    }
}

/// Reads a file: what each of its lines says, or every fault that it has.
pub(super) fn read(file: &[u8]) -> Result<Vec<Said>, Vec<LineFault>> {
    let text = lines_ended_alike(&decode(file));
    let mut records = records(&text, separator(&text)).into_iter();
    let header = records.next().ok_or_else(|| vec![LineFault { line: 1, fault: ImportFault::Empty }])?;
    let columns = columns(&header)?;
    let mut reading = Reading { columns, fields: header.fields.len(), references: HashSet::new(), faults: vec![] };
    let said: Vec<Said> = records.filter_map(|record| reading.line(&record)).collect();
    match reading.faults {
        faults if !faults.is_empty() => Err(faults),
        _ if said.is_empty() => Err(vec![LineFault { line: 1, fault: ImportFault::Empty }]),
        _ => Ok(said),
    }
}

/// UTF-8 with or without its mark, UTF-16 with its mark, else Windows-1252, which takes any byte.
fn decode(file: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(file) {
        return encoding.decode_without_bom_handling(file.get(mark..).unwrap_or_default()).0;
    }
    match std::str::from_utf8(file) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(file).0,
    }
}

/// One kind of line end, so that lines are counted as an editor counts them, whichever kind the file has.
fn lines_ended_alike(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The separator with which the header has the most columns that are understood.
fn separator(text: &str) -> u8 {
    let header = |separator: &u8| {
        let mut records = reader(text, *separator).into_records().filter_map(Result::ok);
        records.find(|record| record.iter().any(says_something)).map_or((0, 0), |record| {
            let known = record.iter().filter(|field| Column::of(field).is_some()).count();
            (known, record.len())
        })
    };
    // Of equals the last one is taken: the more usual separators go last.
    SEPARATORS.into_iter().rev().max_by_key(header).unwrap_or(b';')
}

/// Whether a field would be more than blank, whichever the separator is.
fn says_something(field: &str) -> bool {
    field.chars().any(|c| !c.is_whitespace() && !matches!(c, ';' | ','))
}

/// A record of the file and the line on which it begins.
struct Record {
    line: u64,
    fields: Vec<String>,
}

/// The records that are not blank.
fn records(text: &str, separator: u8) -> Vec<Record> {
    let mut records = vec![];
    // From text nothing can fail: a field is any text, and a record any number of fields.
    for record in reader(text, separator).into_records().filter_map(Result::ok) {
        let fields: Vec<String> = record.iter().map(|field| field.trim().to_owned()).collect();
        if fields.iter().all(String::is_empty) {
            continue;
        }
        let line = record.position().map_or(1, |place| place.line() + blank_lines(text, place.byte()));
        records.push(Record { line, fields });
    }
    records
}

fn reader(text: &str, separator: u8) -> ::csv::Reader<&[u8]> {
    ::csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes())
}

/// Empty lines at a place: the reader skips them, but says that the record begins where they do.
fn blank_lines(text: &str, at: u64) -> u64 {
    let rest = usize::try_from(at).ok().and_then(|at| text.as_bytes().get(at..)).unwrap_or_default();
    rest.iter().take_while(|byte| **byte == b'\n').fold(0, |lines, _| lines + 1)
}

/// The columns of a header, in its order; `None` for one that is not understood.
fn columns(header: &Record) -> Result<Vec<Option<Column>>, Vec<LineFault>> {
    let columns: Vec<Option<Column>> = header.fields.iter().map(|field| Column::of(field)).collect();
    let times = |column| columns.iter().filter(|found| **found == Some(column)).count();
    let mut faults: Vec<ImportFault> =
        Column::ALL.into_iter().filter(|c| times(*c) > 1).map(|c| ImportFault::DoubledColumn(c.name())).collect();
    if times(Column::Phone) == 0 {
        faults.push(ImportFault::MissingColumn(Column::Phone.name()));
    }
    if times(Column::LastName) + times(Column::FirstName) == 0 {
        faults.push(ImportFault::MissingColumn(Column::LastName.name()));
    }
    if faults.is_empty() {
        return Ok(columns);
    }
    Err(faults.into_iter().map(|fault| LineFault { line: header.line, fault }).collect())
}

struct Reading {
    columns: Vec<Option<Column>>,
    fields: usize,
    references: HashSet<String>,
    faults: Vec<LineFault>,
}

impl Reading {
    /// What a line says. Its faults are added to those of the file; of a line that has any, nothing is kept.
    fn line(&mut self, record: &Record) -> Option<Said> {
        let faults = self.faults.len();
        if record.fields.len() != self.fields {
            self.fault(record, ImportFault::FieldCount);
            return None;
        }
        let mut said = Said { reference: None, first_name: None, last_name: None, phone: None, balance: None };
        for (column, field) in self.columns.clone().into_iter().zip(&record.fields) {
            let Some(column) = column.filter(|_| !field.is_empty()) else { continue };
            if field.chars().any(is_control) {
                self.fault(record, ImportFault::ControlCharacter);
            } else if field.chars().count() > column.longest() {
                self.fault(record, ImportFault::TooLong);
            } else {
                match column {
                    Column::LastName => said.last_name = Some(name(field)),
                    Column::FirstName => said.first_name = Some(name(field)),
                    Column::Phone => said.phone = Some(field.clone()),
                    Column::Reference => said.reference = Some(field.clone()),
                    Column::Balance => match Money::parse(field) {
                        Ok(balance) => said.balance = Some(balance),
                        Err(MoneyError::Empty) => {}
                        Err(error) => self.fault(record, ImportFault::Amount(error)),
                    },
                }
            }
        }
        let names = [&said.first_name, &said.last_name];
        if self.faults.len() == faults && names.into_iter().flatten().all(|name| words(name).is_empty()) {
            self.fault(record, ImportFault::NoName);
        }
        if let Some(reference) = &said.reference
            && !self.references.insert(reference.clone())
        {
            self.fault(record, ImportFault::DoubledReference);
        }
        (self.faults.len() == faults).then_some(said)
    }

    fn fault(&mut self, record: &Record, fault: ImportFault) {
        self.faults.push(LineFault { line: record.line, fault });
    }
}

/// A control character, or the mark of bytes that no encoding could read.
fn is_control(c: char) -> bool {
    c.is_control() || c == char::REPLACEMENT_CHARACTER
}

/// A name with plain single spaces.
fn name(field: &str) -> String {
    field.split_whitespace().collect::<Vec<_>>().join(" ")
}
