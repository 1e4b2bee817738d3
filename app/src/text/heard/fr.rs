//! Français.

use super::super::{counted, number};
use super::Heard;

pub static HEARD: Heard = Heard {
    paid_in_part: |n| match n {
        0 | 1 => [&number(n), "\u{A0}client a payé une partie entre-temps : son SMS est parti tel que prévu."].concat(),
        _ => [&counted(n, "clients"), " ont payé une partie entre-temps : leur SMS est parti tel que prévu."].concat(),
    },
    no_report: "sans accusé",
    wrote: "SMS reçus de ce client",
    stops: "ne veut plus de SMS",
    failing_since: |date, time| ["Ne répond pas comme il faut depuis le ", date, " à ", time].concat(),
};
