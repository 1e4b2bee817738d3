//! A letter: plain text, in the language of who reads it. It names a pharmacy, a request and credits, and never a client, a
//! phone or a text, nor what people wrote to each other.

use domain::credit::Credits;
use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};

use super::words::{Facts, words};
use crate::settings::MailSettings;
use crate::store::mail::{Due, Kind};

/// A letter, ready to be sent.
pub(super) struct Letter(pub(super) Message);

impl Letter {
    /// The letter about a fact; `None` if there is no such address.
    pub(super) fn about(due: &Due, settings: &MailSettings) -> Option<Self> {
        let words = words(due.to.language);
        let (number, page) = match &due.topup {
            Some((number, topup)) if due.kind == Kind::Activated => {
                (one_line(number), ["/parametres/solde/recharges/", topup.as_str()].concat())
            }
            Some((number, topup)) => (one_line(number), ["/commercial/demandes/", topup.as_str()].concat()),
            None => (String::new(), String::from("/parametres/solde")),
        };
        let credits = |credits: Credits| (words.credits)(credits.0);
        let facts = Facts {
            pharmacy: one_line(&due.pharmacy),
            number,
            credits: credits(due.credits),
            available: credits(due.available),
            low_at: credits(due.low_at),
        };
        let told = match due.kind {
            Kind::Requested => &words.requested,
            Kind::Declared => &words.declared,
            Kind::Activated => &words.activated,
            Kind::Low if due.available.0 == 0 => &words.none,
            Kind::Low => &words.low,
        };
        let name = one_line(&due.to.name);
        let hello = (words.hello)(&name);
        let says = (told.says)(&facts);
        let text =
            [&hello, "\n\n", &says, "\n\n", words.open, "\n", &settings.site, &page, "\n\n-- \n", words.why, "\n"];
        let to = Mailbox::new(Some(name), due.to.email.parse::<Address>().ok()?);
        // The same for each try, so that whoever gets it twice can know.
        let id = format!("<{}.{}@{}>", due.id, due.created_at, settings.from.domain());
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let message = Message::builder()
            .from(settings.from.0.clone())
            .to(to)
            .subject((told.subject)(&facts))
            .message_id(Some(id))
            .raw_header(HeaderValue::new(automatic, String::from("auto-generated")))
            .header(ContentType::TEXT_PLAIN)
            .body(text.concat());
        message.ok().map(Self)
    }
}

/// A name as it may stand in a header: whatever would end the line is a space.
fn one_line(name: &str) -> String {
    name.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}
