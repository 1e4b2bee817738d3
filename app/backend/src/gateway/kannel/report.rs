//! Delivery reports, which Kannel makes to the address that was given with the message.

use domain::id::MessageId;
use domain::message::{Reason, Status};

use super::{signature, value};
use crate::gateway::{About, Callback, CallbackFault, Report};
use crate::settings::KannelSettings;

pub(super) const PATH: &str = "kannel/rapport";

/// The most letters that are kept of a word of the network's.
const LONGEST_WORD: usize = 40;

/// What is signed in the address of a message.
pub(super) fn purpose(message: i64) -> String {
    format!("{PATH}/{message}")
}

/// Reads a report: `m` our id, `s` its signature, `d` what became of it, `a` what the SMSC said, `f` the SMSC's id.
pub(super) fn read(settings: &KannelSettings, callback: &Callback) -> Result<Option<Report>, CallbackFault> {
    let message: i64 = value(callback, "m").parse().map_err(|_| CallbackFault::Forged)?;
    signature::verify(settings, &purpose(message), value(callback, "s"))?;
    let kind: u32 = value(callback, "d").parse().map_err(|_| CallbackFault::Unreadable)?;
    let said = value(callback, "a");
    let Some((status, reason)) = outcome(kind, said) else { return Ok(None) };
    let detail = match kind {
        8 => None,
        16 => code(said).map(str::to_owned),
        _ => receipt(said),
    };
    // The SMSC's own id: what an operator asks for.
    let reference = word(value(callback, "f")).filter(|_| kind == 8).map(str::to_owned);
    Ok(Some(Report { about: About::Message(MessageId(message)), status, reason, detail, reference }))
}

/// The table of facts, `gateways.md`, E1.
fn outcome(kind: u32, said: &str) -> Option<(Status, Option<Reason>)> {
    Some(match kind {
        1 => (Status::Delivered, None),
        2 => match field(said, "stat:") {
            Some("EXPIRED") => (Status::Expired, Some(Reason::Unreachable)),
            Some("REJECTD" | "DELETED") => (Status::Failed, Some(Reason::Blocked)),
            Some("UNKNOWN") => (Status::Uncertain, Some(Reason::NetworkUnsure)),
            _ => (Status::Failed, Some(Reason::Undelivered)),
        },
        4 | 8 => (Status::Sent, None),
        16 => (Status::Failed, Some(refusal(said))),
        _ => return None,
    })
}

/// Why the SMSC refused it, by its `command_status` (SMPP 3.4, 5.1.3), or by Kannel's words for it.
fn refusal(said: &str) -> Reason {
    let status = code(said).and_then(|code| u32::from_str_radix(code.trim_start_matches("0x"), 16).ok());
    let says = |words: &str| said.to_ascii_lowercase().contains(words);
    match status {
        Some(0x0B) => Reason::NumberRefused,
        Some(0x0A) => Reason::SenderRefused,
        _ if says("invalid destination") => Reason::NumberRefused,
        _ if says("invalid source") => Reason::SenderRefused,
        _ => Reason::Refused,
    }
}

/// The number in `NACK/0x0000000b/Invalid Destination Address`.
fn code(said: &str) -> Option<&str> {
    said.split('/').find(|part| part.starts_with("0x") && word(part).is_some())
}

/// `UNDELIV err:027` of a whole receipt.
fn receipt(said: &str) -> Option<String> {
    let stat = field(said, "stat:")?;
    Some(field(said, "err:").map_or_else(|| stat.to_owned(), |error| format!("{stat} err:{error}")))
}

/// A field of a receipt. Its `text:`, which comes last, is the message's own and is not looked into.
fn field<'a>(said: &'a str, name: &str) -> Option<&'a str> {
    let end = said.to_ascii_lowercase().find("text:").unwrap_or(said.len());
    let fields = said.get(..end)?;
    word(fields.split_ascii_whitespace().find_map(|field| field.strip_prefix(name))?)
}

/// A word that can be kept: short, letters and digits.
fn word(text: &str) -> Option<&str> {
    let is_word = (1..=LONGEST_WORD).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_word.then_some(text)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::gateway::kannel::tests::{callback, settings};

    fn report(kind: &str, said: &str) -> Result<Option<Report>, CallbackFault> {
        let settings = settings("http://127.0.0.1:1/");
        let signed = signature::sign(&settings, "kannel/rapport/42");
        read(&settings, &callback(PATH, &[("m", "42"), ("s", &signed), ("d", kind), ("a", said), ("f", "7A")]))
    }

    fn receipt_of(stat: &str) -> String {
        format!(
            "id:0000000001 sub:001 dlvrd:000 submit date:2611240335 done date:2611240335 stat:{stat} err:027 text:stat:X"
        )
    }

    #[rstest]
    #[case("1", "DELIVRD", Status::Delivered, None)]
    #[case("2", "UNDELIV", Status::Failed, Some(Reason::Undelivered))]
    #[case("2", "EXPIRED", Status::Expired, Some(Reason::Unreachable))]
    #[case("2", "REJECTD", Status::Failed, Some(Reason::Blocked))]
    #[case("2", "DELETED", Status::Failed, Some(Reason::Blocked))]
    #[case("2", "UNKNOWN", Status::Uncertain, Some(Reason::NetworkUnsure))]
    #[case("4", "ACCEPTD", Status::Sent, None)]
    fn receipts(#[case] kind: &str, #[case] stat: &str, #[case] status: Status, #[case] reason: Option<Reason>) {
        let (about, detail) = (About::Message(MessageId(42)), Some(format!("{stat} err:027")));
        let expected = Report { about, status, reason, detail, reference: None };
        assert_eq!(report(kind, &receipt_of(stat)), Ok(Some(expected)));
    }

    #[rstest]
    #[case("8", "ACK/", Status::Sent, None, None)]
    #[case(
        "16",
        "NACK/0x0000000b/Invalid Destination Address",
        Status::Failed,
        Some(Reason::NumberRefused),
        Some("0x0000000b")
    )]
    #[case(
        "16",
        "NACK/0x0000000a/Invalid Source Address",
        Status::Failed,
        Some(Reason::SenderRefused),
        Some("0x0000000a")
    )]
    #[case("16", "NACK/Invalid Source Address", Status::Failed, Some(Reason::SenderRefused), None)]
    #[case("16", "NACK/0x00000045/Submit Failed", Status::Failed, Some(Reason::Refused), Some("0x00000045"))]
    #[case("2", "", Status::Failed, Some(Reason::Undelivered), None)]
    #[case("2", "text:stat:EXPIRED", Status::Failed, Some(Reason::Undelivered), None)]
    fn other_words(
        #[case] kind: &str,
        #[case] said: &str,
        #[case] status: Status,
        #[case] reason: Option<Reason>,
        #[case] detail: Option<&str>,
    ) {
        let (about, detail) = (About::Message(MessageId(42)), detail.map(str::to_owned));
        let reference = (kind == "8").then(|| "7A".to_owned());
        let expected = Report { about, status, reason, detail, reference };
        assert_eq!(report(kind, said), Ok(Some(expected)));
    }

    #[rstest]
    #[case::intermediate("32", Ok(None))]
    #[case::unheard_of("64", Ok(None))]
    #[case::no_number("x", Err(CallbackFault::Unreadable))]
    fn what_says_nothing(#[case] kind: &str, #[case] expected: Result<Option<Report>, CallbackFault>) {
        assert_eq!(report(kind, ""), expected);
    }

    #[rstest]
    #[case::of_another_message("43")]
    #[case::of_none("")]
    fn forged(#[case] message: &str) {
        let settings = settings("http://127.0.0.1:1/");
        let signed = signature::sign(&settings, "kannel/rapport/42");
        let forged = callback(PATH, &[("m", message), ("s", &signed), ("d", "x")]);
        assert_eq!(read(&settings, &forged), Err(CallbackFault::Forged));
    }
}
