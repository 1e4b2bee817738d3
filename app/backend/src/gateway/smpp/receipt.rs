//! Delivery receipts. Their text is each vendor's own (SMPP 3.4, appendix B, only recommends one; facts, `gateways.md`, E1
//! and E5): TLVs come first, and of the text only `id`, `stat` and `err` are looked for.

use domain::message::{Reason, Status};

use super::pdu::Deliver;
use super::references;

/// What a receipt says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Receipt {
    /// The ids that it may mean, the likeliest first.
    pub(super) candidates: Vec<String>,
    pub(super) status: Status,
    pub(super) reason: Option<Reason>,
    /// `UNDELIV err:027`.
    pub(super) detail: String,
}

/// The states by their number in `message_state`, the beginning by which the word in a text is known (vendors write
/// `DELIVRD` and `DELIVERED`), and the word of the standard.
const STATES: [(u8, &str, &str); 8] = [
    (1, "enrou", "ENROUTE"),
    (2, "deliv", "DELIVRD"),
    (3, "expir", "EXPIRED"),
    (4, "delet", "DELETED"),
    (5, "undel", "UNDELIV"),
    (6, "accep", "ACCEPTD"),
    (7, "unkno", "UNKNOWN"),
    (8, "rejec", "REJECTD"),
];

impl Receipt {
    /// Reads a receipt; `None` where it names no message or no state that is known.
    pub(super) fn read(deliver: &Deliver) -> Option<Self> {
        let text: String = deliver.message.iter().copied().map(char::from).collect();
        let text = text.to_lowercase();
        // The message's own words come last, and may look like fields.
        let fields = before(&text, "text:");
        let id = deliver.receipted.as_deref().filter(|id| !id.trim().is_empty()).or_else(|| field(fields, "id:"))?;
        let written = field(fields, "stat:").unwrap_or_default();
        let by_number = STATES.iter().find(|(number, ..)| Some(*number) == deliver.state);
        let by_word = || STATES.iter().find(|(_, beginning, _)| written.starts_with(beginning));
        let (number, _, word) = by_number.or_else(by_word)?;
        let (status, reason) = match number {
            2 => (Status::Delivered, None),
            3 => (Status::Expired, Some(Reason::Unreachable)),
            4 | 8 => (Status::Failed, Some(Reason::Blocked)),
            5 => (Status::Failed, Some(Reason::Undelivered)),
            7 => (Status::Uncertain, Some(Reason::NetworkUnsure)),
            _ => (Status::Sent, None),
        };
        let error = field(fields, "err:").unwrap_or_default();
        let error: String = error.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
        let detail = if error.is_empty() { (*word).to_owned() } else { format!("{word} err:{error}") };
        Some(Self { candidates: references::candidates(id), status, reason, detail })
    }
}

fn before<'a>(text: &'a str, key: &str) -> &'a str {
    position(text, key).and_then(|at| text.get(..at)).unwrap_or(text)
}

/// The word after a key.
fn field<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.get(position(text, key)? + key.len()..)?.split_whitespace().next()
}

/// Where a key stands at the beginning of a word.
fn position(text: &str, key: &str) -> Option<usize> {
    let begins = |at: &usize| text.get(..*at).is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric()));
    text.match_indices(key).map(|(at, _)| at).find(begins)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn read(text: &str, receipted: Option<&str>, state: Option<u8>) -> Option<Receipt> {
        let receipted = receipted.map(str::to_owned);
        Receipt::read(&Deliver { message: text.as_bytes().to_vec(), receipted, state, ..Deliver::default() })
    }

    #[rstest]
    #[case("DELIVRD", 2, Status::Delivered, None)]
    #[case("ACCEPTD", 6, Status::Sent, None)]
    #[case("ENROUTE", 1, Status::Sent, None)]
    #[case("EXPIRED", 3, Status::Expired, Some(Reason::Unreachable))]
    #[case("UNDELIV", 5, Status::Failed, Some(Reason::Undelivered))]
    #[case("REJECTD", 8, Status::Failed, Some(Reason::Blocked))]
    #[case("DELETED", 4, Status::Failed, Some(Reason::Blocked))]
    #[case("UNKNOWN", 7, Status::Uncertain, Some(Reason::NetworkUnsure))]
    fn every_state(#[case] word: &str, #[case] number: u8, #[case] status: Status, #[case] reason: Option<Reason>) {
        let text = format!(
            "id:0000000001 sub:001 dlvrd:000 submit date:2611240335 done date:2611240335 stat:{word} err:027 text:Bonjour"
        );
        let detail = format!("{word} err:027");
        let candidates = vec!["1".to_owned()];
        let expected = Receipt { candidates: candidates.clone(), status, reason, detail };
        assert_eq!(read(&text, None, None), Some(expected));
        let expected = Receipt { candidates, status, reason, detail: word.to_owned() };
        assert_eq!(read("", Some("1"), Some(number)), Some(expected));
    }

    #[rstest]
    #[case::upper(
        "ID:7 SUB:001 DLVRD:001 SUBMIT DATE:261124033500 DONE DATE:261124033501 STAT:DELIVRD ERR:000 TEXT:",
        "DELIVRD err:000"
    )]
    #[case::spaced("id: 7 stat: Delivered err: 0 Text:x", "DELIVRD err:0")]
    #[case::short("id:7 stat:DELIVRD", "DELIVRD")]
    #[case::words_of_the_message("id:7 stat:DELIVRD text:id:8 stat:UNDELIV err:1", "DELIVRD")]
    #[case::other_order("stat:DELIVRD msgid:8 id:7", "DELIVRD")]
    #[case::not_ascii("id:7 stat:DELIVRD text:\u{130}\u{130}", "DELIVRD")]
    fn other_writings(#[case] text: &str, #[case] detail: &str) {
        let receipt = read(text, None, None).unwrap();
        assert_eq!((receipt.candidates, receipt.status), (vec!["7".to_owned()], Status::Delivered));
        assert_eq!(receipt.detail, detail);
    }

    #[test]
    fn what_a_tlv_says_wins() {
        let receipt = read("id:8 stat:ENROUTE err:000", Some("7"), Some(2)).unwrap();
        assert_eq!((receipt.candidates, receipt.status), (vec!["7".to_owned()], Status::Delivered));
    }

    #[rstest]
    #[case("")]
    #[case("stat:DELIVRD")]
    #[case("id:7")]
    #[case("id:7 stat:SOMETHING")]
    fn what_says_nothing_is_none(#[case] text: &str) {
        assert_eq!(read(text, None, None), None);
    }
}
