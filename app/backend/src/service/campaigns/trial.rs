//! *Envoyer un test*: the text as one client would read it, to numbers that a person typed. New messages in a campaign of
//! their own, by the same way as every other: credits, history, delivery. They are none of that client's messages.

use domain::campaign::{Audience, Draft, MAX_TESTS};
use domain::form::{Fault, Field, FieldErrors};
use domain::id::CampaignRef;
use domain::phone::{PhoneNumber, Reading, read};
use domain::staff::Permission;
use sha2::{Digest, Sha256};

use super::quote::prepare;
use super::send::is_key;
use super::write::{Name, New, write};
use crate::Backend;
use crate::caller::Staff;
use crate::error::{Conflict, Error, Result};
use crate::store::messages::{Kind, NewMessage};
use crate::store::{self, WriteTx, failed};

/// What the name of a test begins with, in every language: so that it is found by this word.
const TEST: &str = "Test";

/// The numbers of a person's last test, as Moroccans read them; none before the first.
///
/// # Errors
///
/// [`Error::Denied`] without `sms.send`.
pub async fn test_phones(backend: &Backend, staff: &Staff) -> Result<Vec<String>> {
    staff.need(Permission::SmsSend)?;
    let phones = store::account::test_phones(&mut *backend.store().read().await?, staff.id).await?;
    Ok(phones.iter().map(PhoneNumber::national).collect())
}

/// Sends a test: what the one client of the draft would receive, to one to three numbers as they were typed, and remembers
/// the numbers. Empty fields are none; a number typed twice is one. It leaves at once, within the pharmacy's hours. The same
/// key with the same content leads to the test that exists.
///
/// # Errors
///
/// [`Error::Denied`] without `sms.send`; [`Error::Invalid`] at each field whose number cannot receive an SMS or no longer
/// wants any, without a number at all, for a draft that is not to one client, and as [`quote`](super::quote()) has it;
/// [`Error::NoCredit`]; [`Error::Conflict`] if the client would receive nothing, if the template has a newer version, or if
/// the key was used for something else.
pub async fn test(
    backend: &Backend,
    staff: &Staff,
    draft: &Draft,
    phones: &[String],
    key: &str,
) -> Result<CampaignRef> {
    staff.need(Permission::SmsSend)?;
    if !is_key(key) {
        return Err(Error::Invalid(FieldErrors::default()));
    }
    if !matches!(&draft.audience, Audience::Ticked(clients) if clients.len() == 1) {
        return Err(Error::Invalid(FieldErrors::one(Field::Recipients, Fault::Required)));
    }
    let typed = numbers(phones).map_err(Error::Invalid)?;
    let phones: Vec<&PhoneNumber> = typed.iter().map(|(_, phone)| phone).collect();
    let content_hash = Sha256::digest(serde_json::to_vec(&(draft, &phones)).map_err(failed)?);

    let mut tx = backend.store().write().await?;
    if let Some(sent) = store::campaigns::by_key(&mut tx, staff.pharmacy, key).await? {
        let same = sent.content_hash == content_hash.as_slice();
        return if same { Ok(sent.reference) } else { Err(Error::Conflict(Conflict::KeyReused)) };
    }
    none_opted_out(&mut tx, staff, &typed).await?;
    let now = backend.clock().now();
    let prepared = prepare(&mut tx, staff, draft, now, false).await?;
    let message = prepared.resolved.messages.into_iter().next().ok_or(Error::Conflict(Conflict::NobodyLeft))?;
    let tests = message.client;
    let to = |phone: &&PhoneNumber| NewMessage {
        client: None,
        phone: (*phone).clone(),
        recipient: String::new(),
        ..message.clone()
    };
    let messages: Vec<NewMessage> = phones.iter().map(to).collect();
    let new = New {
        key,
        content_hash: &content_hash,
        objective: prepared.template.objective,
        template: prepared.template.id,
        template_version: prepared.template.version,
        name: Name::OfDay(&[TEST, ", ", &prepared.template.name].concat()),
        texts: &prepared.texts,
        left_out: &[],
        kind: Kind::Test,
        tests,
        messages: &messages,
        at: None,
        minimum: None,
        // It goes to nobody but whom it was typed for: there is nothing to wait for.
        is_undoable: false,
    };
    let reference = write(&mut tx, staff, now, &new).await?.reference;
    store::account::set_test_phones(&mut tx, staff.id, &phones).await?;
    store::audit::record(&mut tx, staff.pharmacy, now, Some(staff.id), "campaign.tested", Some(reference.as_str()))
        .await?;
    tx.commit().await?;

    tracing::info!(campaign = %reference, messages = messages.len(), "test queued");
    backend.live().announce(staff.pharmacy);
    backend.wake().notify_one();
    Ok(reference)
}

/// The numbers that were typed, each with its field.
fn numbers(typed: &[String]) -> std::result::Result<Vec<(u8, PhoneNumber)>, FieldErrors> {
    let (mut numbers, mut faults) = (Vec::<(u8, PhoneNumber)>::new(), vec![]);
    for (n, typed) in (0u8..).zip(typed) {
        let field = Field::TestPhone(n);
        if typed.trim().is_empty() {
            continue;
        }
        if usize::from(n) >= MAX_TESTS {
            faults.push((field, Fault::OutOfRange));
            break;
        }
        match read(typed) {
            Reading::Mobile { number, .. } if numbers.iter().any(|(_, known)| *known == number) => {}
            Reading::Mobile { number, .. } => numbers.push((n, number)),
            Reading::Unusable(why) => faults.push((field, Fault::Phone(why))),
        }
    }
    if numbers.is_empty() && faults.is_empty() {
        faults.push((Field::TestPhone(0), Fault::Required));
    }
    if faults.is_empty() { Ok(numbers) } else { Err(FieldErrors(faults)) }
}

/// # Errors
///
/// [`Error::Invalid`] at each number that no longer wants SMS.
async fn none_opted_out(tx: &mut WriteTx, staff: &Staff, numbers: &[(u8, PhoneNumber)]) -> Result<()> {
    let phones: Vec<&str> = numbers.iter().map(|(_, phone)| phone.as_str()).collect();
    let out = store::recipients::opted_out(tx, staff.pharmacy, &phones).await?;
    let faults: Vec<_> = numbers
        .iter()
        .filter(|(_, phone)| out.iter().any(|out| out == phone.as_str()))
        .map(|(n, _)| (Field::TestPhone(*n), Fault::OptedOut))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(FieldErrors(faults))) }
}

#[cfg(test)]
mod tests {
    use domain::phone::Unusable;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&["06 12 34 56 78", "", "+212 7 12 34 56 78"], Ok(vec![0, 2]))]
    #[case(&["0612345678", "00212612345678"], Ok(vec![0]))]
    #[case(&["", " "], Err(vec![(Field::TestPhone(0), Fault::Required)]))]
    #[case(&[], Err(vec![(Field::TestPhone(0), Fault::Required)]))]
    #[case(
        &["0522481760", "0612345678", "abc"],
        Err(vec![
            (Field::TestPhone(0), Fault::Phone(Unusable::Fixed)),
            (Field::TestPhone(2), Fault::Phone(Unusable::Unreadable)),
        ])
    )]
    #[case(&["", "", "", "0612345678"], Err(vec![(Field::TestPhone(3), Fault::OutOfRange)]))]
    fn numbers_are_read_and_their_faults_stand_at_their_fields(
        #[case] typed: &[&str],
        #[case] expected: std::result::Result<Vec<u8>, Vec<(Field, Fault)>>,
    ) {
        let typed: Vec<String> = typed.iter().map(|typed| (*typed).to_owned()).collect();
        let found = numbers(&typed).map(|numbers| numbers.into_iter().map(|(n, _)| n).collect());
        assert_eq!(found, expected.map_err(FieldErrors));
    }
}
