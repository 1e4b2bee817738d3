//! Kannel, over the HTTP interface `sendsms` of its smsbox (facts, `gateways.md`, E1: every answer here was measured).
//!
//! Kannel names no message: only our own id, in the address at which it reports, leads back. That address is signed.

mod answer;
mod direct;
mod inbound;
mod report;
mod request;
mod signature;
mod status;

use std::time::Duration;

use domain::gateway::{Kind, Trouble, TroubleKind};
use futures::future::BoxFuture;
use url::Url;

use self::direct::Direct;
pub use self::inbound::inbound_url as kannel_inbound_url;
use self::status::Watch;
use super::http::{self, Answer};
use super::{Callback, CallbackFault, Gateway, News, Outgoing, Probe, Submitted};
use crate::settings::KannelSettings;

/// How long a connection may take, and then an answer in all.
const CONNECT: Duration = Duration::from_secs(5);
const TOTAL: Duration = Duration::from_secs(20);

pub(super) struct Kannel {
    settings: KannelSettings,
    /// How messages are handed over, where Kannel asks for no more than HTTP.
    direct: Option<Direct>,
    /// `None` where it could not be made: then nothing can be reached.
    client: Option<reqwest::Client>,
    watch: Watch,
}

impl Kannel {
    pub(super) fn new(settings: KannelSettings) -> Self {
        let https = [Some(&settings.send_url), settings.status_url.as_ref()].into_iter().flatten();
        let client = http::client(https.into_iter().any(|url| url.scheme() == "https"), CONNECT, TOTAL);
        let client = client.inspect_err(|error| tracing::error!(%error, "no connection to Kannel can be made")).ok();
        Self { direct: Direct::to(&settings.send_url), settings, client, watch: Watch::default() }
    }

    async fn send(&self, message: &Outgoing) -> Submitted {
        let url = request::send_url(&self.settings, message);
        let answer = match (&self.direct, &self.client) {
            (Some(direct), _) => direct.get(&url, answer::LONGEST).await,
            (None, Some(client)) => ask(client, url, answer::LONGEST).await,
            (None, None) => Err(Trouble::of(TroubleKind::Unreachable)),
        };
        match answer {
            Ok(answer) => answer::read(&answer),
            Err(trouble) => answer::without(trouble),
        }
    }

    async fn look(&self) -> Option<Probe> {
        if let Some(direct) = &self.direct {
            direct.tidy();
        }
        let url = request::status_url(&self.settings)?;
        let Some(client) = &self.client else {
            return Some(Probe { trouble: Some(Trouble::of(TroubleKind::Unreachable)), notes: vec![] });
        };
        Some(match ask(client, url, status::LONGEST).await {
            Ok(Answer { status, text, .. }) => self.watch.read(status, &text, self.settings.smsc.as_deref()),
            Err(trouble) => Probe { trouble: Some(trouble), notes: vec![] },
        })
    }
}

async fn ask(client: &reqwest::Client, url: Url, longest: usize) -> Result<Answer, Trouble> {
    let response = client.get(url).send().await.map_err(|error| http::trouble(&error))?;
    Ok(Answer::of(response, longest).await)
}

impl Gateway for Kannel {
    fn kind(&self) -> Kind {
        Kind::Kannel
    }

    fn address(&self) -> String {
        let url = &self.settings.send_url;
        let host = url.host_str().unwrap_or_default();
        url.port_or_known_default().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    fn submit(&self, message: Outgoing) -> BoxFuture<'_, Submitted> {
        Box::pin(async move { self.send(&message).await })
    }

    fn probe(&self) -> BoxFuture<'_, Option<Probe>> {
        Box::pin(self.look())
    }

    fn callback(&self, callback: &Callback) -> Result<Option<News>, CallbackFault> {
        match callback.path.as_str() {
            report::PATH => report::read(&self.settings, callback).map(|report| report.map(News::Report)),
            inbound::PATH => inbound::read(&self.settings, callback).map(|inbound| Some(News::Inbound(inbound))),
            _ => Err(CallbackFault::NotFound),
        }
    }
}

/// The value of a parameter, empty without one.
fn value<'a>(callback: &'a Callback, name: &str) -> &'a str {
    callback.query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use domain::id::MessageId;
    use domain::phone::PhoneNumber;
    use domain::sms::Encoding;

    use super::*;

    pub(super) fn settings(send_url: &str) -> KannelSettings {
        KannelSettings {
            send_url: send_url.parse().unwrap(),
            user: "comptoir".into(),
            password: "a&b=c d".to_owned().into(),
            smsc: Some("iam".into()),
            status_url: None,
            status_password: None,
            callback_url: "http://127.0.0.1:3000".parse().unwrap(),
            callback_secret: "a-secret-of-the-tests".to_owned().into(),
        }
    }

    pub(super) fn message() -> Outgoing {
        Outgoing {
            message: MessageId(42),
            phone: PhoneNumber::try_from("+212612345678".to_owned()).unwrap(),
            sender: "PharmaAmal".into(),
            text: "Bonjour".into(),
            encoding: Encoding::Gsm7,
            parts: 1,
        }
    }

    pub(super) fn callback(path: &str, pairs: &[(&str, &str)]) -> Callback {
        Callback {
            path: path.into(),
            path_and_query: String::new(),
            query: pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            raw_query: String::new(),
            form: vec![],
            signature: String::new(),
        }
    }

    #[test]
    fn other_addresses_are_not_ours() {
        let kannel = Kannel::new(settings("http://127.0.0.1:13013/cgi-bin/sendsms"));
        assert_eq!(kannel.callback(&callback("twilio/rapport", &[])).unwrap_err(), CallbackFault::NotFound);
        assert_eq!(kannel.address(), "127.0.0.1:13013");
    }
}
