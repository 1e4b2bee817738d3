//! The templates that a new pharmacy begins with. With usual names each is one part long; those in French are in GSM-7: no
//! `ê`, no `ç`, no curly apostrophe.

use domain::campaign::Objective;
use domain::template::Class;

/// A template of the starter set.
pub(crate) struct Starter {
    pub(crate) name: &'static str,
    pub(crate) objective: Objective,
    pub(crate) class: Class,
    pub(crate) text: &'static str,
    /// The text for clients who read Arabic.
    pub(crate) arabic: Option<&'static str>,
    /// Whether it is chosen already for its objective.
    pub(crate) is_default: bool,
}

/// The starter set.
pub(crate) const STARTERS: [Starter; 6] = [
    Starter {
        name: "Rappel courtois",
        objective: Objective::BalanceReminder,
        class: Class::Reminder,
        text: "Bonjour {prenom|Madame, Monsieur}, sauf erreur de notre part, votre solde est de {solde}. \
               Merci de passer nous voir. {pharmacie} {telephone}",
        arabic: None,
        is_default: true,
    },
    Starter {
        name: "Deuxième rappel",
        objective: Objective::BalanceReminder,
        class: Class::Reminder,
        text: "Bonjour {prenom|Madame, Monsieur}, votre solde de {solde} reste à régler. \
               Merci de passer cette semaine si possible. {pharmacie} {telephone}",
        arabic: None,
        is_default: false,
    },
    Starter {
        name: "Rappel avec facilité de paiement",
        objective: Objective::BalanceReminder,
        class: Class::Reminder,
        text: "Bonjour {prenom|Madame, Monsieur}, votre solde est de {solde}. \
               Un paiement en plusieurs fois est possible, parlons-en. {pharmacie} {telephone}",
        arabic: None,
        is_default: false,
    },
    Starter {
        name: "Garde de la semaine",
        objective: Objective::Custom,
        class: Class::Service,
        text: "Bonjour {prenom|Madame, Monsieur}, nous sommes de garde cette semaine, jour et nuit. \
               {pharmacie} {telephone}",
        arabic: Some("{pharmacie} في الحراسة هذا الأسبوع، ليلا ونهارا. {telephone}"),
        is_default: false,
    },
    Starter {
        name: "Offre du mois",
        objective: Objective::Custom,
        class: Class::Promotion,
        text: "{pharmacie} : 20 % de remise sur les solaires jusqu'à samedi. \
               Pour ne plus recevoir nos offres, répondez STOP.",
        arabic: None,
        is_default: false,
    },
    Starter {
        name: "Produit disponible",
        objective: Objective::Custom,
        class: Class::Service,
        text: "Bonjour {prenom|Madame, Monsieur}, le produit que vous attendiez est disponible au comptoir. \
               {pharmacie} {telephone}",
        arabic: None,
        is_default: false,
    },
];

#[cfg(test)]
mod tests {
    use domain::money::Money;
    use domain::sms::{Encoding, count};
    use domain::template::{Fields, Template};

    use super::*;

    #[test]
    fn every_starter_is_one_plain_part() {
        for starter in STARTERS {
            let template = Template::parse(starter.text).unwrap();
            assert_eq!(template.source(), starter.text);
            let arabic = starter.arabic.map(|text| Template::parse(text).unwrap());
            assert_eq!(arabic.as_ref().map(Template::source).as_deref(), starter.arabic);
            for first_name in [Some("Mohammed Amine"), None] {
                let fields = Fields {
                    first_name,
                    last_name: Some("El Idrissi"),
                    balance: Some(Money::from_centimes(1_234_550)),
                    pharmacy: "Pharmacie Al Amal",
                    pharmacy_phone: "05 22 48 17 60",
                };
                let text = template.render(&fields).unwrap();
                assert_eq!(count(&text), (Encoding::Gsm7, 1), "{} {text}", text.chars().count());
                let arabic = arabic.as_ref().map(|arabic| arabic.render(&fields).unwrap());
                assert_eq!(arabic.map_or(1, |arabic| count(&arabic).1), 1);
            }
        }
    }

    #[test]
    fn every_starter_is_what_its_class_asks_for_and_says_nothing_of_health() {
        for starter in STARTERS {
            for text in [Some(starter.text), starter.arabic].into_iter().flatten() {
                let lacks = Template::parse(text).unwrap().lacks_as_promotion("Pharmacie Al Amal");
                assert!(starter.class != Class::Promotion || lacks.is_empty(), "{lacks:?}");
                assert!(domain::health::named(text, &[]).is_empty());
            }
        }
    }

    #[test]
    fn one_reminder_is_chosen_already() {
        let defaults: Vec<_> = STARTERS.iter().filter(|starter| starter.is_default).collect();
        assert_eq!(defaults.iter().map(|starter| starter.objective).collect::<Vec<_>>(), [Objective::BalanceReminder]);
    }
}
