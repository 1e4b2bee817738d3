//! The marks in the index that are no words: characters for private use, which nobody types and no folded word has. The
//! view `message_search` (`migrations/0004_history.sql`) writes them.

/// Begins the mark of a manager.
const STAFF: char = '\u{E000}';
/// Begins the mark of an objective.
const OBJECTIVE: char = '\u{E001}';
/// The mark of the digits 000 at the first place of a phone. Each of the further places has a thousand marks of its own.
const DIGITS: u32 = 0xF_0000;
/// The place of the mark for the beginning of the national form.
const NATIONAL: u32 = 10;
/// How many digits a mark stands for.
const WIDTH: usize = 3;
/// Digits of the international form, and what it begins with.
const LENGTH: usize = 12;
const COUNTRY: &str = "212";

/// The mark of a manager's messages.
pub(super) fn of_staff(staff: i64) -> String {
    String::from(STAFF) + &staff.to_string()
}

/// The mark of the messages with an objective.
pub(super) fn of_objective(objective: i64) -> String {
    String::from(OBJECTIVE) + &objective.to_string()
}

/// The ways in which a part of a phone can stand in one, each the marks that a phone then has, all of them. Three digits at
/// least; none at all for what no mobile number has.
pub(super) fn of_part(digits: &str) -> Vec<Vec<String>> {
    let length = digits.len();
    let mut ways = vec![];
    for place in 0..=LENGTH.saturating_sub(length) {
        if length <= LENGTH && can_stand(digits, place) {
            ways.extend(marks(digits, 0, place));
        }
    }
    // `06...`: a 0 that the international form does not have, then what follows its three digits of the country.
    if digits.starts_with('0') && length <= LENGTH - COUNTRY.len() + 1 && can_stand(digits.get(1..).unwrap_or(""), 3) {
        let first = digits.get(..WIDTH).and_then(|first| mark(NATIONAL, first));
        let rest = if length > WIDTH { marks(digits, 1, COUNTRY.len()) } else { Some(vec![]) };
        if let (Some(first), Some(rest)) = (first, rest) {
            ways.push([first].into_iter().chain(rest).collect());
        }
    }
    ways
}

/// The marks of the digits from `from` on, the first of which stands at a place of the international form: as few as cover
/// them, so that the last may lie across the one before.
fn marks(digits: &str, from: usize, place: usize) -> Option<Vec<String>> {
    let last = digits.len().checked_sub(WIDTH)?;
    let mut starts: Vec<usize> = (from..=last).step_by(WIDTH).collect();
    if starts.last() != Some(&last) {
        starts.push(last);
    }
    let mark = |start: &usize| {
        let at = u32::try_from(place + start - from).ok()?;
        mark(at, digits.get(*start..start + WIDTH)?)
    };
    starts.iter().map(mark).collect()
}

fn mark(place: u32, digits: &str) -> Option<String> {
    let value: u32 = digits.parse().ok()?;
    char::from_u32(DIGITS + place * 1_000 + value).map(String::from)
}

/// Whether digits can stand at a place: a number begins with 212, then 6 or 7.
fn can_stand(digits: &str, place: usize) -> bool {
    digits.bytes().zip(place..).all(|(digit, at)| match COUNTRY.as_bytes().get(at) {
        Some(country) => digit == *country,
        None => at != COUNTRY.len() || matches!(digit, b'6' | b'7'),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The marks of a phone, as the view writes them.
    fn all_marks(digits: &str) -> Vec<String> {
        let mut marks: Vec<String> = (0..=9)
            .map(|place: usize| mark(u32::try_from(place).unwrap(), &digits[place..place + 3]).unwrap())
            .collect();
        marks.push(mark(NATIONAL, &["0", &digits[3..5]].concat()).unwrap());
        marks
    }

    proptest! {
        #[test]
        fn a_part_is_found_where_it_is(phone in "212[67][0-9]{8}", other in "212[67][0-9]{8}", start in 0usize..10, length in 3usize..12) {
            let national = ["0", &phone[3..]].concat();
            for form in [&phone, &national] {
                let part: String = form.chars().skip(start).take(length).collect();
                if part.len() < 3 {
                    continue;
                }
                let ways = of_part(&part);
                let found = |digits: &str| {
                    let marks = all_marks(digits);
                    ways.iter().any(|way| way.iter().all(|mark| marks.contains(mark)))
                };
                prop_assert!(found(&phone), "{part}");
                let has = other.contains(&part) || ["0", &other[3..]].concat().contains(&part);
                prop_assert_eq!(found(&other), has, "{} in {}", part, other);
            }
        }
    }

    #[test]
    fn what_no_number_has_has_no_marks() {
        for part in ["1234567890123", "512345678901", "051234567890"] {
            assert!(of_part(part).is_empty(), "{part}");
        }
        assert_eq!(of_part("061").len(), 7, "the beginning, and every place from the fifth on");
    }
}
