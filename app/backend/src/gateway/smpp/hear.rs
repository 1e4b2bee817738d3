//! What the SMSC delivers: receipts, and what people write. It is answered once that is stored, and keeps it until then.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::phone::{PhoneNumber, Reading};
use domain::sms::{self, Encoding};
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::pdu::{self, Deliver, Pdu};
use super::receipt::Receipt;
use super::session::Session;
use super::{Shared, lock};
use crate::clock::Clock;
use crate::gateway::{About, Event, Inbound, News, Report};

/// The bits of `esm_class` that say what kind of message it is, and the kind of a receipt (SMPP 3.4, 5.2.12).
const KIND: u8 = 0x3C;
const RECEIPT: u8 = 0x04;

/// Over how many milliseconds the same words of the same phone are one message, told again.
const SAME: i64 = 600_000;

/// Takes a `deliver_sm` without holding up what comes after it.
pub(super) fn hear(shared: &Arc<Shared>, session: &Arc<Session>, pdu: &Pdu) {
    let sequence = pdu.sequence;
    let deliver = Deliver::read(&pdu.body);
    let news = deliver.as_ref().and_then(|deliver| match deliver.esm_class & KIND {
        0 => inbound(deliver, Clock::System.now()).map(News::Inbound),
        RECEIPT => report(shared, deliver).map(News::Report),
        _ => None,
    });
    let Some(news) = news else {
        // Told again it would be no clearer.
        tracing::warn!("SMPP: a delivery that says nothing to us");
        session.respond(pdu::DELIVER_SM, sequence, pdu::OK);
        return;
    };
    if is_early(session, &news) {
        let (shared, session) = (Arc::clone(shared), Arc::clone(session));
        tokio::spawn(async move {
            sleep(shared.pace.early).await;
            pass(&shared, &session, sequence, known(&shared, news));
        });
    } else {
        pass(shared, session, sequence, news);
    }
}

/// A receipt of an id that is not known while an answer is under way: it may have overtaken the answer that names the id.
fn is_early(session: &Session, news: &News) -> bool {
    matches!(news, News::Report(Report { about: About::Reference { .. }, .. })) && session.is_awaiting()
}

/// Puts news on their way, and answers when they are stored.
fn pass(shared: &Arc<Shared>, session: &Arc<Session>, sequence: u32, news: News) {
    let (stored, is_stored) = oneshot::channel();
    // Where nobody takes it, it is dropped, and so is the sender.
    let _stopped = shared.events.send(Event { news, stored: Some(stored) });
    let (session, patience) = (Arc::clone(session), shared.pace.store);
    tokio::spawn(async move {
        let status = match timeout(patience, is_stored).await {
            Ok(Ok(())) => pdu::OK,
            _ => pdu::SYSTEM_ERROR,
        };
        session.respond(pdu::DELIVER_SM, sequence, status);
    });
}

fn report(shared: &Shared, deliver: &Deliver) -> Option<Report> {
    let Receipt { candidates, status, reason, detail } = Receipt::read(deliver)?;
    // A receipt comes from whom the message went to.
    let phone = match domain::phone::read(&deliver.source) {
        Reading::Mobile { number, .. } => Some(number),
        Reading::Unusable(_) => None,
    };
    let about = about(shared, candidates, phone);
    Some(Report { about, status, reason, detail: Some(detail), reference: None })
}

fn about(shared: &Shared, candidates: Vec<String>, phone: Option<PhoneNumber>) -> About {
    match lock(&shared.references).find(&candidates, phone.as_ref()) {
        Some(message) => About::Message(message),
        None => About::Reference { candidates, phone },
    }
}

/// The same news, of a message that is known by now.
fn known(shared: &Shared, news: News) -> News {
    match news {
        News::Report(Report { about: About::Reference { candidates, phone }, status, reason, detail, reference }) => {
            News::Report(Report { about: about(shared, candidates, phone), status, reason, detail, reference })
        }
        other => other,
    }
}

/// What somebody wrote; the parts of a long text each by itself. `None` where it is no text.
fn inbound(deliver: &Deliver, now: i64) -> Option<Inbound> {
    let Deliver { source, destination, esm_class, data_coding, message, .. } = deliver;
    let octets = if esm_class & pdu::UDHI == 0 { message.as_slice() } else { without_header(message)? };
    let text = match data_coding {
        1 | 3 => octets.iter().copied().map(char::from).collect(),
        2 | 4 => return None,
        8 => sms::decode(Encoding::Ucs2, octets),
        // The alphabet of a message class with 16 bits (3GPP TS 23.038, 4).
        coding if coding & 0xCC == 0x08 => sms::decode(Encoding::Ucs2, octets),
        _ => sms::decode(Encoding::Gsm7, octets),
    };
    // SMPP gives what is delivered no id, and a new sequence each time that it is told.
    let mut hash = Sha256::new();
    for field in [source.as_bytes(), &[0], destination.as_bytes(), &[0], message] {
        hash.update(field);
    }
    hash.update(now.div_euclid(SAME).to_be_bytes());
    let reference = format!("smpp-{}", BASE64_URL_SAFE_NO_PAD.encode(hash.finalize()));
    Some(Inbound { reference, from: source.clone(), to: destination.clone(), text })
}

/// What follows a user data header, which begins with its length.
fn without_header(message: &[u8]) -> Option<&[u8]> {
    let (length, rest) = message.split_first()?;
    rest.get(usize::from(*length)..)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn said(data_coding: u8, esm_class: u8, message: &[u8]) -> Deliver {
        let (source, destination) = ("212612345678".to_owned(), "3636".to_owned());
        Deliver { source, destination, data_coding, esm_class, message: message.to_vec(), ..Deliver::default() }
    }

    #[rstest]
    #[case(0, 0, b"STOP", "STOP")]
    #[case(0, 0, b"ARR\x1FT \x00", "ARRÉT @")]
    #[case(1, 0, b"stop", "stop")]
    #[case(3, 0, b"arr\xEAt", "arrêt")]
    #[case(8, 0, b"\x06\x42\x06\x41", "قف")]
    #[case(0x18, 0, b"\x06\x42\x06\x41", "قف")]
    #[case(0xF1, 0, b"STOP", "STOP")]
    #[case(0, UDH, b"\x05\x00\x03\x2A\x02\x01STOP", "STOP")]
    #[case(8, UDH, b"\x06\x08\x04\x00\x2A\x02\x01\x06\x42\x06\x41", "قف")]
    fn reads_what_people_write(#[case] coding: u8, #[case] esm_class: u8, #[case] octets: &[u8], #[case] text: &str) {
        let heard = inbound(&said(coding, esm_class, octets), 0).unwrap();
        assert_eq!((heard.text.as_str(), heard.from.as_str(), heard.to.as_str()), (text, "212612345678", "3636"));
    }

    const UDH: u8 = pdu::UDHI;

    #[rstest]
    #[case(4, 0, b"\x01\x02")]
    #[case(0, UDH, b"\x09\x00")]
    #[case(0, UDH, b"")]
    fn what_is_no_text_is_none(#[case] coding: u8, #[case] esm_class: u8, #[case] octets: &[u8]) {
        assert_eq!(inbound(&said(coding, esm_class, octets), 0), None);
    }

    #[test]
    fn a_repetition_has_the_same_reference() {
        let reference = |text: &[u8], now| inbound(&said(0, 0, text), now).unwrap().reference;
        assert_eq!(reference(b"STOP", 0), reference(b"STOP", SAME - 1));
        assert_ne!(reference(b"STOP", 0), reference(b"STOP", SAME));
        assert_ne!(reference(b"STOP", 0), reference(b"OUI", 0));
    }
}
