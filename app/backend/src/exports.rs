//! Exports under way, and how far each is, for the pages that asked for them. In memory only: an export does not outlive the
//! process, and neither does who waits for it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::history::{Progress, State};
use domain::id::StaffId;

/// How many exports are remembered, all people together: the oldest is forgotten first.
const REMEMBERED: usize = 256;

/// Exports and how far each is.
#[derive(Clone, Default)]
pub struct Exports(Arc<Mutex<VecDeque<Entry>>>);

/// One person's export, by the name that their page gave it. Names of different people never meet.
struct Entry {
    staff: StaffId,
    name: String,
    progress: Progress,
}

impl Exports {
    /// Follows a new export. `name` is whatever the page chose; the same again follows the newer one.
    pub fn begin(&self, staff: StaffId, name: &str, total: u32) -> Followed {
        let progress = Progress { ready: 0, total, state: State::UnderWay };
        let mut entries = self.entries();
        entries.retain(|entry| (entry.staff, entry.name.as_str()) != (staff, name));
        if entries.len() >= REMEMBERED {
            entries.pop_front();
        }
        entries.push_back(Entry { staff, name: name.to_owned(), progress });
        drop(entries);
        Followed { exports: self.clone(), staff, name: name.to_owned() }
    }

    /// How far an export is; `None` if there is none of this name, or it was forgotten.
    pub fn progress(&self, staff: StaffId, name: &str) -> Option<Progress> {
        self.entries().iter().find(|entry| entry.staff == staff && entry.name == name).map(|entry| entry.progress)
    }

    fn entries(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An export that is followed. Dropped before [`done`](Self::done), it is broken.
pub struct Followed {
    exports: Exports,
    staff: StaffId,
    name: String,
}

impl Followed {
    /// So many lines more are ready.
    pub fn advance(&self, lines: u32) {
        self.change(|progress| progress.ready = progress.ready.saturating_add(lines));
    }

    /// All of it has been given out.
    pub fn done(self) {
        self.change(|progress| progress.state = State::Done);
    }

    fn change(&self, change: impl FnOnce(&mut Progress)) {
        let mut entries = self.exports.entries();
        let own = entries.iter_mut().find(|entry| entry.staff == self.staff && entry.name == self.name);
        if let Some(entry) = own {
            change(&mut entry.progress);
        }
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        self.change(|progress| {
            if progress.state == State::UnderWay {
                progress.state = State::Broken;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALMA: StaffId = StaffId(1);
    const OMAR: StaffId = StaffId(2);

    #[test]
    fn an_export_is_followed_to_its_end_by_whose_it_is() {
        let exports = Exports::default();
        let followed = exports.begin(SALMA, "a", 5);
        followed.advance(3);
        let expected = Progress { ready: 3, total: 5, state: State::UnderWay };
        assert_eq!(exports.progress(SALMA, "a"), Some(expected));
        assert_eq!((exports.progress(OMAR, "a"), exports.progress(SALMA, "b")), (None, None));
        followed.done();
        assert_eq!(exports.progress(SALMA, "a").map(|progress| progress.state), Some(State::Done));
    }

    #[test]
    fn one_that_nobody_finished_is_broken() {
        let exports = Exports::default();
        drop(exports.begin(SALMA, "a", 5));
        assert_eq!(exports.progress(SALMA, "a").map(|progress| progress.state), Some(State::Broken));
    }

    #[test]
    fn what_is_old_is_forgotten() {
        let exports = Exports::default();
        for n in 0..REMEMBERED + 1 {
            exports.begin(SALMA, &n.to_string(), 5).done();
        }
        assert_eq!(exports.progress(SALMA, "0"), None);
        assert!(exports.progress(SALMA, "1").is_some());
    }
}
