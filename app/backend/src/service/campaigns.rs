//! Sending to many: the quote, the send itself in one transaction, and the campaign afterwards.

use domain::campaign::{Agreed, Campaign, Draft, Quote};
use domain::id::CampaignRef;
use domain::message::Cursor;

use crate::Backend;
use crate::caller::Staff;
use crate::error::{Error, Result};

/// What a send would be, exactly.
///
/// # Errors
///
/// [`Error::Denied`] without `sms.send`; [`Error::Invalid`] for a text with errors or an empty list of ticked clients;
/// [`Error::NotFound`] for a client or template of another pharmacy; [`Error::Conflict`] for a stale template version.
pub async fn quote(backend: &Backend, staff: &Staff, draft: &Draft) -> Result<Quote> {
    let _ = (backend, staff, draft);
    Err(Error::NotFound)
}

/// Sends: freezes the audience, renders, reserves the credits and queues, all or nothing. The same key with the same
/// content leads to the campaign that exists.
///
/// # Errors
///
/// Those of [`quote`]; [`Error::Denied`] for a whole list without `sms.send_all`; [`Error::NoCredit`];
/// [`Error::Conflict`] if the key was used for another send, if the send would be larger than `agreed`, or if nobody
/// would receive anything.
pub async fn send(backend: &Backend, staff: &Staff, draft: &Draft, agreed: Agreed, key: &str) -> Result<CampaignRef> {
    let _ = (backend, staff, draft, agreed, key);
    Err(Error::NotFound)
}

/// A campaign, with one page of its messages.
///
/// # Errors
///
/// [`Error::NotFound`] if the pharmacy has no such campaign.
pub async fn page(
    backend: &Backend,
    staff: &Staff,
    campaign: &CampaignRef,
    cursor: Option<Cursor>,
) -> Result<Campaign> {
    let _ = (backend, staff, campaign, cursor);
    Err(Error::NotFound)
}
