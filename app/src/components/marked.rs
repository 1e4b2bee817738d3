//! A text in which what was looked for is marked.

use std::ops::Range;

use domain::history::pieces;
use leptos::prelude::*;

/// The text, cut at its marks.
pub fn marked(text: &str, marks: &[Range<usize>]) -> AnyView {
    if marks.is_empty() {
        return text.to_owned().into_any();
    }
    let piece = |(piece, is_marked): (&str, bool)| {
        let piece = piece.to_owned();
        if is_marked { view! { <mark>{piece}</mark> }.into_any() } else { piece.into_any() }
    };
    pieces(text, marks).into_iter().map(piece).collect::<Vec<AnyView>>().into_any()
}
