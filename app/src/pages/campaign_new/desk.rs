//! The state of the send page: what was chosen, and what the server said to it. The same on the server, which renders
//! the choices of an address, and in the browser, where they change in place.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::campaign::{Audience, Draft, Objective, Quote, Text};
use domain::client::{Filter, Line, Lines};
use domain::form::Fault;
use domain::id::{ClientRef, TemplateRef};
use domain::template::Saved;
use domain::time::LocalMinute;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use super::choices::{Choices, chosen, least};
use super::when::set_time;
use crate::api::clients::clients;
use crate::api::send::{Start, quote, start};
use crate::error::AppError;

/// How long the keyboard and the boxes are still before the server is asked.
const STILL: Duration = Duration::from_millis(250);

/// The most hidden fields: beyond it only JavaScript can have ticked, which needs none.
const MAX_HIDDEN: usize = 1_000;

/// A send as asked for, and what it would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted {
    draft: Draft,
    /// What it would be.
    pub quote: Quote,
}

/// Everything of the page that changes.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What for.
    pub objective: RwSignal<Objective>,
    /// The template that was chosen; `None` is the default.
    pub template: RwSignal<Option<TemplateRef>>,
    /// The search, as typed.
    pub search: RwSignal<String>,
    /// The smallest balance, as typed.
    pub amount: RwSignal<String>,
    /// Which clients the list has, once the keyboard was still.
    pub filter: Memo<Filter>,
    /// How many rows are shown.
    pub rows: RwSignal<u32>,
    /// The clients ticked, whatever the search; with their line where it was seen.
    pub ticked: RwSignal<BTreeMap<ClientRef, Option<Line>>>,
    /// The client of the preview.
    pub shown: RwSignal<Option<ClientRef>>,
    /// The text for this send only.
    pub only_here: RwSignal<Option<String>>,
    /// The template as it was saved on this page.
    pub saved: RwSignal<Option<Saved>>,
    /// The text being edited.
    pub edited: RwSignal<Option<String>>,
    /// *À une heure choisie*.
    pub later: RwSignal<bool>,
    /// The time, as typed.
    pub time: RwSignal<String>,
    /// The step that a phone shows.
    pub step: RwSignal<u8>,
    /// Changes when the quote is to be asked for again.
    pub again: RwSignal<u32>,
    /// What the page started with.
    pub start: Resource<Result<Start, AppError>>,
    /// The list of clients.
    pub list: Resource<Result<Lines, AppError>>,
    quote: Resource<Result<Quoted, AppError>>,
}

/// What a quote depends on.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    objective: Objective,
    template: Option<TemplateRef>,
    saved: Option<Saved>,
    only_here: Option<String>,
    ticked: Vec<ClientRef>,
    filter: Filter,
    at: Option<LocalMinute>,
    again: u32,
}

impl Desk {
    /// The desk with the choices of the address. To be called in the body of the page: it makes resources.
    pub fn open() -> Self {
        let choices = Choices::of(&use_query_map().get_untracked());
        let objective = RwSignal::new(choices.objective);
        let template = RwSignal::new(choices.template);
        let search = RwSignal::new(choices.search);
        let amount = RwSignal::new(choices.amount);
        let rows = RwSignal::new(choices.rows);
        let ticked = RwSignal::new(choices.ticked.into_iter().map(|client| (client, None)).collect::<BTreeMap<_, _>>());
        let only_here = RwSignal::new(None);
        let saved = RwSignal::new(None::<Saved>);
        let (later, time) = (RwSignal::new(choices.later), RwSignal::new(choices.time));
        let again = RwSignal::new(0);

        // An amount that cannot be read changes nothing: the list stays what it was.
        let typed = Memo::new(move |before: Option<&Filter>| {
            let before = before.and_then(|filter| filter.owes_at_least);
            Filter { search: search.get(), owes_at_least: least(&amount.get()).unwrap_or(before) }
        });
        let typed = settled(typed);
        let filter = Memo::new(move |_| {
            let filter = typed.get();
            Filter { owes_at_least: objective.get().least(filter.owes_at_least), ..filter }
        });
        let asked = settled(Memo::new(move |_| Asked {
            objective: objective.get(),
            template: template.get(),
            saved: saved.get(),
            only_here: only_here.get(),
            ticked: ticked.with(|ticked| ticked.keys().cloned().collect()),
            filter: filter.get(),
            // A time that cannot be read is refused beside the button.
            at: set_time(later.get(), &time.get()).unwrap_or_default(),
            again: again.get(),
        }));

        let start = Resource::new(|| (), |()| start());
        let list = Resource::new(
            move || (filter.get(), objective.get(), rows.get()),
            |(filter, objective, rows)| clients(filter, objective == Objective::BalanceReminder, rows),
        );
        let quote = Resource::new(
            move || asked.get(),
            move |asked| async move {
                let start = start.await?;
                let draft = asked.draft(&start.templates).ok_or(AppError::NotFound)?;
                Ok(Quoted { quote: quote(draft.clone()).await?, draft })
            },
        );
        Self {
            objective,
            template,
            search,
            amount,
            filter,
            rows,
            ticked,
            shown: RwSignal::new(choices.shown),
            only_here,
            saved,
            edited: RwSignal::new(None),
            later,
            time,
            step: RwSignal::new(1),
            again,
            start,
            list,
            quote,
        }
    }
}

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

impl Asked {
    fn draft(self, templates: &[Saved]) -> Option<Draft> {
        let template = in_force(templates, self.saved.as_ref(), self.objective, self.template.as_ref())?;
        let audience = if self.ticked.is_empty() {
            // Nobody ticked: said in words and numbers beside the button, and confirmed.
            Audience::All { filter: self.filter, shown: 0 }
        } else {
            Audience::Ticked(self.ticked)
        };
        let text = Text { template: template.template, version: template.version, only_here: self.only_here };
        Some(Draft { objective: self.objective, text, audience, at: self.at })
    }
}

/// The template chosen, in the version that was saved on this page if there is one.
fn in_force(
    templates: &[Saved],
    saved: Option<&Saved>,
    objective: Objective,
    template: Option<&TemplateRef>,
) -> Option<Saved> {
    let chosen = chosen(templates, objective, template)?;
    Some(saved.filter(|saved| saved.template == chosen.template).cloned().unwrap_or(chosen))
}

/// A value as it is once it has been still for a while. The first is there at once.
fn settled<T: Clone + PartialEq + Send + Sync + 'static>(value: Memo<T>) -> Signal<T> {
    let settled = RwSignal::new(value.get_untracked());
    Effect::watch(
        move || value.get(),
        move |value, _, timer: Option<Option<TimeoutHandle>>| {
            if let Some(timer) = timer.flatten() {
                timer.clear();
            }
            let value = value.clone();
            let set = move || {
                let _the_page_is_gone = settled.try_set(value);
            };
            set_timeout_with_handle(set, STILL).ok()
        },
        false,
    );
    settled.into()
}

/// What follows from the state. Made inside of the page's `Transition`, where resources are read.
#[derive(Clone, Copy)]
pub struct Seen {
    /// The state.
    pub desk: Desk,
    /// The template in force.
    pub template: Memo<Option<Saved>>,
    /// The text in force, with its placeholders.
    pub text: Memo<String>,
    /// The list of clients.
    pub lines: Memo<Lines>,
    /// The clients that the preview steps through: those ticked, else those of the list who can receive the SMS.
    pub candidates: Memo<Vec<Line>>,
    /// The clients ticked who are not among the rows: with JavaScript off, hidden fields keep them.
    pub hidden: Memo<Vec<ClientRef>>,
    /// The client of the preview.
    pub line: Memo<Option<Line>>,
    /// The quote of what is chosen now; `None` while it is being asked for.
    pub quoted: Memo<Option<Result<Quoted, AppError>>>,
}

impl Seen {
    /// What follows from the state of a desk.
    pub fn of(desk: Desk) -> Self {
        let start = Memo::new(move |_| desk.start.get().and_then(Result::ok));
        let template = Memo::new(move |_| {
            let (objective, template) = (desk.objective.get(), desk.template.get());
            start.with(|start| {
                let templates = start.as_ref().map(|start| start.templates.as_slice()).unwrap_or_default();
                desk.saved.with(|saved| in_force(templates, saved.as_ref(), objective, template.as_ref()))
            })
        });
        let text = Memo::new(move |_| {
            let changed = desk.edited.get().or_else(|| desk.only_here.get());
            changed.unwrap_or_else(|| template.get().map(|saved| saved.text).unwrap_or_default())
        });
        let lines = Memo::new(move |before: Option<&Lines>| match desk.list.get() {
            Some(Ok(lines)) => lines,
            Some(Err(_)) => Lines::default(),
            None => before.cloned().unwrap_or_default(),
        });
        let candidates =
            Memo::new(move |_| lines.with(|lines| desk.ticked.with(|ticked| candidates(&lines.lines, ticked))));
        let hidden = Memo::new(move |_| lines.with(|lines| desk.ticked.with(|ticked| hidden(&lines.lines, ticked))));
        let line = Memo::new(move |_| {
            let shown = desk.shown.get();
            candidates
                .with(|lines| lines.iter().find(|line| Some(&line.client) == shown.as_ref()).or(lines.first()).cloned())
        });
        let quoted = Memo::new(move |_| {
            let answer = desk.quote.get()?;
            let Ok(quoted) = answer else { return Some(answer) };
            let asked = Asked {
                objective: desk.objective.get(),
                template: desk.template.get(),
                saved: desk.saved.get(),
                only_here: desk.only_here.get(),
                ticked: desk.ticked.with(|ticked| ticked.keys().cloned().collect()),
                filter: desk.filter.get(),
                at: desk.at().unwrap_or_default(),
                again: 0,
            };
            let draft = start.with(|start| asked.draft(&start.as_ref()?.templates));
            (draft.as_ref() == Some(&quoted.draft)).then_some(Ok(quoted))
        });
        Self { desk, template, text, lines, candidates, hidden, line, quoted }
    }
}

fn candidates(lines: &[Line], ticked: &BTreeMap<ClientRef, Option<Line>>) -> Vec<Line> {
    if ticked.is_empty() {
        return lines.iter().filter(|line| line.blocked.is_none()).cloned().collect();
    }
    let mut found: Vec<Line> = lines.iter().filter(|line| ticked.contains_key(&line.client)).cloned().collect();
    let elsewhere = ticked.values().flatten().filter(|line| lines.iter().all(|shown| shown.client != line.client));
    found.extend(elsewhere.cloned());
    found
}

fn hidden(lines: &[Line], ticked: &BTreeMap<ClientRef, Option<Line>>) -> Vec<ClientRef> {
    let rows: BTreeSet<&ClientRef> = lines.iter().filter(|line| line.blocked.is_none()).map(|l| &l.client).collect();
    ticked.keys().filter(|client| !rows.contains(client)).take(MAX_HIDDEN).cloned().collect()
}

impl Quoted {
    /// The send, as it was shown.
    pub fn draft(&self) -> Draft {
        let mut draft = self.draft.clone();
        if let Audience::All { shown, .. } = &mut draft.audience {
            *shown = self.quote.clients;
        }
        draft
    }

    /// Whether it goes to all of the list.
    pub fn is_to_all(&self) -> bool {
        matches!(self.draft.audience, Audience::All { .. })
    }
}
