//! When a message is tried again.

use domain::gateway::TroubleKind;

/// The longest wait, in milliseconds, after which a gateway that failed is tried again by the same message: what holds
/// messages back while it is down is the breaker, and when it is up again they are to leave.
const LONGEST_AFTER_FAILURE: i64 = 60_000;

/// What a gateway may ask for at the least and at the most (`Retry-After`), in milliseconds.
const SHORTEST_ASKED: i64 = 1_000;
const LONGEST_ASKED: i64 = 3_600_000;

/// Milliseconds until the next attempt of a message that the gateway asked to try later, or could not be reached with. When
/// it is to be given up is not decided here: that is a matter of its age.
///
/// | after attempt | 1 | 2 | 3 | 4 | 5 | 6 | 7 and more |
/// |---|---|---|---|---|---|---|---|
/// | wait | 5 s | 15 s | 1 min | 5 min | 15 min | 30 min | 1 h |
///
/// A minute at most where the gateway failed instead of asking. `jitter` is between 0 and 100 and moves each wait by up to
/// a fifth, so that messages that were turned away together do not come back together. What the gateway `asked` for is
/// granted, between a second and an hour.
pub(super) fn delay(attempt: u32, jitter: u8, trouble: TroubleKind, asked: Option<i64>) -> i64 {
    let seconds: i64 = match attempt {
        0 | 1 => 5,
        2 => 15,
        3 => 60,
        4 => 300,
        5 => 900,
        6 => 1_800,
        _ => 3_600,
    };
    let percent = 80 + 40 * i64::from(jitter.min(100)) / 100;
    let own = seconds * 10 * percent;
    let own = if trouble == TroubleKind::Throttled { own } else { own.min(LONGEST_AFTER_FAILURE) };
    match asked {
        Some(asked) => own.max(clamped(asked)),
        None => own,
    }
}

/// For how many milliseconds nothing more is handed over to a gateway that asked to go slower.
pub(super) fn hold(asked: Option<i64>) -> i64 {
    asked.map_or(SHORTEST_ASKED, clamped)
}

fn clamped(asked: i64) -> i64 {
    asked.clamp(SHORTEST_ASKED, LONGEST_ASKED)
}

#[cfg(test)]
mod tests {
    use super::*;

    const THROTTLED: TroubleKind = TroubleKind::Throttled;

    #[test]
    fn waits_grow_to_an_hour() {
        let waits: Vec<i64> = (1..10).map(|attempt| delay(attempt, 50, THROTTLED, None)).collect();
        assert_eq!(waits[..4], [5_000, 15_000, 60_000, 300_000]);
        assert!(waits.is_sorted());
        assert_eq!(waits[8], 3_600_000);
    }

    #[test]
    fn a_gateway_that_failed_is_tried_again_within_a_minute() {
        assert_eq!([1, 4, 30].map(|n| delay(n, 50, TroubleKind::Unreachable, None)), [5_000, 60_000, 60_000]);
    }

    #[test]
    fn jitter_moves_a_wait_by_a_fifth() {
        let waits = [0, 50, 100, 255].map(|jitter| delay(3, jitter, THROTTLED, None));
        assert_eq!(waits, [48_000, 60_000, 72_000, 72_000]);
    }

    #[test]
    fn what_the_gateway_asks_for_is_granted_within_reason() {
        assert_eq!([0, 9_000, i64::MAX].map(|asked| delay(1, 50, THROTTLED, Some(asked))), [5_000, 9_000, 3_600_000]);
        assert_eq!([None, Some(-5), Some(9_000), Some(i64::MAX)].map(hold), [1_000, 1_000, 9_000, 3_600_000]);
    }
}
