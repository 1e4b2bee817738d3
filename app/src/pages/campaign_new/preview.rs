//! *Aperçu*: the message as the phone of one client shows it, and what it costs. The same code as bills.

use domain::client::Line;
use domain::sms;
use domain::template::{Fields, Placeholder, Template};
use leptos::prelude::*;

use super::desk::Seen;
use crate::components::icon::{icon, icon_flip};
use crate::components::phone_preview::{marked, phone_preview};
use crate::components::segment_meter::{dear, downgraded, segment_meter};
use crate::context::use_viewer;
use crate::text::{number, placeholder_written, use_text};

/// What the text becomes for one client.
#[derive(Clone, PartialEq)]
enum Rendered {
    Text(String),
    /// A value is missing: this client is left out.
    Missing(Placeholder),
    /// The text has errors, or there is no client: as it was written.
    Raw(String),
}

/// The preview; on a phone a sheet that the bar opens.
pub fn preview(seen: Seen) -> AnyView {
    let text = use_text();
    let sender = use_viewer().map(|viewer| viewer.sender).unwrap_or_default();
    let pharmacy = StoredValue::new(use_viewer().map(|viewer| viewer.pharmacy).unwrap_or_default());
    let rendered = Memo::new(move |_| {
        let phone = seen.desk.start.get().and_then(Result::ok).map(|start| start.pharmacy_phone).unwrap_or_default();
        pharmacy
            .with_value(|pharmacy| seen.text.with(|text| rendered(text, seen.line.get().as_ref(), pharmacy, &phone)))
    });
    let body = move || match rendered.get() {
        Rendered::Text(body) => marked(&body, &sms::parts(&body).forcing),
        Rendered::Missing(_) => seen.text.get().into_any(),
        Rendered::Raw(raw) => raw.into_any(),
    };
    view! {
        <aside class="preview" id="preview" popover aria-labelledby="preview-title">
            <div class="preview-head">
                <h2 id="preview-title">{text.send.preview}</h2>
                {who(seen)}
                <button
                    class="btn btn-bare btn-square preview-close"
                    type="button"
                    popovertarget="preview"
                    popovertargetaction="hide"
                    aria-label=text.common.close
                >
                    {icon("close")}
                </button>
            </div>
            {phone_preview(&sender, body.into_any())}
            <div class="stack-3" role="status">{move || verdict(seen, rendered.get())}</div>
        </aside>
    }
    .into_any()
}

fn rendered(text: &str, line: Option<&Line>, pharmacy: &str, pharmacy_phone: &str) -> Rendered {
    let (Ok(template), Some(line)) = (Template::parse(text), line) else { return Rendered::Raw(text.to_owned()) };
    let fields = Fields {
        first_name: Some(&line.first_name),
        last_name: Some(&line.last_name),
        balance: Some(line.balance),
        pharmacy,
        pharmacy_phone,
    };
    template.render(&fields).map_or_else(Rendered::Missing, Rendered::Text)
}

/// What the text costs for this client, or why this client gets nothing.
fn verdict(seen: Seen, rendered: Rendered) -> AnyView {
    let text = use_text();
    match rendered {
        Rendered::Text(body) => {
            let parts = sms::parts(&body);
            let source = seen.text.get();
            let plain = downgraded(&source);
            let replace = (plain != source).then(|| {
                Callback::new(move |()| {
                    // While the text is being edited, it is the edited one that changes.
                    let edited = seen.desk.edited.with_untracked(Option::is_some);
                    let changed = if edited { seen.desk.edited } else { seen.desk.only_here };
                    changed.set(Some(plain.clone()));
                })
            });
            view! { {segment_meter(&parts)} {dear(&body, &parts, replace)} }.into_any()
        }
        Rendered::Missing(placeholder) => {
            let said = (text.send.left_out_for)(placeholder_written(placeholder));
            view! { <p class="dear">{said}</p> }.into_any()
        }
        Rendered::Raw(_) => view! { <p class="hint">{text.send.no_preview}</p> }.into_any(),
    }
}

/// Whose message it is, with the way to the one before and the next.
fn who(seen: Seen) -> AnyView {
    let words = &use_text().send;
    let place = Memo::new(move |_| {
        let line = seen.line.get()?;
        seen.candidates.with(|lines| lines.iter().position(|other| other.client == line.client))
    });
    let at = move || {
        let (place, of) = (place.get()?, seen.candidates.with(Vec::len));
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Some((words.place_of)(&number(count(place + 1)), &number(count(of))))
    };
    view! {
        <input type="hidden" name="apercu" value=move || seen.line.get().map(|line| line.client.to_string()) />
        <div class="preview-who" hidden=move || seen.line.with(Option::is_none)>
            {turn(seen, place, false)}
            <span>
                <bdi>{move || seen.line.get().map(|line| line.name())}</bdi>
                <small>{at}</small>
            </span>
            {turn(seen, place, true)}
        </div>
    }
    .into_any()
}

fn turn(seen: Seen, place: Memo<Option<usize>>, forward: bool) -> AnyView {
    let words = &use_text().send;
    let (name, picture) = if forward { (words.next, "next") } else { (words.previous, "prev") };
    let target = move || {
        let place = place.get()?;
        seen.candidates.with(|lines| {
            let last = lines.len().checked_sub(1)?;
            let to = match (forward, place) {
                (true, place) if place >= last => 0,
                (true, place) => place + 1,
                (false, 0) => last,
                (false, place) => place - 1,
            };
            lines.get(to).map(|line| line.client.clone())
        })
    };
    let go = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        if let Some(client) = untrack(target) {
            seen.desk.shown.set(Some(client));
        }
    };
    view! {
        <button
            class="btn btn-bare btn-square"
            type="submit"
            name="apercu"
            value=move || target().map(|client| client.to_string())
            aria-label=name
            on:click=go
        >
            {icon_flip(picture)}
        </button>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::money::Money;

    use super::*;

    #[test]
    fn a_text_becomes_what_the_client_reads() {
        let line = Line {
            client: "cli_0123456789ab".parse().unwrap(),
            first_name: "Amina".to_owned(),
            last_name: String::new(),
            phone: String::new(),
            balance: Money::from_centimes(125_050),
            blocked: None,
        };
        let of = |text: &str, line| rendered(text, line, "Al Amal", "0522");
        assert!(of("{prenom}, {solde}", Some(&line)) == Rendered::Text("Amina, 1 250,50 DH".to_owned()));
        assert!(of("{nom}", Some(&line)) == Rendered::Missing(Placeholder::Nom));
        assert!(of("{prenon}", Some(&line)) == Rendered::Raw("{prenon}".to_owned()));
        assert!(of("{prenom}", None) == Rendered::Raw("{prenom}".to_owned()));
    }
}
