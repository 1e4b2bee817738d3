//! *Envoyer une communication groupée*: the choices at the start, the preview at the end, the quote along the bottom
//! edge. With JavaScript off it is a form that asks for itself again, and leads to [`check`].

mod acts;
pub mod check;
mod choices;
mod confirm;
mod desk;
mod draft;
pub mod edit;
mod edited;
mod keeper;
mod local;
mod narrow;
mod preview;
mod quote_bar;
mod recipients;
mod seen;
mod settled;
mod steps;
mod trial;
mod when;
mod window;

use domain::staff::Permission;
use leptos::prelude::*;

use self::desk::Desk;
use self::seen::Seen;
use crate::components::layout::page_title;
use crate::components::notice::{Tone, failure, notice};
use crate::context::viewer_may;
use crate::text::use_text;

/// The address of the page.
pub const PATH: &str = "/communications/nouvelle";

/// The page.
pub fn page() -> AnyView {
    let text = use_text();
    let mut head = None;
    let content = if viewer_may(Permission::SmsSend) {
        let desk = Desk::open();
        keeper::keep_up(desk);
        head = Some(draft::line(desk));
        view! { {draft::trouble(desk)} <Transition fallback=waiting>{begun(desk)}</Transition> }.into_any()
    } else {
        notice(Tone::Warn, view! { <p>{text.send.may_not}</p> })
    };
    view! {
        {page_title(text.send.title)}
        <main class="page page-send" id="main">
            <div class="page-head send-head"><h1>{text.send.title}</h1> {head}</div>
            {content}
        </main>
    }
    .into_any()
}

/// The form, once it is known whether there is a draft to go on with.
fn begun(desk: Desk) -> AnyView {
    let begun = Memo::new(move |_| desk.start.with(Option::is_some));
    // Nothing of the form is shown before all of it is there.
    let awaited = move || -> Option<AnyView> {
        desk.start.with(|_| ());
        desk.list.with(|_| ());
        desk.quote.with(|_| ());
        None
    };
    view! { {awaited} {move || begun.get().then(|| form(desk))} }.into_any()
}

fn form(desk: Desk) -> AnyView {
    let seen = Seen::of(desk);
    // For what comes later than the page.
    provide_context(seen);
    let refused = move || desk.start.get().and_then(Result::err).map(|error| failure(&error));
    view! {
        {refused}
        <form
            class="send"
            id="send"
            action=PATH
            data-step=move || desk.step.get().to_string()
            data-picked=move || (!seen.hidden.with(Vec::is_empty)).then_some("")
            // What the buttons do is done in place.
            on:submit=|event| event.prevent_default()
        >
            <div class="send-choices">
                {steps::line(desk)}
                {steps::step(1, steps::kind())}
                {steps::step(2, steps::objective(seen))}
                {steps::step(3, edit::template(seen))}
                {steps::step(4, recipients::recipients(seen))}
                {steps::step(5, view! { {when::when(seen)} {quote_bar::costs(seen)} }.into_any())}
            </div>
            {preview::preview(seen)}
            {quote_bar::bar(seen)}
        </form>
        {confirm::dialog(seen)}
        {trial::dialog(seen)}
    }
    .into_any()
}

fn waiting() -> AnyView {
    let row = || view! { <div class="step"><span class="skel"></span><span class="skel"></span></div> };
    view! { <div class="send" aria-busy="true"><div class="send-choices">{(0..5).map(|_| row()).collect_view()}</div></div> }
        .into_any()
}
