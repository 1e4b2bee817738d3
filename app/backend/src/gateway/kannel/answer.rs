//! What Kannel answers to `sendsms` (facts, `gateways.md`, E1).

use std::time::Duration;

use domain::gateway::{Trouble, TroubleKind};
use domain::message::Reason;
use reqwest::Response;
use reqwest::header::RETRY_AFTER;

use crate::gateway::{Submitted, http};

use super::REFERENCE;

/// What an answer means for the message.
pub(super) async fn meaning(response: Response) -> Submitted {
    let status = response.status().as_u16();
    let after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let body = http::text(response).await;
    of(status, after.map(Duration::from_secs), &body)
}

pub(super) fn of(status: u16, after: Option<Duration>, body: &str) -> Submitted {
    let later = |kind| Submitted::Later { trouble: Trouble::coded(kind, status.into()), after };
    let says = |words: &str| body.to_ascii_lowercase().contains(words);
    match status {
        // `0: Accepted for delivery`, `3: Queued for later delivery`.
        200..=299 => Submitted::Accepted { reference: REFERENCE.to_owned() },
        403 if says("authorization") => later(TroubleKind::Credentials),
        403 if says("not routable") => Submitted::Refused(Reason::NumberRefused),
        401 | 403 => later(TroubleKind::Credentials),
        400 if says("receiver") || says("number(s)") => Submitted::Refused(Reason::NumberRefused),
        400 if says("sender") => Submitted::Refused(Reason::SenderRefused),
        400 => Submitted::Refused(Reason::Refused),
        429 => later(TroubleKind::Throttled),
        // `Temporal failure, try again later.`: bearerbox did not take it.
        503 => later(TroubleKind::Failing),
        // No answer of Kannel's: something between us, which may have passed the request on.
        500..=599 => Submitted::Unknown(Trouble::coded(TroubleKind::Failing, status.into())),
        // A wrong path, a redirection: a fault of the configuration, not of the message.
        _ => later(TroubleKind::Unreadable),
    }
}
