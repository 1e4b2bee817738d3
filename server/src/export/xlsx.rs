//! XLSX. A sheet is written line by line, into a file without a name that is gone when nobody holds it: a workbook ends with
//! its list of contents, so that nothing of it can be given out before it is whole.

use std::fs::File;
use std::io::{Seek, SeekFrom};

use app::text::Text;
use backend::service::history::ExportLine;
use domain::language::Language;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use tokio::sync::mpsc::Receiver;

use super::cells::{COLUMNS, Cell, cells, head};

/// The lines that a sheet holds, without its head.
pub const MOST: u32 = 1_048_575;

/// What comes to the writer.
pub enum Part {
    /// Some lines.
    Lines(Vec<ExportLine>),
    /// There are no more. Without it the sheet is not whole, and nobody wants it.
    End,
}

/// How wide each column is, in characters.
const WIDTHS: [u16; COLUMNS] = [17, 20, 6, 12, 28, 70, 26, 16, 32, 24, 10];

/// Writes the workbook, as long as parts come; `None` if they ended before their end. Blocks.
///
/// # Errors
///
/// [`XlsxError`] if a file cannot be written.
pub fn write(mut parts: Receiver<Part>, text: &Text, language: Language) -> Result<Option<File>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_name(text.export.sheet)?.set_freeze_panes(1, 0)?;
    sheet.set_right_to_left(language == Language::Ar);
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let bold = Format::new().set_bold();
    for (column, words) in (0..).zip(head(text)) {
        sheet.write_string_with_format(0, column, words, &bold)?;
    }
    let formats = Formats::new();
    let mut next = 1;
    let mut is_whole = false;
    while let Some(part) = parts.blocking_recv() {
        let Part::Lines(lines) = part else {
            is_whole = true;
            break;
        };
        for line in &lines {
            for (column, cell) in (0..).zip(cells(line, text)) {
                formats.write(sheet, next, column, cell)?;
            }
            next += 1;
        }
    }
    if !is_whole {
        return Ok(None);
    }
    let mut file = tempfile::tempfile()?;
    workbook.save_to_writer(&file)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(Some(file))
}

struct Formats {
    moment: Format,
    /// Text, so that a phone keeps its 0 also when the cell is edited.
    text: Format,
}

impl Formats {
    fn new() -> Self {
        Self { moment: Format::new().set_num_format("dd/mm/yyyy hh:mm"), text: Format::new().set_num_format("@") }
    }

    fn write(&self, sheet: &mut Worksheet, row: u32, column: u16, cell: Cell<'_>) -> Result<(), XlsxError> {
        match cell {
            Cell::When { date, time } => match moment(date, time) {
                Some(moment) => sheet.write_datetime_with_format(row, column, moment, &self.moment)?,
                None => sheet.write_string(row, column, [date, " ", time].concat())?,
            },
            // A string is never a formula, whatever it begins with.
            Cell::Typed(words) => sheet.write_string_with_format(row, column, words, &self.text)?,
            Cell::Words(words) => sheet.write_string(row, column, words)?,
            Cell::Number(number) => sheet.write_number(row, column, number)?,
        };
        Ok(())
    }
}

/// `2026-11-24` and `09:42` as a number of days.
fn moment(date: &str, time: &str) -> Option<ExcelDateTime> {
    let (year, rest) = date.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let (hour, minute) = time.split_once(':')?;
    let date = ExcelDateTime::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    date.and_hms(hour.parse().ok()?, minute.parse().ok()?, 0).ok()
}
