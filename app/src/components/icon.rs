//! A picture beside words. It takes their colour and is not read aloud.

use leptos::prelude::*;

/// An icon of the sprite `icons.svg`, by its name there without `i-`.
pub fn icon(name: &'static str) -> AnyView {
    drawn("icon", name)
}

/// An arrow: turned round in a right-to-left page.
pub fn icon_flip(name: &'static str) -> AnyView {
    drawn("icon icon-flip", name)
}

/// An icon with classes of its own beside `icon`.
pub fn drawn(class: impl Into<String>, name: &'static str) -> AnyView {
    view! { <svg class=class.into() aria-hidden="true" inner_html=["<use href=\"/icons.svg#i-", name, "\"></use>"].concat()></svg> }
        .into_any()
}
