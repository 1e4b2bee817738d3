//! العربية.

use super::super::ar::{HOUR, MINUTE, SMS};
use super::Pace;

pub static PACE: Pace = Pace {
    a_second: |n| [&SMS.count(n), " في الثانية"].concat(),
    a_minute: |n| [&SMS.count(n), " في الدقيقة"].concat(),
    minutes_left: |n| ["بقي حوالي ", &MINUTE.count(n)].concat(),
    hours_left: |n| ["بقي حوالي ", &HOUR.count(n)].concat(),
    nearly: "بقي أقل من دقيقة",
    comma: "، ",
    failures: "آخر الإخفاقات",
};
