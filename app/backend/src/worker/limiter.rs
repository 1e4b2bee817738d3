//! The rate that a gateway is not to be given more than.

use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

/// So many messages a second at most, spread over it: a fifth of them at once at the most.
pub(super) struct Limiter<C: Clock = DefaultClock>(RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<C::Instant>>);

impl Limiter {
    /// A limiter by the time that passes, which no clock that is set can change.
    pub(super) fn new(rate: NonZeroU32) -> Self {
        Self::timed(rate, DefaultClock::default())
    }
}

impl<C: Clock> Limiter<C> {
    fn timed(rate: NonZeroU32, clock: C) -> Self {
        let burst = NonZeroU32::new(rate.get() / 5).unwrap_or(NonZeroU32::MIN);
        Self(RateLimiter::direct_with_clock(Quota::per_second(rate).allow_burst(burst), clock))
    }

    /// How many of so many messages may leave now; they are counted as gone.
    pub(super) fn take(&self, most: usize) -> usize {
        (0..most).take_while(|_| self.0.check().is_ok()).count()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use governor::clock::FakeRelativeClock;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(1, 1)]
    #[case(4, 1)]
    #[case(20, 4)]
    #[case(100, 20)]
    fn never_more_than_the_rate_and_a_fifth_at_once(#[case] rate: u32, #[case] burst: usize) {
        let clock = FakeRelativeClock::default();
        let limiter = Limiter::timed(NonZeroU32::new(rate).unwrap(), clock.clone());
        assert_eq!([limiter.take(1_000), limiter.take(1_000)], [burst, 0]);
        let mut left = 0;
        for _ in 0..10_000 {
            clock.advance(Duration::from_millis(1));
            left += limiter.take(1_000);
        }
        assert_eq!(left, usize::try_from(rate).unwrap() * 10, "in ten seconds");
        clock.advance(Duration::from_secs(3_600));
        assert_eq!(limiter.take(1_000), burst, "what was not used is not made up for");
        assert_eq!(limiter.take(0), 0);
    }
}
