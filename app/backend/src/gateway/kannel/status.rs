//! Kannel's `status.xml`: since when it runs, and where it keeps delivery reports.

use domain::gateway::Note;

/// What of the page counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Status {
    /// For how many seconds it has been running.
    uptime: u64,
    /// Where it keeps the reports that it awaits: `internal` is in memory only.
    storage: String,
}

impl Status {
    /// Reads a page; `None` if it is none of Kannel's. Two elements are looked for: that needs no reader of XML.
    pub(super) fn read(page: &str) -> Option<Self> {
        // `running, uptime 0d 0h 1m 30s`
        let text = page.split_once("<status>")?.1.split_once("</status>")?.0;
        let uptime = text.split_once("uptime")?.1;
        let seconds = uptime.split_whitespace().filter_map(|part| {
            let unit = part.chars().last()?;
            let number: u64 = part.strip_suffix(unit)?.parse().ok()?;
            let length = match unit {
                'd' => 86_400,
                'h' => 3_600,
                'm' => 60,
                's' => 1,
                _ => return None,
            };
            Some(number.saturating_mul(length))
        });
        let reports = page.split_once("<dlr>").map_or("", |(_, rest)| rest);
        let storage = reports.split_once("<storage>").and_then(|(_, rest)| rest.split_once("</storage>"));
        Some(Self {
            uptime: seconds.fold(0, u64::saturating_add),
            storage: storage.map(|(storage, _)| storage.trim().to_owned()).unwrap_or_default(),
        })
    }

    /// What whoever runs it should know, after what the page said before.
    pub(super) fn notes(&self, before: Option<&Self>) -> Vec<Note> {
        let mut notes = vec![];
        if before.is_some_and(|before| self.uptime < before.uptime) {
            notes.push(Note::Restarted);
        }
        if self.storage == "internal" {
            notes.push(Note::ReportsNotKept);
        }
        notes
    }
}
