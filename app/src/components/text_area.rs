//! The one `<textarea>` of the tree.
//!
//! Leptos 0.8 writes the children of a text area unescaped, which would let a stored text run as a script (the notes on
//! dependencies, "Traps"): here the text goes out escaped as `inner_html`, and in the browser through the property.

use domain::campaign::MAX_TEXT;
use domain::form::{Fault, Field};
use domain::sms::{self, Forcing, MAX_PARTS, count};
use domain::template::{Class, Placeholder, Template};
use domain::topup::MAX_NOTE;
use leptos::html::Textarea;
use leptos::prelude::*;

use super::dynamic::dynamic;
use super::icon::icon;
use super::phone_preview::marked;
use crate::text::{care, placeholder_written, use_text};

/// A field for a text with placeholders: grows with it, marks the characters that are dear, and inserts placeholders
/// where the caret is. `name` is that of the form's field, `described_by` the ids of its hint and its errors.
pub fn text_area(
    id: &'static str,
    name: &'static str,
    described_by: &'static str,
    value: RwSignal<String>,
    wrong: Signal<bool>,
) -> AnyView {
    let area: NodeRef<Textarea> = NodeRef::new();
    // The text of the first rendering: later ones go through the property and leave the caret alone.
    let first = escaped(&value.get_untracked());
    view! {
        <div class="text-area">
            <div class="text-area-marks" aria-hidden="true" dir="auto">
                {dynamic(move || value.with(|text| marked(text, &dear(text))))}
            </div>
            <textarea
                class="input"
                dir="auto"
                id=id
                name=name
                // More than a text may have: what was pasted is kept, and said to be too long, instead of being cut.
                maxlength=domain::draft::MAX_TEXT.to_string()
                aria-describedby=described_by
                aria-invalid=move || wrong.get().then_some("true")
                node_ref=area
                inner_html=first
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
        </div>
        <div class="chips needs-script" role="group" aria-label=use_text().templates.insert>
            {Placeholder::ALL.map(|placeholder| chip(placeholder_written(placeholder), area, value)).collect_view()}
        </div>
    }
    .into_any()
}

/// The characters that are dear, without those with which placeholders are written: they are not sent.
fn dear(text: &str) -> Vec<Forcing> {
    sms::parts(text).dear().iter().filter(|found| !matches!(found.char, '{' | '}' | '|')).copied().collect()
}

/// A field for a message or a reason: empty at first, so that no stored text stands in it.
pub fn note_area(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    needed: bool,
) -> AnyView {
    let hint_id = [id, "-hint"].concat();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <p class="hint" id=hint_id.clone()>{hint}</p>
            <textarea
                class="input note-area"
                dir="auto"
                id=id
                name=name
                maxlength=MAX_NOTE.to_string()
                required=needed
                aria-describedby=hint_id
            ></textarea>
        </div>
    }
    .into_any()
}

fn chip(written: &'static str, area: NodeRef<Textarea>, value: RwSignal<String>) -> AnyView {
    let insert = move |_| {
        let Some(area) = area.get_untracked() else { return };
        let selected = (area.selection_start().ok().flatten(), area.selection_end().ok().flatten());
        let (Some(start), Some(end)) = selected else { return };
        let mode = "end";
        if area.set_range_text_with_start_and_end_and_mode(written, start, end, mode).is_ok() {
            value.set(area.value());
        }
        let _focus_is_a_courtesy = area.focus();
    };
    view! {
        <button class="chip" type="button" on:click=insert>
            {icon("plus")}
            <bdi dir="ltr">{written}</bdi>
        </button>
    }
    .into_any()
}

/// What is wrong with a text, whoever it will be sent to.
pub fn faults(text: &str) -> Vec<Fault> {
    if text.trim().is_empty() {
        return vec![Fault::Required];
    }
    if text.chars().count() > MAX_TEXT {
        return vec![Fault::TooLong];
    }
    match Template::parse(text) {
        Err(errors) => errors.into_iter().map(Fault::Template).collect(),
        Ok(_) if count(text).1 > MAX_PARTS => vec![Fault::TooManyParts],
        Ok(_) => vec![],
    }
}

/// What is wrong with a text of a class, for a pharmacy of this name.
pub fn faults_in(text: &str, class: Class, pharmacy: &str) -> Vec<Fault> {
    let faults = faults(text);
    if !faults.is_empty() || class != Class::Promotion {
        return faults;
    }
    Template::parse(text).map(|template| template.lacks_as_promotion(pharmacy)).unwrap_or_default()
}

/// The faults in words, each with what stands at its position.
pub fn told(faults: &[Fault], text: &str) -> AnyView {
    let words = use_text();
    let one = |fault: &Fault| {
        let around = match fault {
            Fault::Template(error) => usize::try_from(error.at).ok(),
            _ => None,
        };
        let around: String = around.map(|at| text.chars().skip(at).take(16).collect()).unwrap_or_default();
        let lack = care::words().lack(*fault).map(str::to_owned);
        let said = lack.unwrap_or_else(|| words.errors.fault(Field::Text, *fault));
        let around = (!around.is_empty()).then(|| view! { " " <bdi dir="ltr"><code>{around}</code></bdi> });
        view! { <p class="error">{icon("bad")}<span>{said}{around}</span></p> }.into_any()
    };
    faults.iter().take(5).map(one).collect_view().into_any()
}

/// The text as the content of a `<textarea>`. The line break in front is the one that HTML drops there.
fn escaped(text: &str) -> String {
    let mut html = String::from("\n");
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            _ => html.push(c),
        }
    }
    html
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_leave_the_text_area() {
        let html = Owner::new().with(|| {
            let value = RwSignal::new("\n</textarea><script>alert(1)</script> &lt; {prenom}".to_owned());
            text_area("text", "text", "text-hint", value, Signal::stored(false)).to_html()
        });
        let (_, content) = html.split_once("<textarea").and_then(|(_, rest)| rest.split_once('>')).unwrap();
        let (content, after) = content.split_once("</textarea>").unwrap();
        assert_eq!(content, "\n\n&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt; {prenom}");
        assert!(!after.contains("</textarea>") && !html.contains("<script>"));
    }

    #[test]
    fn a_placeholder_is_not_dear() {
        assert_eq!(dear("Bonjour {prenom|client}"), []);
        assert_eq!(dear("{prenom} €").iter().map(|found| found.char).collect::<Vec<_>>(), ['€']);
    }

    #[test]
    fn a_text_is_judged_before_it_is_sent() {
        assert_eq!(faults(" \n"), [Fault::Required]);
        assert_eq!(faults("Bonjour {prenom}"), []);
        assert_eq!(faults(&"a".repeat(153 * 10 + 1)), [Fault::TooManyParts]);
        assert_eq!(faults(&"a".repeat(MAX_TEXT + 1)), [Fault::TooLong]);
        assert!(
            matches!(faults("Bonjour {prenon}, {nom")[..], [Fault::Template(a), Fault::Template(b)] if a.at == 8 && b.at == 18)
        );
    }
}
