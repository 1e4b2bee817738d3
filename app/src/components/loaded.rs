//! The one way to show what was read from the server.

use leptos::prelude::*;

use super::notice::{failure, nothing_here};
use crate::error::AppError;

/// Shows what a resource holds: `waiting` until it is there for the first time, what was there while it is read again,
/// and the error in words if it could not be read. The resource is made in the page's body, never in here.
pub fn loaded<T>(
    resource: Resource<Result<T, AppError>>,
    waiting: impl Fn() -> AnyView + Send + Sync + 'static,
    show: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    view! {
        <Transition fallback=waiting>
            {move || {
                let show = show.clone();
                Suspend::new(async move {
                    match resource.await {
                        Ok(value) => show(value),
                        Err(AppError::NotFound) => nothing_here(),
                        Err(error) => failure(&error),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}
