//! The demonstration's clients: names and numbers as a pharmacy of Casablanca has them. They come in as every
//! pharmacy's do, as a file of its software.

use std::collections::BTreeSet;

use super::chance::Chance;
use super::names::{FAMILIES, FAMILIES_AR, MEN, MEN_AR, WOMEN, WOMEN_AR};

/// How many clients there are.
pub(super) const CLIENTS: u32 = 250;

/// A client, as a line of the file has them.
struct Client {
    first_name: &'static str,
    last_name: &'static str,
    phone: String,
    /// Centimes; above zero is owed.
    balance: i64,
}

/// The file: `;`, decimal comma, as pharmacy software exports it.
pub(super) fn file() -> String {
    let mut chance = Chance::new(20_241_124);
    let mut file = String::from("Référence;Nom;Prénom;Téléphone;Solde\r\n");
    let mut mobiles = BTreeSet::new();
    let mut last_mobile = String::new();
    for n in 1..=CLIENTS {
        let client = client(n, &mut chance, &mut mobiles, &last_mobile);
        if client.phone.starts_with("06") || client.phone.starts_with("07") {
            last_mobile.clone_from(&client.phone);
        }
        let (dirhams, centimes) = (client.balance.abs() / 100, client.balance.abs() % 100);
        let sign = if client.balance < 0 { "-" } else { "" };
        let Client { first_name, last_name, phone, .. } = client;
        file.push_str(&format!("CL{n:04};{last_name};{first_name};{phone};{sign}{dirhams},{centimes:02}\r\n"));
    }
    file
}

fn client(n: u32, chance: &mut Chance, mobiles: &mut BTreeSet<u32>, last_mobile: &str) -> Client {
    let arabic = n % 11 == 4;
    let woman = chance.percent(55);
    let (first_names, last_names) = match (arabic, woman) {
        (true, true) => (&WOMEN_AR[..], &FAMILIES_AR[..]),
        (true, false) => (&MEN_AR[..], &FAMILIES_AR[..]),
        (false, true) => (&WOMEN[..], &FAMILIES[..]),
        (false, false) => (&MEN[..], &FAMILIES[..]),
    };
    let phone = match n {
        // What the list says of numbers that cannot be used, each seen a few times.
        _ if n % 23 == 7 => {
            format!("05 22 {:02} {:02} {:02}", chance.below(90) + 10, chance.below(100), chance.below(100))
        }
        _ if n % 41 == 12 => String::new(),
        _ if n % 53 == 20 => format!("06 12 34 {:02}", chance.below(100)),
        97 => String::from("+33 6 12 34 56 78"),
        143 => String::from("08 01 00 20 20"),
        // A family on one phone.
        _ if n % 31 == 16 => last_mobile.to_owned(),
        // The sandbox fails, expires and refuses by the last two digits.
        _ if n % 17 == 3 => mobile(chance, mobiles, Some(n / 17 % 3)),
        _ => mobile(chance, mobiles, None),
    };
    Client {
        first_name: chance.word(first_names),
        last_name: chance.word(last_names),
        phone,
        balance: balance(n, chance),
    }
}

/// A number of the ranges that Morocco has given out, of which no two are the same; `ending` is its last two digits.
/// Without one, it is none of those on which the sandbox fails.
fn mobile(chance: &mut Chance, taken: &mut BTreeSet<u32>, ending: Option<u32>) -> String {
    loop {
        let range = chance.word(&["061", "066", "067", "065", "064", "060", "062", "063", "070", "077", "076"]);
        let middle = chance.below(100_000);
        let last = ending.unwrap_or_else(|| 3 + chance.below(97));
        if taken.insert(middle * 100 + last) {
            let digits = format!("{range}{middle:05}{last:02}");
            return spaced(&digits);
        }
    }
}

/// `0612345678` as people write it.
fn spaced(digits: &str) -> String {
    let mut text = String::with_capacity(14);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place.is_multiple_of(2) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// Every second client owes, most of them little; a few have paid in advance.
fn balance(n: u32, chance: &mut Chance) -> i64 {
    if n % 2 == 1 {
        return if n.is_multiple_of(49) { -2_500 } else { 0 };
    }
    let dirhams = match chance.below(10) {
        0..=4 => 20 + chance.below(180),
        5..=7 => 200 + chance.below(500),
        8 => 700 + chance.below(800),
        _ => 1_500 + chance.below(1_501),
    };
    let centimes = if dirhams < 3_000 { chance.below(4) * 25 } else { 0 };
    i64::from(dirhams) * 100 + i64::from(centimes)
}

#[cfg(test)]
mod tests {
    use domain::phone::{Reading, read};

    use super::*;

    #[test]
    fn the_file_has_every_kind_of_client() {
        let file = file();
        assert_eq!(file, super::file(), "always the same");
        let lines: Vec<Vec<&str>> = file.lines().skip(1).map(|line| line.split(';').collect()).collect();
        assert_eq!(lines.len(), usize::try_from(CLIENTS).unwrap());
        assert!(lines.iter().all(|line| line.len() == 5));
        let owing = lines.iter().filter(|line| !line[4].starts_with(['0', '-'])).count();
        assert!((120..=130).contains(&owing), "{owing}");
        let arabic = lines.iter().filter(|line| line[1].chars().any(|c| ('\u{600}'..='\u{6FF}').contains(&c))).count();
        assert!(arabic >= 15, "{arabic}");
        let mut unusable = vec![];
        let mut endings = [0; 3];
        for line in &lines {
            match read(line[3]) {
                Reading::Mobile { number, .. } => match number.as_str().get(11..) {
                    Some("00") => endings[0] += 1,
                    Some("01") => endings[1] += 1,
                    Some("02") => endings[2] += 1,
                    _ => {}
                },
                Reading::Unusable(reason) => unusable.push(reason),
            }
        }
        assert!(endings.iter().all(|n| *n >= 3), "{endings:?}");
        use domain::phone::Unusable::{Fixed, Foreign, Missing, Special, Unreadable};
        for reason in [Missing, Unreadable, Foreign, Fixed, Special] {
            assert!(unusable.contains(&reason), "{reason:?}");
        }
        let phones: Vec<&str> = lines.iter().map(|line| line[3]).filter(|phone| phone.starts_with("06")).collect();
        let different: BTreeSet<&str> = phones.iter().copied().collect();
        assert!(phones.len() - different.len() >= 4, "some share a number");
    }
}
