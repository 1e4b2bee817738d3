//! العربية.

use super::super::number;
use super::Heard;

pub static HEARD: Heard = Heard {
    paid_in_part: |n| {
        ["زبناء أدوا جزءا مما عليهم في هذه الأثناء، وأُرسلت رسائلهم كما كانت مقررة: ", &number(n), "."].concat()
    },
    no_report: "دون إشعار بالتسليم",
    wrote: "رسائل وردت من هذا الزبون",
    stops: "لا يريد مزيدا من الرسائل",
    failing_since: |date, time| ["لا تجيب كما ينبغي منذ يوم ", date, " على الساعة ", time].concat(),
};
