//! The octets of a text: what leaves over a network that takes octets, in exactly the parts in which it was measured, and
//! the way back for what comes in.
//!
//! GSM-7 stands unpacked, one septet an octet, as SMPP carries it (`data_coding` 0); UCS-2 is UTF-16 in network order
//! (`data_coding` 8).

use super::alphabet::{self, ESCAPE};
use super::{Encoding, fill};

/// The encoding that a text needs, and the octets of each part, without any header. No escape pair and no surrogate pair is
/// divided. An empty text has no part.
pub fn encode(text: &str) -> (Encoding, Vec<Vec<u8>>) {
    let encoding = Encoding::of(text);
    let room = match fill(encoding, text).parts {
        0 => return (encoding, vec![]),
        1 => encoding.single(),
        _ => encoding.per_part(),
    };
    let mut parts = vec![];
    let (mut part, mut used) = (vec![], 0);
    for c in text.chars() {
        let taken = encoding.units(c);
        if used + taken > room {
            parts.push(std::mem::take(&mut part));
            used = 0;
        }
        used += taken;
        match encoding {
            Encoding::Gsm7 => part.extend(alphabet::octets(c).into_iter().flatten()),
            Encoding::Ucs2 => part.extend(c.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes())),
        }
    }
    parts.push(part);
    (encoding, parts)
}

/// The text of octets. What has no meaning becomes U+FFFD; an octet beyond the seven bits is read as Latin-1, which is what
/// networks mean that send it.
pub fn decode(encoding: Encoding, octets: &[u8]) -> String {
    match encoding {
        Encoding::Ucs2 => {
            let units = octets.chunks(2).map(|pair| match pair {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0xFFFD,
            });
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        Encoding::Gsm7 => {
            let mut octets = octets.iter().copied();
            let mut text = String::with_capacity(octets.len());
            while let Some(octet) = octets.next() {
                let c =
                    if octet == ESCAPE { octets.next().and_then(alphabet::extended) } else { alphabet::plain(octet) };
                text.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            text
        }
    }
}
