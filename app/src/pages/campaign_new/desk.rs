//! The state of the send page: what was chosen, and what the server said to it. The same on the server, which renders
//! the choices of an address, and in the browser, where they change in place.

use std::collections::BTreeMap;

use domain::campaign::{Audience, Draft, Objective, PreviewOrder, Text};
use domain::client::{Filter, Line, Lines, Only};
use domain::draft::Content;
use domain::id::{ClientRef, TemplateRef};
use domain::template::{Saved, Texts, Variant};
use domain::time::LocalMinute;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::choices::{Choices, Chosen, chosen, least};
use super::keeper::Keeper;
use super::seen::Quoted;
use super::settled::Settled;
use super::when::set_time;
use crate::api::clients::recipients;
use crate::api::send::{Start, quote, start};
use crate::error::AppError;

/// Everything of the page that changes.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What for.
    pub objective: RwSignal<Objective>,
    /// The template that was chosen; `None` is the default.
    pub template: RwSignal<Option<TemplateRef>>,
    /// The version of the template that was read, with JavaScript off.
    pub read: RwSignal<Option<u32>>,
    /// The search, as typed.
    pub search: RwSignal<String>,
    /// The smallest balance, as typed.
    pub amount: RwSignal<String>,
    /// What else narrows the list.
    pub only: RwSignal<Only>,
    /// Which clients the list has, once the keyboard was still.
    pub filter: Memo<Filter>,
    /// How many rows are shown with JavaScript off; with it they are drawn as they are scrolled to.
    pub rows: RwSignal<u32>,
    /// Who stands at the head of the list: those who were ticked when it was asked for.
    pub first: RwSignal<Vec<ClientRef>>,
    /// The clients ticked, whatever the search; with their line where it was seen.
    pub ticked: RwSignal<BTreeMap<ClientRef, Option<Line>>>,
    /// More were to be ticked than a send takes.
    pub is_cut: RwSignal<bool>,
    /// The client of the preview.
    pub shown: RwSignal<Option<ClientRef>>,
    /// In which order the preview steps.
    pub order: RwSignal<PreviewOrder>,
    /// Its clients, where that is not the order of the list.
    pub ahead: RwSignal<Option<Vec<Line>>>,
    /// Lines of the list after those that came with the page, as far as the preview has stepped.
    pub beyond: RwSignal<Vec<Line>>,
    /// The texts for this send only.
    pub only_here: RwSignal<Option<Texts>>,
    /// The template as it was saved on this page.
    pub saved: RwSignal<Option<Saved>>,
    /// The texts being edited.
    pub edited: RwSignal<Option<Texts>>,
    /// Which of them is on the screen.
    pub variant: RwSignal<Variant>,
    /// *À une heure choisie*.
    pub later: RwSignal<bool>,
    /// The time, as typed.
    pub time: RwSignal<String>,
    /// The step that a phone shows.
    pub step: RwSignal<u8>,
    /// Changes when the quote is to be asked for again.
    pub again: RwSignal<u32>,
    /// The key of the send.
    pub key: RwSignal<String>,
    /// What keeps the draft.
    pub keeper: Keeper,
    /// What the page started with.
    pub start: Resource<Result<Start, AppError>>,
    /// The list of clients.
    pub list: Resource<Result<Lines, AppError>>,
    /// What the send would be; `None` as long as it is not asked for: see [`Asked::is_quick`].
    pub quote: Resource<Result<Option<Quoted>, AppError>>,
    typed: Settled<Filter>,
    /// What the quote depends on.
    pub settled: Settled<Asked>,
}

/// What a quote depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    objective: Objective,
    template: Option<TemplateRef>,
    saved: Option<Saved>,
    only_here: Option<Texts>,
    ticked: Vec<ClientRef>,
    filter: Filter,
    at: Option<LocalMinute>,
    again: u32,
}

impl Desk {
    /// The desk with the choices of the address, else of the draft. To be called in the body of the page: it makes
    /// resources.
    pub fn open() -> Self {
        let query = use_query_map().get_untracked();
        let choices = Choices::of(&query);
        let keeper = Keeper::new(Choices::are_in(&query), choices.content());
        let objective = RwSignal::new(choices.objective);
        let template = RwSignal::new(choices.template);
        let read = RwSignal::new(choices.version);
        let search = RwSignal::new(choices.search);
        let amount = RwSignal::new(choices.amount);
        let only = RwSignal::new(choices.only);
        let rows = RwSignal::new(choices.rows);
        let first = RwSignal::new(vec![]);
        let ticked = RwSignal::new(choices.ticked.into_iter().map(|client| (client, None)).collect::<BTreeMap<_, _>>());
        let only_here = RwSignal::new(choices.only_here);
        let saved = RwSignal::new(None::<Saved>);
        let (later, time) = (RwSignal::new(choices.later), RwSignal::new(choices.time));
        let again = RwSignal::new(0);

        // An amount that cannot be read changes nothing: the list stays what it was.
        let typed = Settled::of(Memo::new(move |before: Option<&Filter>| {
            let before = before.and_then(|filter| filter.owes_at_least);
            Filter { search: search.get(), owes_at_least: least(&amount.get()).unwrap_or(before), only: only.get() }
        }));
        let filter = Memo::new(move |_| {
            let filter = typed.still.get();
            Filter { owes_at_least: objective.get().least(filter.owes_at_least), ..filter }
        });
        let asked = move || Asked {
            objective: objective.get(),
            template: template.get(),
            saved: saved.get(),
            only_here: only_here.get(),
            ticked: ticked.with(|ticked| ticked.keys().cloned().collect()),
            filter: filter.get(),
            // A time that cannot be read is refused beside the button.
            at: set_time(later.get(), &time.get()).unwrap_or_default(),
            again: again.get(),
        };
        let settled = Settled::of(Memo::new(move |_| asked()));

        let begin = RwSignal::new(None::<Desk>);
        // The draft comes with the start: the others wait for it, and then ask for what it says.
        let start = Resource::new(
            || (),
            move |()| async move {
                let started = start().await?;
                if let Some(Some(desk)) = begin.try_get_untracked() {
                    desk.begin(&started);
                }
                Ok(started)
            },
        );
        let list = Resource::new(
            move || (filter.get(), objective.get(), rows.get(), first.get()),
            move |_| async move {
                start.await?;
                let (filter, objective, rows) = untrack(|| (filter.get(), objective.get(), rows.get()));
                let by_balance = objective == Objective::BalanceReminder;
                recipients(filter, by_balance, first.get_untracked(), 0, rows).await
            },
        );
        // Once the page stands, what takes its time is asked for as well.
        let stands = RwSignal::new(false);
        let quote = Resource::new(
            move || (settled.still.get(), stands.get()),
            move |_| async move {
                let start = start.await?;
                let asked = settled.still.get_untracked();
                if !(stands.get_untracked() || asked.is_quick()) {
                    return Ok(None);
                }
                let draft = asked.draft(&start.templates).ok_or(AppError::NotFound)?;
                Ok(Some(Quoted::of(draft.clone(), quote(draft).await?)))
            },
        );
        Effect::new(move || stands.set(true));
        let desk = Self {
            objective,
            template,
            read,
            search,
            amount,
            only,
            filter,
            rows,
            first,
            ticked,
            is_cut: RwSignal::new(false),
            shown: RwSignal::new(choices.shown),
            order: RwSignal::new(PreviewOrder::List),
            ahead: RwSignal::new(None),
            beyond: RwSignal::new(vec![]),
            only_here,
            saved,
            edited: RwSignal::new(None),
            variant: RwSignal::new(Variant::Default),
            later,
            time,
            step: RwSignal::new(1),
            again,
            key: RwSignal::new(String::new()),
            keeper,
            start,
            list,
            quote,
            typed,
            settled,
        };
        begin.set(Some(desk));
        // A page that the server rendered has its start already.
        if let Some(Ok(started)) = start.get_untracked() {
            desk.begin(&started);
        }
        desk
    }

    /// Goes on with the draft, where the address does not say otherwise.
    fn begin(self, started: &Start) {
        self.key.set(started.key.clone());
        if let Some(content) = self.keeper.begin(started.draft.clone()) {
            // The server writes a page that works with JavaScript off; the editor opens once it can be closed.
            self.take_over(Content { edited: None, ..content });
        }
    }

    /// Shows what a draft says.
    pub fn take_over(self, content: Content) {
        let Content { objective, template, search, amount, only, ticked, shown, only_here, edited, later, time } =
            content;
        self.objective.set(objective);
        self.template.set(template);
        self.search.set(search);
        self.amount.set(amount);
        self.only.set(only);
        self.first.set(vec![]);
        let known = self.ticked.get_untracked();
        let line = |client: &ClientRef| known.get(client).cloned().flatten();
        self.ticked.set(ticked.into_iter().map(|client| (client.clone(), line(&client))).collect());
        self.shown.set(shown);
        self.only_here.set(only_here);
        self.edited.set(edited);
        self.later.set(later);
        self.time.set(time);
        self.typed.hurry();
        self.settled.hurry();
    }

    /// What a draft of it says.
    pub fn content(self) -> Content {
        Content {
            objective: self.objective.get(),
            template: self.template.get(),
            search: self.search.get(),
            amount: self.amount.get(),
            only: self.only.get(),
            ticked: self.ticked.with(|ticked| ticked.keys().cloned().collect()),
            shown: self.shown.get(),
            only_here: self.only_here.get(),
            edited: self.edited.get(),
            later: self.later.get(),
            time: self.time.get(),
        }
    }

    /// What a quote of what is chosen now depends on.
    pub fn asked(self) -> Asked {
        Asked { again: 0, ..self.settled.value.get() }
    }
}

/// The most clients whose price the first rendering waits for.
const QUICK: usize = 200;

impl Asked {
    /// Whether its quote may be waited for before anything is shown. That of a whole list of ten thousand takes longer than
    /// all the rest of the page: it comes after it, and the list itself says how many it has. With JavaScript off the last
    /// page before the send has it.
    fn is_quick(&self) -> bool {
        (1..=QUICK).contains(&self.ticked.len())
    }

    /// The send that is asked for; `None` while there is no template.
    pub fn draft(self, templates: &[Saved]) -> Option<Draft> {
        let chosen = in_force(templates, self.saved.as_ref(), self.objective, self.template.as_ref());
        let template = chosen.in_use()?;
        let audience = if self.ticked.is_empty() {
            // Nobody ticked: said in words and numbers beside the button, and confirmed.
            Audience::All { filter: self.filter, shown: 0 }
        } else {
            Audience::Ticked(self.ticked)
        };
        let text = Text { template: template.template, version: template.version, only_here: self.only_here };
        Some(Draft { objective: self.objective, text, audience, at: self.at, canary: false })
    }
}

/// The template chosen, in the version that was saved on this page if there is one.
pub fn in_force(
    templates: &[Saved],
    saved: Option<&Saved>,
    objective: Objective,
    template: Option<&TemplateRef>,
) -> Chosen {
    match chosen(templates, objective, template) {
        Chosen::InUse(chosen) => {
            Chosen::InUse(saved.filter(|saved| saved.template == chosen.template).cloned().unwrap_or(chosen))
        }
        other => other,
    }
}
