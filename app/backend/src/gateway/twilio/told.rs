//! What Twilio tells: what became of a message, and what people write (facts, `gateways.md`, E2). Reports come more than
//! once and in any order; which of them counts is decided where they are stored.

use domain::id::MessageId;
use domain::message::{Reason, Status};
use domain::phone::PhoneNumber;

use super::answer::refusal;
use crate::gateway::{About, Callback, CallbackFault, Inbound, News, Report};

/// A delivery report; `None` if the message is still on its way within Twilio.
///
/// # Errors
///
/// [`CallbackFault::Unreadable`] without a message or a status.
pub(super) fn report(callback: &Callback) -> Result<Option<News>, CallbackFault> {
    let about = about(callback).ok_or(CallbackFault::Unreadable)?;
    let said = field(callback, "MessageStatus").ok_or(CallbackFault::Unreadable)?;
    let code = field(callback, "ErrorCode").and_then(|code| code.parse().ok()).filter(|code| *code != 0);
    let (status, reason) = match said {
        "sent" => (Status::Sent, None),
        "delivered" | "read" => (Status::Delivered, None),
        "undelivered" => (Status::Failed, Some(code.map_or(Reason::Undelivered, undelivered))),
        "failed" => (Status::Failed, Some(code.map_or(Reason::Undelivered, failed))),
        "canceled" => (Status::Failed, Some(Reason::Refused)),
        // `queued` and the like, or a word of tomorrow.
        _ => return Ok(None),
    };
    let detail = match code {
        Some(code) => format!("{said} err:{code}"),
        None => said.to_owned(),
    };
    // Its name of the message, should the answer that gave it have been cut short.
    let reference = field(callback, "MessageSid").filter(|_| status == Status::Sent).map(str::to_owned);
    Ok(Some(News::Report(Report { about, status, reason, detail: Some(detail), reference })))
}

/// Our own id stands in the address, which is signed; without it Twilio's.
fn about(callback: &Callback) -> Option<About> {
    match callback.query.iter().find(|(name, _)| name == "m") {
        Some((_, id)) => Some(About::Message(MessageId(id.parse().ok()?))),
        None => {
            let phone = field(callback, "To").and_then(|to| PhoneNumber::try_from(to.to_owned()).ok());
            Some(About::Reference { candidates: vec![field(callback, "MessageSid")?.to_owned()], phone })
        }
    }
}

/// Twilio did not hand it to the network, or the network did not take it.
fn failed(code: u32) -> Reason {
    refusal(code).unwrap_or_else(|| undelivered(code))
}

/// The network tried it, and bills it.
fn undelivered(code: u32) -> Reason {
    match code {
        30_003 => Reason::Unreachable,
        30_004 | 30_007 => Reason::Blocked,
        // Not known, or a fixed line.
        30_005 | 30_006 => Reason::UnknownNumber,
        _ => Reason::Undelivered,
    }
}

/// A text that somebody wrote.
///
/// # Errors
///
/// [`CallbackFault::Unreadable`] where it is not said which text, or of whom.
pub(super) fn inbound(callback: &Callback) -> Result<Option<News>, CallbackFault> {
    let text = |name| field(callback, name).map(String::from);
    let (Some(reference), Some(from)) = (text("MessageSid"), text("From")) else {
        return Err(CallbackFault::Unreadable);
    };
    let (to, text) = (text("To").unwrap_or_default(), text("Body").unwrap_or_default());
    Ok(Some(News::Inbound(Inbound { reference, from, to, text })))
}

fn field<'a>(callback: &'a Callback, name: &str) -> Option<&'a str> {
    let (_, value) = callback.form.iter().find(|(key, _)| key == name)?;
    (!value.is_empty()).then_some(value)
}
