//! Twilio, or what speaks as it does (facts, `gateways.md`, E2). It knows no idempotency: what may have been taken is never
//! handed over again.

mod answer;
mod signature;
#[cfg(test)]
mod tests;
mod told;

use std::time::Duration;

use domain::gateway::{Kind, Trouble, TroubleKind};
use futures::future::BoxFuture;
use reqwest::Client;
use secrecy::ExposeSecret;
use url::Url;

use self::answer::Answer;
use super::{Callback, CallbackFault, Gateway, News, Outgoing, Submitted, http};
use crate::settings::TwilioSettings;

/// How long a connection may take, and then an answer in all.
const CONNECT: Duration = Duration::from_secs(5);
const TOTAL: Duration = Duration::from_secs(20);

/// Where delivery reports go, and what people answer.
const REPORT: &str = "twilio/rapport";
const INBOUND: &str = "twilio/entrant";

pub(super) struct Twilio {
    settings: TwilioSettings,
    /// `None` where this machine has no certificates by which to know Twilio.
    client: Option<Client>,
    messages: Url,
}

impl Twilio {
    pub(super) fn new(settings: TwilioSettings) -> Self {
        Self::patient(settings, CONNECT, TOTAL)
    }

    fn patient(settings: TwilioSettings, connect: Duration, total: Duration) -> Self {
        let client = http::client(settings.api_url.scheme() == "https", connect, total);
        let client = client.inspect_err(|error| tracing::error!(%error, "no connection to Twilio can be made")).ok();
        let mut messages = settings.api_url.clone();
        // An address of HTTP always has segments.
        if let Ok(mut segments) = messages.path_segments_mut() {
            segments.pop_if_empty().extend(["2010-04-01", "Accounts", &settings.account, "Messages.json"]);
        }
        Self { settings, client, messages }
    }

    async fn hand_over(&self, message: Outgoing) -> Submitted {
        let unreachable = Submitted::Later { trouble: Trouble::of(TroubleKind::Unreachable), after: None };
        let Some(client) = &self.client else { return unreachable };
        let request = client
            .post(self.messages.clone())
            .basic_auth(&self.settings.account, Some(self.settings.token.expose_secret()))
            .form(&self.form(&message));
        match request.send().await {
            Ok(response) => Answer::read(response).await.meaning(),
            // Nothing was written: neither connected nor, for `is_builder`, even tried.
            Err(error) if error.is_connect() || error.is_builder() => unreachable,
            Err(error) if error.is_timeout() => Submitted::Unknown(Trouble::of(TroubleKind::TimedOut)),
            Err(_) => Submitted::Unknown(Trouble::of(TroubleKind::Cut)),
        }
    }

    fn form(&self, message: &Outgoing) -> Vec<(&'static str, String)> {
        let mut form = vec![("To", message.phone.as_str().to_owned())];
        match (&self.settings.service, &self.settings.from) {
            (Some(service), _) => {
                form.push(("MessagingServiceSid", service.clone()));
                // A service may exchange letters for others; what leaves is what was measured.
                form.push(("SmartEncoded", String::from("false")));
            }
            (None, Some(from)) => form.push(("From", from.clone())),
            (None, None) => form.push(("From", message.sender.clone())),
        }
        form.push(("Body", message.text.clone()));
        let base = self.settings.callback_url.as_str().trim_end_matches('/');
        form.push(("StatusCallback", format!("{base}/passerelle/{REPORT}?m={}", message.message.0)));
        form
    }
}

impl Gateway for Twilio {
    fn kind(&self) -> Kind {
        Kind::Twilio
    }

    fn address(&self) -> String {
        self.settings.api_url.authority().to_owned()
    }

    fn submit(&self, message: Outgoing) -> BoxFuture<'_, Submitted> {
        Box::pin(self.hand_over(message))
    }

    fn callback(&self, callback: &Callback) -> Result<Option<News>, CallbackFault> {
        let read = match callback.path.as_str() {
            REPORT => told::report,
            INBOUND => told::inbound,
            _ => return Err(CallbackFault::NotFound),
        };
        if !signature::is_right(&self.settings, callback) {
            return Err(CallbackFault::Forged);
        }
        read(callback)
    }
}
