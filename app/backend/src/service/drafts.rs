//! The send that a person is preparing. One per person: their other tabs and devices go on with the same one.

use domain::draft::{Answer, Content, Kept};
use domain::form::{Fault, Field, FieldErrors};
use domain::staff::Permission;

use super::campaigns::is_key;
use crate::Backend;
use crate::caller::Staff;
use crate::error::{Error, Result};
use crate::store::drafts::Stored;
use crate::store::{self, failed};

/// The draft of a person; `None` if they never had one.
///
/// # Errors
///
/// [`Error::Denied`] without `sms.send`.
pub async fn open(backend: &Backend, staff: &Staff) -> Result<Option<Kept>> {
    staff.need(Permission::SmsSend)?;
    let stored = store::drafts::find(&mut *backend.store().read().await?, staff.pharmacy, staff.id).await?;
    Ok(stored.map(|stored| kept(stored, staff, backend.clock().now())))
}

/// Keeps a draft that was made from `revision` (0 for the first): [`Answer::Newer`] if somebody's other tab or device kept
/// another one meanwhile, or the send of this key was made, and then nothing is written. The same content once more, after a
/// lost answer, is no conflict.
///
/// # Errors
///
/// [`Error::Denied`] without `sms.send`; [`Error::Invalid`] for a draft that is larger than a page ever makes it, or a key
/// that no form makes.
pub async fn keep(backend: &Backend, staff: &Staff, revision: u32, key: &str, content: &Content) -> Result<Answer> {
    staff.need(Permission::SmsSend)?;
    if !is_key(key) {
        return Err(Error::Invalid(FieldErrors::default()));
    }
    if !content.is_bounded() {
        return Err(Error::Invalid(FieldErrors::one(Field::Text, Fault::TooLong)));
    }
    let json = serde_json::to_string(content).map_err(failed)?;
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let there = store::drafts::find(&mut tx, staff.pharmacy, staff.id).await?;
    match there {
        Some(there) if there.revision != revision => {
            let same = there.key == key && there.content.as_ref() == Some(&json);
            let there = kept(there, staff, now);
            return Ok(if same { Answer::Saved(without_content(there)) } else { Answer::Newer(there) });
        }
        // It was sent while this was on its way: it would come back with a key that is used.
        there if store::campaigns::by_key(&mut tx, staff.pharmacy, key).await?.is_some() => {
            let nothing = || Stored { revision: 0, key: key.to_owned(), content: None, saved_at: now };
            return Ok(Answer::Newer(kept(there.unwrap_or_else(nothing), staff, now)));
        }
        _ => {}
    }
    store::drafts::put(&mut tx, staff.pharmacy, staff.id, key, Some(&json), now).await?;
    let saved = store::drafts::find(&mut tx, staff.pharmacy, staff.id).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    Ok(Answer::Saved(without_content(kept(saved, staff, now))))
}

/// Gives a draft up, whatever its revision: the person asks for an empty page. Without a draft there is nothing to do.
/// Returns the revision from which to go on.
///
/// # Errors
///
/// [`Error::Denied`] without `sms.send`.
pub async fn give_up(backend: &Backend, staff: &Staff) -> Result<u32> {
    staff.need(Permission::SmsSend)?;
    let mut tx = backend.store().write().await?;
    let Some(there) = store::drafts::find(&mut tx, staff.pharmacy, staff.id).await? else { return Ok(0) };
    store::drafts::end(&mut tx, staff.pharmacy, staff.id, &there.key, backend.clock().now()).await?;
    tx.commit().await?;
    Ok(there.revision + u32::from(there.content.is_some()))
}

/// A draft as it is shown. Content that a later version of the program wrote, and this one cannot read, is as if there
/// were none: the next one replaces it.
fn kept(stored: Stored, staff: &Staff, now: i64) -> Kept {
    let content = stored.content.as_deref().map(serde_json::from_str);
    if let Some(Err(error)) = &content {
        tracing::warn!(staff = staff.id.0, column = error.column(), "a draft cannot be read");
    }
    Kept {
        revision: stored.revision,
        key: stored.key,
        saved: staff.zone.stamp(stored.saved_at),
        today: staff.zone.day(stored.saved_at) == staff.zone.day(now),
        content: content.and_then(std::result::Result::ok),
    }
}

fn without_content(kept: Kept) -> Kept {
    Kept { content: None, ..kept }
}
