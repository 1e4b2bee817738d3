//! The signature in the addresses that Kannel calls: HMAC-SHA256, the first 128 bits of it in hexadecimal.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// Octets of a signature.
const LENGTH: usize = 16;

/// The signature of a purpose and what it is for. Empty if the secret cannot be a key, which no address then passes.
pub(super) fn of(secret: &SecretString, purpose: &str, what: &str) -> String {
    let Some(mac) = mac(secret, purpose, what) else { return String::new() };
    mac.finalize().into_bytes().iter().take(LENGTH).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a signature is right; compared in constant time.
pub(super) fn is_right(secret: &SecretString, purpose: &str, what: &str, signature: &str) -> bool {
    let octets: Vec<u8> = signature
        .as_bytes()
        .chunks(2)
        .map_while(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    let is_whole = signature.len() == 2 * LENGTH && octets.len() == LENGTH;
    is_whole && mac(secret, purpose, what).is_some_and(|mac| mac.verify_truncated_left(&octets).is_ok())
}

fn mac(secret: &SecretString, purpose: &str, what: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).ok()?;
    // No purpose has a line break: what is signed for one is never read as another.
    mac.update(purpose.as_bytes());
    mac.update(b"\n");
    mac.update(what.as_bytes());
    Some(mac)
}
