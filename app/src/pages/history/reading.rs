//! What the list shows: read with the page, then again when another list is asked for and when there is news.
//!
//! A `Resource` reads one thing after the other, so that a slow answer would keep the next one waiting; here the newest
//! question is asked at once, and the answer to an older one is dropped, whenever it comes. News never drops an answer:
//! what it changed is read after it.

use domain::history::{Asked, Cursor, Query};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::history::{self as api, Listed};
use crate::components::dynamic::on_change;
use crate::error::AppError;
use crate::live::use_live;

/// The list and its page.
pub type Question = (Query, Option<Cursor>);
/// A page, and what was asked for; `None` where the address asks for nothing that could be listed.
pub type Answer = Option<(Question, Listed)>;

/// What the list shows.
#[derive(Clone, Copy)]
pub struct Reading {
    question: Memo<Option<Question>>,
    /// What was asked for when the page was read.
    begun: StoredValue<Option<Question>>,
    /// What is shown; `None` before the page is read.
    pub answer: RwSignal<Option<Result<Answer, AppError>>>,
    /// It was read after the page.
    pub is_later: StoredValue<bool>,
    /// Why what is shown could not be read again.
    pub trouble: RwSignal<Option<AppError>>,
    /// Another list is on its way.
    pub busy: RwSignal<bool>,
    /// Messages that came since the list was read first.
    pub fresh: RwSignal<u32>,
    turn: StoredValue<Turn>,
}

/// Whose turn it is.
#[derive(Default)]
struct Turn {
    number: u32,
    /// The question that is being asked.
    running: Option<Question>,
    /// There was news meanwhile.
    again: bool,
    /// The question whose answer is shown, and the newest message when it was read first: what came later is counted, and
    /// not shown until it is asked for, so that no row moves.
    shown: Option<(Question, Option<i64>)>,
}

impl Reading {
    /// Reads what the address asks for, from the second time on.
    pub fn new(asked: Memo<Asked>) -> Self {
        let question = Memo::new(move |_| {
            asked.with(|asked| asked.faults.0.is_empty().then(|| (asked.query.clone(), asked.cursor)))
        });
        let begun = StoredValue::new(question.get_untracked());
        let reading = Self {
            question,
            begun,
            answer: RwSignal::new(None),
            is_later: StoredValue::new(false),
            trouble: RwSignal::new(None),
            busy: RwSignal::new(false),
            fresh: RwSignal::new(0),
            turn: StoredValue::new(Turn::default()),
        };
        let live = use_live();
        on_change(move || (question.get(), live.version()), move |(question, _)| reading.want(question.clone()));
        reading
    }

    /// Shows what was read with the page.
    pub fn begin(self, page: Option<Listed>) {
        let answer = self.begun.get_value().zip(page);
        self.turn.update_value(|turn| {
            let first = answer.as_ref().map(|(question, page)| (question.clone(), Some(page.newest)));
            turn.shown = turn.shown.take().or(first);
        });
        self.answer.update(|shown| {
            shown.get_or_insert(Ok(answer));
        });
    }

    /// What is told of the list that is shown; `None` where no list is.
    pub fn tell<T>(self, told: impl FnOnce(&Question, &Listed) -> T) -> Option<T> {
        self.answer.with(|answer| match answer {
            Some(Ok(Some((question, page)))) => Some(told(question, page)),
            _ => None,
        })
    }

    /// Shows what came since.
    pub fn bring(self) {
        self.turn.update_value(|turn| turn.shown = turn.shown.take().map(|(question, _)| (question, None)));
        self.want(self.question());
    }

    /// What the address asks for.
    pub fn question(self) -> Option<Question> {
        self.question.get_untracked()
    }

    fn want(self, question: Option<Question>) {
        let Some(question) = question else {
            self.turn.update_value(|turn| *turn = Turn { number: turn.number.wrapping_add(1), ..Turn::default() });
            self.arrive(Ok(None));
            return;
        };
        let is_running = self.turn.with_value(|turn| turn.running.as_ref() == Some(&question));
        if is_running {
            self.turn.update_value(|turn| turn.again = true);
        } else {
            self.ask(question);
        }
    }

    fn ask(self, question: Question) {
        let Some((number, until, is_shown)) = self.turn.try_update_value(|turn| {
            turn.number = turn.number.wrapping_add(1);
            turn.running = Some(question.clone());
            turn.again = false;
            let shown = turn.shown.as_ref().filter(|(shown, _)| *shown == question);
            (turn.number, shown.and_then(|(_, newest)| *newest), shown.is_some())
        }) else {
            return;
        };
        self.busy.set(!is_shown);
        let (query, cursor) = question.clone();
        spawn_local(async move {
            let page = api::list(query, cursor, until).await;
            // Another list has been asked for meanwhile, or the page is gone.
            if self.turn.try_with_value(|turn| turn.number) != Some(number) {
                return;
            }
            self.answered(question, page);
        });
    }

    fn answered(self, question: Question, page: Result<Listed, AppError>) {
        let mut is_shown = false;
        let mut again = false;
        self.turn.update_value(|turn| {
            turn.running = None;
            again = turn.again;
            is_shown = turn.shown.as_ref().is_some_and(|(shown, _)| *shown == question);
            if let Ok(page) = &page {
                let known = turn.shown.take().filter(|_| is_shown).and_then(|(_, newest)| newest);
                turn.shown = Some((question.clone(), known.or(Some(page.newest))));
            }
        });
        match page {
            Ok(page) => self.arrive(Ok(Some((question.clone(), page)))),
            // What is shown stays, and says that it may be old.
            Err(error) if is_shown => self.trouble.set(Some(error)),
            Err(error) => self.arrive(Err(error)),
        }
        if again {
            self.ask(question);
        }
    }

    fn arrive(self, answer: Result<Answer, AppError>) {
        let fresh = answer.as_ref().ok().and_then(|answer| answer.as_ref().map(|(_, page)| page.fresh));
        self.fresh.set(fresh.unwrap_or_default());
        self.busy.set(false);
        self.trouble.set(None);
        self.is_later.set_value(true);
        self.answer.set(Some(answer));
    }
}
