//! Messages through a real Kannel (Debian's `kannel`) to an SMSC of the tests, and what comes back.

// `cfg(test)`, so that what the lints allow in tests is allowed in the modules' helpers.
#[cfg(test)]
mod callbacks;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod process;
#[cfg(test)]
mod smsc;

#[cfg(test)]
mod tests {
    use domain::message::{Reason, Status};

    use super::desk::Desk;

    /// The last digits of a phone say what the SMSC does with it.
    #[tokio::test(flavor = "multi_thread")]
    async fn what_becomes_of_messages() {
        let desk = Desk::open(5, "Réglé à 50 € {nom}").await;
        let expected = [
            (Status::Delivered, None),
            (Status::Failed, Some(Reason::NumberRefused)),
            (Status::Failed, Some(Reason::Undelivered)),
            (Status::Delivered, None),
            (Status::Delivered, None),
        ];
        desk.until_statuses(&expected).await;
        // Five were reserved; the refused one came back, and one that the network tried and lost is paid.
        assert_eq!(desk.spent_and_reserved().await, (4, 0));
        desk.until_opted_out("+212612345613").await;
        let submits = desk.submits();
        // The one that was throttled came twice: Kannel says nothing of it, and tries again.
        assert_eq!(submits.len(), 6);
        assert!(submits.iter().all(|submit| submit.source == (5, 0, "PORT".into()) && submit.coding == 0));
        let first = submits.iter().find(|submit| submit.destination.ends_with("10")).unwrap();
        assert_eq!(first.octets, b"R\x05gl\x05 \x7f 50 \x1be Client0");
        desk.close().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn every_character_of_many_parts_arrives() {
        let arabic = "صيدلية الأمل، ديالكم ç ’ ";
        let desk = Desk::open(1, &format!("{}{{nom}}", arabic.repeat(5))).await;
        desk.until_statuses(&[(Status::Delivered, None)]).await;
        let submits = desk.submits();
        assert!(submits.len() > 1 && submits.iter().all(|submit| submit.coding == 8));
        let mut parts: Vec<_> = submits.iter().map(|submit| submit.octets.split_at(6)).collect();
        parts.sort_by_key(|(header, _)| header[5]);
        let units: Vec<u16> = parts
            .iter()
            .flat_map(|(_, text)| text.chunks(2))
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
            .collect();
        assert_eq!(String::from_utf16(&units).unwrap(), format!("{}Client0", arabic.repeat(5)));
        desk.close().await;
    }
}
