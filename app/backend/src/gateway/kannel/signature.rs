//! The signatures in the addresses that Kannel calls: HMAC-SHA256 in hexadecimal, over a purpose, so that one made for an
//! address is worth nothing at another. `openssl dgst -sha256 -hmac` makes the same.

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use sha2::Sha256;

use crate::gateway::CallbackFault;
use crate::settings::KannelSettings;

/// The signature of a purpose.
pub(super) fn sign(settings: &KannelSettings, purpose: &str) -> String {
    let Some(mac) = mac(settings, purpose) else { return String::new() };
    mac.finalize().into_bytes().iter().fold(String::new(), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}

/// Compares a signature with that of a purpose, in a time that does not depend on where they differ.
pub(super) fn verify(settings: &KannelSettings, purpose: &str, signature: &str) -> Result<(), CallbackFault> {
    let octets = octets(signature).ok_or(CallbackFault::Forged)?;
    let mac = mac(settings, purpose).ok_or(CallbackFault::Forged)?;
    mac.verify_slice(&octets).map_err(|_| CallbackFault::Forged)
}

/// A key of any length is one: there is always a code.
fn mac(settings: &KannelSettings, purpose: &str) -> Option<Hmac<Sha256>> {
    let key = settings.callback_secret.expose_secret().as_bytes();
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(purpose.as_bytes());
    Some(mac)
}

fn octets(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| octet(*high, *low)).collect()
}

/// The octet of two hexadecimal digits.
pub(super) fn octet(high: u8, low: u8) -> Option<u8> {
    let digit = |letter: u8| char::from(letter).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::gateway::kannel::tests::settings;

    /// `printf kannel/entrant | openssl dgst -sha256 -hmac a-secret-of-the-tests`
    #[test]
    fn a_signature_verifies_for_its_purpose_only() {
        let settings = settings("http://127.0.0.1:1/");
        let signed = sign(&settings, "kannel/rapport/42");
        assert_eq!(signed.len(), 64);
        assert_eq!(verify(&settings, "kannel/rapport/42", &signed), Ok(()));
        assert_eq!(verify(&settings, "kannel/rapport/43", &signed), Err(CallbackFault::Forged));
    }

    #[rstest]
    #[case::none("")]
    #[case::short("ab")]
    #[case::odd("abc")]
    #[case::no_number("zz")]
    #[case::no_ascii("é")]
    fn anything_else_is_forged(#[case] signature: &str) {
        let settings = settings("http://127.0.0.1:1/");
        assert_eq!(verify(&settings, "kannel/rapport/42", signature), Err(CallbackFault::Forged));
    }
}
