//! What people write. The operator gives Kannel the address of [`inbound_url`] as the `get-url` of an `sms-service`.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, WINDOWS_1252};
use sha2::{Digest, Sha256};

use super::{request, signature, value};
use crate::gateway::{Callback, CallbackFault, Inbound};
use crate::settings::KannelSettings;

pub(super) const PATH: &str = "kannel/entrant";

/// The address at which Kannel tells what people write, with Kannel's escapes, for `get-url` in its configuration. Whoever
/// knows it can tell what nobody wrote: it is printed for the operator only, and never logged.
pub fn inbound_url(settings: &KannelSettings) -> String {
    let signed = signature::sign(settings, PATH);
    // `%b` and not `%a`: the latter takes an octet of a character of UTF-16 for a space.
    format!("{}?s={signed}&p=%p&P=%P&a=%b&i=%i&I=%I&T=%T&c=%c&C=%C", request::callback_url(settings, PATH))
}

/// Reads a text that came in: `p` from whom, `P` to whom, `a` the text's octets, `c` and `C` how they are coded, `I`
/// Kannel's id, `T` when.
pub(super) fn read(settings: &KannelSettings, callback: &Callback) -> Result<Inbound, CallbackFault> {
    signature::verify(settings, PATH, value(callback, "s"))?;
    let from = value(callback, "p");
    if from.is_empty() {
        return Err(CallbackFault::Unreadable);
    }
    let octets = octets(&callback.raw_query, "a").ok_or(CallbackFault::Unreadable)?;
    let reference = match value(callback, "I") {
        "" => made_reference(value(callback, "T"), from, &octets),
        id => id.to_owned(),
    };
    let text = decode(&octets, value(callback, "c"), value(callback, "C"));
    Ok(Inbound { reference, from: from.to_owned(), to: value(callback, "P").to_owned(), text })
}

/// The same for the same text of the same phone at the same time.
fn made_reference(time: &str, from: &str, octets: &[u8]) -> String {
    let digest = Sha256::digest(octets);
    let (start, _) = digest.split_at(8);
    let number = start.iter().fold(0_u64, |number, octet| (number << 8) | u64::from(*octet));
    format!("{time}-{from}-{number:016x}")
}

/// Coding 2 is UTF-16, whatever the charset says; else what the charset says; else UTF-8 or, where it is none, Latin.
fn decode(octets: &[u8], coding: &str, charset: &str) -> String {
    let charset = charset.trim().to_ascii_uppercase();
    let encoding = if coding == "2" || charset.starts_with("UTF-16") || charset.contains("UCS-2") {
        UTF_16BE
    } else if std::str::from_utf8(octets).is_ok() {
        UTF_8
    } else {
        Encoding::for_label(charset.as_bytes()).filter(|encoding| *encoding != UTF_8).unwrap_or(WINDOWS_1252)
    };
    encoding.decode_without_bom_handling(octets).0.into_owned()
}

/// The octets of a parameter in a query as it came.
fn octets(raw_query: &str, name: &str) -> Option<Vec<u8>> {
    let raw = raw_query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?.1;
    let mut rest = raw.as_bytes();
    let mut octets = Vec::with_capacity(rest.len());
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'%', [high, low, after @ ..]) => {
                octets.push(signature::octet(*high, *low)?);
                rest = after;
            }
            (b'%', _) => return None,
            (b'+', _) => octets.push(b' '),
            _ => octets.push(*first),
        }
    }
    Some(octets)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::gateway::kannel::tests::{callback, settings};

    fn inbound(id: &str, raw: &str, coding: &str, charset: &str) -> Result<Inbound, CallbackFault> {
        let settings = settings("http://127.0.0.1:1/");
        let signed = signature::sign(&settings, PATH);
        let pairs = [
            ("s", signed.as_str()),
            ("p", "+212612345678"),
            ("P", "3000"),
            ("I", id),
            ("T", "9"),
            ("c", coding),
            ("C", charset),
        ];
        let raw_query = format!("s={signed}&a={raw}");
        read(&settings, &Callback { raw_query, ..callback(PATH, &pairs) })
    }

    #[rstest]
    #[case::utf_8("STOP+d%C3%A9j%C3%A0", "0", "UTF-8", "STOP déjà")]
    #[case::latin("d%E9j%E0", "0", "ISO-8859-1", "déjà")]
    #[case::said_to_be_utf_8("d%E9j%E0", "0", "UTF-8", "déjà")]
    #[case::arabic("%06%42%06%41", "2", "UTF-16BE", "قف")]
    #[case::arabic_by_charset("%06B%06A", "", "utf-16be", "قف")]
    #[case::an_octet_like_a_space("%06%0C%20%19", "2", "UTF-16BE", "،’")]
    #[case::empty("", "0", "", "")]
    fn texts(#[case] raw: &str, #[case] coding: &str, #[case] charset: &str, #[case] text: &str) {
        let expected =
            Inbound { reference: "uuid".into(), from: "+212612345678".into(), to: "3000".into(), text: text.into() };
        assert_eq!(inbound("uuid", raw, coding, charset), Ok(expected));
    }

    #[test]
    fn a_text_without_an_id_is_known_by_what_it_says() {
        let reference = |raw| inbound("", raw, "0", "").unwrap().reference;
        assert_eq!(reference("STOP"), reference("STOP"));
        assert_ne!(reference("STOP"), reference("STOPP"));
    }

    #[test]
    fn half_an_escape_cannot_be_read() {
        assert_eq!(inbound("uuid", "a%4", "0", ""), Err(CallbackFault::Unreadable));
    }

    #[test]
    fn a_signature_of_a_report_is_worth_nothing_here() {
        let settings = settings("http://127.0.0.1:1/");
        let signed = signature::sign(&settings, "kannel/rapport/42");
        let forged = callback(PATH, &[("s", &signed), ("p", "+212612345678"), ("a", "STOP")]);
        assert_eq!(read(&settings, &forged), Err(CallbackFault::Forged));
        let own = inbound_url(&settings);
        assert!(own.starts_with("http://127.0.0.1:3000/passerelle/kannel/entrant?s="));
    }
}
