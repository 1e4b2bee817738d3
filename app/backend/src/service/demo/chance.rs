//! Chance that is always the same: the demonstration looks the same on every machine.

/// A generator of numbers (SplitMix64), from a fixed seed.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `n`; 0 if `n` is 0.
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let high = (z ^ (z >> 31)) >> 32;
        u32::try_from((high * u64::from(n)) >> 32).unwrap_or(0)
    }

    /// Whether something happens that happens `n` times in a hundred.
    pub(crate) fn percent(&mut self, n: u32) -> bool {
        self.below(100) < n
    }

    /// One of a list.
    pub(crate) fn one_of<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let n = u32::try_from(list.len()).unwrap_or(u32::MAX);
        list.get(usize::try_from(self.below(n)).unwrap_or(0))
    }

    /// One of a list of words; empty if the list is.
    pub(crate) fn word(&mut self, list: &[&'static str]) -> &'static str {
        self.one_of(list).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn it_is_always_the_same_and_within_bounds() {
        let draw = |mut chance: Chance| (0..1_000).map(|_| chance.below(7)).collect::<Vec<_>>();
        let drawn = draw(Chance::new(1));
        assert_eq!(drawn, draw(Chance::new(1)));
        assert_ne!(drawn, draw(Chance::new(2)));
        assert!((0..7).all(|n| drawn.iter().filter(|d| **d == n).count() > 80));
        assert_eq!(Chance::new(1).below(0), 0);
    }
}
