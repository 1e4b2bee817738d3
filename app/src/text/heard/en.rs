//! English.

use super::super::counted;
use super::Heard;

pub static HEARD: Heard = Heard {
    paid_in_part: |n| match n {
        1 => [&counted(n, "client"), " has paid a part meanwhile: the SMS left as it was planned."].concat(),
        _ => [&counted(n, "clients"), " have paid a part meanwhile: their SMS left as planned."].concat(),
    },
    no_report: "no report",
    wrote: "SMS received from this client",
    stops: "wants no more SMS",
    failing_since: |date, time| ["Has not answered as it should since ", date, " at ", time].concat(),
};
