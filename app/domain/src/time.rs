//! A moment as people read it, and a day as they set it. There is no clock and no zone here: the server formats, in the pharmacy's zone.

use serde::{Deserialize, Serialize};

/// A moment, formatted: the same in every language of the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// `24/11/2026`.
    pub date: String,
    /// `09:42`.
    pub time: String,
}

/// A minute on the calendar and the clock of a pharmacy, as a person sets it: no zone, and so no moment, until the server
/// knows whose clock it is. On the wire and in a form `2026-11-26T09:00`, as `<input type="datetime-local">` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LocalMinute {
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
}

/// A text that is no minute of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date and a time of day")]
pub struct BadMinute;

impl LocalMinute {
    /// Year, month, day, hour and minute.
    pub const fn parts(self) -> (u16, u8, u8, u8, u8) {
        (self.year, self.month, self.day, self.hour, self.minute)
    }

    /// As a form has it: `2026-11-26T09:00`.
    pub fn to_form(self) -> String {
        let Self { year, month, day, hour, minute } = self;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")
    }
}

impl TryFrom<String> for LocalMinute {
    type Error = BadMinute;

    fn try_from(text: String) -> Result<Self, BadMinute> {
        text.parse()
    }
}

impl std::str::FromStr for LocalMinute {
    type Err = BadMinute;

    /// Reads what a browser sends; seconds, which some add, are left out.
    fn from_str(text: &str) -> Result<Self, BadMinute> {
        let (date, time) = text.trim().split_once('T').ok_or(BadMinute)?;
        let date: Vec<&str> = date.split('-').collect();
        let time: Vec<&str> = time.split(':').collect();
        let (&[year, month, day], &[hour, minute] | &[hour, minute, _]) = (date.as_slice(), time.as_slice()) else {
            return Err(BadMinute);
        };
        let number = |text: &str, digits: usize| -> Result<u16, BadMinute> {
            let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
            if plain { text.parse().map_err(|_| BadMinute) } else { Err(BadMinute) }
        };
        let small = |text: &str| -> Result<u8, BadMinute> { number(text, 2)?.try_into().map_err(|_| BadMinute) };
        let minute = Self {
            year: number(year, 4)?,
            month: small(month)?,
            day: small(day)?,
            hour: small(hour)?,
            minute: small(minute)?,
        };
        let days = days_of(minute.year, minute.month).ok_or(BadMinute)?;
        let is_real = (1..=days).contains(&minute.day) && minute.hour < 24 && minute.minute < 60;
        if is_real { Ok(minute) } else { Err(BadMinute) }
    }
}

/// A day of the calendar, as a person sets it. On the wire, in an address and in a form `2026-11-26`, as
/// `<input type="date">` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A text that is no day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date")]
pub struct BadDate;

impl Date {
    /// As a form has it: `2026-11-26`.
    pub fn to_form(self) -> String {
        let Self { year, month, day } = self;
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// As it is read, in every language of the screen: `26/11/2026`.
    pub fn to_words(self) -> String {
        let Self { year, month, day } = self;
        format!("{day:02}/{month:02}/{year:04}")
    }

    /// Days since 1970-01-01: the number of a local day in the store. The Gregorian calendar, also before its time.
    pub fn days(self) -> i64 {
        // A year that begins in March ends with the day that leap years add (Howard Hinnant, "chrono-Compatible Low-Level
        // Date Algorithms", days_from_civil).
        let (year, month, day) = (i64::from(self.year), i64::from(self.month), i64::from(self.day));
        let year = if month <= 2 { year - 1 } else { year };
        let since_march = (month + 9) % 12;
        let day_of_year = (153 * since_march + 2) / 5 + day - 1;
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    /// The day of a number, see [`days`](Self::days); `None` before the year 0 and after 9999.
    pub fn from_days(days: i64) -> Option<Self> {
        // The same, civil_from_days.
        let days = days.checked_add(719_468)?;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let since_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * since_march + 2) / 5 + 1;
        let month = if since_march < 10 { since_march + 3 } else { since_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let year = u16::try_from(year).ok().filter(|year| *year <= 9_999)?;
        Some(Self { year, month: month.try_into().ok()?, day: day.try_into().ok()? })
    }

    /// The day so many days before this one; this one where there is none.
    pub fn days_before(self, days: u32) -> Self {
        Self::from_days(self.days() - i64::from(days)).unwrap_or(self)
    }
}

impl std::str::FromStr for Date {
    type Err = BadDate;

    fn from_str(text: &str) -> Result<Self, BadDate> {
        // Midnight of every day of the calendar is a minute of it.
        let minute = text.trim().to_owned() + "T00:00";
        let LocalMinute { year, month, day, .. } = minute.parse().map_err(|_| BadDate)?;
        Ok(Self { year, month, day })
    }
}

impl TryFrom<String> for Date {
    type Error = BadDate;

    fn try_from(text: String) -> Result<Self, BadDate> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_form()
    }
}

/// Days of a month of the Gregorian calendar; `None` if there is no such month.
const fn days_of(year: u16, month: u8) -> Option<u8> {
    Some(match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => return None,
    })
}

impl From<LocalMinute> for String {
    fn from(minute: LocalMinute) -> Self {
        minute.to_form()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{Date, LocalMinute};

    #[rstest]
    #[case("2026-11-26T09:00", Some("2026-11-26T09:00"))]
    #[case(" 2026-11-26T09:05:30 ", Some("2026-11-26T09:05"))]
    #[case("2028-02-29T00:00", Some("2028-02-29T00:00"))]
    #[case("2027-02-29T00:00", None)]
    #[case("2026-04-31T10:00", None)]
    #[case("2026-13-01T10:00", None)]
    #[case("2026-00-01T10:00", None)]
    #[case("2026-11-26T24:00", None)]
    #[case("2026-11-26T09:60", None)]
    #[case("2026-11-26", None)]
    #[case("26/11/2026 09:00", None)]
    #[case("2026-11-26T9:00", None)]
    #[case("+026-11-26T09:00", None)]
    #[case("2026-11-26T09:00:00:00", None)]
    #[case("", None)]
    fn a_minute_is_one_of_the_calendar(#[case] text: &str, #[case] form: Option<&str>) {
        assert_eq!(text.parse::<LocalMinute>().ok().map(LocalMinute::to_form).as_deref(), form);
    }

    #[rstest]
    #[case("1970-01-01", Some(0))]
    #[case(" 2026-11-25 ", Some(20_782))]
    #[case("2028-02-29", Some(21_243))]
    #[case("2000-03-01", Some(11_017))]
    #[case("0000-03-01", Some(-719_468))]
    #[case("2026-02-30", None)]
    #[case("2026-11-25T10:00", None)]
    #[case("25/11/2026", None)]
    #[case("", None)]
    fn a_date_is_a_day_of_the_calendar(#[case] text: &str, #[case] days: Option<i64>) {
        let date = text.parse::<Date>().ok();
        assert_eq!(date.map(Date::days), days);
        assert_eq!(days.and_then(Date::from_days), date);
        assert_eq!(date.map(Date::to_form).as_deref(), days.map(|_| text.trim()));
    }

    #[test]
    fn every_number_of_a_day_leads_back() {
        let (first, last) =
            ("0000-01-01".parse::<Date>().unwrap().days(), "9999-12-31".parse::<Date>().unwrap().days());
        assert!((first..=last).all(|days| Date::from_days(days).is_some_and(|date| date.days() == days)));
        assert_eq!([first - 1, last + 1, i64::MAX, i64::MIN].map(Date::from_days), [None; 4]);
        let march: Date = "2028-03-01".parse().unwrap();
        assert_eq!(march.days_before(1).to_form(), "2028-02-29");
        assert_eq!(march.days_before(0), march);
    }
}
