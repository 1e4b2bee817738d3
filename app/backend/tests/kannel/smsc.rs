//! An SMSC that keeps every submission as it came (SMPP 3.4). What it does is told by the last two digits of the phone: 11
//! is refused, 12 is reported as not delivered, from 13 a STOP comes back, 14 is throttled once, every
//! other one is delivered.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What was submitted.
#[derive(Clone, Debug)]
pub struct Submit {
    /// Type of number, numbering plan, address.
    pub source: (u8, u8, String),
    pub destination: String,
    pub coding: u8,
    /// The message, with its header where it is a part of a longer one.
    pub octets: Vec<u8>,
    wants_report: bool,
}

pub type Submits = Arc<Mutex<Vec<Submit>>>;

pub async fn serve(listener: TcpListener, submits: Submits) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(session(stream, Arc::clone(&submits)));
    }
}

async fn session(mut stream: TcpStream, submits: Submits) -> std::io::Result<()> {
    loop {
        let length = usize::try_from(stream.read_u32().await?).unwrap();
        let (command, _, sequence) = (stream.read_u32().await?, stream.read_u32().await?, stream.read_u32().await?);
        let mut body = vec![0; length - 16];
        stream.read_exact(&mut body).await?;
        match command {
            0x09 => write(&mut stream, 0x8000_0009, 0, sequence, b"smsc\0").await?,
            0x15 | 0x06 => write(&mut stream, command | 0x8000_0000, 0, sequence, b"").await?,
            0x04 => submitted(&mut stream, sequence, &body, &submits).await?,
            _ => {}
        }
    }
}

async fn submitted(stream: &mut TcpStream, sequence: u32, body: &[u8], submits: &Submits) -> std::io::Result<()> {
    let submit = read(body);
    let (number, is_first) = {
        let mut submits = submits.lock().unwrap();
        let is_first = submits.iter().all(|other| other.destination != submit.destination);
        submits.push(submit.clone());
        (submits.len(), is_first)
    };
    if submit.destination.ends_with("11") {
        return write(stream, 0x8000_0004, 0x0B, sequence, b"").await;
    }
    if submit.destination.ends_with("14") && is_first {
        return write(stream, 0x8000_0004, 0x58, sequence, b"").await;
    }
    write(stream, 0x8000_0004, 0, sequence, format!("{number:010}\0").as_bytes()).await?;
    if submit.wants_report {
        let stat = if submit.destination.ends_with("12") { "UNDELIV" } else { "DELIVRD" };
        let receipt = format!(
            "id:{number:010} sub:001 dlvrd:000 submit date:2611240335 done date:2611240335 stat:{stat} err:027 text:x"
        );
        deliver(stream, &submit.destination, 0x04, 0, receipt.as_bytes()).await?;
    }
    if submit.destination.ends_with("13") {
        let stop: Vec<u8> = "قف".encode_utf16().flat_map(u16::to_be_bytes).collect();
        deliver(stream, &submit.destination, 0, 8, &stop).await?;
    }
    Ok(())
}

fn read(body: &[u8]) -> Submit {
    let mut rest = body;
    let octet = |rest: &mut &[u8]| {
        let (first, after) = rest.split_first().unwrap();
        *rest = after;
        *first
    };
    let text = |rest: &mut &[u8]| {
        let end = rest.iter().position(|octet| *octet == 0).unwrap();
        let text = String::from_utf8(rest[..end].to_vec()).unwrap();
        *rest = &rest[end + 1..];
        text
    };
    text(&mut rest);
    let source = (octet(&mut rest), octet(&mut rest), text(&mut rest));
    let _type_and_plan = [octet(&mut rest), octet(&mut rest)];
    let destination = text(&mut rest);
    let _class_protocol_priority = [octet(&mut rest), octet(&mut rest), octet(&mut rest)];
    let _schedule_validity = [text(&mut rest), text(&mut rest)];
    let wants_report = octet(&mut rest) & 1 == 1;
    let _replace = octet(&mut rest);
    let coding = octet(&mut rest);
    let _default = octet(&mut rest);
    let length = usize::from(octet(&mut rest));
    Submit { source, destination, coding, octets: rest[..length].to_vec(), wants_report }
}

async fn deliver(stream: &mut TcpStream, from: &str, class: u8, coding: u8, text: &[u8]) -> std::io::Result<()> {
    let mut body = vec![0, 1, 1];
    body.extend_from_slice(from.as_bytes());
    body.extend_from_slice(b"\0\x05\0PORT\0");
    body.extend_from_slice(&[class, 0, 0, 0, 0, 0, 0, coding, 0, u8::try_from(text.len()).unwrap()]);
    body.extend_from_slice(text);
    write(stream, 0x05, 0, 1, &body).await
}

async fn write(stream: &mut TcpStream, command: u32, status: u32, sequence: u32, body: &[u8]) -> std::io::Result<()> {
    let length = u32::try_from(body.len() + 16).unwrap();
    let mut pdu: Vec<u8> = [length, command, status, sequence].into_iter().flat_map(u32::to_be_bytes).collect();
    pdu.extend_from_slice(body);
    stream.write_all(&pdu).await
}
