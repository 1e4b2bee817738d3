//! Words about how fast a campaign goes and what did not arrive of it. Not part of [`Text`](super::Text): they come with the
//! page that needs them, so that the first load does not carry them.

mod ar;
mod en;
mod fr;

use domain::campaign::Speed;
use domain::language::Language;

use super::Count;
use crate::context::use_language;

/// How a campaign goes.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Pace {
    pub a_second: Count,
    pub a_minute: Count,
    /// Minutes.
    pub minutes_left: Count,
    /// Hours.
    pub hours_left: Count,
    pub nearly: &'static str,
    /// Between the speed and the time.
    pub comma: &'static str,
    pub failures: &'static str,
}

impl Pace {
    /// `3 SMS par seconde, encore 3 minutes environ`.
    pub fn says(&self, speed: Speed) -> String {
        let Speed { per_minute, seconds_left } = speed;
        let fast = if per_minute < 60 { (self.a_minute)(per_minute) } else { (self.a_second)((per_minute + 30) / 60) };
        let left = match seconds_left {
            0..60 => self.nearly.to_owned(),
            60..5_400 => (self.minutes_left)((seconds_left + 30) / 60),
            _ => (self.hours_left)((seconds_left.saturating_add(1_800)) / 3_600),
        };
        [&fast, self.comma, &left].concat()
    }
}

/// The words in the language of the page.
pub fn words() -> &'static Pace {
    match use_language() {
        Language::Fr => &fr::PACE,
        Language::Ar => &ar::PACE,
        Language::En => &en::PACE,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(180, 180, "3\u{a0}SMS par seconde, encore 3\u{a0}minutes environ")]
    #[case(90, 59, "2\u{a0}SMS par seconde, encore moins d’une minute")]
    #[case(59, 80, "59\u{a0}SMS par minute, encore 1\u{a0}minute environ")]
    #[case(1, 5_400, "1\u{a0}SMS par minute, encore 2\u{a0}heures environ")]
    fn a_speed_is_said_in_round_words(#[case] per_minute: u32, #[case] seconds_left: u32, #[case] said: &str) {
        assert_eq!(fr::PACE.says(Speed { per_minute, seconds_left }), said);
    }
}
