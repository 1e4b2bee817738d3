//! The requests of all pharmacies, and what the month brought.

use domain::fold::fold;
use domain::money::Money;
use domain::sales::SalesPermission;
use domain::time::Date;
use domain::topup::{Desk, Side};

use crate::Backend;
use crate::caller::Salesperson;
use crate::clock::{DEFAULT_ZONE, Zone};
use crate::error::Result;
use crate::service::topups::line;
use crate::store;

/// Requests that are listed at once.
const LINES: u32 = 200;

/// The most characters of a search.
const MAX_SEARCH: usize = 60;

/// Requests, what waits for the sales service longest first; `search` is a part of a number, of a transfer's reference or of
/// a pharmacy's name, without regard to case and accents, `ended` whether those that have ended are wanted too. A search finds those always.
///
/// # Errors
///
/// [`Error::Denied`](crate::Error::Denied) without `sales.read`.
pub async fn desk(backend: &Backend, person: &Salesperson, search: &str, ended: bool) -> Result<Desk> {
    person.need(SalesPermission::Read)?;
    let words: String = fold(&search.chars().take(MAX_SEARCH).collect::<String>());
    let ended = ended || !words.is_empty();
    let now = backend.clock().now();
    let zone = Zone::named(DEFAULT_ZONE);
    let mut conn = backend.store().snapshot().await?;
    let mut stored = store::topups::all(&mut conn, &words, ended, LINES + 1).await?;
    let more = stored.len() > usize::try_from(LINES).unwrap_or(usize::MAX);
    if more {
        stored.pop();
    }
    let (month, from, to) = month(&zone, now);
    let (activated, credits, price) = store::topups::activated(&mut conn, from, to).await?;
    Ok(Desk {
        requests: stored.into_iter().map(|stored| line(stored, Side::Sales, &zone, now)).collect(),
        more,
        to_do: store::topups::to_do(&mut conn).await?,
        month,
        activated,
        credits,
        turnover: Money::from_centimes(price),
    })
}

/// Whether pharmacies have done or written something that nobody of the sales service has seen; never for who sees no requests.
///
/// # Errors
///
/// [`Error::Store`](crate::Error::Store) alone.
pub async fn has_news(backend: &Backend, person: &Salesperson) -> Result<bool> {
    let may_see = person.need(SalesPermission::Read).is_ok();
    Ok(may_see && store::topups::any_unseen(&mut *backend.store().read().await?).await?)
}

/// The month of a moment: `11/2026`, when it begins, and when the next one does.
fn month(zone: &Zone, now: i64) -> (String, i64, i64) {
    let begins = |date: Date| format!("{}T00:00", date.to_form()).parse().ok().and_then(|minute| zone.moment(minute));
    let first = Date::from_days(zone.day(now)).and_then(|today| {
        let form = today.to_form();
        form.get(..8).and_then(|month| format!("{month}01").parse::<Date>().ok())
    });
    let next = first.and_then(|first| {
        let later = Date::from_days(first.days() + 31)?.to_form();
        later.get(..8).and_then(|month| format!("{month}01").parse::<Date>().ok())
    });
    let name = first.map(Date::to_words).and_then(|words| words.get(3..).map(str::to_owned)).unwrap_or_default();
    (name, first.and_then(begins).unwrap_or(now), next.and_then(begins).unwrap_or(now))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2026-11-24T09:00", "11/2026", "2026-11-01T00:00", "2026-12-01T00:00")]
    #[case("2026-12-31T23:59", "12/2026", "2026-12-01T00:00", "2027-01-01T00:00")]
    #[case("2028-02-29T12:00", "02/2028", "2028-02-01T00:00", "2028-03-01T00:00")]
    fn a_month_is_that_of_the_calendar(#[case] now: &str, #[case] name: &str, #[case] from: &str, #[case] to: &str) {
        let zone = Zone::named(DEFAULT_ZONE);
        let at = |minute: &str| zone.moment(minute.parse().unwrap()).unwrap();
        assert_eq!(month(&zone, at(now)), (name.to_owned(), at(from), at(to)));
    }
}
