//! The PDUs of SMPP 3.4 (its sections 3 and 4), as far as an ESME that sends and listens needs them.
//!
//! Written by hand, not taken from a crate: those decode a whole PDU strictly, and one id of 70 characters in a receipt would
//! take the connection down, again and again. What is read here is what is needed; what is left out of a PDU is empty. Nothing
//! of it is written into a log.

use secrecy::ExposeSecret;
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::settings::SmppSettings;

pub(super) const RESPONSE: u32 = 0x8000_0000;
pub(super) const GENERIC_NACK: u32 = RESPONSE;
pub(super) const SUBMIT_SM: u32 = 0x04;
pub(super) const DELIVER_SM: u32 = 0x05;
pub(super) const UNBIND: u32 = 0x06;
pub(super) const BIND_TRANSCEIVER: u32 = 0x09;
pub(super) const OUTBIND: u32 = 0x0B;
pub(super) const ENQUIRE_LINK: u32 = 0x15;
pub(super) const ALERT_NOTIFICATION: u32 = 0x102;

/// `ESME_ROK`.
pub(super) const OK: u32 = 0;
/// `ESME_RINVCMDID`: there is no such request.
pub(super) const INVALID_COMMAND: u32 = 0x03;
/// `ESME_RSYSERR`: to be told again.
pub(super) const SYSTEM_ERROR: u32 = 0x08;

/// The indicator in `esm_class` that a user data header comes before the text.
pub(super) const UDHI: u8 = 0x40;

const HEADER: u32 = 16;

/// The most octets of a PDU. Of those that an SMSC sends, none comes near it.
const MOST: u32 = 70_000;

/// A PDU that was read.
pub(super) struct Pdu {
    pub(super) command: u32,
    pub(super) status: u32,
    pub(super) sequence: u32,
    pub(super) body: Vec<u8>,
}

/// The octets of a PDU.
pub(super) fn frame(command: u32, status: u32, sequence: u32, body: &[u8]) -> Vec<u8> {
    let length = HEADER.saturating_add(u32::try_from(body.len()).unwrap_or(MOST));
    let mut octets: Vec<u8> = [length, command, status, sequence].iter().flat_map(|word| word.to_be_bytes()).collect();
    octets.extend(body);
    octets
}

/// Reads the next PDU; not to be cancelled in between.
///
/// # Errors
///
/// Those of the connection; `InvalidData` where its length is none, after which nothing can be read any more.
pub(super) async fn read(reader: &mut (impl AsyncRead + Unpin)) -> std::io::Result<Pdu> {
    let length = reader.read_u32().await?;
    if !(HEADER..=MOST).contains(&length) {
        return Err(std::io::ErrorKind::InvalidData.into());
    }
    let (command, status, sequence) = (reader.read_u32().await?, reader.read_u32().await?, reader.read_u32().await?);
    let mut body = vec![0; usize::try_from(length - HEADER).unwrap_or_default()];
    reader.read_exact(&mut body).await?;
    Ok(Pdu { command, status, sequence, body })
}

/// The body of `bind_transceiver`.
pub(super) fn bind(settings: &SmppSettings) -> Vec<u8> {
    let mut body = vec![];
    put(&mut body, &settings.system_id);
    put(&mut body, settings.password.expose_secret());
    put(&mut body, &settings.system_type);
    // Version 3.4; type, plan and range of the addresses that it serves: all of them.
    body.extend([0x34, 0, 0, 0]);
    body
}

/// A part on its way out.
pub(super) struct Submit<'a> {
    /// Type and plan of the sender's address, and the address.
    pub(super) source: (u8, u8, &'a str),
    /// The digits of an international number.
    pub(super) destination: &'a str,
    pub(super) esm_class: u8,
    pub(super) data_coding: u8,
    /// Whether a receipt is asked for.
    pub(super) receipt: bool,
    /// At most 254 octets, the header among them.
    pub(super) message: &'a [u8],
}

impl Submit<'_> {
    /// The body of `submit_sm`.
    pub(super) fn body(&self) -> Vec<u8> {
        let (ton, npi, source) = self.source;
        // The service type, the usual one.
        let mut body = vec![0, ton, npi];
        put(&mut body, source);
        body.extend([1, 1]);
        put(&mut body, self.destination);
        // Protocol and priority; sent at once, kept as long as the SMSC keeps messages.
        body.extend([self.esm_class, 0, 0, 0, 0]);
        body.extend([u8::from(self.receipt), 0, self.data_coding, 0]);
        body.push(u8::try_from(self.message.len()).unwrap_or(u8::MAX));
        body.extend(self.message);
        body
    }
}

fn put(body: &mut Vec<u8>, text: &str) {
    body.extend(text.bytes().filter(|octet| *octet != 0));
    body.push(0);
}

/// What `deliver_sm` says.
#[derive(Default)]
pub(super) struct Deliver {
    pub(super) source: String,
    pub(super) destination: String,
    pub(super) esm_class: u8,
    pub(super) data_coding: u8,
    pub(super) message: Vec<u8>,
    /// TLV `receipted_message_id`.
    pub(super) receipted: Option<String>,
    /// TLV `message_state`.
    pub(super) state: Option<u8>,
}

impl Deliver {
    /// Reads the body of `deliver_sm`; `None` where it ends before its message.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let mut rest = body;
        text(&mut rest)?;
        take(&mut rest, 2)?;
        let source = text(&mut rest)?;
        take(&mut rest, 2)?;
        let destination = text(&mut rest)?;
        let [esm_class, ..] = *take(&mut rest, 3)? else { return None };
        text(&mut rest)?;
        text(&mut rest)?;
        let [_receipt, _replace, data_coding, _id, length] = *take(&mut rest, 5)? else { return None };
        let message = take(&mut rest, usize::from(length))?.to_vec();
        let mut deliver = Self { source, destination, esm_class, data_coding, message, ..Self::default() };
        while let Some((tag, value)) = tlv(&mut rest) {
            match (tag, value) {
                (0x001E, mut id) => deliver.receipted = text(&mut id),
                (0x0427, [state]) => deliver.state = Some(*state),
                (0x0424, payload) if deliver.message.is_empty() => deliver.message = payload.to_vec(),
                _ => {}
            }
        }
        Some(deliver)
    }
}

/// The id in `submit_sm_resp`, empty where it says none.
pub(super) fn reference(body: &[u8]) -> String {
    text(&mut &*body).unwrap_or_default()
}

fn take<'a>(rest: &mut &'a [u8], octets: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(octets)?;
    *rest = left;
    Some(taken)
}

/// A text that ends with a zero, or where the octets end.
fn text(rest: &mut &[u8]) -> Option<String> {
    if rest.is_empty() {
        return None;
    }
    let end = rest.iter().position(|octet| *octet == 0).unwrap_or(rest.len());
    let octets = take(rest, end)?;
    let _zero = take(rest, 1);
    Some(octets.iter().copied().map(char::from).collect())
}

fn tlv<'a>(rest: &mut &'a [u8]) -> Option<(u16, &'a [u8])> {
    let [a, b, c, d] = *take(rest, 4)? else { return None };
    let value = take(rest, usize::from(u16::from_be_bytes([c, d])))?;
    Some((u16::from_be_bytes([a, b]), value))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// A delivery from 212612345678 to 3636 that says `STOP`, and more octets behind it.
    fn body(source: &[u8], more: &[u8]) -> Vec<u8> {
        let between = b"\0\0\x003636\0\x04\0\0\0\0\0\0\x03\0\x04STOP";
        [b"\0\x01\x01", source, between, more].concat()
    }

    #[rstest]
    #[case::nothing(b"", None, None)]
    #[case::both(b"\0\x1E\0\x03AB\0\x04\x27\0\x01\x02", Some("AB"), Some(2))]
    #[case::no_zero(b"\0\x1E\0\x02AB", Some("AB"), None)]
    #[case::unknown(b"\x14\x01\0\x01x\x04\x27\0\x01\x05", None, Some(5))]
    #[case::state_of_two_octets(b"\x04\x27\0\x02\0\x05", None, None)]
    #[case::cut(b"\x04\x27\0\x01\x02\0\x1E\0\x09AB", None, Some(2))]
    #[case::payload_besides_a_text(b"\x04\x24\0\x02OK", None, None)]
    fn reads_what_can_be_read(#[case] tlvs: &[u8], #[case] receipted: Option<&str>, #[case] state: Option<u8>) {
        let deliver = Deliver::read(&body(b"212612345678", tlvs)).unwrap();
        assert_eq!((deliver.source.as_str(), deliver.destination.as_str()), ("212612345678", "3636"));
        assert_eq!((deliver.esm_class, deliver.data_coding, deliver.message.as_slice()), (4, 3, b"STOP".as_slice()));
        assert_eq!((deliver.receipted.as_deref(), deliver.state), (receipted, state));
    }

    #[test]
    fn what_the_standard_does_not_allow_is_read_all_the_same() {
        let long = [b'7'; 70];
        let tlv = [b"\0\x1E\0\x46", long.as_slice()].concat();
        let deliver = Deliver::read(&body(b"Caf\xE9 and more than twenty characters", &tlv)).unwrap();
        assert_eq!(deliver.source, "Café and more than twenty characters");
        assert_eq!(deliver.receipted.map(|id| id.len()), Some(70));
    }

    #[test]
    fn what_ends_before_its_message_is_none() {
        let whole = body(b"212612345678", b"");
        for length in 0..whole.len() {
            assert!(Deliver::read(&whole[..length]).is_none(), "{length}");
        }
        assert!(Deliver::read(&whole).is_some());
    }

    #[rstest]
    #[case(&[0, 0, 0, 15])]
    #[case(&[0xFF; 4])]
    #[case(b"HTTP")]
    #[tokio::test]
    async fn a_length_that_is_none_ends_it(#[case] octets: &[u8]) {
        let mut octets = [octets, &[0; 32]].concat();
        octets.truncate(32);
        let error = read(&mut octets.as_slice()).await.err().unwrap();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    }
}
