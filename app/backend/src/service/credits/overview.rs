//! The balance over time: the chart of the last days, and when the credits run out.

use std::collections::BTreeMap;

use domain::credit::{CHART_DAYS, Day, Overview, runs_out_in};
use domain::form::{Fault, Field, FieldErrors};
use domain::pack::MAX_CREDITS;
use domain::staff::Permission;
use domain::time::Date;

use crate::Backend;
use crate::caller::Staff;
use crate::clock::Zone;
use crate::error::{Error, Result};
use crate::service::topups;
use crate::store;
use crate::store::ledger::{QUARTER, Quarter};

/// The balance, its last 90 days, when it runs out, and for who may ask for credits the pharmacy's requests.
///
/// # Errors
///
/// [`Error::BadRow`]; [`Error::Store`].
pub async fn overview(backend: &Backend, staff: &Staff) -> Result<Overview> {
    let now = backend.clock().now();
    let mut conn = backend.store().snapshot().await?;
    let balance = store::credits::balance(&mut conn, staff.pharmacy).await?;
    let low_at = store::ledger::low_at(&mut conn, staff.pharmacy).await?;
    let shown = i64::try_from(CHART_DAYS).unwrap_or(i64::MAX);
    // A day more than is shown: the first day of a zone may have begun before its midnight in UTC.
    let from = now - (shown + 1) * 86_400_000;
    let quarters = store::ledger::quarters(&mut conn, staff.pharmacy, from).await?;
    let today = staff.zone.day(now);
    let days = days(&quarters, &staff.zone, today, shown);
    let topups = match staff.need(Permission::CreditsRequest) {
        Ok(()) => topups::lines(&mut conn, staff, now).await?,
        Err(_) => vec![],
    };
    let runs_out = runs_out_in(balance.available, &days)
        .and_then(|days| Some((days, Date::from_days(today + i64::from(days))?.to_words())));
    Ok(Overview { balance, low_at, days, runs_out, topups })
}

/// The days that end with today, from the first in which credits had moved.
fn days(quarters: &[Quarter], zone: &Zone, today: i64, shown: i64) -> Vec<Day> {
    let Some(first) = quarters.first().map(|quarter| zone.day(quarter.quarter * QUARTER)) else { return vec![] };
    let begin = first.max(today - shown + 1);
    let mut moved: BTreeMap<i64, (i64, i64, i64)> = BTreeMap::new();
    let mut available = 0;
    for quarter in quarters {
        let day = zone.day(quarter.quarter * QUARTER);
        if day < begin {
            available = quarter.available;
            continue;
        }
        let (last, spent, granted) = moved.entry(day).or_default();
        *last = quarter.available;
        *spent += quarter.spent;
        *granted += quarter.granted;
    }
    let day = |day: i64| {
        let (last, spent, granted) = moved.get(&day).copied().unwrap_or((available, 0, 0));
        available = last;
        // What was corrected may be more than what moved.
        let whole = |n: i64| u32::try_from(n.max(0)).unwrap_or(u32::MAX);
        Day {
            date: Date::from_days(day).map(Date::to_words).unwrap_or_default(),
            available: whole(last),
            spent: whole(spent),
            granted: whole(granted),
        }
    };
    (begin..=today).map(day).collect()
}

/// Sets below how many credits the pharmacy is warned.
///
/// # Errors
///
/// [`Error::Denied`] for who may not ask for credits; [`Error::Invalid`] beyond 10 000 000.
pub async fn set_low_at(backend: &Backend, staff: &Staff, low_at: u32) -> Result<()> {
    staff.need(Permission::CreditsRequest)?;
    if low_at > MAX_CREDITS {
        return Err(Error::Invalid(FieldErrors::one(Field::Credits, Fault::OutOfRange)));
    }
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    store::ledger::set_low_at(&mut tx, staff.pharmacy, low_at).await?;
    let said = low_at.to_string();
    store::audit::record(&mut tx, staff.pharmacy, now, Some(staff.id), "credits.low_at", Some(&said)).await?;
    tx.commit().await?;
    backend.live().announce(staff.pharmacy);
    Ok(())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::clock::DEFAULT_ZONE;

    fn quarter(day: i64, quarter: i64, available: i64, spent: i64, granted: i64) -> Quarter {
        Quarter { quarter: day * 96 + quarter, available, spent, granted }
    }

    #[rstest]
    // From the first day on, each day with what was left at its end.
    #[case(vec![quarter(100, 40, 50, 0, 50), quarter(102, 40, 45, 5, 0), quarter(102, 41, 40, 5, 0)], 103,
           vec![(50, 0, 50), (50, 0, 0), (40, 10, 0), (40, 0, 0)])]
    // What is older than the chart tells only where it begins.
    #[case(vec![quarter(90, 0, 70, 0, 70), quarter(102, 0, 60, 10, 0)], 103, vec![(70, 0, 0), (70, 0, 0), (60, 10, 0), (60, 0, 0)])]
    #[case(vec![quarter(103, 0, 7, -3, 0)], 103, vec![(7, 0, 0)])]
    #[case(vec![], 103, vec![])]
    fn days_are_made_of_quarters(
        #[case] quarters: Vec<Quarter>,
        #[case] today: i64,
        #[case] expected: Vec<(u32, u32, u32)>,
    ) {
        let days = days(&quarters, &Zone::named(DEFAULT_ZONE), today, 4);
        let days: Vec<_> = days.iter().map(|day| (day.available, day.spent, day.granted)).collect();
        assert_eq!(days, expected);
    }
}
