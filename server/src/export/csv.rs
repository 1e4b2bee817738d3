//! CSV as French spreadsheets open it: UTF-8 with a byte order mark, `;`, CR LF.

use std::borrow::Cow;
use std::io;

use app::text::Text;
use backend::service::history::ExportLine;
use csv::{Terminator, WriterBuilder};

use super::cells::{Cell, cells, head};

/// By which a spreadsheet knows UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The beginning of the file.
pub fn beginning(text: &Text) -> io::Result<Vec<u8>> {
    let mut bytes = BYTE_ORDER_MARK.to_vec();
    bytes.append(&mut records([head(text).map(Cow::Borrowed)])?);
    Ok(bytes)
}

/// Some lines of it.
pub fn lines(lines: &[ExportLine], text: &Text) -> io::Result<Vec<u8>> {
    records(lines.iter().map(|line| cells(line, text).map(written)))
}

pub(super) fn records<'a, const N: usize>(records: impl IntoIterator<Item = [Cow<'a, str>; N]>) -> io::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().delimiter(b';').terminator(Terminator::CRLF).from_writer(vec![]);
    for record in records {
        writer.write_record(record.iter().map(|cell| cell.as_bytes()))?;
    }
    writer.into_inner().map_err(|error| error.into_error())
}

fn written(cell: Cell<'_>) -> Cow<'_, str> {
    match cell {
        Cell::When { date, time } => Cow::Owned([date, " ", time].concat()),
        Cell::Typed(words) => safe(words),
        Cell::Words(words) => Cow::Borrowed(words),
        Cell::Number(number) => Cow::Owned(number.to_string()),
    }
}

/// Words that no spreadsheet runs: what would begin a formula gets an apostrophe in front, which shows them as they are.
pub(super) fn safe(words: &str) -> Cow<'_, str> {
    match words.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            Cow::Owned(["'", words].concat())
        }
        _ => Cow::Borrowed(words),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("=1+1", "'=1+1")]
    #[case("+212612345678", "'+212612345678")]
    #[case("-5", "'-5")]
    #[case("@SUM(A1)", "'@SUM(A1)")]
    #[case("\t=1", "'\t=1")]
    #[case("\r=1", "'\r=1")]
    #[case("06 12 34 56 78", "06 12 34 56 78")]
    #[case("Bonjour =1", "Bonjour =1")]
    #[case("", "")]
    fn nothing_is_a_formula(#[case] typed: &str, #[case] cell: &str) {
        assert_eq!(safe(typed), cell);
    }
}
