//! The text for somebody who does not exist, and what it costs for them.

use domain::client::Line;
use domain::money::Money;
use domain::sms;
use leptos::prelude::*;

use crate::components::dynamic::dynamic;
use crate::components::phone_preview::{Rendered, bubble, phone_preview, rendered};
use crate::components::remedy::{Written, remedy};
use crate::components::segment_meter::segment_meter;
use crate::context::use_viewer;
use crate::text::use_text;

/// The phone, the meter, and what would make it cheaper.
pub fn side(body: RwSignal<String>) -> AnyView {
    let text = use_text();
    let viewer = StoredValue::new(use_viewer());
    let sender = use_viewer().map(|viewer| viewer.sender).unwrap_or_default();
    let somebody = "cli_000000000000".parse().ok().map(|client| Line {
        client,
        first_name: text.templates.preview_name.to_owned(),
        last_name: text.templates.preview_surname.to_owned(),
        phone: String::new(),
        balance: Money::from_centimes(125_050),
        language: Default::default(),
        blocked: None,
        consents: true,
        shares_with: None,
    });
    let somebody = StoredValue::new(somebody);
    let read = Memo::new(move |_| {
        let line = somebody.get_value();
        body.with(|body| viewer.with_value(|viewer| rendered(body, line.as_ref(), viewer.as_ref())))
    });
    let shown = move || read.with(|read| body.with(|body| bubble(read, body)));
    let written = Written {
        source: body.into(),
        saves: Signal::stored(None),
        replace: Callback::new(move |text| body.set(text)),
    };
    let cost = move || match read.get() {
        Rendered::Text(read) => {
            let parts = sms::parts(&read);
            Some(view! { {segment_meter(&parts)} {remedy(written, &read, &parts)} }.into_any())
        }
        _ => None,
    };
    view! { {phone_preview(&sender, dynamic(shown))} <div class="verdict" role="status">{dynamic(move || cost().into_any())}</div> }.into_any()
}
