//! The time: given to whoever needs it, so that a test can set it. The only place that reads the system's clock. How long
//! something takes or may take is another thing, which no clock that is set may change: whoever measures that has an `Instant`.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::time::{LocalMinute, Stamp};
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

    /// Its name in the database of zones: `Africa/Casablanca`.
    pub fn name(&self) -> String {
        self.0.iana_name().unwrap_or("UTC").to_owned()
    }

    /// A moment as people of this zone read it.
    pub fn stamp(&self, at: i64) -> Stamp {
        let local = self.local(at);
        Stamp { date: local.strftime("%d/%m/%Y").to_string(), time: local.strftime("%H:%M").to_string() }
    }

    /// The same to the second, for what follows closely upon one another.
    pub fn second(&self, at: i64) -> Stamp {
        let local = self.local(at);
        Stamp { date: local.strftime("%d/%m/%Y").to_string(), time: local.strftime("%H:%M:%S").to_string() }
    }

    /// The moment at which a clock of this zone shows a minute; `None` for one beyond all calendars. A minute that a change of
    /// the clocks leaves out is the moment after it, one that comes twice is the first.
    pub fn moment(&self, minute: LocalMinute) -> Option<i64> {
        let (year, month, day, hour, minute) = minute.parts();
        let [month, day, hour, minute] = [month, day, hour, minute].map(i8::try_from);
        let local = jiff::civil::DateTime::new(
            i16::try_from(year).ok()?,
            month.ok()?,
            day.ok()?,
            hour.ok()?,
            minute.ok()?,
            0,
            0,
        );
        self.0.to_ambiguous_timestamp(local.ok()?).compatible().map(Timestamp::as_millisecond).ok()
    }

    /// A moment as a program sorts it, `2026-11-24` and `09:42`.
    pub fn date_and_time(&self, at: i64) -> (String, String) {
        let local = self.local(at);
        (local.strftime("%Y-%m-%d").to_string(), local.strftime("%H:%M").to_string())
    }

    /// Milliseconds since 1970 as if this zone's clock were UTC: what a spreadsheet, which knows no zones, counts from.
    pub fn local_milliseconds(&self, at: i64) -> i64 {
        at + i64::from(self.0.to_offset(timestamp(at)).seconds()) * 1_000
    }

    /// Days since 1970-01-01 on this zone's calendar.
    pub fn day(&self, at: i64) -> i64 {
        self.local_milliseconds(at).div_euclid(86_400_000)
    }

    /// The moment at which a clock of this zone shows a time of day, in minutes, on the day of `at` or `days` later. A time
    /// that a change of the clocks leaves out is the moment after it.
    fn at_minute(&self, at: i64, days: i64, minute: i64) -> i64 {
        let midnight = self.local(at).date().to_datetime(jiff::civil::Time::midnight());
        let local = midnight.saturating_add(jiff::Span::new().days(days).minutes(minute));
        let moment = self.0.to_ambiguous_timestamp(local).compatible();
        moment.map_or(at, Timestamp::as_millisecond)
    }

    fn minute(&self, at: i64) -> i64 {
        let time = self.local(at).time();
        i64::from(time.hour()) * 60 + i64::from(time.minute())
    }

    fn local(&self, at: i64) -> jiff::civil::DateTime {
        self.0.to_datetime(timestamp(at))
    }
}

/// The hours of a day in which messages leave (the specification, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// Minute of the day at which they begin.
    pub opens: i64,
    /// Minute of the day at which they end; where that is not after the beginning, they last past midnight.
    pub closes: i64,
}

impl Hours {
    /// The first moment, not before `at`, at which messages may leave.
    pub fn next(self, zone: &Zone, at: i64) -> i64 {
        let minute = zone.minute(at);
        let is_open = if self.opens < self.closes {
            (self.opens..self.closes).contains(&minute)
        } else {
            minute >= self.opens || minute < self.closes
        };
        if is_open {
            return at;
        }
        zone.at_minute(at, i64::from(minute > self.opens), self.opens)
    }

    /// The moment at which messages could leave for `milliseconds` since `at`: what is outside of the hours does not count.
    pub fn after(self, zone: &Zone, at: i64, milliseconds: i64) -> i64 {
        let mut at = self.next(zone, at);
        let mut left = milliseconds;
        // A send is over in days; whoever has it take years is told of the first.
        for _ in 0..MOST_DAYS {
            let Some(closes) = self.closes(zone, at) else { break };
            if closes - at >= left {
                break;
            }
            left -= closes - at;
            at = self.next(zone, closes);
        }
        at.saturating_add(left)
    }

    /// When the hours end in which `at` is; `None` where they never do.
    fn closes(self, zone: &Zone, at: i64) -> Option<i64> {
        let always = self.opens == self.closes || (self.opens == 0 && self.closes == 1_440);
        let days = i64::from(self.opens > self.closes && zone.minute(at) >= self.opens);
        (!always).then(|| zone.at_minute(at, days, self.closes))
    }
}

/// The most days that a send is foreseen to take.
const MOST_DAYS: u32 = 366;

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

    #[rstest]
    // Both sides of the change of 2026-09-20: the same minute of the clock, two different moments.
    #[case("2026-09-19T13:00", "2026-09-19T12:00:00Z")]
    #[case("2026-09-21T12:00", "2026-09-21T12:00:00Z")]
    fn a_minute_of_the_clock_is_a_moment(#[case] minute: &str, #[case] at: Timestamp) {
        let zone = Zone::named(DEFAULT_ZONE);
        assert_eq!(zone.moment(minute.parse().unwrap()), Some(at.as_millisecond()));
        assert!(zone.moment("9999-12-31T23:59".parse().unwrap()).is_none_or(|at| at > 0));
        assert_eq!(zone.moment("0000-01-01T00:00".parse().unwrap()).map(|at| at < 0), Some(true));
    }

    #[test]
    fn a_day_begins_at_local_midnight() {
        let zone = Zone::named(DEFAULT_ZONE);
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
        assert_eq!(zone.day(at("2026-09-18T22:59:59Z")) + 1, zone.day(at("2026-09-18T23:00:00Z")));
        assert_eq!(zone.day(at("1970-01-01T12:00:00Z")), 0);
    }

    #[rstest]
    // 09:00 to 20:00; Morocco was at +01 before 2026-09-20, and is at +00 since.
    #[case("2026-09-19T12:00:00Z", 540, 1_200, "2026-09-19T12:00:00Z")]
    #[case("2026-09-21T12:00:00Z", 540, 1_200, "2026-09-21T12:00:00Z")]
    #[case("2026-09-19T07:59:59Z", 540, 1_200, "2026-09-19T08:00:00Z")]
    #[case("2026-09-19T08:00:00Z", 540, 1_200, "2026-09-19T08:00:00Z")]
    #[case("2026-11-24T08:00:00Z", 540, 1_200, "2026-11-24T09:00:00Z")]
    #[case("2026-11-24T19:59:59Z", 540, 1_200, "2026-11-24T19:59:59Z")]
    #[case("2026-11-24T20:00:00Z", 540, 1_200, "2026-11-25T09:00:00Z")]
    // The night in which the clocks changed is an hour longer.
    #[case("2026-09-19T19:00:00Z", 540, 1_200, "2026-09-20T09:00:00Z")]
    #[case("2026-11-24T03:00:00Z", 0, 1_440, "2026-11-24T03:00:00Z")]
    #[case("2026-11-24T23:00:00Z", 1_200, 120, "2026-11-24T23:00:00Z")]
    #[case("2026-11-24T12:00:00Z", 1_200, 120, "2026-11-24T20:00:00Z")]
    fn messages_leave_in_the_hours(
        #[case] at: Timestamp,
        #[case] opens: i64,
        #[case] closes: i64,
        #[case] next: Timestamp,
    ) {
        let zone = Zone::named(DEFAULT_ZONE);
        let hours = Hours { opens, closes };
        assert_eq!(hours.next(&zone, at.as_millisecond()), next.as_millisecond());
    }

    #[rstest]
    // Three hours of sending, in minutes: within a day, over a night, over a night in which the clocks changed, at any hour.
    #[case("2026-11-24T10:00:00Z", 540, 1_200, 180, "2026-11-24T13:00:00Z")]
    #[case("2026-11-24T18:00:00Z", 540, 1_200, 180, "2026-11-25T10:00:00Z")]
    #[case("2026-11-24T21:00:00Z", 540, 1_200, 180, "2026-11-25T12:00:00Z")]
    #[case("2026-11-24T17:00:00Z", 540, 1_200, 180, "2026-11-24T20:00:00Z")]
    #[case("2026-09-19T18:00:00Z", 540, 1_200, 180, "2026-09-20T11:00:00Z")]
    #[case("2026-11-24T23:00:00Z", 0, 1_440, 180, "2026-11-25T02:00:00Z")]
    #[case("2026-11-24T23:00:00Z", 540, 540, 180, "2026-11-25T02:00:00Z")]
    #[case("2026-11-24T23:00:00Z", 1_200, 120, 240, "2026-11-25T21:00:00Z")]
    #[case("2026-11-24T10:00:00Z", 540, 1_200, 1_500, "2026-11-26T13:00:00Z")]
    fn only_the_hours_count(
        #[case] at: Timestamp,
        #[case] opens: i64,
        #[case] closes: i64,
        #[case] minutes: i64,
        #[case] over: Timestamp,
    ) {
        let zone = Zone::named(DEFAULT_ZONE);
        let after = Hours { opens, closes }.after(&zone, at.as_millisecond(), minutes * 60_000);
        assert_eq!(after, over.as_millisecond());
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
