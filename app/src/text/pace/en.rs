//! English.

use super::super::counted;
use super::super::en::form;
use super::Pace;

pub static PACE: Pace = Pace {
    a_second: |n| counted(n, "SMS a second"),
    a_minute: |n| counted(n, "SMS a minute"),
    minutes_left: |n| ["about ", &counted(n, form(n, "minute", "minutes")), " left"].concat(),
    hours_left: |n| ["about ", &counted(n, form(n, "hour", "hours")), " left"].concat(),
    nearly: "less than a minute left",
    comma: ", ",
    failures: "Last failures",
};
