//! The list of recipients, of which only what is near the eye is drawn: ten thousand clients are as quick as a hundred.
//! The first hundred come with the page, the others as they are scrolled to.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::campaign::Objective;
use domain::client::Line;
use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;

use super::desk::Desk;
use super::seen::Seen;
use crate::api::clients::recipients;
use crate::components::dynamic::dynamic;
use crate::components::icon::icon;
use crate::components::notice::failure;
use crate::error::AppError;
use crate::text::recipients::words;
use crate::text::use_text;

/// Rows that are drawn.
const DRAWN: u32 = 100;
/// Of them, those above the first that is seen.
const ABOVE: u32 = 30;
/// The drawn rows move by so many: a row more or less is nothing to look at.
const STEP: u32 = 10;
/// Lines asked for at once.
const PAGE: u32 = 100;
/// The same for a range that is ticked.
const RANGE: u32 = 5_000;
/// After how long lines that did not come are asked for again.
const AGAIN: Duration = Duration::from_secs(3);

/// The place of the list that is drawn.
#[derive(Clone, Copy)]
struct Window {
    seen: Seen,
    /// The first row that is drawn.
    start: RwSignal<u32>,
    /// The height of a row, in CSS pixels.
    row: RwSignal<f64>,
    /// Lines after those that came with the page, by the number of their page; `None` while they are on their way.
    pages: RwSignal<BTreeMap<u32, Option<Vec<Line>>>>,
    /// What went wrong.
    failed: RwSignal<Option<AppError>>,
    /// Rises with each new list: what was asked for an older one is dropped.
    list: StoredValue<u32>,
    /// The row that was ticked last: where a range begins.
    anchor: StoredValue<Option<u32>>,
    /// Changes when lines that did not come are to be asked for again.
    again: RwSignal<u32>,
}

/// A row: its place in the list, and who stands there once that is known.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    place: u32,
    line: Option<Line>,
}

/// The list.
pub fn window(seen: Seen) -> AnyView {
    let window = Window {
        seen,
        start: RwSignal::new(0),
        row: RwSignal::new(0.0),
        pages: RwSignal::new(BTreeMap::new()),
        failed: RwSignal::new(None),
        list: StoredValue::new(0),
        anchor: StoredValue::new(None),
        again: RwSignal::new(0),
    };
    let frame: NodeRef<Div> = NodeRef::new();
    Effect::watch(
        move || seen.lines.with(|_| ()),
        move |(), _, _| {
            window.begin();
            if let Some(frame) = frame.get_untracked() {
                frame.set_scroll_top(0);
            }
        },
        false,
    );
    Effect::new(move || {
        window.again.track();
        window.ask();
    });
    // Also at once where the network is back.
    Effect::new(move || {
        let online = window_event_listener(ev::online, move |_| window.ask_again());
        on_cleanup(move || online.remove());
    });
    Effect::new(move || {
        if let Some(frame) = frame.get() {
            request_animation_frame(move || window.scrolled(&frame));
        }
    });
    let scrolled = move |_| {
        if let Some(frame) = frame.get_untracked() {
            window.scrolled(&frame);
        }
    };
    let above = move || window.pixels(window.drawn().0);
    let below = move || window.pixels(window.total().saturating_sub(window.drawn().1));
    view! {
        {dynamic(move || window.failed.get().map(|error| failure(&error)).into_any())}
        <div class="recipients-frame" node_ref=frame on:scroll=scrolled tabindex="0" role="group" aria-label=words().list>
            <svg class="recipients-gap" width="1" height=above aria-hidden="true"></svg>
            <ul>
                <For
                    each=move || window.rows()
                    // Whether they can receive it changes with the template.
                    key=|row| (row.place, row.line.as_ref().map(|line| (line.client.clone(), line.blocked.is_none())))
                    children=move |row| window.row_view(row)
                />
            </ul>
            <svg class="recipients-gap" width="1" height=below aria-hidden="true"></svg>
        </div>
    }
    .into_any()
}

impl Window {
    fn begin(self) {
        self.list.update_value(|list| *list = list.wrapping_add(1));
        self.anchor.set_value(None);
        self.pages.update(BTreeMap::clear);
        self.failed.set(None);
        self.start.set(0);
    }

    fn total(self) -> u32 {
        self.seen.lines.with(|lines| lines.total)
    }

    /// The first row that is drawn, and the one after the last.
    fn drawn(self) -> (u32, u32) {
        let total = self.total();
        let start = self.start.get().min(total.saturating_sub(1));
        (start, start.saturating_add(DRAWN).min(total))
    }

    fn pixels(self, rows: u32) -> String {
        (self.row.get() * f64::from(rows)).round().to_string()
    }

    fn line(self, place: u32) -> Option<Line> {
        let at = usize::try_from(place).ok()?;
        if let Some(line) = self.seen.lines.with(|lines| lines.lines.get(at).cloned()) {
            return Some(line);
        }
        let within = usize::try_from(place % PAGE).ok()?;
        self.pages.with(|pages| pages.get(&(place / PAGE))?.as_ref()?.get(within).cloned())
    }

    fn rows(self) -> Vec<Row> {
        let (start, end) = self.drawn();
        (start..end).map(|place| Row { place, line: self.line(place) }).collect()
    }

    fn scrolled(self, frame: &web_sys::HtmlDivElement) {
        let row = frame.query_selector("li").ok().flatten().map_or(0.0, |row| row.get_bounding_client_rect().height());
        if row < 1.0 {
            return;
        }
        self.row.set(row);
        let first = (f64::from(frame.scroll_top().max(0)) / row).floor();
        // A list has at most as many rows as a `u32` counts.
        let first = format!("{first:.0}").parse::<u32>().unwrap_or(0);
        let start = first.saturating_sub(ABOVE) / STEP * STEP;
        if self.start.get_untracked() != start {
            self.start.set(start);
        }
    }

    /// Asks for the lines that are drawn and not there.
    fn ask(self) {
        let (start, end) = self.drawn();
        let there = self.seen.lines.with_untracked(|lines| u32::try_from(lines.lines.len()).unwrap_or(u32::MAX));
        for page in start / PAGE..=end.saturating_sub(1) / PAGE {
            let is_there = (page + 1) * PAGE <= there || there >= end;
            if is_there || self.pages.with_untracked(|pages| pages.contains_key(&page)) {
                continue;
            }
            self.pages.update(|pages| {
                pages.insert(page, None);
            });
            let list = self.list.get_value();
            self.fetch(page * PAGE, PAGE, move |lines| {
                if self.list.try_get_value() == Some(list) {
                    self.pages.update(|pages| match lines {
                        Some(lines) => {
                            pages.insert(page, Some(lines));
                        }
                        None => {
                            pages.remove(&page);
                            set_timeout(move || self.ask_again(), AGAIN);
                        }
                    });
                }
            });
        }
    }

    fn ask_again(self) {
        let _the_page_is_gone = self.again.try_update(|again| *again = again.wrapping_add(1));
    }

    /// A part of the list as it is filtered now; `None` if it could not be read, which is said.
    fn fetch(self, offset: u32, limit: u32, done: impl FnOnce(Option<Vec<Line>>) + 'static) {
        let Desk { filter, objective, first, .. } = self.seen.desk;
        let by_balance = objective.get_untracked() == Objective::BalanceReminder;
        let asked = recipients(filter.get_untracked(), by_balance, first.get_untracked(), offset, limit);
        leptos::task::spawn_local(async move {
            match asked.await {
                Ok(lines) => {
                    self.failed.try_set(None);
                    let is_promotion = self.seen.is_promotion.try_get_untracked() == Some(true);
                    done(Some(if is_promotion { lines.for_promotion() } else { lines }.lines));
                }
                Err(error) => {
                    self.failed.try_set(Some(error));
                    done(None);
                }
            }
        });
    }

    /// Ticks a row or not; with Shift, all from the one before to this one.
    fn tick(self, place: u32, line: &Line, ticked: bool, range: bool) {
        let desk = self.seen.desk;
        let anchor = self.anchor.get_value().filter(|_| range);
        self.anchor.set_value(Some(place));
        desk.tick(line, ticked);
        let Some(anchor) = anchor.filter(|anchor| *anchor != place) else { return };
        let (from, to) = (anchor.min(place), anchor.max(place));
        let known: Option<Vec<Line>> = (from..=to).map(|place| self.line(place)).collect();
        match known {
            Some(lines) => desk.tick_lines(&lines, ticked),
            None => self.tick_unseen(from, to, ticked),
        }
    }

    /// The same of rows that are not all known, part by part until a send takes no more.
    fn tick_unseen(self, from: u32, to: u32, ticked: bool) {
        if from > to || (ticked && !self.seen.desk.has_room()) {
            return;
        }
        let limit = (to - from + 1).min(RANGE);
        self.fetch(from, limit, move |lines| {
            let Some(lines) = lines else { return };
            self.seen.desk.tick_lines(&lines, ticked);
            self.tick_unseen(from + limit, to, ticked);
        });
    }

    fn row_view(self, Row { place, line }: Row) -> AnyView {
        let Some(line) = line else {
            return view! {
                <li aria-hidden="true">
                    <div class="recipient"><span></span><span class="skel skel-50"></span></div>
                </li>
            }
            .into_any();
        };
        let set = move || self.total().to_string();
        let at = (u64::from(place) + 1).to_string();
        let inside = if line.blocked.is_some() { out(&line) } else { self.able(place, line) };
        view! { <li aria-setsize=set aria-posinset=at>{inside}</li> }.into_any()
    }

    /// Who can receive it.
    fn able(self, place: u32, line: Line) -> AnyView {
        let desk = self.seen.desk;
        let (name, phone, balance) = (line.name(), line.phone.clone(), line.balance.screen());
        let client = line.client.clone();
        let value = client.to_string();
        let shares = line.shares_with.as_deref().map(|other| (words().shares)(other));
        let shares = shares.map(|said| view! { <small class="shares"><bdi>{said}</bdi></small> }.into_any());
        let ticked = move || desk.ticked.with(|ticked| ticked.contains_key(&client));
        let tick = move |event: leptos::ev::MouseEvent| {
            let ticks = event_target_checked(&event);
            if ticks && !desk.has_room() {
                // The box stays as it is.
                event.prevent_default();
                return desk.is_cut.set(true);
            }
            self.tick(place, &line, ticks, event.shift_key());
        };
        view! {
            <label class="recipient">
                <input
                    class="check"
                    type="checkbox"
                    name="ids[]"
                    value=value
                    checked=untrack(&ticked)
                    prop:checked=ticked
                    on:click=tick
                />
                <b><bdi>{name}</bdi></b>
                <span class="tel"><bdi dir="ltr">{phone}</bdi> {shares}</span>
                <bdi class="amt" dir="ltr">{balance}</bdi>
            </label>
        }
        .into_any()
    }
}

/// Who cannot receive it, with the reason.
fn out(line: &Line) -> AnyView {
    let reason = line.blocked.as_ref().map(|blocked| use_text().reasons.of_blocked(blocked));
    view! {
        <div class="recipient is-out">
            <span class="check" aria-hidden="true"></span>
            <b><bdi>{line.name()}</bdi></b>
            <span class="reason">{icon("warn")}{reason}</span>
            <bdi class="amt" dir="ltr">{line.balance.screen()}</bdi>
        </div>
    }
    .into_any()
}
