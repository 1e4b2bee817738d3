//! What follows from the state of the desk: the text in force, the clients of the preview, the quote of what is chosen now.

use std::collections::{BTreeMap, BTreeSet};

use domain::campaign::{Audience, Draft, Objective, Quote};
use domain::client::{Line, Lines};
use domain::form::{Fault, Field};
use domain::health::{named as named_in, neutral};
use domain::id::{ClientRef, TemplateRef};
use domain::template::{Class, Saved, Template, Texts, Variant};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::acts::MOST_LEARNED;
use super::choices::Chosen;
use super::desk::{Desk, in_force};
use crate::api::clients::{named, recipients};
use crate::components::phone_preview::{Rendered, rendered};
use crate::context::use_viewer;
use crate::error::AppError;

/// The most hidden fields: beyond it only JavaScript can have ticked, which needs none.
const MAX_HIDDEN: usize = 1_000;

/// A send as asked for, and what it would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted {
    draft: Draft,
    /// What it would be.
    pub quote: Quote,
}

/// A template that was chosen and is offered no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Its reference.
    pub template: TemplateRef,
    /// Its name; empty where nobody knows it any more.
    pub name: String,
}

/// What follows from the state. Made inside of the page's `Transition`, where resources are read.
#[derive(Clone, Copy)]
pub struct Seen {
    /// The state.
    pub desk: Desk,
    /// The template in force.
    pub template: Memo<Option<Saved>>,
    /// The template that was chosen and is offered no more.
    pub gone: Memo<Option<Gone>>,
    /// Whether that is a promotion: then who has not consented cannot receive it.
    pub is_promotion: Memo<bool>,
    /// Words about health in the texts in force; texts without any are left out.
    pub health: Memo<Vec<(Variant, Vec<String>)>>,
    /// The texts in force, with their placeholders.
    pub texts: Memo<Texts>,
    /// Which of them the client of the preview gets; while they are edited, the one on the screen.
    pub variant: Memo<Variant>,
    /// That text.
    pub text: Memo<String>,
    /// The list of clients.
    pub lines: Memo<Lines>,
    /// The clients that the preview steps through: those ticked, else those of the list who can receive the SMS.
    pub candidates: Memo<Vec<Line>>,
    /// How many there are of them, read already or not.
    pub steps: Memo<usize>,
    /// The clients ticked who are not among the rows: with JavaScript off, hidden fields keep them.
    pub hidden: Memo<Vec<ClientRef>>,
    /// The client of the preview.
    pub line: Memo<Option<Line>>,
    /// What that client reads.
    pub rendered: Memo<Rendered>,
    /// The quote of what is chosen now; `None` while it is being asked for.
    pub quoted: Memo<Option<Result<Quoted, AppError>>>,
}

impl Seen {
    /// What follows from the state of a desk.
    pub fn of(desk: Desk) -> Self {
        let start = Memo::new(move |_| desk.start.get().and_then(Result::ok));
        let chosen = Memo::new(move |_| {
            let (objective, template) = (desk.objective.get(), desk.template.get());
            start.with(|start| {
                let templates = start.as_ref().map(|start| start.templates.as_slice()).unwrap_or_default();
                desk.saved.with(|saved| in_force(templates, saved.as_ref(), objective, template.as_ref()))
            })
        });
        let template = Memo::new(move |_| chosen.get().in_use());
        let gone = Memo::new(move |_| match chosen.get() {
            Chosen::Gone(template) => start.with(|start| {
                let archived = start.as_ref().map(|start| start.archived.as_slice()).unwrap_or_default();
                let name = archived.iter().find(|(of, _)| *of == template).map(|(_, name)| name.clone());
                Some(Gone { template, name: name.unwrap_or_default() })
            }),
            // It went to the archive while the page stood.
            Chosen::InUse(Saved { template, name, .. }) => {
                let refused = desk.quote.with(|quote| match quote {
                    Some(Err(error)) => error.faults(Field::Template).contains(&Fault::Required),
                    _ => false,
                });
                refused.then_some(Gone { template, name })
            }
            Chosen::None => None,
        });
        let texts = Memo::new(move |_| {
            let changed = desk.edited.get().or_else(|| desk.only_here.get());
            changed.unwrap_or_else(|| template.get().map(|saved| saved.texts).unwrap_or_default())
        });
        let is_promotion =
            Memo::new(move |_| template.with(|saved| saved.as_ref().is_some_and(|saved| saved.class.needs_consent())));
        let lines = Memo::new(move |before: Option<&Lines>| match desk.list.get() {
            Some(Ok(lines)) if is_promotion.get() => lines.for_promotion(),
            Some(Ok(lines)) => lines,
            Some(Err(_)) => Lines::default(),
            None => before.cloned().unwrap_or_default(),
        });
        let candidates = Memo::new(move |_| match desk.ahead.get() {
            Some(ahead) => ahead,
            None => lines.with(|lines| {
                let all = desk.beyond.with(|beyond| [lines.lines.as_slice(), beyond].concat());
                desk.ticked.with(|ticked| candidates(&all, ticked))
            }),
        });
        let steps = Memo::new(move |_| {
            let known = candidates.with(Vec::len);
            if desk.ahead.with(Option::is_some) {
                return known;
            }
            let ticked = desk.ticked.with(BTreeMap::len);
            let all =
                if ticked > 0 { ticked } else { lines.with(|lines| usize::try_from(lines.able).unwrap_or(known)) };
            all.max(known)
        });
        // Another list begins from its beginning.
        Effect::watch(move || lines.with(|_| ()), move |(), _, _| desk.beyond.set(vec![]), false);
        let hidden = Memo::new(move |_| lines.with(|lines| desk.ticked.with(|ticked| hidden(&lines.lines, ticked))));
        let line = Memo::new(move |_| {
            let shown = desk.shown.get();
            candidates
                .with(|lines| lines.iter().find(|line| Some(&line.client) == shown.as_ref()).or(lines.first()).cloned())
        });
        let variant = Memo::new(move |_| {
            if desk.edited.with(Option::is_some) {
                return desk.variant.get();
            }
            let language = line.with(|line| line.as_ref().map(|line| line.language).unwrap_or_default());
            texts.with(|texts| texts.variant_for(language))
        });
        let text = Memo::new(move |_| texts.with(|texts| texts.of(variant.get()).to_owned()));
        let viewer = StoredValue::new(use_viewer());
        let rendered = Memo::new(move |_| {
            let line = line.get();
            text.with(|text| viewer.with_value(|viewer| rendered(text, line.as_ref(), viewer.as_ref())))
        });
        let quoted = Memo::new(move |_| {
            let quoted = match desk.quote.get()? {
                Ok(quoted) => quoted?,
                Err(error) => return Some(Err(error)),
            };
            let asked = desk.asked();
            let draft = start.with(|start| asked.draft(&start.as_ref()?.templates));
            (draft.as_ref() == Some(&quoted.draft)).then_some(Ok(quoted))
        });
        let health = Memo::new(move |_| {
            let found = |own: &[String], texts: &Texts| {
                let named = texts.variants().map(|variant| (variant, named_in(texts.of(variant), own)));
                named.filter(|(_, named)| !named.is_empty()).collect::<Vec<_>>()
            };
            start.with(|start| {
                let own = start.as_ref().map(|start| start.health.as_slice()).unwrap_or_default();
                texts.with(|texts| found(own, texts))
            })
        });
        Self {
            desk,
            template,
            gone,
            is_promotion,
            texts,
            health,
            variant,
            text,
            lines,
            candidates,
            steps,
            hidden,
            line,
            rendered,
            quoted,
        }
    }
}

impl Seen {
    /// What kind of SMS it is.
    pub fn class(self) -> Class {
        self.template.with(|saved| saved.as_ref().map(|saved| saved.class).unwrap_or_default())
    }

    /// What the texts in force lack as a promotion of this pharmacy.
    pub fn lacks(self) -> Vec<Fault> {
        if !self.is_promotion.get() {
            return vec![];
        }
        let pharmacy = use_viewer().map(|viewer| viewer.pharmacy).unwrap_or_default();
        let lacks =
            |text: &str| Template::parse(text).map(|text| text.lacks_as_promotion(&pharmacy)).unwrap_or_default();
        let all = self.texts.with(|texts| texts.variants().flat_map(|variant| lacks(texts.of(variant))).collect());
        let mut each: Vec<Fault> = all;
        each.dedup();
        each
    }

    /// Words about health in one of the texts in force.
    pub fn about_health(self, variant: Variant) -> Vec<String> {
        self.health
            .with(|all| all.iter().find(|(of, _)| *of == variant).map(|(_, named)| named.clone()).unwrap_or_default())
    }

    /// What could be written instead.
    pub fn instead(self, variant: Variant) -> &'static str {
        neutral(self.desk.objective.get(), self.class(), variant)
    }

    /// Whether the text on the screen is the one that a quote is of: not while another one is being typed.
    pub fn is_quoted_text(self) -> bool {
        let desk = self.desk;
        let quoted = desk.only_here.get().or_else(|| self.template.get().map(|saved| saved.texts));
        desk.edited.with(|edited| edited.is_none() || *edited == quoted)
    }

    /// Puts another text in the place of the one in the preview: of the one that is being edited, else for this send only.
    pub fn replace(self, text: String) {
        let desk = self.desk;
        let edited = desk.edited.with_untracked(Option::is_some);
        let changed = if edited { desk.edited } else { desk.only_here };
        changed.set(Some(self.texts.get_untracked().with(self.variant.get_untracked(), text)));
    }
}

/// Lines that the preview reads at once when it steps on.
const AT_ONCE: u32 = 100;

impl Seen {
    /// Reads on in the list until there is one more client to step to, and shows them.
    pub fn step_beyond(self) {
        let desk = self.desk;
        let (filter, first) = untrack(|| (desk.filter.get(), desk.first.get()));
        let by_balance = desk.objective.get_untracked() == Objective::BalanceReminder;
        leptos::task::spawn_local(async move {
            loop {
                let Some((read, total)) = self.lines.try_with_untracked(|lines| (lines.lines.len(), lines.total))
                else {
                    return;
                };
                let offset = read.saturating_add(desk.beyond.with_untracked(Vec::len));
                let place = u32::try_from(offset).unwrap_or(u32::MAX);
                if place >= total {
                    return self.step_to_unseen().await;
                }
                let Ok(more) = recipients(filter.clone(), by_balance, first.clone(), place, AT_ONCE).await else {
                    return;
                };
                let is_promotion = self.is_promotion.try_get_untracked() == Some(true);
                let more = if is_promotion { more.for_promotion() } else { more };
                // Another list by now, or a second click was quicker.
                let is_current = desk.filter.try_get_untracked().as_ref() == Some(&filter)
                    && self.lines.with_untracked(|lines| lines.lines.len()) == read
                    && read.saturating_add(desk.beyond.with_untracked(Vec::len)) == offset;
                if !is_current || more.lines.is_empty() {
                    return;
                }
                let next = desk.ticked.with_untracked(|ticked| candidates(&more.lines, ticked));
                let next = next.into_iter().find(|line| more.lines.iter().any(|read| read.client == line.client));
                desk.beyond.update(|beyond| beyond.extend(more.lines));
                if let Some(line) = next {
                    return desk.shown.set(Some(line.client));
                }
            }
        });
    }
}

impl Seen {
    /// Beyond the end of the list stand those who are ticked and not on it: reads who they are and shows the first of them,
    /// or begins again with the first of all.
    async fn step_to_unseen(self) {
        let ticked = self.desk.ticked;
        let unknown = ticked.try_with_untracked(|all| {
            let unknown = all.iter().filter(|(_, line)| line.is_none()).map(|(client, _)| client.clone());
            unknown.take(MOST_LEARNED).collect::<Vec<_>>()
        });
        let Some(unknown) = unknown else { return };
        let read = if unknown.is_empty() { vec![] } else { named(unknown).await.unwrap_or_default() };
        let mut next = None;
        let _the_page_is_gone = ticked.try_update(|all| {
            for line in read {
                if let Some(known) = all.get_mut(&line.client) {
                    let client = line.client.clone();
                    next = next.take().map_or(Some(client.clone()), |first: ClientRef| Some(first.min(client)));
                    *known = Some(line);
                }
            }
        });
        let first =
            || self.candidates.try_with_untracked(|lines| lines.first().map(|line| line.client.clone())).flatten();
        if let Some(client) = next.or_else(first) {
            let _the_page_is_gone = self.desk.shown.try_set(Some(client));
        }
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
    /// What the server said to a send.
    pub fn of(draft: Draft, quote: Quote) -> Self {
        Self { draft, quote }
    }

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
