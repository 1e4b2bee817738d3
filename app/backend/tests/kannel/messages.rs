//! What becomes of messages, by what the SMSC says of them.

use domain::message::{Reason, Status};

use super::desk::Desk;

/// The last digits of a phone say what the SMSC does with it.
#[tokio::test(flavor = "multi_thread")]
async fn what_becomes_of_messages() {
    let desk = Desk::open(10..20, "Réglé à 50 € {nom}").await;
    let expected = [
        (Status::Delivered, None),
        (Status::Failed, Some(Reason::NumberRefused)),
        (Status::Failed, Some(Reason::Undelivered)),
        (Status::Delivered, None),
        (Status::Delivered, None),
        (Status::Expired, Some(Reason::Unreachable)),
        (Status::Failed, Some(Reason::Blocked)),
        (Status::Failed, Some(Reason::Blocked)),
        (Status::Uncertain, Some(Reason::NetworkUnsure)),
        (Status::Sent, None),
    ];
    desk.until_statuses(&expected).await;
    desk.until_opted_out("+212612345613").await;
    // Two reports of each that was taken, one of the one that was refused, and one STOP: *accepté* changes nothing, and has
    // been told as well.
    desk.until_told(20).await;
    desk.until_statuses(&expected).await;
    // Ten were reserved; the refused one came back, and what the network tried and lost is paid.
    assert_eq!(desk.spent_and_reserved().await, (9, 0));
    assert_eq!(desk.handovers().await, 10);
    let submits = desk.smsc.submits();
    // The one that was throttled came twice: Kannel says nothing of it, and tries again.
    assert_eq!(submits.len(), 11);
    assert!(submits.iter().all(|submit| submit.source == (5, 0, "PORT".into()) && submit.coding == 0));
    let first = submits.iter().find(|submit| submit.destination.ends_with("10")).unwrap();
    assert_eq!(first.octets, b"R\x05gl\x05 \x7f 50 \x1be Client10");
    // The SMSC's ids came with its reports; the refused one has none.
    let references = desk.references().await;
    assert_eq!(references.iter().filter(|reference| reference.is_none()).count(), 1, "{references:?}");
    let is_number = |reference: &String| reference.parse::<u32>().is_ok();
    assert!(references.iter().flatten().all(is_number) && references[1].is_none(), "{references:?}");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_character_of_many_parts_arrives() {
    let arabic = "صيدلية الأمل، ديالكم ç ’ ";
    let desk = Desk::open(10..11, &format!("{}{{nom}}", arabic.repeat(5))).await;
    desk.until_statuses(&[(Status::Delivered, None)]).await;
    let submits = desk.smsc.submits();
    assert!(submits.len() > 1 && submits.iter().all(|submit| submit.coding == 8));
    let mut parts: Vec<_> = submits.iter().map(|submit| submit.octets.split_at(6)).collect();
    parts.sort_by_key(|(header, _)| header[5]);
    // Concatenated, 8-bit reference (3GPP TS 23.040, 9.2.3.24.1): one for all parts, how many they are, and which this is.
    let (joint, total) = (parts[0].0[3], u8::try_from(parts.len()).unwrap());
    for ((header, text), number) in parts.iter().zip(1..) {
        assert_eq!(*header, [5, 0, 3, joint, total, number]);
        assert!(text.len() <= 134 && text.len() % 2 == 0);
    }
    let units: Vec<u16> =
        parts.iter().flat_map(|(_, text)| text.chunks(2)).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    assert_eq!(String::from_utf16(&units).unwrap(), format!("{}Client10", arabic.repeat(5)));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn french_beyond_gsm_leaves_as_it_was_measured() {
    let desk = Desk::open(10..11, "Façade « ê » d’été, {nom}").await;
    desk.until_statuses(&[(Status::Delivered, None)]).await;
    let submits = desk.smsc.submits();
    let octets: Vec<u8> = "Façade « ê » d’été, Client10".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!((submits.len(), submits[0].coding), (1, 8));
    assert_eq!(submits[0].octets, octets);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_wrong_numbers_holds_itself_back() {
    // All of them end in 11: Kannel takes each, and its SMSC refuses it.
    let mut desk = Desk::new((0..200).map(|n| 11 + n * 100)).await;
    desk.kannel.start().await;
    desk.send("Bonjour {nom}", "key-of-the-form").await;
    desk.work_at(40).await;
    let held = desk.until_held_back().await;
    assert!((1..=150).contains(&held), "{held} have not left");
    desk.close().await;
}
