//! What the panel beside a list shows: the message that is open there. Live.

use domain::history::Message;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::beside::Opened;
use crate::api::history as api;
use crate::components::dynamic::{dynamic, on_change};
use crate::components::message_panel::{message_panel, message_title, message_waiting};
use crate::components::notice::failure;
use crate::error::AppError;
use crate::live::use_live;

/// The message that is open, whichever it is. Within a list that [`beside`](super::beside::beside) surrounds.
pub fn panel() -> AnyView {
    let Some(opened) = use_context::<Opened>() else { return ().into_any() };
    let (live, read) = (use_live(), Read { opened, message: RwSignal::new(None) });
    Effect::new(move |_: Option<()>| {
        // Another one, or none: what is shown is no more.
        let _number = opened.number.get();
        read.message.set(None);
        read.again();
    });
    // Here and not where the answer comes: there nobody knows the language of the page.
    Effect::new(move |_: Option<()>| {
        let title = read.message.with(|message| match message {
            Some(Ok(message)) => message_title(message),
            Some(Err(_)) | None => String::new(),
        });
        opened.title.set(title);
    });
    on_change(move || live.version(), move |_| read.again());
    dynamic(move || match read.message.get() {
        None => message_waiting(),
        Some(Ok(message)) => message_panel(message),
        Some(Err(error)) => failure(&error),
    })
}

/// What was read of the message that is open.
#[derive(Clone, Copy)]
struct Read {
    opened: Opened,
    message: RwSignal<Option<Result<Message, AppError>>>,
}

impl Read {
    /// Reads it anew. An answer that comes after another message was opened is not shown; what is shown stays while the server
    /// cannot be reached.
    fn again(self) {
        let Some(number) = self.opened.number.get_untracked() else { return };
        spawn_local(async move {
            let answer = api::message(number).await;
            let is_meant = self.opened.number.try_get_untracked() == Some(Some(number));
            let is_shown = |known: &Option<_>| {
                known.as_ref() == Some(&answer) || matches!((known, &answer), (Some(Ok(_)), Err(AppError::Offline)))
            };
            if !is_meant || self.message.try_with_untracked(is_shown) != Some(false) {
                return;
            }
            let _gone = self.message.try_set(Some(answer));
        });
    }
}
