//! Words of *Historique des communications*: the list, what narrows it, and what it says when nothing is left.

pub(super) mod ar;
pub(super) mod en;
pub(super) mod fr;

use domain::history::{Column, Sort};

use super::{Count, Form};

/// *Historique des communications*.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct History {
    pub title: &'static str,
    pub send: &'static str,
    pub date: &'static str,
    pub manager: &'static str,
    pub kind: &'static str,
    /// What stands in its place for a test.
    pub test: &'static str,
    pub status: &'static str,
    pub content: &'static str,
    pub recipient: &'static str,
    pub totals: &'static str,
    /// After the number of all messages.
    pub total: Form,
    /// The way from one status to all of them.
    pub every_status: &'static str,
    /// In the place of a number that is not counted to its end.
    pub many: &'static str,
    pub empty: &'static str,
    pub empty_says: &'static str,
    pub follow: &'static str,
    pub unreachable: &'static str,
    /// `656 SMS sur 1 204`.
    pub under_way: fn(u32, u32) -> String,
    pub search_hint: &'static str,
    pub submit: &'static str,
    pub filters: &'static str,
    pub period: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub today: &'static str,
    /// `7 derniers jours`.
    pub last_days: Count,
    pub show: &'static str,
    pub objective: &'static str,
    pub campaign: &'static str,
    pub client: &'static str,
    pub sort_by: &'static str,
    /// The order of a list by date, then the other way round, after the name of the column.
    pub newest: &'static str,
    pub oldest: &'static str,
    /// After the name of a column whose order is turned round.
    pub reversed: &'static str,
    /// A filter and its value: `Statut : Livré`.
    pub is: fn(&str, &str) -> String,
    /// A period of which both ends are known, then one of them only.
    pub between: fn(&str, &str) -> String,
    pub since: fn(&str) -> String,
    pub until: fn(&str) -> String,
    pub in_force: &'static str,
    /// What the button of a chip does.
    pub remove: fn(&str) -> String,
    pub clear_all: &'static str,
    pub clear_search: &'static str,
    pub clear_filters: &'static str,
    pub clear_period: &'static str,
    pub period_wrong: &'static str,
    pub none: &'static str,
    /// What was looked for.
    pub looked_for: fn(&str) -> String,
    pub none_says: &'static str,
    /// Which rows of how many: `1 à 50 sur 12 480`.
    pub range: fn(&str, &str) -> String,
    /// `12 nouveaux SMS`.
    pub fresh: Count,
    /// `12 SMS trouvés`.
    pub found: Count,
    pub keys: &'static str,
    /// `/`, `j`, `k`, Enter, `n`, `?`, Escape.
    pub keys_say: [&'static str; 7],
}

impl History {
    /// The name of a column.
    pub const fn column(&self, column: Column) -> &'static str {
        match column {
            Column::Created => self.date,
            Column::Manager => self.manager,
            Column::Kind => self.kind,
            Column::Status => self.status,
            Column::Content => self.content,
            Column::Recipient => self.recipient,
        }
    }

    /// An order, where it is chosen from a list.
    pub fn order(&self, sort: Sort) -> String {
        let way = match (sort.column, sort.descending) {
            (Column::Created | Column::Kind, true) => self.newest,
            (Column::Created | Column::Kind, false) => self.oldest,
            (_, true) => self.reversed,
            (_, false) => "",
        };
        [self.column(sort.column), way].concat()
    }

    /// A period, with at least one end.
    pub fn days(&self, from: Option<String>, to: Option<String>) -> Option<String> {
        match (from, to) {
            (Some(from), Some(to)) if from == to => Some(from),
            (Some(from), Some(to)) => Some((self.between)(&from, &to)),
            (Some(from), None) => Some((self.since)(&from)),
            (None, Some(to)) => Some((self.until)(&to)),
            (None, None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::language::Language;

    use crate::text::text;

    #[test]
    fn a_period_is_said_by_its_ends() {
        let words = &text(Language::Fr).history;
        let (from, to) = ("01/11/2026".to_owned(), "25/11/2026".to_owned());
        assert_eq!(words.days(Some(from.clone()), Some(to.clone())).as_deref(), Some("du 01/11/2026 au 25/11/2026"));
        assert_eq!(words.days(Some(to.clone()), Some(to.clone())).as_deref(), Some("25/11/2026"));
        assert_eq!(words.days(Some(from), None).as_deref(), Some("depuis le 01/11/2026"));
        assert_eq!(words.days(None, Some(to)).as_deref(), Some("jusqu’au 25/11/2026"));
        assert_eq!(words.days(None, None), None);
    }

    #[test]
    fn new_messages_are_counted_in_six_forms() {
        let forms = [1, 2, 3, 12, 100].map(text(Language::Ar).history.fresh);
        let expected =
            ["رسالة جديدة", "رسالتان جديدتان", "3\u{A0}رسائل جديدة", "12\u{A0}رسالة جديدة", "100\u{A0}رسالة جديدة"];
        assert_eq!(forms, expected);
        assert_eq!([1, 12].map(text(Language::Fr).history.fresh), ["1\u{A0}nouveau SMS", "12\u{A0}nouveaux SMS"]);
    }
}
