//! The forms that Arabic nouns take with a number.

use crate::text::counted;

/// The six forms of a noun (CLDR, plural rules of Arabic): one and two are words of their own, 3-10 take the plural,
/// 11-99 the accusative singular, hundreds and zero the singular.
pub(in crate::text) struct Noun {
    one: &'static str,
    two: &'static str,
    few: &'static str,
    many: &'static str,
    other: &'static str,
}

impl Noun {
    pub(in crate::text) const fn form(&self, n: u32) -> &'static str {
        match (n, n % 100) {
            (1, _) => self.one,
            (2, _) => self.two,
            (_, 3..=10) => self.few,
            (_, 11..=99) => self.many,
            _ => self.other,
        }
    }

    pub(in crate::text) fn count(&self, n: u32) -> String {
        if matches!(n, 1 | 2) { self.form(n).to_owned() } else { counted(n, self.form(n)) }
    }
}

pub(super) const CLIENT: Noun =
    Noun { one: "زبون واحد", two: "زبونان", few: "زبناء", many: "زبونا", other: "زبون" };
pub(in crate::text) const CLIENT_TO: Noun =
    Noun { one: "زبون واحد", two: "زبونين", few: "زبناء", many: "زبونا", other: "زبون" };
pub(in crate::text) const CHARACTER: Noun =
    Noun { one: "حرف واحد", two: "حرفان", few: "أحرف", many: "حرفا", other: "حرف" };
pub(in crate::text) const SMS: Noun =
    Noun {
        one: "رسالة واحدة", two: "رسالتان", few: "رسائل", many: "رسالة", other: "رسالة"
    };
pub(in crate::text) const NEW: Noun =
    Noun {
        one: "رسالة جديدة", two: "رسالتان جديدتان", few: "رسائل جديدة", many: "رسالة جديدة", other: "رسالة جديدة"
    };
pub(in crate::text) const FOUND: Noun = Noun {
    one: "رسالة مطابقة واحدة",
    two: "رسالتان مطابقتان",
    few: "رسائل مطابقة",
    many: "رسالة مطابقة",
    other: "رسالة مطابقة",
};
pub(in crate::text) const DAY: Noun =
    Noun { one: "يوم", two: "يومين", few: "أيام", many: "يوما", other: "يوم" };
pub(in crate::text) const CREDIT: Noun =
    Noun { one: "رصيد واحد", two: "رصيدان", few: "أرصدة", many: "رصيدا", other: "رصيد" };
pub(super) const SECOND: Noun = Noun {
    one: "ثانية واحدة", two: "ثانيتين", few: "ثوان", many: "ثانية", other: "ثانية"
};
pub(super) const EXCLUDED: Noun = Noun {
    one: "زبون واحد مستثنى",
    two: "زبونان مستثنيان",
    few: "زبناء مستثنون",
    many: "زبونا مستثنى",
    other: "زبون مستثنى",
};
pub(in crate::text) const MINUTE: Noun =
    Noun {
        one: "دقيقة واحدة", two: "دقيقتين", few: "دقائق", many: "دقيقة", other: "دقيقة"
    };
pub(in crate::text) const HOUR: Noun =
    Noun { one: "ساعة واحدة", two: "ساعتين", few: "ساعات", many: "ساعة", other: "ساعة" };
pub(in crate::text) const LINE: Noun =
    Noun { one: "سطر واحد", two: "سطران", few: "أسطر", many: "سطرا", other: "سطر" };
