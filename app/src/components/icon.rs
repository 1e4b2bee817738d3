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

/// The same, drawn by the element itself: where there are fifty of them, a browser has no sprite to fetch and to copy from.
#[cfg(feature = "ssr")]
pub(crate) fn inline(name: &str) -> AnyView {
    view! { <svg class="icon" aria-hidden="true" viewBox="0 0 24 24" inner_html=shapes(name)></svg> }.into_any()
}

/// What a symbol of the sprite draws.
#[cfg(feature = "ssr")]
fn shapes(name: &str) -> &'static str {
    const SPRITE: &str = include_str!("../../../style/public/icons.svg");
    let symbol = SPRITE.split_once(&["id=\"i-", name, "\" viewBox=\"0 0 24 24\">"].concat());
    symbol.and_then(|(_, rest)| rest.split_once("</symbol>")).map(|(shapes, _)| shapes).unwrap_or_default()
}

/// An icon with classes of its own beside `icon`.
pub fn drawn(class: impl Into<String>, name: &'static str) -> AnyView {
    view! { <svg class=class.into() aria-hidden="true" inner_html=["<use href=\"/icons.svg#i-", name, "\"></use>"].concat()></svg> }
        .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::message::Status;

    use super::shapes;
    use crate::components::status_badge::picture;

    #[test]
    fn every_status_has_its_picture_in_the_sprite() {
        for status in Status::ALL {
            assert!(shapes(picture(status)).starts_with('<'), "{status:?}");
        }
        assert_eq!(shapes("none"), "");
    }
}
