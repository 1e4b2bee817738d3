//! A status: a word, a shape and a colour.

use domain::message::Status;
use leptos::prelude::*;

use super::icon::icon;
use crate::text::use_text;

/// The picture of a status in the sprite.
pub const fn picture(status: Status) -> &'static str {
    match status {
        Status::Scheduled => "clock",
        Status::Queued => "queue",
        Status::Sending => "going",
        Status::Sent => "sent",
        Status::Delivered => "ok",
        Status::Failed => "bad",
        Status::Expired | Status::Uncertain => "maybe",
        Status::Cancelled | Status::Excluded => "out",
    }
}

/// The class that colours a status.
pub const fn colour(status: Status) -> &'static str {
    match status {
        Status::Scheduled | Status::Queued | Status::Cancelled | Status::Excluded => "is-mute",
        Status::Sending | Status::Sent => "is-wait",
        Status::Delivered => "is-ok",
        Status::Failed => "is-bad",
        Status::Expired | Status::Uncertain => "is-warn",
    }
}

/// A status as a badge.
pub fn status_badge(status: Status) -> AnyView {
    badge(status, icon(picture(status)), use_text().statuses.word(status).into_any())
}

/// A badge with the status's picture and its word as they are to be shown.
pub fn badge(status: Status, picture: AnyView, word: AnyView) -> AnyView {
    let class = ["badge ", colour(status)].concat();
    view! { <span class=class>{picture}<span>{word}</span></span> }.into_any()
}
