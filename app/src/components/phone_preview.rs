//! A message as the phone shows it.

use domain::sms::Forcing;
use leptos::prelude::*;

/// More dear characters than this and none is marked: in an Arabic text it would be all of them.
const MANY: usize = 12;

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
    let mut dear = if dear.len() > MANY { [].iter() } else { dear.iter() }.peekable();
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
    use domain::sms;

    use super::pieces;

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
}
