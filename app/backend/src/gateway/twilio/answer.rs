//! What Twilio answers to a message (facts, `gateways.md`, E2).

use std::time::Duration;

use domain::gateway::{Trouble, TroubleKind};
use domain::message::Reason;
use reqwest::Response;
use reqwest::header::RETRY_AFTER;
use serde::Deserialize;

use crate::gateway::{Submitted, http};

/// The most octets of an answer that are looked at; Twilio's have less than one thousand.
const MOST: usize = 64 * 1024;

/// An answer, as far as it could be read.
pub(super) struct Answer {
    status: u16,
    after: Option<Duration>,
    body: Body,
}

/// The fields of an accepted message and of an error.
#[derive(Default, Deserialize)]
struct Body {
    sid: Option<String>,
    /// The status of a message is a word, of an error the HTTP status.
    status: Option<serde_json::Value>,
    error_code: Option<u32>,
    code: Option<u32>,
}

impl Answer {
    /// Reads an answer of which the head has come. What cannot be read is left out: the status says enough.
    pub(super) async fn read(response: Response) -> Self {
        let status = response.status().as_u16();
        let after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let body = serde_json::from_str(&http::text(response, MOST).await).unwrap_or_default();
        Self { status, after: after.map(Duration::from_secs), body }
    }

    /// What it means for the message.
    pub(super) fn meaning(self) -> Submitted {
        let code = self.body.code;
        let trouble = |kind| Trouble::coded(kind, code.unwrap_or(self.status.into()));
        let later = |kind| Submitted::Later { trouble: trouble(kind), after: self.after };
        match (self.status, code) {
            (200..=299, _) => self.accepted(),
            // The account's queue is full, or it asks too often.
            (429, _) | (400..=499, Some(20_429 | 21_611 | 30_001)) => later(TroubleKind::Throttled),
            (401 | 403, _) => later(TroubleKind::Credentials),
            (400, code) => Submitted::Refused(code.and_then(refusal).unwrap_or(Reason::Refused)),
            (503, _) => later(TroubleKind::Failing),
            // What stands before Twilio may say this of a message that has been taken behind it.
            (500..=599, _) => Submitted::Unknown(trouble(TroubleKind::Failing)),
            // A wrong address or account, or a redirection: a fault of the configuration, not of the message.
            _ => later(TroubleKind::Failing),
        }
    }

    /// Taken, unless it says in the same breath that it failed. Without a `sid` it was taken all the same; reports are
    /// about our own id.
    fn accepted(self) -> Submitted {
        if self.body.status.as_ref().and_then(serde_json::Value::as_str) == Some("failed") {
            return Submitted::Refused(self.body.error_code.and_then(refusal).unwrap_or(Reason::Refused));
        }
        Submitted::Accepted { reference: self.body.sid.unwrap_or_default() }
    }
}

/// The codes with which Twilio itself says no; `None` for every other.
pub(super) fn refusal(code: u32) -> Option<Reason> {
    match code {
        // Not a number, not reachable from this sender, or no mobile one.
        21_211 | 21_217 | 21_612 | 21_614 | 21_635 => Some(Reason::NumberRefused),
        // Who writes STOP to a number of Twilio's is kept from it there: 21610.
        21_610 => Some(Reason::Refused),
        // `From` is no number of the account, cannot send SMS, or is a name that the country does not take.
        21_212 | 21_603 | 21_606 | 21_659 | 21_660 | 30_042 => Some(Reason::SenderRefused),
        _ => None,
    }
}
