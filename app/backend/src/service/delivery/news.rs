//! What the network says by itself: what became of messages, and what people write.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::client::{How, Wish};
use domain::id::{MessageId, PharmacyId};
use domain::message::{Reason, Status};
use domain::phone::{PhoneNumber, Reading};
use domain::stop::is_stop;

use super::{Hand, Refused};
use crate::error::Result;
use crate::gateway::{About, Inbound, News, Report};
use crate::store::inbound::{Addressees, NewInbound};
use crate::store::{self, WriteTx};

/// The most characters that are kept of a text that came in, and of a network's reference.
const MAX_INBOUND: usize = 2_000;
const MAX_REFERENCE: usize = 200;

/// Whether a report names its message as the network does.
pub(super) fn is_by_reference(news: &[&News]) -> bool {
    news.iter().any(|news| matches!(news, News::Report(Report { about: About::Reference { .. }, .. })))
}

/// The reports, in the order in which they came, with the message that each is about; `None` where it is none here.
pub(super) async fn reports<'a>(tx: &mut WriteTx, news: &[&'a News]) -> Result<Vec<(&'a Report, Option<MessageId>)>> {
    let reports: Vec<&Report> = news
        .iter()
        .filter_map(|news| match news {
            News::Report(report) => Some(report),
            News::Inbound(_) => None,
        })
        .collect();
    let named = named(tx, &reports).await?;
    Ok(reports.into_iter().zip(named).collect())
}

/// What reports brought.
#[derive(Default)]
pub(super) struct Applied<'a> {
    /// Reports about messages that are not here.
    pub(super) unknown: u32,
    /// Messages that were refused although they had been, or may have been, accepted.
    pub(super) refused: Vec<Refused>,
    /// What the network called messages first that it accepted without a name.
    pub(super) named: BTreeMap<i64, &'a str>,
}

/// Applies reports in their order: forward only, any number of times. What concerns no message here is left alone.
pub(super) fn apply<'a>(hand: &mut Hand, reports: &[(&'a Report, Option<MessageId>)]) -> Applied<'a> {
    let mut applied = Applied::default();
    for (report, id) in reports {
        let Some((message, moves)) = id.and_then(|id| hand.message(id)) else {
            applied.unknown += 1;
            continue;
        };
        let from = message.status();
        // The report may be the first to say that the message is accepted: it stands where the answer would.
        let detail = report.reference.as_deref().or(report.detail.as_deref());
        moves.advance_saying(message, report.status, report.reason, detail);
        if let Some(reference) = &report.reference {
            applied.named.entry(message.id.0).or_insert(reference);
        }
        let is_open = matches!(from, Status::Sending | Status::Sent);
        if is_open && message.status() == Status::Failed && report.reason.is_some_and(Reason::is_refusal) {
            let is_early = from == Status::Sending;
            applied.refused.push(Refused { campaign: message.campaign, message: message.id, is_early });
        }
    }
    applied
}

/// Which message each report is about; `None` where it is none that is in hand.
async fn named(tx: &mut WriteTx, reports: &[&Report]) -> Result<Vec<Option<MessageId>>> {
    let candidates: BTreeSet<&str> = reports
        .iter()
        .filter_map(|report| match &report.about {
            // The empty one is that of every message whose network gave it none.
            About::Reference { candidates, .. } => {
                Some(candidates.iter().map(String::as_str).filter(|it| !it.is_empty()))
            }
            About::Message(_) => None,
        })
        .flatten()
        .collect();
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let found = if candidates.is_empty() { vec![] } else { store::outbox::by_reference(tx, &candidates).await? };
    let mut known: HashMap<&str, Vec<(MessageId, &str)>> = HashMap::new();
    for (reference, id, phone) in &found {
        known.entry(reference.as_str()).or_default().push((*id, phone.as_str()));
    }
    let of = |candidates: &[String], phone: Option<&PhoneNumber>| {
        let fits = |its: &str| phone.is_none_or(|phone| phone.as_str() == its);
        let first =
            |candidate: &String| known.get(candidate.as_str())?.iter().find(|(_, its)| fits(its)).map(|(id, _)| *id);
        candidates.iter().find_map(first)
    };
    let named = reports.iter().map(|report| match &report.about {
        About::Message(id) => Some(*id),
        About::Reference { candidates, phone } => of(candidates, phone.as_ref()),
    });
    Ok(named.collect())
}

/// Keeps what people wrote.
pub(super) async fn hear(tx: &mut WriteTx, changed: &mut BTreeSet<PharmacyId>, now: i64, news: &[&News]) -> Result<()> {
    for news in news {
        if let News::Inbound(inbound) = news {
            keep(tx, changed, now, inbound).await?;
        }
    }
    Ok(())
}

/// Keeps what somebody wrote with those whose client they are. A word that means *no more* is an opt-out of the phone, also
/// of one that no client has: only that is told to everybody, the text is for one of them at most.
async fn keep(tx: &mut WriteTx, changed: &mut BTreeSet<PharmacyId>, now: i64, inbound: &Inbound) -> Result<()> {
    // A service number or a foreign one: nobody whom we could have written to.
    let Reading::Mobile { number: phone, .. } = domain::phone::read(&inbound.from) else { return Ok(()) };
    let stops = is_stop(&inbound.text);
    let text: String = inbound.text.chars().take(MAX_INBOUND).collect();
    let reference: String = inbound.reference.chars().take(MAX_REFERENCE).collect();
    let (pharmacies, is_known) = match store::inbound::addressees(tx, &phone).await? {
        Addressees::Of(known) => (known, true),
        Addressees::Everybody(all) => (all, false),
    };
    if !stops && !is_known {
        return Ok(());
    }
    for pharmacy in pharmacies {
        if is_known {
            let new = NewInbound { phone: &phone, reference: &reference, text: &text, stops };
            store::inbound::add(tx, pharmacy, &new, now).await?;
        }
        if stops {
            store::wishes::note(tx, pharmacy, &phone, Wish::Stop, None, How::Sms, now).await?;
        }
        changed.insert(pharmacy);
    }
    Ok(())
}
