//! Kannel, over `sendsms` (facts, `gateways.md`, E1). No answer of it names a message: the address at which it reports holds
//! our id and a signature. What it says first, *taken*, is not *sent*: its SMSC may refuse afterwards.

mod answer;
mod signature;
mod status;
#[cfg(test)]
mod tests;
mod told;

use std::sync::Mutex;
use std::time::Duration;

use domain::gateway::{Kind, Trouble, TroubleKind};
use domain::sms::Encoding;
use futures::future::BoxFuture;
use reqwest::Client;
use secrecy::ExposeSecret;
use url::Url;
use url::form_urlencoded;

use self::answer::meaning;
use self::status::Status;
use super::{Callback, CallbackFault, Gateway, News, Outgoing, Probe, Submitted, http};
use crate::settings::KannelSettings;

/// How long a connection may take, and then an answer in all. Kannel answers before it sends.
const CONNECT: Duration = Duration::from_secs(5);
const TOTAL: Duration = Duration::from_secs(20);

/// Where delivery reports go, and what people write.
const REPORT: &str = "kannel/rapport";
const INBOUND: &str = "kannel/entrant";

/// Delivered, failed, buffered, accepted by the SMSC, refused by the SMSC: all but intermediate ones.
const DLR_MASK: &str = "31";

/// The reference of what Kannel took: it gives none.
const REFERENCE: &str = "kannel";

pub(super) struct Kannel {
    settings: KannelSettings,
    /// `None` where this machine has no certificates by which to know a Kannel behind https.
    client: Option<Client>,
    /// What the status page said the last time.
    last: Mutex<Option<Status>>,
}

impl Kannel {
    pub(super) fn new(settings: KannelSettings) -> Self {
        Self::patient(settings, CONNECT, TOTAL)
    }

    fn patient(settings: KannelSettings, connect: Duration, total: Duration) -> Self {
        let client = http::client(settings.send_url.scheme() == "https", connect, total);
        let client = client.inspect_err(|error| tracing::error!(%error, "no connection to Kannel can be made")).ok();
        Self { settings, client, last: Mutex::new(None) }
    }

    async fn hand_over(&self, message: Outgoing) -> Submitted {
        let unreachable = Submitted::Later { trouble: Trouble::of(TroubleKind::Unreachable), after: None };
        let Some(client) = &self.client else { return unreachable };
        match client.get(self.address_of(&message)).send().await {
            Ok(response) => meaning(response).await,
            // Nothing was written: neither connected nor, for `is_builder`, even tried.
            Err(error) if error.is_connect() || error.is_builder() => unreachable,
            // Of what was written before an answer was lost, a part has gone out.
            Err(error) if error.is_timeout() => Submitted::Unknown(Trouble::of(TroubleKind::TimedOut)),
            Err(_) => Submitted::Unknown(Trouble::of(TroubleKind::Cut)),
        }
    }

    /// The address that sends a message.
    fn address_of(&self, message: &Outgoing) -> Url {
        // Kannel's own choice turns `ê` into `?` and `ç` into `Ç`.
        let coding = match message.encoding {
            Encoding::Gsm7 => "0",
            Encoding::Ucs2 => "2",
        };
        let mut url = self.settings.send_url.clone();
        url.query_pairs_mut()
            .append_pair("username", &self.settings.user)
            .append_pair("password", self.settings.password.expose_secret())
            .append_pair("from", &message.sender)
            .append_pair("to", message.phone.as_str())
            .append_pair("coding", coding)
            .append_pair("charset", "UTF-8")
            .append_pair("text", &message.text)
            .append_pair("dlr-mask", DLR_MASK)
            .append_pair("dlr-url", &self.report_address(message));
        if let Some(smsc) = &self.settings.smsc {
            url.query_pairs_mut().append_pair("smsc", smsc);
        }
        url
    }

    /// The address at which Kannel reports on a message. `%d` and `%A` are its own: what it puts in their place it encodes.
    fn report_address(&self, message: &Outgoing) -> String {
        let id = message.message.0.to_string();
        let signature = signature::of(&self.settings.callback_secret, REPORT, &id);
        let query =
            form_urlencoded::Serializer::new(String::new()).append_pair("m", &id).append_pair("s", &signature).finish();
        let base = self.settings.callback_url.as_str().trim_end_matches('/');
        format!("{base}/passerelle/{REPORT}?{query}&d=%d&a=%A")
    }

    async fn look(&self) -> Option<Probe> {
        let mut url = self.settings.status_url.clone()?;
        if let Some(password) = &self.settings.status_password {
            url.query_pairs_mut().append_pair("password", password.expose_secret());
        }
        let client = self.client.as_ref()?;
        let failed = |kind| Some(Probe { trouble: Some(Trouble::of(kind)), notes: vec![] });
        let page = match client.get(url).send().await {
            Ok(response) if response.status().is_success() => http::text(response).await,
            Ok(response) => {
                let trouble = Trouble::coded(TroubleKind::Failing, response.status().as_u16().into());
                return Some(Probe { trouble: Some(trouble), notes: vec![] });
            }
            Err(error) if error.is_timeout() => return failed(TroubleKind::TimedOut),
            Err(_) => return failed(TroubleKind::Unreachable),
        };
        let Some(now) = Status::read(&page) else { return failed(TroubleKind::Unreadable) };
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let notes = now.notes(last.as_ref());
        *last = Some(now);
        Some(Probe { trouble: None, notes })
    }
}

impl Gateway for Kannel {
    fn kind(&self) -> Kind {
        Kind::Kannel
    }

    fn address(&self) -> String {
        let url = &self.settings.send_url;
        let port = url.port_or_known_default().map(|port| format!(":{port}")).unwrap_or_default();
        [url.host_str().unwrap_or_default(), &port].concat()
    }

    fn submit(&self, message: Outgoing) -> BoxFuture<'_, Submitted> {
        Box::pin(self.hand_over(message))
    }

    fn probe(&self) -> BoxFuture<'_, Option<Probe>> {
        Box::pin(self.look())
    }

    fn callback(&self, callback: &Callback) -> Result<Option<News>, CallbackFault> {
        let secret = &self.settings.callback_secret;
        match callback.path.as_str() {
            REPORT => told::report(secret, callback),
            INBOUND => told::inbound(secret, callback),
            _ => Err(CallbackFault::NotFound),
        }
    }
}

/// The address to which Kannel's `sms-service` brings what people write, for its configuration: it holds a signature, since
/// whoever knows it may write in anybody's name.
pub(crate) fn inbound_address(settings: &KannelSettings) -> String {
    let signature = signature::of(&settings.callback_secret, INBOUND, "");
    let base = settings.callback_url.as_str().trim_end_matches('/');
    format!("{base}/passerelle/{INBOUND}?s={signature}&p=%p&P=%P&i=%i&I=%I&c=%c&C=%C&a=%a")
}
