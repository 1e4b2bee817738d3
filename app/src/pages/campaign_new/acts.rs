//! What a person does on the desk: choose, tick, look ahead.

use domain::campaign::{Objective, PreviewOrder};
use domain::client::Line;
use domain::form::Fault;
use domain::id::{ClientRef, TemplateRef};
use domain::time::LocalMinute;
use leptos::prelude::*;

use super::desk::Desk;
use super::when::set_time;
use crate::api::clients::named;
use crate::api::send::preview;

/// The most clients who are ticked and were never seen that the server is asked about: after *Tout cocher* on a long list
/// the list itself is there to be looked at.
const MOST_LEARNED: usize = 300;

impl Desk {
    /// Chooses an objective; the template is then its default, and a text for this send only is gone.
    pub fn choose(self, objective: Objective) {
        self.objective.set(objective);
        self.take(None);
    }

    /// Chooses a template.
    pub fn take(self, template: Option<TemplateRef>) {
        self.template.set(template);
        self.only_here.set(None);
        self.edited.set(None);
    }

    /// When it leaves, or the fault of the time.
    pub fn at(self) -> Result<Option<LocalMinute>, Fault> {
        set_time(self.later.get(), &self.time.get())
    }

    /// Ticks a client or not, and shows them in the preview.
    pub fn tick(self, line: &Line, ticked: bool) {
        if ticked {
            self.ticked.update(|all| {
                all.insert(line.client.clone(), Some(line.clone()));
            });
            self.shown.set(Some(line.client.clone()));
        } else {
            self.ticked.update(|all| {
                all.remove(&line.client);
            });
        }
    }

    /// Ticks those who can receive the SMS, or none of them.
    pub fn tick_lines(self, lines: &[Line], ticked: bool) {
        self.ticked.update(|all| {
            for line in lines.iter().filter(|line| line.blocked.is_none()) {
                if ticked {
                    all.insert(line.client.clone(), Some(line.clone()));
                } else {
                    all.remove(&line.client);
                }
            }
        });
    }

    /// Has those who are ticked stand at the head of the list, or not any more. Nobody moves while one ticks.
    pub fn turn_first(self) {
        let none = self.first.with_untracked(Vec::is_empty);
        self.first.set(if none { self.ticked.with_untracked(|all| all.keys().cloned().collect()) } else { vec![] });
    }

    /// Asks for the clients of the preview in the order that was chosen.
    pub fn look_ahead(self) {
        let (order, asked) = (self.order.get(), self.settled.still.get());
        let start = self.start.get().and_then(Result::ok);
        let draft = start.and_then(|start| asked.draft(&start.templates));
        let Some(draft) = draft.filter(|_| order != PreviewOrder::List) else { return self.ahead.set(None) };
        leptos::task::spawn_local(async move {
            let Ok(lines) = preview(draft, order).await else { return };
            // What was chosen meanwhile is asked for by itself.
            if self.order.try_get_untracked() == Some(order) {
                self.shown.set(lines.first().map(|line| line.client.clone()));
                self.ahead.set(Some(lines));
            }
        });
    }

    /// Learns who is ticked and was never seen, where they are few: the preview steps through them.
    pub fn learn(self) {
        let unknown: Vec<ClientRef> = self.ticked.with(|all| {
            let unknown = all.iter().filter(|(_, line)| line.is_none()).map(|(client, _)| client.clone());
            unknown.take(MOST_LEARNED + 1).collect()
        });
        if unknown.is_empty() || unknown.len() > MOST_LEARNED {
            return;
        }
        leptos::task::spawn_local(async move {
            // Without them the preview has only those of the list.
            let Ok(lines) = named(unknown).await else { return };
            if lines.is_empty() {
                return;
            }
            let _the_page_is_gone = self.ticked.try_update(|all| {
                for line in lines {
                    if let Some(known) = all.get_mut(&line.client) {
                        *known = Some(line);
                    }
                }
            });
        });
    }

    /// Ticks many clients, or none of them.
    pub fn tick_all(self, clients: Vec<ClientRef>, ticked: bool) {
        self.ticked.update(|all| {
            for client in clients {
                if ticked {
                    all.entry(client).or_default();
                } else {
                    all.remove(&client);
                }
            }
        });
    }
}
