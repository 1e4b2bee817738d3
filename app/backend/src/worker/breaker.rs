//! When a gateway is left alone. Count and duration: so many failures in a row, and it is tried again after a while, by one
//! message, whose fate decides. A pause drops nothing.

/// Failures in a row after which a gateway is left alone. Every one of them may have cost a message its certainty: few.
const FAILURES: u32 = 10;

/// The first pause, in milliseconds; each failed trial doubles it, up to the longest.
const FIRST_PAUSE: i64 = 5_000;
const LONGEST_PAUSE: i64 = 300_000;

/// The breaker of one gateway.
#[derive(Debug)]
pub(super) struct Breaker {
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Messages pass; so many failures in a row.
    Closed(u32),
    /// Nothing passes until then, a pause of that length.
    Open { until: i64, pause: i64 },
    /// One message is on its way, after a pause of that length.
    Trying { pause: i64 },
}

/// How many messages may be handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Allowance {
    /// As many as there is room for.
    All,
    /// One, which tries whether it works again: [`Breaker::tries`] when it goes.
    One,
    /// None, until then; until the trial ends, where no time is known.
    None(Option<i64>),
}

impl Default for Breaker {
    fn default() -> Self {
        Self { state: State::Closed(0) }
    }
}

impl Breaker {
    /// How many messages may be handed over now. A pause is never longer than it was meant to be: a clock that was set back
    /// does not prolong it.
    pub(super) fn allowance(&mut self, now: i64) -> Allowance {
        match &mut self.state {
            State::Closed(_) => Allowance::All,
            State::Trying { .. } => Allowance::None(None),
            State::Open { until, pause } => {
                *until = (*until).min(now.saturating_add(*pause));
                if *until <= now { Allowance::One } else { Allowance::None(Some(*until)) }
            }
        }
    }

    /// The one message that tries is handed over.
    pub(super) fn tries(&mut self) {
        if let State::Open { pause, .. } = self.state {
            self.state = State::Trying { pause };
        }
    }

    /// The gateway answered as it should, whatever it said.
    pub(super) fn succeeded(&mut self) {
        self.state = State::Closed(0);
    }

    /// The gateway could not be reached, did not answer, or said that it fails. What was on its way when the pause began does
    /// not prolong it.
    pub(super) fn failed(&mut self, now: i64) {
        self.state = match self.state {
            State::Closed(failures) if failures + 1 < FAILURES => State::Closed(failures + 1),
            State::Closed(_) => State::Open { until: now + FIRST_PAUSE, pause: FIRST_PAUSE },
            State::Trying { pause } => {
                let pause = (pause * 2).min(LONGEST_PAUSE);
                State::Open { until: now + pause, pause }
            }
            open @ State::Open { .. } => open,
        };
    }

    /// Until when nothing passes; a time that is over where one message tries, or will. `None` while messages pass.
    pub(super) fn paused_until(&self) -> Option<i64> {
        match self.state {
            State::Closed(_) => None,
            State::Open { until, .. } => Some(until),
            State::Trying { .. } => Some(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open() -> Breaker {
        let mut breaker = Breaker::default();
        for _ in 0..FAILURES {
            assert_eq!(breaker.allowance(0), Allowance::All);
            breaker.failed(0);
        }
        breaker
    }

    #[test]
    fn failures_in_a_row_open_it_and_an_answer_between_them_does_not() {
        let mut breaker = Breaker::default();
        for _ in 0..5 {
            (1..FAILURES).for_each(|_| breaker.failed(0));
            breaker.succeeded();
        }
        assert_eq!((breaker.allowance(0), breaker.paused_until()), (Allowance::All, None));
        assert_eq!(open().allowance(4_999), Allowance::None(Some(5_000)));
    }

    #[test]
    fn one_message_tries_and_each_failure_doubles_the_pause_up_to_the_longest() {
        let mut breaker = open();
        let (mut now, mut pauses) = (5_000, vec![]);
        for _ in 0..8 {
            assert_eq!(breaker.allowance(now), Allowance::One);
            breaker.tries();
            assert_eq!(breaker.allowance(now), Allowance::None(None));
            breaker.failed(now);
            let until = breaker.paused_until().unwrap();
            pauses.push((until - now) / 1_000);
            now = until;
        }
        assert_eq!(pauses, [10, 20, 40, 80, 160, 300, 300, 300]);
        breaker.tries();
        breaker.succeeded();
        assert_eq!(breaker.allowance(now), Allowance::All);
    }

    #[test]
    fn what_was_on_its_way_does_not_prolong_a_pause() {
        let mut breaker = open();
        breaker.failed(3_000);
        assert_eq!(breaker.paused_until(), Some(5_000));
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_prolong_a_pause() {
        let mut breaker = open();
        assert_eq!(breaker.allowance(-86_400_000), Allowance::None(Some(-86_395_000)));
    }
}
