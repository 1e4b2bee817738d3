mod callbacks;
mod submit;

use secrecy::SecretString;
use url::Url;

use crate::settings::TwilioSettings;

/// As in Twilio's documentation of its signature.
const TOKEN: &str = "12345";

fn settings(api_url: &str) -> TwilioSettings {
    TwilioSettings {
        api_url: Url::parse(api_url).unwrap(),
        account: String::from("AC123"),
        token: SecretString::from(TOKEN),
        from: None,
        service: None,
        callback_url: Url::parse("https://mycompany.com").unwrap(),
    }
}
