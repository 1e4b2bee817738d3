//! Who of an audience gets an SMS, and with which text. Pure: the quote and the send come out of the same function.

use std::cmp::Reverse;
use std::collections::HashMap;

use domain::campaign::{Counted, LeftOut, Objective};
use domain::client::full_name;
use domain::id::ClientId;
use domain::language::Language;
use domain::money::Money;
use domain::phone::PhoneNumber;
use domain::sms::{MAX_PARTS, count, simple};
use domain::template::{Class, Fields, Template, Texts, Variant};

use crate::store::messages::NewMessage;
use crate::store::recipients::Recipient;

/// What is the same for everyone.
pub(super) struct Common<'a> {
    pub(super) objective: Objective,
    pub(super) class: Class,
    pub(super) templates: &'a Templates,
    pub(super) pharmacy: &'a str,
    pub(super) pharmacy_phone: &'a str,
    /// Whether it is to be found out what simpler characters would save.
    pub(super) savings: bool,
}

/// The texts of a send, parsed.
pub(super) struct Templates {
    pub(super) text: Template,
    pub(super) arabic: Option<Template>,
}

impl Templates {
    /// The text for who reads a language, and which one it is.
    fn for_language(&self, language: Language) -> (Variant, &Template) {
        match (language, &self.arabic) {
            (Language::Ar, Some(arabic)) => (Variant::Arabic, arabic),
            _ => (Variant::Default, &self.text),
        }
    }

    /// The same in simpler characters, where that is offered.
    fn simple(&self) -> [Option<Template>; 2] {
        let simple = |template: &Template| match simple(&template.source()) {
            Some(simple) => Template::parse(&simple.text).ok(),
            None => template.shorter().map(|(shorter, _)| shorter),
        };
        [simple(&self.text), self.arabic.as_ref().and_then(simple)]
    }

    /// The texts in the one form in which they are saved.
    pub(super) fn source(&self) -> Texts {
        Texts { text: self.text.source(), arabic: self.arabic.as_ref().map(Template::source) }
    }
}

/// An audience, resolved.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// Clients ticked, or of the list.
    pub(super) clients: u32,
    /// One message for each number, in the order in which the clients came.
    pub(super) messages: Vec<NewMessage>,
    /// Clients left out, by reason, largest first.
    pub(super) left_out: Vec<(LeftOut, u32)>,
    pub(super) credits: u32,
    pub(super) most_parts: u32,
    /// The same for each text of its own; empty where there is only one.
    pub(super) variants: Vec<Counted>,
    /// Credits that simpler characters would save, for each text where they save any.
    pub(super) saves: Vec<(Variant, u32)>,
    /// Clients left out for want of a value, or because with theirs the text is too long, in the order in which they came.
    pub(super) missing: Vec<ClientId>,
}

/// Resolves an audience. A number shared by several clients goes to the one with the largest balance, then to the oldest
/// client, among those who can get this text at all (the specification, section 8, "Sending").
pub(super) fn resolve(common: &Common<'_>, clients: Vec<Recipient>) -> Resolved {
    let mut resolved = Resolved { clients: u32::try_from(clients.len()).unwrap_or(u32::MAX), ..Resolved::default() };
    if common.templates.arabic.is_some() {
        resolved.variants = Variant::ALL.map(|variant| Counted { variant, recipients: 0, credits: 0 }).to_vec();
    }
    let simple = if common.savings { common.templates.simple() } else { [None, None] };
    let mut able = Vec::with_capacity(clients.len());
    for client in clients {
        match message(common, &client) {
            Ok((variant, message)) => {
                let simple = match variant {
                    Variant::Default => &simple[0],
                    Variant::Arabic => &simple[1],
                };
                let fewer = simple.as_ref().and_then(|simple| simple.render(&fields(common, &client)).ok());
                let saved = fewer.map_or(0, |text| message.parts.saturating_sub(count(&text).1));
                able.push((client.balance, client.id, variant, saved, message));
            }
            Err(reason) => {
                if matches!(reason, LeftOut::Missing(_) | LeftOut::TooLong) {
                    resolved.missing.push(client.id);
                }
                leave_out(&mut resolved.left_out, reason);
            }
        }
    }

    let mut first = HashMap::<PhoneNumber, (Reverse<Money>, i64)>::with_capacity(able.len());
    for (balance, id, _, _, message) in &able {
        let rank = (Reverse(*balance), id.0);
        first.entry(message.phone.clone()).and_modify(|best| *best = rank.min(*best)).or_insert(rank);
    }
    let mut saves = Variant::ALL.map(|variant| (variant, 0u32));
    for (balance, id, variant, saved, message) in able {
        if first.get(&message.phone) == Some(&(Reverse(balance), id.0)) {
            resolved.credits = resolved.credits.saturating_add(message.parts);
            resolved.most_parts = resolved.most_parts.max(message.parts);
            for (_, all) in saves.iter_mut().filter(|(of, _)| *of == variant) {
                *all = all.saturating_add(saved);
            }
            if let Some(counted) = resolved.variants.iter_mut().find(|counted| counted.variant == variant) {
                counted.recipients += 1;
                counted.credits = counted.credits.saturating_add(message.parts);
            }
            resolved.messages.push(message);
        } else {
            leave_out(&mut resolved.left_out, LeftOut::SharedNumber);
        }
    }
    resolved.saves = saves.into_iter().filter(|(_, saved)| *saved > 0).collect();
    resolved.left_out.sort_by_key(|(_, n)| Reverse(*n));
    resolved
}

fn message(common: &Common<'_>, client: &Recipient) -> Result<(Variant, NewMessage), LeftOut> {
    if common.objective == Objective::BalanceReminder && !client.balance.is_owed() {
        return Err(LeftOut::NothingOwed);
    }
    let phone = client.phone.clone().map_err(LeftOut::Phone)?;
    if client.opted_out {
        return Err(LeftOut::OptedOut);
    }
    if common.class.needs_consent() && !client.consents {
        return Err(LeftOut::NoConsent);
    }
    let (variant, template) = common.templates.for_language(client.language);
    let content = template.render(&fields(common, client)).map_err(LeftOut::Missing)?;
    let (encoding, parts) = count(&content);
    match (parts, template.placeholders().first()) {
        // Nothing but a placeholder with an empty fallback: there is nothing to send to this client.
        (0, Some(placeholder)) => Err(LeftOut::Missing(*placeholder)),
        (1..=MAX_PARTS, _) => {
            let recipient = full_name(&client.first_name, &client.last_name);
            Ok((variant, NewMessage { client: Some(client.id), phone, recipient, content, encoding, parts }))
        }
        _ => Err(LeftOut::TooLong),
    }
}

fn fields<'a>(common: &Common<'a>, client: &'a Recipient) -> Fields<'a> {
    Fields {
        first_name: Some(&client.first_name),
        last_name: Some(&client.last_name),
        balance: Some(client.balance),
        pharmacy: common.pharmacy,
        pharmacy_phone: common.pharmacy_phone,
    }
}

fn leave_out(left_out: &mut Vec<(LeftOut, u32)>, reason: LeftOut) {
    match left_out.iter_mut().find(|(known, _)| *known == reason) {
        Some((_, n)) => *n += 1,
        None => left_out.push((reason, 1)),
    }
}

#[cfg(test)]
mod tests {
    use domain::phone::Unusable;
    use domain::template::Placeholder;
    use proptest::prelude::*;

    use super::*;

    fn client(id: i64, phone: Result<&str, Unusable>, centimes: i64) -> Recipient {
        Recipient {
            id: ClientId(id),
            first_name: "Amina".into(),
            last_name: "Tazi".into(),
            phone: phone.map(|phone| PhoneNumber::try_from(phone.to_owned()).unwrap()),
            balance: Money::from_centimes(centimes),
            language: Language::Fr,
            opted_out: false,
            consents: false,
        }
    }

    fn resolved(objective: Objective, text: &str, clients: Vec<Recipient>) -> Resolved {
        resolved_in(objective, text, None, clients)
    }

    fn resolved_in(objective: Objective, text: &str, arabic: Option<&str>, clients: Vec<Recipient>) -> Resolved {
        let parse = |text| Template::parse(text).unwrap();
        let templates = Templates { text: parse(text), arabic: arabic.map(parse) };
        let (pharmacy, pharmacy_phone) = ("Pharmacie", "0522 00 00 00");
        let class = Class::usual(objective);
        resolve(&Common { objective, class, templates: &templates, pharmacy, pharmacy_phone, savings: true }, clients)
    }

    fn ids(resolved: &Resolved) -> Vec<i64> {
        resolved.messages.iter().filter_map(|message| message.client).map(|client| client.0).collect()
    }

    const A: &str = "+212612345678";
    const B: &str = "+212712345678";

    #[test]
    fn each_reason_is_counted() {
        let unnamed = Recipient { first_name: " ".into(), ..client(5, Ok("+212612340005"), 100) };
        let endless = Recipient { first_name: "é".repeat(80), last_name: "a".repeat(1_500), ..client(6, Ok(A), 900) };
        let stopped = Recipient { opted_out: true, ..client(3, Ok("+212612340003"), 100) };
        let clients = vec![
            client(1, Err(Unusable::Fixed), 100),
            client(2, Err(Unusable::Fixed), 100),
            stopped,
            client(4, Ok("+212612340004"), 0),
            unnamed,
            endless,
            client(7, Ok(A), 100),
            client(8, Ok(A), 100),
        ];
        let resolved = resolved(Objective::BalanceReminder, "{prenom} {nom}", clients);
        assert_eq!((resolved.clients, ids(&resolved), resolved.credits), (8, vec![7], 1));
        assert_eq!(resolved.left_out[0], (LeftOut::Phone(Unusable::Fixed), 2));
        for reason in [
            LeftOut::OptedOut,
            LeftOut::NothingOwed,
            LeftOut::Missing(Placeholder::Prenom),
            LeftOut::TooLong,
            LeftOut::SharedNumber,
        ] {
            assert!(resolved.left_out.contains(&(reason, 1)), "{reason:?}");
        }
    }

    #[test]
    fn a_shared_number_goes_to_who_owes_most_then_to_the_oldest() {
        let clients = vec![client(4, Ok(A), 200), client(9, Ok(A), 300), client(2, Ok(B), 50), client(1, Ok(B), 50)];
        assert_eq!(ids(&resolved(Objective::Custom, "Bonjour", clients)), [9, 1]);
    }

    #[test]
    fn each_client_gets_the_text_of_their_language_and_each_text_is_counted() {
        let arabic = |id, phone| Recipient { language: Language::Ar, ..client(id, Ok(phone), 100) };
        let clients = || vec![client(1, Ok(A), 100), arabic(2, B), arabic(3, "+212612340003")];
        let both = resolved_in(Objective::Custom, "Bonjour {prenom}", Some("مرحبا {prenom}"), clients());
        let texts: Vec<_> = both.messages.iter().map(|message| message.content.as_str()).collect();
        assert_eq!(texts, ["Bonjour Amina", "مرحبا Amina", "مرحبا Amina"]);
        let counted = |variant, recipients, credits| Counted { variant, recipients, credits };
        assert_eq!(both.variants, [counted(Variant::Default, 1, 1), counted(Variant::Arabic, 2, 2)]);
        let one = resolved(Objective::Custom, "Bonjour {prenom}", clients());
        assert!(one.messages.iter().all(|message| message.content == "Bonjour Amina") && one.variants.is_empty());

        // What is missing in one text does not matter for the other.
        let unnamed =
            |id, phone, language| Recipient { first_name: String::new(), language, ..client(id, Ok(phone), 1) };
        let clients = vec![unnamed(1, A, Language::Fr), unnamed(2, B, Language::Ar)];
        let some = resolved_in(Objective::Custom, "Bonjour {prenom}", Some("مرحبا"), clients);
        assert_eq!((ids(&some), some.left_out), (vec![2], vec![(LeftOut::Missing(Placeholder::Prenom), 1)]));
    }

    #[test]
    fn what_simpler_characters_save_is_counted_for_who_gets_the_text() {
        let long = "’".to_owned() + &"a".repeat(100);
        let clients =
            || vec![client(1, Ok(A), 0), client(2, Ok(A), 5), client(3, Ok(B), 0), client(4, Err(Unusable::Fixed), 0)];
        let dear = resolved(Objective::Custom, &long, clients());
        assert_eq!((dear.credits, dear.saves), (4, vec![(Variant::Default, 2)]));
        let arabic = Recipient { first_name: "أمينة".into(), ..client(3, Ok(B), 0) };
        let named = resolved(Objective::Custom, &(long + " {prenom}"), vec![client(1, Ok(A), 0), arabic]);
        assert_eq!((named.credits, named.saves), (4, vec![(Variant::Default, 1)]), "her name stays as it is");
        assert_eq!(resolved(Objective::Custom, "a", clients()).saves, []);
    }

    #[test]
    fn a_promotion_goes_to_who_consented() {
        let consents = |id, phone| Recipient { consents: true, ..client(id, Ok(phone), 0) };
        let stopped = Recipient { opted_out: true, ..consents(3, "+212612340003") };
        let clients = vec![client(1, Ok(A), 0), consents(2, B), stopped];
        let templates = Templates { text: Template::parse("{pharmacie}: -20 %. STOP").unwrap(), arabic: None };
        let common = Common {
            objective: Objective::Custom,
            class: Class::Promotion,
            templates: &templates,
            pharmacy: "Pharmacie",
            pharmacy_phone: "",
            savings: false,
        };
        let resolved = resolve(&common, clients);
        assert_eq!(ids(&resolved), [2]);
        assert_eq!(resolved.left_out, [(LeftOut::NoConsent, 1), (LeftOut::OptedOut, 1)]);
    }

    #[test]
    fn an_empty_text_is_not_sent() {
        let unnamed = Recipient { first_name: String::new(), ..client(1, Ok(A), 0) };
        let resolved = resolved(Objective::Custom, "{prenom|}", vec![unnamed]);
        assert_eq!(resolved.left_out, [(LeftOut::Missing(Placeholder::Prenom), 1)]);
    }

    proptest! {
        #[test]
        fn every_client_is_a_recipient_or_left_out(people in prop::collection::vec((0u32..12, -2i64..5), 0..60)) {
            let clients: Vec<_> = people
                .iter()
                .enumerate()
                .map(|(id, (phone, centimes))| {
                    let number = format!("+2126123456{phone:02}");
                    client(i64::try_from(id).unwrap(), if *phone == 0 { Err(Unusable::Missing) } else { Ok(&number) }, *centimes)
                })
                .collect();
            let resolved = resolved(Objective::BalanceReminder, "{prenom} doit {solde}", clients);
            let left_out: u32 = resolved.left_out.iter().map(|(_, n)| n).sum();
            let messages = u32::try_from(resolved.messages.len()).unwrap();
            prop_assert_eq!(messages + left_out, resolved.clients);
            let mut phones: Vec<_> = resolved.messages.iter().map(|message| message.phone.clone()).collect();
            phones.sort();
            phones.dedup();
            prop_assert_eq!(phones.len(), resolved.messages.len());
            prop_assert_eq!(resolved.credits, resolved.messages.iter().map(|message| message.parts).sum::<u32>());
        }
    }
}
