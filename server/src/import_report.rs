//! The report of an import, in French, as plain text.

use std::fmt::Write;

use backend::service::clients::{ImportFault, ImportReport, LineFault};
use domain::money::MoneyError;
use domain::phone::Unusable;

/// How many faulty lines are listed; of the rest only the number is said (the specification, section 8, "Import").
const LISTED: usize = 100;

/// What an import found or did.
pub fn report(done: &ImportReport) -> String {
    if done.faults.is_empty() { what_was_done(done) } else { what_is_wrong(&done.faults) }
}

fn what_was_done(done: &ImportReport) -> String {
    let ImportReport { added, changed, unchanged, repaired, unusable, shared, .. } = done;
    let mut text = format!("Import terminé : {added} ajoutés, {changed} modifiés, {unchanged} inchangés.");
    let mut also = |line: String| {
        let _infallible = write!(text, "\n{line}");
    };
    if *repaired > 0 {
        also(format!("{repaired} numéros avaient perdu leur 0 initial : il a été rétabli."));
    }
    for (reason, clients) in unusable {
        also(format!("{clients} clients gardés sans SMS possible : {}.", words_of_phone(*reason)));
    }
    if *shared > 0 {
        also(format!("{shared} clients partagent leur numéro avec un autre : un seul SMS par numéro."));
    }
    text
}

fn what_is_wrong(faults: &[LineFault]) -> String {
    let mut lines: Vec<u64> = faults.iter().map(|fault| fault.line).collect();
    lines.dedup();
    let mut text = String::from("Rien n’a été importé. Lignes à corriger :");
    for LineFault { line, fault } in faults.iter().take(LISTED) {
        let _infallible = write!(text, "\n  ligne {line} : {}", words_of_fault(fault));
    }
    if faults.len() > LISTED {
        let _infallible = write!(text, "\n  … et {} autres", faults.len() - LISTED);
    }
    let _infallible = match lines.len() {
        1 => write!(text, "\n1 ligne à corriger."),
        n => write!(text, "\n{n} lignes à corriger."),
    };
    text
}

const fn words_of_phone(reason: Unusable) -> &'static str {
    match reason {
        Unusable::Missing => "pas de numéro",
        Unusable::Unreadable => "numéro illisible",
        Unusable::Foreign => "numéro étranger",
        Unusable::Fixed => "ligne fixe",
        Unusable::Special => "numéro spécial (08)",
    }
}

fn words_of_fault(fault: &ImportFault) -> String {
    let words = match fault {
        ImportFault::MissingColumn(column) => return format!("la colonne « {column} » manque"),
        ImportFault::DoubledColumn(column) => return format!("la colonne « {column} » figure deux fois"),
        ImportFault::Empty => "le fichier est vide",
        ImportFault::NoName => "ni nom ni prénom",
        ImportFault::FieldCount => "le nombre de champs n’est pas celui de l’en-tête",
        ImportFault::Amount(MoneyError::Empty | MoneyError::Unreadable) => "solde illisible",
        ImportFault::Amount(MoneyError::Ambiguous) => {
            "solde ambigu : écrivez la décimale avec une virgule, par exemple 1250,00"
        }
        ImportFault::Amount(MoneyError::TooLarge) => "solde au-delà de 1 000 000,00 DH",
        ImportFault::Amount(MoneyError::TooManyDecimals) => "solde à plus de deux décimales",
        ImportFault::ControlCharacter => "caractère de contrôle dans un champ",
        ImportFault::TooLong => "champ trop long",
        ImportFault::DoubledReference => "référence déjà vue dans le fichier",
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_hundred_faults_are_listed() {
        let faults = (2..=151).map(|line| LineFault { line, fault: ImportFault::NoName }).collect();
        let text = report(&ImportReport { faults, ..ImportReport::default() });
        assert!(text.starts_with("Rien n’a été importé."));
        assert!(text.contains("\n  ligne 2 : ni nom ni prénom\n") && text.contains("\n  ligne 101 :"));
        assert!(!text.contains("ligne 102 ") && text.contains("… et 50 autres"));
        assert!(text.ends_with("150 lignes à corriger."));
    }

    #[test]
    fn what_was_done_is_said_with_its_reasons() {
        let done = ImportReport {
            added: 3,
            repaired: 1,
            unusable: vec![(Unusable::Fixed, 2)],
            shared: 2,
            ..ImportReport::default()
        };
        assert_eq!(
            report(&done),
            "Import terminé : 3 ajoutés, 0 modifiés, 0 inchangés.\n\
             1 numéros avaient perdu leur 0 initial : il a été rétabli.\n\
             2 clients gardés sans SMS possible : ligne fixe.\n\
             2 clients partagent leur numéro avec un autre : un seul SMS par numéro."
        );
    }
}
