use proptest::prelude::*;
use rstest::rstest;

use super::TemplateErrorKind::{BadFallback, LoneBrace, Unclosed, UnknownPlaceholder};
use super::*;

const FATIMA: Fields<'static> = Fields {
    first_name: Some("Fatima-Zahra"),
    last_name: Some("El Alaoui"),
    balance: Some(Money::from_centimes(125_050)),
    pharmacy: "Pharmacie Ibn Sina",
    pharmacy_phone: "05 22 12 34 56",
};
const NOBODY: Fields<'static> =
    Fields { first_name: None, last_name: Some(" \u{A0}"), balance: None, pharmacy: "", pharmacy_phone: "\t" };

fn template(text: &str) -> Template {
    Template::parse(text).unwrap()
}

#[rstest]
#[case("", "")]
#[case("Bonjour", "Bonjour")]
#[case("Bonjour {prenom} {nom}.", "Bonjour Fatima-Zahra El Alaoui.")]
#[case("{ Prénom }{PRÉNOM}{\tprenom\n}", "Fatima-ZahraFatima-ZahraFatima-Zahra")]
#[case("Solde : {solde}", "Solde : 1 250,50 DH")]
#[case("{pharmacie} {telephone}", "Pharmacie Ibn Sina 05 22 12 34 56")]
#[case("{Téléphone}", "05 22 12 34 56")]
#[case("{prenom|client}", "Fatima-Zahra")]
#[case("{{prenom}}", "{prenom}")]
#[case("{{{prenom}}}", "{Fatima-Zahra}")]
#[case("{{{{ }}}}", "{{ }}")]
#[case("a|b", "a|b")]
#[case("un\r\ndeux\rtrois\nquatre", "un\ndeux\ntrois\nquatre")]
#[case("السلام عليكم {prenom}، {solde}", "السلام عليكم Fatima-Zahra، 1 250,50 DH")]
fn renders(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(template(text).render(&FATIMA), Ok(expected.to_owned()));
}

#[rstest]
#[case("Bonjour {prenom|client},", Ok("Bonjour client,"))]
#[case("Bonjour{prenom|},", Ok("Bonjour,"))]
#[case("Bonjour{prenom| }!", Ok("Bonjour !"))]
#[case("{nom|Madame, Monsieur}", Ok("Madame, Monsieur"))]
#[case("{solde|0 DH}", Ok("0 DH"))]
#[case("{prenom|client} {nom} {solde}", Err(Placeholder::Nom))]
#[case("{solde} {nom}", Err(Placeholder::Solde))]
#[case("{pharmacie}", Err(Placeholder::Pharmacie))]
#[case("{telephone}", Err(Placeholder::Telephone))]
fn falls_back_or_names_what_is_missing(#[case] text: &str, #[case] expected: Result<&str, Placeholder>) {
    assert_eq!(template(text).render(&NOBODY), expected.map(str::to_owned));
}

#[test]
fn a_balance_of_nothing_is_a_value() {
    let paid = Fields { balance: Some(Money::ZERO), ..NOBODY };
    assert_eq!(template("{solde|rien}").render(&paid), Ok("0,00 DH".to_owned()));
}

#[test]
fn a_value_is_text_even_if_it_looks_like_a_placeholder() {
    let odd = Fields { first_name: Some(" {solde}{{} "), ..FATIMA };
    assert_eq!(template("{prenom} {nom}").render(&odd), Ok("{solde}{{} El Alaoui".to_owned()));
}

#[rstest]
#[case("Bonjour {client}", &[(8, UnknownPlaceholder)])]
#[case("{}", &[(0, UnknownPlaceholder)])]
#[case("{|x}", &[(0, UnknownPlaceholder)])]
#[case("{pre nom}", &[(0, UnknownPlaceholder)])]
#[case("Été {", &[(4, Unclosed)])]
#[case("{prenom", &[(0, Unclosed)])]
#[case("{prenom|client", &[(0, Unclosed)])]
#[case("{prenom, merci {nom}", &[(0, Unclosed)])]
#[case("{prenom {{x}}", &[(0, Unclosed)])]
#[case("a } b", &[(2, LoneBrace)])]
#[case("{prenom}}", &[(8, LoneBrace)])]
#[case("{{prenom}", &[(8, LoneBrace)])]
#[case("{prenom|a|b}", &[(9, BadFallback)])]
#[case("{prenom|a{b}", &[(9, BadFallback)])]
#[case("{prenom|a{b|c", &[(0, Unclosed), (9, BadFallback), (11, BadFallback)])]
#[case("{prenom|a{b} c}", &[(9, BadFallback), (14, LoneBrace)])]
#[case("{prenom|a}}", &[(10, LoneBrace)])]
#[case("{x|a|b}", &[(0, UnknownPlaceholder), (4, BadFallback)])]
#[case("😀\r\n{x} } {nom|é|è} {", &[(2, UnknownPlaceholder), (6, LoneBrace), (14, BadFallback), (18, Unclosed)])]
fn finds_every_error_at_its_position(#[case] text: &str, #[case] expected: &[(u32, TemplateErrorKind)]) {
    let errors = Template::parse(text).unwrap_err();
    assert_eq!(errors.iter().map(|error| (error.at, error.kind)).collect::<Vec<_>>(), expected);
}

#[rstest]
#[case("{ Prénom }, {SOLDE|}\r\n{{x}}", "{prenom}, {solde|}\n{{x}}")]
#[case("{nom| M. }", "{nom| M. }")]
fn is_saved_in_one_form(#[case] text: &str, #[case] source: &str) {
    assert_eq!(template(text).source(), source);
}

#[test]
fn lists_its_placeholders_once() {
    let used = template("{solde} {prenom|x} {solde} {prenom}").placeholders();
    assert_eq!(used, [Placeholder::Solde, Placeholder::Prenom]);
    assert!(template("{{nom}}").placeholders().is_empty());
}

#[test]
fn codes_are_the_names_on_the_wire() {
    for kind in [UnknownPlaceholder, Unclosed, LoneBrace, BadFallback] {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
    }
    for placeholder in Placeholder::ALL {
        assert_eq!(serde_json::to_value(placeholder).unwrap(), placeholder.name());
        assert_eq!(Placeholder::from_name(placeholder.name()), Some(placeholder));
    }
    assert_eq!(TemplateError { at: 3, kind: Unclosed }.to_string(), "unclosed at character 3");
}

/// Texts full of what the parser looks at, well formed or not.
fn texts() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("{{".to_owned()),
        Just("}}".to_owned()),
        Just("|".to_owned()),
        Just("\r\n".to_owned()),
        Just("{prenom}".to_owned()),
        Just("{ Nom |M.}".to_owned()),
        Just("{solde}".to_owned()),
        Just("{autre}".to_owned()),
        "[a-zéم😀 ]{1,3}",
    ];
    proptest::collection::vec(token, 0..12).prop_map(|tokens| tokens.concat())
}

/// Templates without errors.
fn templates() -> impl Strategy<Value = Template> {
    let piece = prop_oneof!["[a-z{} |م]{1,6}".prop_map(|text| text.replace('{', "{{").replace('}', "}}")), slots()];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| template(&pieces.concat()))
}

fn slots() -> impl Strategy<Value = String> {
    let name = proptest::sample::select(Placeholder::ALL.map(Placeholder::name).to_vec());
    (name, proptest::option::of("[a-zé ]{0,4}")).prop_map(|(name, fallback)| match fallback {
        Some(fallback) => format!("{{{name}|{fallback}}}"),
        None => format!("{{{name}}}"),
    })
}

proptest! {
    #[test]
    fn what_is_saved_is_parsed_as_it_was(text in texts()) {
        if let Ok(parsed) = Template::parse(&text) {
            let source = parsed.source();
            prop_assert_eq!(Template::parse(&source), Ok(parsed));
            prop_assert_eq!(template(&source).source(), source);
        }
    }

    #[test]
    fn errors_are_in_order_and_inside_the_text(text in texts()) {
        if let Err(errors) = Template::parse(&text) {
            let length = u32::try_from(text.replace("\r\n", "\n").chars().count()).unwrap();
            prop_assert!(!errors.is_empty());
            prop_assert!(errors.is_sorted_by(|a, b| a.at <= b.at));
            prop_assert!(errors.iter().all(|error| error.at < length));
        }
    }

    #[test]
    fn any_text_doubled_at_its_braces_is_itself(text in any::<String>()) {
        let doubled = text.replace('{', "{{").replace('}', "}}");
        let expected = text.replace("\r\n", "\n").replace('\r', "\n");
        prop_assert_eq!(template(&doubled).render(&NOBODY), Ok(expected));
    }

    /// The text of one client is made of the template and that client's values, whoever was rendered before.
    #[test]
    fn a_text_holds_the_values_of_its_client_only(
        parsed in templates(),
        first in "ONE[0-9]{4}",
        other in "TWO[0-9]{4}",
        owed in 1i64..100_000_000,
    ) {
        let one = Fields { first_name: Some(&first), last_name: None, balance: None, ..FATIMA };
        let two = Fields { first_name: None, last_name: Some(&other), balance: Some(Money::from_centimes(owed)), ..FATIMA };
        let alone = parsed.render(&one);
        let _ = parsed.render(&two);
        prop_assert_eq!(parsed.render(&one), alone.clone());
        if let Ok(text) = alone {
            prop_assert!(!text.contains("TWO") && !text.contains(&two.balance.unwrap().sms()));
        }
        if let Ok(text) = parsed.render(&two) {
            prop_assert!(!text.contains("ONE"));
        }
    }

    #[test]
    fn what_is_rendered_is_never_rendered_again(parsed in templates(), name in "[{}|a-z ]{1,12}") {
        let fields = Fields { first_name: Some(&name), last_name: Some("{prenom}"), ..FATIMA };
        let plain = Fields { first_name: Some("\u{E000}"), last_name: Some("\u{E001}"), ..FATIMA };
        let marked = parsed.render(&plain).unwrap();
        if name.trim().is_empty() {
            return Ok(());
        }
        let expected = marked.replace('\u{E000}', name.trim()).replace('\u{E001}', "{prenom}");
        prop_assert_eq!(parsed.render(&fields), Ok(expected));
    }
}

#[rstest]
#[case("Prix [net] ~5 | a\\b^", Some(("Prix (net) -5 / a/b'", 6)))]
// The sign of a placeholder is no character of the text, and the euro would become longer.
#[case("{{{prenom|client[e]}}}", Some(("({prenom|client(e)})", 4)))]
#[case("{prenom|client} : 5 €", None)]
#[case("Bonjour", None)]
fn what_counts_double_becomes_shorter(#[case] text: &str, #[case] expected: Option<(&str, u32)>) {
    let shorter = Template::parse(text).unwrap().shorter();
    assert_eq!(shorter.map(|(shorter, n)| (shorter.source(), n)), expected.map(|(text, n)| (text.to_owned(), n)));
}

#[test]
fn one_character_is_replaced_everywhere_but_in_placeholders() {
    let template = Template::parse("{nom|a}a{{a").unwrap();
    let other = template.with_characters(|c| match c {
        'a' => Some("b"),
        '{' => Some("("),
        _ => None,
    });
    assert_eq!(other.source(), "{nom|b}b(b");
}
