//! What a send would be: the one preparation from which both the quote and the send come.

use domain::campaign::{Audience, Draft, Quote};
use domain::form::{Fault, Field, FieldErrors};
use domain::id::ClientRef;
use domain::pack::price_of;
use domain::staff::Permission;
use domain::template::{Template, Texts};
use sqlx::SqliteConnection;

use super::audience::{Common, Resolved, Templates, resolve};
use super::send::set_time;
use crate::Backend;
use crate::caller::Staff;
use crate::error::{Conflict, Error, Result};
use crate::service::clients::check_filter;
use crate::service::gateway::speed;
use crate::service::templates::{parse_texts, promotion_faults};
use crate::store;
use crate::store::recipients::Recipient;

/// The most clients that can be ticked: more than that is *all of the list*.
const MAX_TICKED: usize = 20_000;

/// What a send would be, exactly. A list whose number is no longer the one shown is no error here: the quote has the
/// new number.
///
/// # Errors
///
/// [`Error::Denied`] without `sms.send`; [`Error::Invalid`] for a text with errors or an empty list of ticked clients;
/// a time that is over or too far away; a template that is in the archive;
/// [`Error::NotFound`] for a client or template of another pharmacy; [`Error::Conflict`] for a stale template version.
pub async fn quote(backend: &Backend, staff: &Staff, draft: &Draft) -> Result<Quote> {
    staff.need(Permission::SmsSend)?;
    let mut conn = backend.store().read().await?;
    let now = backend.clock().now();
    let prepared = prepare(&mut conn, staff, draft, now, true).await?;
    let available = store::credits::balance(&mut conn, staff.pharmacy).await?.available;
    let pack = store::packs::last_pack(&mut conn, staff.pharmacy).await?;
    let (hours, undo) = store::pharmacies::hours(&mut conn, staff.pharmacy).await?;
    let wanted = set_time(staff, draft, now)?.unwrap_or(now);
    let opens = hours.next(&staff.zone, wanted);
    let Resolved { clients, messages, left_out, credits, most_parts, variants, saves, missing: _ } = prepared.resolved;
    let begins = wanted.max(now + undo);
    let over_at = match backend.link() {
        Some(link) => {
            // What is due before it leaves before it; by then some of it has left.
            let ahead = store::outbox::due_by(&mut conn, begins).await?;
            let a_second = i64::from(speed(&link, now, ahead > 0).get());
            let ahead = (i64::from(ahead) - (begins - now) / 1_000 * a_second).max(0);
            let to_leave = i64::try_from(messages.len()).unwrap_or(i64::MAX).saturating_add(ahead);
            Some(hours.after(&staff.zone, begins, to_leave.saturating_mul(1_000) / a_second))
        }
        None => None,
    };
    Ok(Quote {
        clients,
        recipients: u32::try_from(messages.len()).unwrap_or(u32::MAX),
        left_out,
        credits,
        most_parts,
        variants,
        saves,
        price: pack.and_then(|(pack, price)| price_of(credits, pack, price)),
        available,
        first_names: messages.into_iter().take(3).map(|message| message.recipient).collect(),
        undo_seconds: u32::try_from(undo / 1_000).unwrap_or_default(),
        zone: staff.zone.name(),
        waits_until: (opens > now).then(|| staff.zone.stamp(opens)),
        outside_hours: opens > wanted,
        over_at: over_at.map(|at| staff.zone.stamp(at)),
    })
}

/// A send, ready to be quoted or written.
pub(super) struct Prepared {
    pub(super) template: store::templates::Stored,
    /// The texts with their placeholders, as they are used.
    pub(super) texts: Texts,
    pub(super) resolved: Resolved,
}

/// Prepares a send from what the store has now. With `savings` it is also found out what simpler characters would save.
pub(super) async fn prepare(
    conn: &mut SqliteConnection,
    staff: &Staff,
    draft: &Draft,
    now: i64,
    savings: bool,
) -> Result<Prepared> {
    let chosen = store::templates::find_any(&mut *conn, staff.pharmacy, &draft.text.template).await?;
    let chosen = chosen.ok_or(Error::NotFound)?;
    // Another one is to be chosen.
    if chosen.archived.is_some() {
        return Err(Error::Invalid(FieldErrors::one(Field::Template, Fault::Required)));
    }
    if chosen.objective != draft.objective {
        return Err(Error::Invalid(FieldErrors::one(Field::Template, Fault::Unreadable)));
    }
    if chosen.version != draft.text.version {
        return Err(Error::Conflict(Conflict::StaleTemplate));
    }
    let templates = match &draft.text.only_here {
        Some(texts) => {
            let (text, arabic) = parse_texts(staff, texts).map_err(|faults| Error::Invalid(FieldErrors(faults)))?;
            Templates { text, arabic }
        }
        None => {
            let parse = |text: &str, column| {
                let bad = |_| Error::BadRow { table: "template_version", column, row: chosen.id.0 };
                Template::parse(text).map_err(bad)
            };
            let arabic = chosen.texts.arabic.as_deref().map(|text| parse(text, "text_ar")).transpose()?;
            Templates { text: parse(&chosen.texts.text, "text")?, arabic }
        }
    };
    // Also of a text that was saved: the pharmacy may have another name by now.
    let lacks = promotion_faults(staff, chosen.class, &templates.text, templates.arabic.as_ref());
    if !lacks.is_empty() {
        return Err(Error::Invalid(FieldErrors(lacks)));
    }
    let clients = audience(conn, staff, draft, now).await?;
    let common = Common {
        objective: draft.objective,
        class: chosen.class,
        templates: &templates,
        pharmacy: &staff.pharmacy_name,
        pharmacy_phone: &staff.pharmacy_phone,
        savings,
    };
    Ok(Prepared { texts: templates.source(), resolved: resolve(&common, clients), template: chosen })
}

async fn audience(conn: &mut SqliteConnection, staff: &Staff, draft: &Draft, now: i64) -> Result<Vec<Recipient>> {
    let refused = |fault| Error::Invalid(FieldErrors::one(Field::Recipients, fault));
    match &draft.audience {
        Audience::Ticked(ticked) if ticked.is_empty() => Err(refused(Fault::Required)),
        Audience::Ticked(ticked) if ticked.len() > MAX_TICKED => Err(refused(Fault::TooLong)),
        Audience::Ticked(ticked) => {
            let mut once: Vec<&ClientRef> = ticked.iter().collect();
            once.sort_unstable();
            once.dedup();
            let found = store::recipients::ticked(conn, staff.pharmacy, draft.objective, &once).await?;
            if found.len() == once.len() { Ok(found) } else { Err(Error::NotFound) }
        }
        Audience::All { filter, .. } => {
            check_filter(filter)?;
            store::recipients::of_list(conn, staff.pharmacy, draft.objective, filter, now).await
        }
    }
}
