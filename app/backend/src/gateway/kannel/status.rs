//! Kannel's status page, `status.xml`: whether it runs, since when, whether it is connected to the operator, and where it
//! keeps reports.

use std::sync::{Mutex, PoisonError};

use domain::gateway::{Note, Trouble, TroubleKind};

use crate::gateway::Probe;

/// Octets of the page that are read.
pub(super) const LONGEST: usize = 256 * 1_024;

/// What the page said before: for how many seconds Kannel had been up.
#[derive(Default)]
pub(super) struct Watch {
    uptime: Mutex<Option<u64>>,
}

impl Watch {
    /// What a page says, for messages that leave by an SMSC, or by any. An uptime that went down is a Kannel that was
    /// started anew, which is said once.
    pub(super) fn read(&self, status: u16, page: &str, smsc: Option<&str>) -> Probe {
        let Some(uptime) = between(page, "<status>", "</status>").filter(|_| status == 200) else {
            let trouble = match status {
                401 | 403 => Trouble::coded(TroubleKind::Credentials, status.into()),
                // Kannel says so with a 200.
                _ if page.contains("Denied") => Trouble::of(TroubleKind::Credentials),
                _ => Trouble::coded(TroubleKind::Unreadable, status.into()),
            };
            return Probe { trouble: Some(trouble), notes: vec![] };
        };
        let mut notes = vec![];
        if self.was_restarted(seconds(uptime)) {
            notes.push(Note::Restarted);
        }
        let dlr = between(page, "<dlr>", "</dlr>");
        if dlr.and_then(|dlr| between(dlr, "<storage>", "</storage>")).is_some_and(|store| store.trim() == "internal") {
            notes.push(Note::ReportsNotKept);
        }
        if !is_linked(page, smsc) {
            notes.push(Note::Unlinked);
        }
        let runs = uptime.trim_start().starts_with("running");
        Probe { trouble: (!runs).then_some(Trouble::of(TroubleKind::Failing)), notes }
    }

    fn was_restarted(&self, uptime: Option<u64>) -> bool {
        let Some(uptime) = uptime else { return false };
        let mut before = self.uptime.lock().unwrap_or_else(PoisonError::into_inner);
        before.replace(uptime).is_some_and(|before| uptime < before)
    }
}

/// Whether the SMSC, or one of all that there are, is online. A page that lists none says nothing of it.
fn is_linked(page: &str, smsc: Option<&str>) -> bool {
    let Some(list) = between(page, "<smscs>", "</smscs>") else { return true };
    let mut each = list.split("<smsc>").skip(1);
    each.any(|one| {
        let is_ours = smsc.is_none_or(|smsc| between(one, "<id>", "</id>").is_some_and(|id| id.trim() == smsc));
        is_ours && between(one, "<status>", "</status>").is_some_and(|status| status.trim_start().starts_with("online"))
    })
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    text.split_once(start)?.1.split_once(end).map(|(inner, _)| inner)
}

/// The seconds of `running, uptime 0d 1h 2m 3s`.
fn seconds(status: &str) -> Option<u64> {
    let (_, uptime) = status.split_once("uptime ")?;
    uptime.split_ascii_whitespace().try_fold(0_u64, |sum, part| {
        let unit = match part.chars().last()? {
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        let number: u64 = part.trim_end_matches(char::is_alphabetic).parse().ok()?;
        sum.checked_add(number.checked_mul(unit)?)
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn page(status: &str, storage: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><gateway><version>Kannel</version><status>{status}</status>\
             <dlr><queued>0</queued><storage>{storage}</storage></dlr></gateway>"
        )
    }

    #[test]
    fn a_restart_is_noticed_once() {
        let watch = Watch::default();
        let notes = |uptime: &str| watch.read(200, &page(&format!("running, uptime {uptime}"), "spool"), None).notes;
        assert_eq!(notes("0d 1h 2m 3s"), []);
        assert_eq!(notes("0d 1h 2m 13s"), []);
        assert_eq!(notes("0d 0h 0m 4s"), [Note::Restarted]);
        assert_eq!(notes("0d 0h 0m 14s"), []);
    }

    #[test]
    fn reports_in_memory_are_told_of() {
        let probe = Watch::default().read(200, &page("running, uptime 0d 0h 0m 1s", "internal"), None);
        assert_eq!(probe, Probe { trouble: None, notes: vec![Note::ReportsNotKept] });
    }

    #[rstest]
    #[case::online(Some("iam"), true)]
    #[case::another_is_online(Some("inwi"), false)]
    #[case::none_of_that_name(Some("orange"), false)]
    #[case::any(None, true)]
    fn whether_the_operator_is_reached(#[case] smsc: Option<&str>, #[case] is_online: bool) {
        let one =
            |id, status| format!("<smsc>\n<admin-id>x</admin-id>\n<id>{id}</id>\n<status>{status}</status></smsc>");
        let list =
            format!("<smscs><count>2</count>{}{}</smscs>", one("inwi", "re-connecting"), one("iam", "online 7s"));
        let page = page("running, uptime 0d 0h 0m 9s", "spool").replace("</gateway>", &format!("{list}</gateway>"));
        let notes = if is_online { vec![] } else { vec![Note::Unlinked] };
        assert_eq!(Watch::default().read(200, &page, smsc), Probe { trouble: None, notes });
    }

    #[rstest]
    #[case(200, page("suspended, uptime 0d 0h 0m 1s", "spool"), Trouble::of(TroubleKind::Failing))]
    #[case(403, "Denied.".into(), Trouble::coded(TroubleKind::Credentials, 403))]
    #[case(200, "<?xml version=\"1.0\"?>\n<gateway>\nDenied</gateway>".into(), Trouble::of(TroubleKind::Credentials))]
    #[case(200, "hello".into(), Trouble::coded(TroubleKind::Unreadable, 200))]
    fn troubles(#[case] status: u16, #[case] page: String, #[case] trouble: Trouble) {
        assert_eq!(Watch::default().read(status, &page, None).trouble, Some(trouble));
    }
}
