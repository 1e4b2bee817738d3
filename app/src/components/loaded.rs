//! The one way to show what was read from the server.

use std::pin::Pin;

use leptos::prelude::*;

use super::notice::{failure, nothing_here};
use crate::error::AppError;
use crate::text::use_text;

/// A view that is on its way.
type Awaited = Pin<Box<dyn Future<Output = AnyView> + Send>>;

/// Shows what a resource holds: `waiting` until it is there for the first time, what was there while it is read again,
/// and the error in words if it could not be read. The resource is made in the page's body, never in here.
pub fn loaded<T>(
    resource: Resource<Result<T, AppError>>,
    waiting: fn() -> AnyView,
    show: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    let view = move || -> Awaited {
        let show = show.clone();
        Box::pin(async move {
            match resource.await {
                Ok(value) => show(value),
                Err(AppError::NotFound) => nothing_here(),
                Err(error) => failure(&error),
            }
        })
    };
    awaited(waiting, Box::new(view))
}

/// The same for whatever is read, so that it is compiled once.
fn awaited(waiting: fn() -> AnyView, view: Box<dyn Fn() -> Awaited + Send + Sync>) -> AnyView {
    view! { <Transition fallback=waiting>{move || Suspend::new(view())}</Transition> }.into_any()
}

/// The head of a page whose title is on its way.
pub fn waiting_head() -> AnyView {
    view! {
        <div class="page-head"><h1 aria-label=use_text().common.loading><span class="skel skel-big"></span></h1></div>
    }
    .into_any()
}
