//! The time: given to whoever needs it, so that a test can set it. The only place that reads the system's clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::time::Stamp;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The zone of a pharmacy that has set none (the specification, "Who uses it").
pub const DEFAULT_ZONE: &str = "Africa/Casablanca";

/// Where the time comes from.
#[derive(Clone)]
pub enum Clock {
    /// The system's clock.
    System,
    /// A clock that is set by hand, in milliseconds UTC.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still until it is set.
    pub fn manual(now: i64) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(now)))
    }

    /// Milliseconds UTC since 1970.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    pub fn now(&self) -> i64 {
        match self {
            Self::System => Timestamp::now().as_millisecond(),
            Self::Manual(now) => now.load(Ordering::SeqCst),
        }
    }

    /// Moves a manual clock on; the system's clock stays as it is.
    pub fn advance(&self, milliseconds: i64) {
        if let Self::Manual(now) = self {
            now.fetch_add(milliseconds, Ordering::SeqCst);
        }
    }
}

/// A time zone of a pharmacy, from the bundled database: the system's may be years old (facts, `sms.md`).
#[derive(Clone)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of a name; the default zone if there is none of that name.
    pub fn named(name: &str) -> Self {
        let zone = |name| jiff::tz::db().get(name).ok();
        Self(zone(name).or_else(|| zone(DEFAULT_ZONE)).unwrap_or(TimeZone::UTC))
    }

    /// A moment as people of this zone read it.
    pub fn stamp(&self, at: i64) -> Stamp {
        let local = self.local(at);
        Stamp { date: local.strftime("%d/%m/%Y").to_string(), time: local.strftime("%H:%M").to_string() }
    }

    /// Days since 1970-01-01 on this zone's calendar.
    pub fn day(&self, at: i64) -> i64 {
        let offset = self.0.to_offset(timestamp(at));
        (at + i64::from(offset.seconds()) * 1_000).div_euclid(86_400_000)
    }

    fn local(&self, at: i64) -> jiff::civil::DateTime {
        self.0.to_datetime(timestamp(at))
    }
}

fn timestamp(at: i64) -> Timestamp {
    Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    // Morocco left +01 for good on 2026-09-20 (facts, `sms.md`).
    #[rstest]
    #[case("2026-09-19T12:00:00Z", "19/09/2026", "13:00")]
    #[case("2026-09-21T12:00:00Z", "21/09/2026", "12:00")]
    #[case("2026-09-18T23:30:00Z", "19/09/2026", "00:30")]
    fn formats_in_the_zone(#[case] at: Timestamp, #[case] date: &str, #[case] time: &str) {
        let zone = Zone::named(DEFAULT_ZONE);
        let stamp = Stamp { date: date.to_owned(), time: time.to_owned() };
        assert_eq!(zone.stamp(at.as_millisecond()), stamp);
    }

    #[test]
    fn a_day_begins_at_local_midnight() {
        let zone = Zone::named(DEFAULT_ZONE);
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
        assert_eq!(zone.day(at("2026-09-18T22:59:59Z")) + 1, zone.day(at("2026-09-18T23:00:00Z")));
        assert_eq!(zone.day(at("1970-01-01T12:00:00Z")), 0);
    }

    #[test]
    fn an_unknown_zone_is_the_default_one() {
        assert_eq!(Zone::named("Mars/Olympus").stamp(0), Zone::named(DEFAULT_ZONE).stamp(0));
    }

    #[test]
    fn a_manual_clock_moves_by_hand() {
        let clock = Clock::manual(5);
        clock.clone().advance(7);
        assert_eq!(clock.now(), 12);
    }
}
