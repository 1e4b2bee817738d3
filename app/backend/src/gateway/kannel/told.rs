//! What Kannel tells: what became of a message, and what people write (facts, `gateways.md`, E1).

use domain::id::MessageId;
use domain::message::{Reason, Status};
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use super::signature::is_right;
use super::{INBOUND, REPORT};
use crate::gateway::{About, Callback, CallbackFault, Inbound, News, Report};

/// A delivery report; `None` for one that says nothing of the message's fate.
///
/// # Errors
///
/// [`CallbackFault::Forged`], then [`CallbackFault::Unreadable`] without a message or a kind.
pub(super) fn report(secret: &SecretString, callback: &Callback) -> Result<Option<News>, CallbackFault> {
    let id = field(callback, "m").unwrap_or_default();
    if !is_right(secret, REPORT, id, field(callback, "s").unwrap_or_default()) {
        return Err(CallbackFault::Forged);
    }
    let message = MessageId(id.parse().map_err(|_| CallbackFault::Unreadable)?);
    let said = field(callback, "a").unwrap_or_default();
    let (status, reason, detail) = match field(callback, "d").ok_or(CallbackFault::Unreadable)? {
        "1" => (Status::Delivered, None, receipt(said)),
        "2" => failed(said),
        "4" | "8" => (Status::Sent, None, None),
        "16" => refused(said),
        _ => return Ok(None),
    };
    Ok(Some(News::Report(Report { about: About::Message(message), status, reason, detail })))
}

/// The network could not hand it over: what the receipt within Kannel's words says, `stat:UNDELIV err:027`.
fn failed(said: &str) -> (Status, Option<Reason>, Option<String>) {
    let (status, reason) = match value(said, "stat:").unwrap_or_default().to_ascii_uppercase().as_str() {
        "EXPIRED" => (Status::Expired, Reason::Unreachable),
        "REJECTD" | "DELETED" => (Status::Failed, Reason::Blocked),
        // The SMSC does not know: no more do we.
        "UNKNOWN" => (Status::Uncertain, Reason::AnswerLost),
        _ => (Status::Failed, Reason::Undelivered),
    };
    (status, Some(reason), receipt(said))
}

/// The SMSC did not take it: `NACK/0x0000000b/Invalid Destination Address`, or the number in decimal.
fn refused(said: &str) -> (Status, Option<Reason>, Option<String>) {
    let code = said.split('/').nth(1).unwrap_or_default().to_ascii_lowercase();
    let number = match code.strip_prefix("0x") {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
        None => code.parse().ok(),
    };
    let reason = match number {
        Some(0x0b) => Reason::NumberRefused,
        Some(0x0a) => Reason::SenderRefused,
        _ => Reason::Refused,
    };
    (Status::Failed, Some(reason), number.map(|number| format!("NACK 0x{number:08x}")))
}

/// The two words of a receipt that say what happened; nothing of the message itself.
fn receipt(said: &str) -> Option<String> {
    let stat = value(said, "stat:")?;
    Some(match value(said, "err:") {
        Some(error) => format!("{stat} err:{error}"),
        None => stat,
    })
}

/// The word after a name, letters and digits of it.
fn value(said: &str, name: &str) -> Option<String> {
    let (_, rest) = said.split_once(name)?;
    let word: String = rest.chars().take_while(char::is_ascii_alphanumeric).take(12).collect();
    (!word.is_empty()).then_some(word)
}

/// A text that somebody wrote.
///
/// # Errors
///
/// [`CallbackFault::Forged`], then [`CallbackFault::Unreadable`] where it is not said of whom.
pub(super) fn inbound(secret: &SecretString, callback: &Callback) -> Result<Option<News>, CallbackFault> {
    if !is_right(secret, INBOUND, "", field(callback, "s").unwrap_or_default()) {
        return Err(CallbackFault::Forged);
    }
    let from = field(callback, "p").ok_or(CallbackFault::Unreadable)?;
    let octets = octets(&callback.raw_query, "a");
    let text = text(&octets, field(callback, "c").unwrap_or_default(), field(callback, "C").unwrap_or_default());
    // `%I` is Kannel's own id of the message, the same when it tells it again.
    let reference = match field(callback, "I").filter(|id| !id.is_empty()) {
        Some(id) => format!("kannel-{id}"),
        None => {
            let digest = Sha256::new().chain_update(from).chain_update(b"\n").chain_update(&octets).finalize();
            digest.iter().take(16).fold(String::from("kannel-"), |text, byte| text + &format!("{byte:02x}"))
        }
    };
    let to = field(callback, "P").unwrap_or_default().to_owned();
    Ok(Some(News::Inbound(Inbound { reference, from: from.to_owned(), to, text })))
}

/// The text of an inbound message: with coding 2 its octets are UTF-16, big end first, whatever the query is encoded in.
fn text(octets: &[u8], coding: &str, charset: &str) -> String {
    let is_utf16 = coding == "2" || charset.to_ascii_uppercase().starts_with("UTF-16");
    let encoding = match charset {
        _ if is_utf16 => encoding_rs::UTF_16BE,
        charset => encoding_rs::Encoding::for_label(charset.as_bytes()).unwrap_or(encoding_rs::UTF_8),
    };
    // It may have come converted already: half of the octets of a Latin or Arabic text in UTF-16 are small.
    let looks_converted = is_utf16 && std::str::from_utf8(octets).is_ok_and(|text| !text.contains(char::is_control));
    let encoding = if looks_converted && octets.len() % 2 == 1 { encoding_rs::UTF_8 } else { encoding };
    encoding.decode_without_bom_handling(octets).0.into_owned()
}

/// The octets of a value of the query, which need not be UTF-8.
fn octets(query: &str, name: &str) -> Vec<u8> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value).next().unwrap_or_default();
    let plain = value.replace('+', " ");
    percent(plain.as_bytes())
}

fn percent(text: &[u8]) -> Vec<u8> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        let escaped = match (first, after) {
            (b'%', [high, low, behind @ ..]) => {
                let digits = [*high, *low];
                let octet = std::str::from_utf8(&digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok());
                octet.map(|octet| (octet, behind))
            }
            _ => None,
        };
        let (octet, behind) = escaped.unwrap_or((*first, after));
        octets.push(octet);
        rest = behind;
    }
    octets
}

fn field<'a>(callback: &'a Callback, name: &str) -> Option<&'a str> {
    callback.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}
