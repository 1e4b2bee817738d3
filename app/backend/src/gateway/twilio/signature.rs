//! `X-Twilio-Signature`: base64(HMAC-SHA1(token, address + each pair of the form, sorted)) (facts, `gateways.md`, E2).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use sha1::Sha1;
use url::Url;

use crate::gateway::Callback;
use crate::settings::TwilioSettings;

/// Whether the account's token signed this request. Parameters that are not known here are signed like the others.
pub(super) fn is_right(settings: &TwilioSettings, callback: &Callback) -> bool {
    let Ok(given) = STANDARD.decode(&callback.signature) else { return false };
    let mut pairs: Vec<_> = callback.form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    pairs.sort_unstable();
    pairs.dedup();
    addresses(&settings.callback_url).iter().flatten().any(|base| {
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(settings.token.expose_secret().as_bytes()) else { return false };
        mac.update(base.trim_end_matches('/').as_bytes());
        mac.update(callback.path_and_query.as_bytes());
        for (name, value) in &pairs {
            mac.update(name.as_bytes());
            mac.update(value.as_bytes());
        }
        // In constant time.
        mac.verify_slice(&given).is_ok()
    })
}

/// The address as it is configured, and with the port written where it was not: Twilio's own libraries try both, for it
/// does not always sign the one that it was given.
fn addresses(url: &Url) -> [Option<String>; 2] {
    let with_port = url.port_or_known_default().zip(url.host_str()).filter(|_| url.port().is_none());
    let with_port = with_port.map(|(port, host)| format!("{}://{host}:{port}{}", url.scheme(), url.path()));
    [Some(url.as_str().to_owned()), with_port]
}
