//! How fast the messages of a campaign leave, and what did not arrive lately.

use serde::{Deserialize, Serialize};

use crate::message::Reason;
use crate::time::Stamp;

/// What happened to a campaign lately.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lately {
    /// How fast its messages leave; `None` while none does.
    pub speed: Option<Speed>,
    /// Its last failures, newest first, at most five.
    pub failures: Vec<Failure>,
}

/// How fast messages leave, and how long those that wait will take at that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speed {
    /// Messages a minute, at least one.
    pub per_minute: u32,
    /// Seconds until the last one has left.
    pub seconds_left: u32,
}

impl Speed {
    /// The speed of so many messages that the network took within some milliseconds, with as many still to leave; `None`
    /// where it took none, or none waits.
    pub fn of(taken: u32, milliseconds: i64, waiting: u32) -> Option<Self> {
        // What left in an instant says little: a second is the least that is looked at.
        let span = u64::try_from(milliseconds).unwrap_or_default().max(1_000);
        let per_minute = (u64::from(taken) * 60_000).div_ceil(span);
        let seconds_left = (u64::from(waiting) * 60).checked_div(per_minute)?;
        (waiting > 0).then(|| Self {
            per_minute: u32::try_from(per_minute).unwrap_or(u32::MAX),
            seconds_left: u32::try_from(seconds_left).unwrap_or(u32::MAX),
        })
    }
}

/// A message that did not arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Its number in the history.
    pub number: i64,
    /// To whom.
    pub recipient: String,
    /// The phone, as it is to be read.
    pub phone: String,
    /// When that was known.
    pub at: Stamp,
    /// Why.
    pub reason: Option<Reason>,
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    // Three a second: 540 take three minutes.
    #[case(180, 60_000, 540, Some((180, 180)))]
    #[case(1, 60_000, 3, Some((1, 180)))]
    #[case(64, 0, 64, Some((3_840, 1)))]
    #[case(0, 60_000, 540, None)]
    #[case(180, 60_000, 0, None)]
    #[case(180, -5, 540, Some((10_800, 3)))]
    #[case(u32::MAX, 1, u32::MAX, Some((u32::MAX, 1)))]
    fn a_speed_says_how_long_the_rest_takes(
        #[case] taken: u32,
        #[case] milliseconds: i64,
        #[case] waiting: u32,
        #[case] expected: Option<(u32, u32)>,
    ) {
        let speed = Speed::of(taken, milliseconds, waiting);
        assert_eq!(speed.map(|speed| (speed.per_minute, speed.seconds_left)), expected);
    }
}
