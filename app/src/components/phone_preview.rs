//! A message as the phone shows it.

use domain::client::Line;
use domain::sms::{self, Forcing};
use domain::template::{Fields, Placeholder, Template};
use leptos::prelude::*;

use crate::context::Viewer;

/// With more dear characters than this none is marked where they are most of the text: in an Arabic one it would be all of it.
const MANY: usize = 12;

/// What the text becomes for one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rendered {
    /// What the client reads.
    Text(String),
    /// A value is missing: this client is left out.
    Missing(Placeholder),
    /// The text has errors, or there is no client.
    Raw,
}

/// The phone, with a text on it; `sender` is the name that stands above.
pub fn phone_preview(sender: &str, body: AnyView) -> AnyView {
    let initial: String = sender.chars().take(1).flat_map(char::to_uppercase).collect();
    view! {
        <div class="phone">
            <div class="phone-screen">
                <p class="phone-from">
                    <span class="avatar" aria-hidden="true">{initial}</span>
                    <bdi>{sender.to_owned()}</bdi>
                </p>
                <p class="bubble" dir="auto">{body}</p>
            </div>
        </div>
    }
    .into_any()
}

/// What a text with placeholders becomes for a client of the viewer's pharmacy.
pub fn rendered(text: &str, line: Option<&Line>, viewer: Option<&Viewer>) -> Rendered {
    let (Ok(template), Some(line), Some(viewer)) = (Template::parse(text), line, viewer) else { return Rendered::Raw };
    let fields = Fields {
        first_name: Some(&line.first_name),
        last_name: Some(&line.last_name),
        balance: Some(line.balance),
        pharmacy: &viewer.pharmacy,
        pharmacy_phone: &viewer.pharmacy_phone,
    };
    template.render(&fields).map_or_else(Rendered::Missing, Rendered::Text)
}

/// What stands on the phone: what the client reads, else the text as it was written.
pub fn bubble(rendered: &Rendered, source: &str) -> AnyView {
    match rendered {
        Rendered::Text(body) => marked(body, sms::parts(body).dear()),
        Rendered::Missing(_) | Rendered::Raw => source.to_owned().into_any(),
    }
}

/// A text with the characters that make it dear marked.
pub fn marked(text: &str, dear: &[Forcing]) -> AnyView {
    let piece = |(piece, dear): (String, bool)| {
        if dear { view! { <mark class="costly">{piece}</mark> }.into_any() } else { piece.into_any() }
    };
    pieces(text, dear).into_iter().map(piece).collect_view().into_any()
}

/// Runs of characters that are alike, each with whether it is dear.
fn pieces(text: &str, dear: &[Forcing]) -> Vec<(String, bool)> {
    let mut pieces: Vec<(String, bool)> = vec![];
    let letters = text.chars().filter(|c| !c.is_whitespace()).count();
    let is_most = dear.len() > MANY && dear.len() * 3 > letters * 2;
    let mut dear = if is_most { [].iter() } else { dear.iter() }.peekable();
    for (at, c) in (0u32..).zip(text.chars()) {
        let is_dear = dear.next_if(|forcing| forcing.at == at).is_some();
        match pieces.last_mut() {
            Some((piece, same)) if *same == is_dear => piece.push(c),
            _ => pieces.push((c.to_string(), is_dear)),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use domain::language::Language;
    use domain::money::Money;
    use domain::staff::Permissions;

    use super::*;

    #[test]
    fn dear_characters_stand_apart() {
        let text = "l’officine’’";
        let found: Vec<_> = pieces(text, &sms::parts(text).forcing);
        let expected = [("l", false), ("’", true), ("officine", false), ("’’", true)];
        assert_eq!(found, expected.map(|(piece, dear)| (piece.to_owned(), dear)));
    }

    #[test]
    fn arabic_has_no_marks() {
        let text = "السلام عليكم ورحمة الله";
        assert_eq!(pieces(text, &sms::parts(text).forcing), [(text.to_owned(), false)]);
    }

    #[test]
    fn many_dear_characters_are_marked_all_the_same() {
        let text = "l’ami ".repeat(20);
        let found = pieces(&text, &sms::parts(&text).forcing);
        assert_eq!(found.iter().filter(|(_, dear)| *dear).count(), 20);
    }

    #[test]
    fn a_text_becomes_what_the_client_reads() {
        let line = Line {
            client: "cli_0123456789ab".parse().unwrap(),
            first_name: "Amina".to_owned(),
            last_name: String::new(),
            phone: String::new(),
            balance: Money::from_centimes(125_050),
            language: Language::Fr,
            blocked: None,
            consents: false,
            shares_with: None,
        };
        let viewer = Viewer {
            name: String::new(),
            initials: String::new(),
            email: String::new(),
            pharmacy: "Al Amal".to_owned(),
            pharmacy_phone: "0522 48 17 60".to_owned(),
            sender: String::new(),
            permissions: Permissions::NONE,
            sales: None,
        };
        let of = |text: &str, line| rendered(text, line, Some(&viewer));
        let read = "Amina, 1 250,50 DH, Al Amal, 0522 48 17 60".to_owned();
        assert_eq!(of("{prenom}, {solde}, {pharmacie}, {telephone}", Some(&line)), Rendered::Text(read));
        assert_eq!(of("{nom}", Some(&line)), Rendered::Missing(Placeholder::Nom));
        assert_eq!(of("{prenon}", Some(&line)), Rendered::Raw);
        assert_eq!(of("{prenom}", None), Rendered::Raw);
    }
}
