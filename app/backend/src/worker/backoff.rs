//! When a message is tried again.

/// Milliseconds until the next attempt of a message that the gateway asked to try later, or could not be reached with;
/// `None` when it is to be given up.
///
/// | after attempt | 1 | 2 | 3 | 4 | 5 | 6 | 7 to 28 |
/// |---|---|---|---|---|---|---|---|
/// | wait | 5 s | 15 s | 1 min | 5 min | 15 min | 30 min | 1 h |
///
/// About 23 hours in all. `jitter` is between 0 and 100 and moves each wait by up to a fifth, so that messages that were
/// turned away together do not come back together.
pub(super) fn delay(attempt: u32, jitter: u8) -> Option<i64> {
    let seconds: i64 = match attempt {
        0 | 1 => 5,
        2 => 15,
        3 => 60,
        4 => 300,
        5 => 900,
        6 => 1_800,
        7..=28 => 3_600,
        _ => return None,
    };
    let percent = 80 + 40 * i64::from(jitter.min(100)) / 100;
    Some(seconds * 10 * percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<i64> = (1..).map_while(|attempt| delay(attempt, 50)).collect();
        assert_eq!(waits[..4], [5_000, 15_000, 60_000, 300_000]);
        assert!(waits.is_sorted());
        let hours = waits.iter().sum::<i64>() / 3_600_000;
        assert_eq!((waits.len(), hours), (28, 22));
    }

    #[test]
    fn jitter_moves_a_wait_by_a_fifth() {
        assert_eq!([0, 50, 100, 255].map(|jitter| delay(3, jitter)), [48_000, 60_000, 72_000, 72_000].map(Some));
    }
}
