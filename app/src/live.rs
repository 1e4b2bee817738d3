//! News from the server while a page is open: one stream per page, closed while nobody sees the page.
//!
//! The server sends at most four pieces of news a second, each the number of credits left (empty for who may not see
//! it). What changed is not said: a page reads the rows that it shows again.

use std::time::Duration;

use domain::credit::Standing;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent, VisibilityState};

/// The address of the stream.
const ADDRESS: &str = "/live";
/// A page reads again at most this often.
const AT_MOST_EVERY: Duration = Duration::from_millis(500);
/// When a stream is opened again that the browser has given up: a lost connection it looks for by itself, but not where a
/// proxy answered in the place of a server that was being replaced.
const GIVEN_UP: Duration = Duration::from_secs(10);

/// What the stream has told so far.
#[derive(Clone, Copy)]
pub struct Live {
    version: RwSignal<u32>,
    credits: RwSignal<Option<Standing>>,
    waiting: StoredValue<bool>,
    is_left: StoredValue<bool>,
}

impl Live {
    /// A number that changes when something of the pharmacy did: part of the source of a page's resource.
    pub fn version(&self) -> u32 {
        self.version.get()
    }

    /// What there is to say of the credits, once the stream has told.
    pub fn credits(&self) -> Option<Standing> {
        self.credits.get()
    }

    /// The page is left by who signs out: what it would read until it is gone would be refused.
    pub fn leave(self) {
        self.is_left.set_value(true);
    }

    /// Reads again soon: now and once more for all that comes meanwhile.
    fn changed(self) {
        if self.waiting.try_get_value() != Some(false) {
            return;
        }
        self.waiting.set_value(true);
        let read_again = move || {
            if self.is_left.try_get_value() != Some(false) {
                return;
            }
            self.waiting.try_set_value(false);
            let _gone = self.version.try_update(|version| *version = version.wrapping_add(1));
        };
        set_timeout(read_again, AT_MOST_EVERY);
    }

    fn told(self, data: &str) {
        let told = Standing::from_word(data);
        if told.is_some() && told != self.credits.get_untracked() {
            self.credits.set(told);
        }
        self.changed();
    }
}

/// What the stream has told. Never changes before signing in.
pub fn use_live() -> Live {
    use_context().unwrap_or_else(silent)
}

/// Opens the stream, in the browser, for as long as the page is seen. Called once, at the root.
pub(crate) fn provide_live() {
    let live = silent();
    provide_context(live);
    Effect::new(move || follow(live));
}

fn silent() -> Live {
    Live {
        version: RwSignal::new(0),
        credits: RwSignal::new(None),
        waiting: StoredValue::new(false),
        is_left: StoredValue::new(false),
    }
}

fn follow(live: Live) {
    let stream = StoredValue::new_local(None::<Stream>);
    stream.set_value(Stream::open(live, stream));
    let handle = window_event_listener(ev::visibilitychange, move |_| {
        if is_hidden() {
            stream.set_value(None);
        } else {
            stream.set_value(Stream::open(live, stream));
            live.changed();
        }
    });
    on_cleanup(move || handle.remove());
}

fn is_hidden() -> bool {
    document().visibility_state() == VisibilityState::Hidden
}

/// An open stream; closed when it is dropped.
struct Stream {
    source: EventSource,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut()>,
}

/// Where the page keeps its stream.
type Place = StoredValue<Option<Stream>, LocalStorage>;

impl Stream {
    /// The first news comes at once: whoever lost the connection catches up.
    fn open(live: Live, place: Place) -> Option<Self> {
        let source = EventSource::new(ADDRESS).ok()?;
        let on_message =
            Closure::new(move |event: MessageEvent| live.told(&event.data().as_string().unwrap_or_default()));
        source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let open_again = move || {
            if place.try_with_value(|stream| stream.as_ref().is_some_and(Self::is_closed)) == Some(true) {
                place.set_value(Self::open(live, place));
            }
        };
        let on_error = Closure::new(move || {
            if place.try_with_value(|stream| stream.as_ref().is_some_and(Self::is_closed)) == Some(true) {
                set_timeout(open_again, GIVEN_UP);
            }
        });
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self { source, _on_message: on_message, _on_error: on_error })
    }

    fn is_closed(&self) -> bool {
        self.source.ready_state() == EventSource::CLOSED
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}
