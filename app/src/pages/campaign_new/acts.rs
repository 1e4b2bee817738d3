//! What a person does on the desk: choose, tick, look ahead.

use domain::campaign::{Objective, PreviewOrder};
use domain::client::Line;
use domain::draft::MAX_TICKED;
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
pub const MOST_LEARNED: usize = 300;

impl Desk {
    /// Chooses an objective; the template is then its default, and a text for this send only is gone.
    pub fn choose(self, objective: Objective) {
        self.objective.set(objective);
        self.take(None);
    }

    /// Chooses a template. A text that was written for another one is gone.
    pub fn take(self, template: Option<TemplateRef>) {
        self.take_in_place(template);
        self.only_here.set(None);
        self.edited.set(None);
    }

    /// Chooses a template in the place of one that is gone: what was written is not lost with it.
    pub fn take_in_place(self, template: Option<TemplateRef>) {
        self.template.set(template);
        self.read.set(None);
    }

    /// When it leaves, or the fault of the time.
    pub fn at(self) -> Result<Option<LocalMinute>, Fault> {
        set_time(self.later.get(), &self.time.get())
    }

    /// Ticks a client or not, and shows them in the preview.
    pub fn tick(self, line: &Line, ticked: bool) {
        if ticked {
            self.add([(line.client.clone(), Some(line.clone()))]);
            self.shown.set(Some(line.client.clone()));
        } else {
            self.remove([&line.client]);
        }
    }

    /// Whether one more can be ticked.
    pub fn has_room(self) -> bool {
        self.ticked.with_untracked(|all| all.len() < MAX_TICKED)
    }

    /// Ticks clients, as many as a send takes. That some are not is said.
    fn add(self, clients: impl IntoIterator<Item = (ClientRef, Option<Line>)>) {
        let mut is_cut = false;
        self.ticked.update(|all| {
            for (client, line) in clients {
                if let Some(known) = all.get_mut(&client) {
                    *known = line.or(known.take());
                } else if all.len() < MAX_TICKED {
                    all.insert(client, line);
                } else {
                    is_cut = true;
                    break;
                }
            }
        });
        self.is_cut.set(is_cut);
    }

    fn remove<'a>(self, clients: impl IntoIterator<Item = &'a ClientRef>) {
        self.ticked.update(|all| {
            for client in clients {
                all.remove(client);
            }
        });
        self.is_cut.set(false);
    }

    /// Ticks those who can receive the SMS, or none of them.
    pub fn tick_lines(self, lines: &[Line], ticked: bool) {
        let able = lines.iter().filter(|line| line.blocked.is_none());
        if ticked {
            self.add(able.map(|line| (line.client.clone(), Some(line.clone()))));
        } else {
            self.remove(able.map(|line| &line.client));
        }
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
        if ticked {
            self.add(clients.into_iter().map(|client| (client, None)));
        } else {
            self.remove(&clients);
        }
    }
}
