//! Who paid a part between the send and the moment when their reminder left.

use leptos::prelude::*;

use crate::text::heard;

/// A line that says how many they are; nothing where nobody did.
pub fn paid_in_part(n: u32) -> Option<AnyView> {
    (n > 0).then(|| view! { <p class="hint">{(heard::words().paid_in_part)(n)}</p> }.into_any())
}
