//! What Kannel is asked.

use domain::sms::Encoding;
use secrecy::ExposeSecret;
use url::Url;

use super::{report, signature};
use crate::gateway::Outgoing;
use crate::settings::KannelSettings;

/// Every report but the intermediate ones: delivered 1, failed 2, buffered 4, taken 8 and refused 16 by the SMSC.
const REPORTS: &str = "31";

/// The address that hands a message over. It holds the password and the text: not to be logged.
pub(super) fn send_url(settings: &KannelSettings, message: &Outgoing) -> Url {
    let mut url = settings.send_url.clone();
    let coding = match message.encoding {
        Encoding::Gsm7 => "0",
        Encoding::Ucs2 => "2",
    };
    // `url` encodes the percent signs of Kannel's own escapes once, and Kannel decodes them once.
    url.query_pairs_mut()
        .append_pair("username", &settings.user)
        .append_pair("password", settings.password.expose_secret())
        .append_pair("from", &message.sender)
        .append_pair("to", message.phone.as_str())
        .append_pair("text", &message.text)
        .append_pair("charset", "UTF-8")
        .append_pair("coding", coding)
        .append_pair("dlr-mask", REPORTS)
        .append_pair("dlr-url", &report_url(settings, message))
        .extend_pairs(settings.smsc.iter().map(|smsc| ("smsc", smsc)));
    url
}

/// Where Kannel reports on a message: `%d` is what became of it, `%A` what the SMSC said, `%F` the SMSC's id.
fn report_url(settings: &KannelSettings, message: &Outgoing) -> String {
    let id = message.message.0;
    let signed = signature::sign(settings, &report::purpose(id));
    format!("{}?m={id}&s={signed}&d=%d&a=%A&f=%F", callback_url(settings, report::PATH))
}

/// The address of a callback, without a query.
pub(super) fn callback_url(settings: &KannelSettings, path: &str) -> String {
    format!("{}/passerelle/{path}", settings.callback_url.as_str().trim_end_matches('/'))
}

/// The address of the status page, with its password; `None` where it is not asked.
pub(super) fn status_url(settings: &KannelSettings) -> Option<Url> {
    let mut url = settings.status_url.clone()?;
    if let Some(password) = &settings.status_password {
        url.query_pairs_mut().append_pair("password", password.expose_secret());
    }
    Some(url)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rstest::rstest;

    use super::*;
    use crate::gateway::kannel::tests::{message, settings};

    #[rstest]
    #[case::latin(Encoding::Gsm7, "Ça va à 50 % & + d'un café ?", "0")]
    #[case::arabic(Encoding::Ucs2, "صيدلية ç ’", "2")]
    fn every_parameter_comes_back(#[case] encoding: Encoding, #[case] text: &str, #[case] coding: &str) {
        let settings = settings("http://127.0.0.1:13013/cgi-bin/sendsms");
        let url = send_url(&settings, &Outgoing { text: text.into(), encoding, ..message() });
        let pairs: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
        let signed = signature::sign(&settings, "kannel/rapport/42");
        let report = format!("http://127.0.0.1:3000/passerelle/kannel/rapport?m=42&s={signed}&d=%d&a=%A&f=%F");
        let expected = [
            ("username", "comptoir"),
            ("password", "a&b=c d"),
            ("from", "PharmaAmal"),
            ("to", "+212612345678"),
            ("text", text),
            ("charset", "UTF-8"),
            ("coding", coding),
            ("dlr-mask", "31"),
            ("dlr-url", &report),
            ("smsc", "iam"),
        ];
        assert_eq!(pairs, expected.map(|(key, value)| (key.to_owned(), value.to_owned())).into());
        assert!(url.as_str().contains("%25d%26a%3D%25A%26f%3D%25F"));
    }

    #[test]
    fn a_link_is_named_only_if_configured() {
        let settings = KannelSettings { smsc: None, ..settings("http://127.0.0.1:1/cgi-bin/sendsms") };
        assert!(send_url(&settings, &message()).query_pairs().all(|(key, _)| key != "smsc"));
    }
}
