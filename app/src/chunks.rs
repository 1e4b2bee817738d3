//! Pages whose code the browser loads when they are first gone to, so that *Communications* is there at once on a slow
//! network. The build cuts the WebAssembly at these functions (`xtask/src/site/wasm.rs`); pages of one chunk are loaded
//! together. On the server they are plain calls.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::ChooseView;

use crate::components::export_state::export_state;
use crate::components::notice::failure;
use crate::context::{self, Loading};
use crate::error::AppError;
use crate::pages::{
    campaign, campaign_new, client, clients, message, repeat, sales, set_password,
    settings::{credits, gateway, health_words, template, templates, versions},
    sign_in, topup,
};
use crate::routes::signed;

/// A page as it comes out of its chunk, or the chunk could not be loaded.
type Arrival = Pin<Box<dyn Future<Output = Result<AnyView, SplitLoaderError>>>>;

/// A page of a chunk, for a route.
#[derive(Clone, Copy)]
pub(crate) struct Later {
    chunk: &'static str,
    load: fn() -> Arrival,
}

macro_rules! chunk {
    ($chunk:ident: $($name:ident, $load:ident = $page:expr;)+) => {$(
        #[wasm_split($chunk, wasm_split_path = leptos::wasm_split, fallible)]
        fn $load() -> Result<AnyView, SplitLoaderError> {
            Ok($page)
        }

        pub(crate) const $name: Later = Later { chunk: stringify!($chunk), load: || Box::pin($load()) };
    )+};
}

chunk! { account:
    SIGN_IN, load_sign_in = sign_in::page();
    SET_PASSWORD, load_set_password = set_password::page();
}

chunk! { send:
    SEND, load_send = signed(campaign_new::page);
    CHECK, load_check = signed(campaign_new::check::page);
}

chunk! { editor:
    EDITOR, load_editor = campaign_new::edit::editor();
}

chunk! { desk:
    CAMPAIGN, load_campaign = signed(campaign::page);
    REPEAT, load_repeat = signed(repeat::page);
    MESSAGE, load_message = signed(message::page);
    PANEL, load_panel = message::panel();
    EXPORT, load_export = export_state();
    CLIENTS, load_clients = signed(clients::page);
    CLIENT, load_client = signed(client::page);
    GATEWAY, load_gateway = signed(gateway::page);
}

chunk! { templates:
    TEMPLATES, load_templates = signed(templates::page);
    NEW_TEMPLATE, load_new_template = signed(template::new_page);
    TEMPLATE, load_template = signed(template::page);
    VERSIONS, load_versions = signed(versions::page);
    HEALTH_WORDS, load_health_words = signed(health_words::page);
}

chunk! { credits:
    CREDITS, load_credits = signed(credits::page);
    ALERT, load_alert = signed(credits::alert::page);
    ASK, load_ask = signed(topup::ask::page);
    TOPUP, load_topup = signed(topup::page);
    PROFORMA, load_proforma = signed(topup::proforma::page);
    DESK, load_desk = signed(sales::page);
    PACKS, load_packs = signed(sales::packs::page);
}

impl Later {
    /// What stands within a page and comes later than the page.
    pub(crate) async fn arrive(self) -> Result<AnyView, SplitLoaderError> {
        (self.load)().await
    }
}

impl ChooseView for Later {
    async fn choose(self) -> AnyView {
        prefetch(self.chunk);
        let mut waits = WAITS.into_iter();
        // A page that the server rendered is there already.
        let _until_it_is_there =
            if context::is_taking_over() { None } else { context::use_loading().map(Loading::begin) };
        loop {
            match (self.load)().await {
                Ok(page) => return page,
                // The page as the server wrote it stays, and works as with JavaScript off.
                Err(_) if context::is_taking_over() => match waits.next() {
                    Some(milliseconds) => gloo_timers::future::TimeoutFuture::new(milliseconds).await,
                    None => std::future::pending().await,
                },
                Err(_) => {
                    return view! { <main class="page" id="main">{failure(&AppError::Offline)}</main> }.into_any();
                }
            }
        }
    }

    async fn preload(&self) {}
}

/// How long to wait, in milliseconds, before a chunk is asked for again while the browser takes over a page.
const WAITS: [u32; 4] = [1_000, 3_000, 9_000, 27_000];

/// Has the page name the files of its chunk, so that the browser loads them beside the first ones.
#[cfg(feature = "ssr")]
fn prefetch(chunk: &'static str) {
    leptos::prefetch_lazy_fn_on_server(chunk);
}

#[cfg(not(feature = "ssr"))]
const fn prefetch(_chunk: &'static str) {}
