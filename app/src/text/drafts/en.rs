//! English.

use super::super::counted;
use super::super::en::form;
use super::Drafts;

pub static DRAFTS: Drafts = Drafts {
    saved_at: |time| ["Draft saved ", time].concat(),
    saved_on: |date, time| ["Draft saved on ", date, " at ", time].concat(),
    here_only: "Draft kept in this browser",
    start_over: "Start over",
    given_up: "Draft discarded.",
    take_back: "Take it back",
    offline: "The server does not answer. The draft is kept in this browser and will be saved as soon as the connection is back.",
    signed_out: "Your session has ended. The draft is kept in this browser: sign in again to go on.",
    kept_here: "The draft is kept in this browser.",
    before: |at| ["You already have a draft, saved ", at, "."].concat(),
    newer: |at| ["This draft was changed in another tab or on another device, ", at, "."].concat(),
    ended: "This draft was sent or discarded in another tab or on another device.",
    here: "This browser kept a draft that could not be saved.",
    ticked: |n| {
        if n == 0 {
            "No client is ticked there.".to_owned()
        } else {
            ["It has ", &counted(n, form(n, "client ticked", "clients ticked")), "."].concat()
        }
    },
    take: "Take that version",
    keep: "Keep what is shown",
    empty: "Start from an empty page",
    go_on: "Go on with what is shown",
};
