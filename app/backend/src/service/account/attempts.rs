//! How many sign-ins failed lately, by e-mail address and by where they came from. In memory: a restart forgives.

use std::collections::{HashMap, VecDeque};

use sha2::{Digest, Sha256};

/// Failures are forgotten after 15 minutes.
const WINDOW: i64 = 15 * 60_000;

/// Failures of one e-mail address before the next attempt has to wait.
const PER_EMAIL: usize = 5;

/// Failures from one address of the network. More, because a whole pharmacy may stand behind one.
const PER_ORIGIN: usize = 30;

/// How many addresses are remembered, so that made-up ones cannot fill the memory.
const REMEMBERED: usize = 10_000;

/// The failures of the last 15 minutes. Addresses are kept as hashes.
#[derive(Default)]
pub(super) struct Attempts {
    failures: HashMap<[u8; 32], VecDeque<i64>>,
}

/// An attempt that is under way, counted as a failure until it succeeds: many at once are no way round the limit.
pub(super) struct Attempt {
    email: [u8; 32],
    origin: [u8; 32],
    at: i64,
}

impl Attempts {
    /// Begins an attempt.
    ///
    /// # Errors
    ///
    /// Seconds to wait, if there were too many failures.
    pub(super) fn begin(&mut self, email: &str, origin: &str, now: i64) -> Result<Attempt, u32> {
        let attempt = Attempt { email: key("email", email), origin: key("origin", origin), at: now };
        let wait = self.wait(&attempt.email, PER_EMAIL, now).max(self.wait(&attempt.origin, PER_ORIGIN, now));
        if wait > 0 {
            return Err(u32::try_from(wait.div_euclid(1_000) + 1).unwrap_or(u32::MAX));
        }
        self.count(attempt.email, now);
        self.count(attempt.origin, now);
        Ok(attempt)
    }

    /// Takes a success into account: it was no failure, and those of the e-mail address are forgiven.
    pub(super) fn succeeded(&mut self, attempt: &Attempt) {
        self.failures.remove(&attempt.email);
        if let Some(times) = self.failures.get_mut(&attempt.origin)
            && let Some(place) = times.iter().position(|at| *at == attempt.at)
        {
            times.remove(place);
        }
    }

    /// Milliseconds until the oldest failure that counts is forgotten; 0 under the limit.
    fn wait(&mut self, key: &[u8; 32], limit: usize, now: i64) -> i64 {
        let Some(times) = self.failures.get_mut(key) else { return 0 };
        times.retain(|at| at + WINDOW > now);
        match times.front() {
            Some(oldest) if times.len() >= limit => oldest + WINDOW - now,
            _ => 0,
        }
    }

    fn count(&mut self, key: [u8; 32], now: i64) {
        if self.failures.len() >= REMEMBERED && !self.failures.contains_key(&key) {
            self.make_room(now);
        }
        self.failures.entry(key).or_default().push_back(now);
    }

    fn make_room(&mut self, now: i64) {
        self.failures.retain(|_, times| times.back().is_some_and(|at| at + WINDOW > now));
        if self.failures.len() >= REMEMBERED {
            let longest_ago = self.failures.iter().min_by_key(|(_, times)| times.back()).map(|(key, _)| *key);
            longest_ago.and_then(|key| self.failures.remove(&key));
        }
    }
}

fn key(kind: &str, address: &str) -> [u8; 32] {
    Sha256::new().chain_update(kind).chain_update([0]).chain_update(address).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_attempt_waits_for_the_first_to_be_forgotten() {
        let mut attempts = Attempts::default();
        for at in 0..5 {
            assert!(attempts.begin("a@b.ma", "1.1.1.1", at * 1_000).is_ok());
        }
        assert_eq!(attempts.begin("a@b.ma", "2.2.2.2", 5_000).err(), Some(896));
        assert!(attempts.begin("c@d.ma", "1.1.1.1", 5_000).is_ok(), "a colleague is not locked out");
        assert!(attempts.begin("a@b.ma", "1.1.1.1", WINDOW).is_ok());
        assert!(attempts.begin("a@b.ma", "1.1.1.1", WINDOW).is_err());
    }

    #[test]
    fn a_success_forgives_the_address_but_not_the_origin() {
        let mut attempts = Attempts::default();
        for n in 0..28 {
            attempts.begin(&format!("{n}@b.ma"), "1.1.1.1", 0).ok().unwrap();
        }
        let attempt = attempts.begin("a@b.ma", "1.1.1.1", 0).ok().unwrap();
        attempts.succeeded(&attempt);
        assert!(attempts.begin("a@b.ma", "1.1.1.1", 0).is_ok());
        assert!(attempts.begin("a@b.ma", "1.1.1.1", 0).is_ok());
        assert!(attempts.begin("a@b.ma", "1.1.1.1", 0).is_err(), "30 failures from one origin");
    }

    #[test]
    fn memory_is_bounded() {
        let mut attempts = Attempts::default();
        for n in 0..(REMEMBERED / 2 + 20) {
            attempts.begin(&n.to_string(), &n.to_string(), 1).ok();
        }
        assert!(attempts.failures.len() <= REMEMBERED);
    }
}
