//! What narrows the list: on a desk a control each, on a phone a sheet; and under them a chip for each that does.

use domain::campaign::Objective;
use domain::form::Field;
use domain::history::{Asked, Choices, Column, Filter, Query, Sort};
use domain::message::Status;
use domain::time::Date;
use leptos::prelude::*;

use crate::address::address;
use crate::components::dynamic::dynamic;
use crate::components::field::{described, describes};
use crate::components::icon::icon;
use crate::components::link::link;
use crate::routes::HOME;
use crate::text::use_text;

/// The id of the sheet.
pub const SHEET: &str = "filters";
/// The id of the period's control.
pub const PERIOD: &str = "periode";
/// The periods that are one click away, in days.
const LAST_DAYS: [u32; 2] = [7, 30];

/// The sheet with its controls. The sheet itself is never drawn anew: it would close.
pub fn sheet(asked: Memo<Asked>, controls: AnyView) -> AnyView {
    let text = use_text();
    // On a phone a fault would be hidden with the sheet.
    let is_wrong = move || asked.with(|asked| !asked.faults.0.is_empty());
    let class = Signal::derive(move || if is_wrong() { "filters is-wrong" } else { "filters" });
    view! {
        <div class=class id=SHEET popover="auto">
            <div class="filter-head">
                <h2>{text.history.filters}</h2>
                <button
                    class="btn btn-bare btn-square"
                    type="button"
                    popovertarget=SHEET
                    popovertargetaction="hide"
                    aria-label=text.common.close
                >
                    {icon("close")}
                </button>
            </div>
            {controls}
        </div>
    }
    .into_any()
}

/// The controls. What can be chosen stays; what is chosen follows the address.
pub fn controls(asked: Memo<Asked>, choices: &Choices) -> AnyView {
    let text = use_text();
    let words = &text.history;
    let status = Status::ALL.map(|status| (status.slug().to_owned(), text.statuses.word(status).to_owned()));
    let objectives = [Objective::BalanceReminder, Objective::Custom];
    let objectives = objectives.map(|one| (one.slug().to_owned(), text.common.objective(one).to_owned()));
    let managers = choices.managers.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let campaigns = choices.campaigns.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let chosen = |told: fn(&Filter) -> Option<String>| {
        Signal::derive(move || asked.with(|asked| told(&asked.query.filter)).unwrap_or_default())
    };
    let client = chosen(|filter| filter.client.as_ref().map(ToString::to_string));
    let client = move || match client.get() {
        client if client.is_empty() => ().into_any(),
        client => view! { <input type="hidden" name="client" value=client /> }.into_any(),
    };
    let sort = Memo::new(move |_| asked.with(|asked| asked.query.sort));
    let today = choices.today;
    view! {
        {dynamic(move || asked.with(|asked| period(asked, today)))}
        {select("statut", words.status, chosen(|filter| filter.status.map(|one| one.slug().to_owned())), status.into())}
        {select("gestionnaire", words.manager, chosen(|filter| filter.manager.as_ref().map(ToString::to_string)), managers)}
        {select("objectif", words.objective, chosen(|filter| filter.objective.map(|one| one.slug().to_owned())), objectives.into())}
        {select("campagne", words.campaign, chosen(|filter| filter.campaign.as_ref().map(ToString::to_string)), campaigns)}
        {dynamic(client)}
        {dynamic(move || order(sort.get()))}
    }
    .into_any()
}

/// A control with its choices, the first of which is not to choose.
fn select(name: &'static str, label: &'static str, chosen: Signal<String>, choices: Vec<(String, String)>) -> AnyView {
    let class = Signal::derive(move || if chosen.with(String::is_empty) { "input" } else { "input is-set" });
    let now = chosen.get_untracked();
    let choice = |(value, words): (String, String)| {
        let is_chosen = value == now;
        option(value, words, is_chosen)
    };
    let all = std::iter::once((String::new(), label.to_owned())).chain(choices);
    let all: Vec<AnyView> = all.map(choice).collect();
    view! {
        <div class="filter">
            <select class=class id=name name=name aria-label=label prop:value=chosen>{all}</select>
        </div>
    }
    .into_any()
}

fn option(value: String, words: String, is_chosen: bool) -> AnyView {
    view! { <option value=value selected=is_chosen>{words}</option> }.into_any()
}

/// The order of the list, where its heads are not shown.
fn order(sort: Sort) -> AnyView {
    let words = &use_text().history;
    // A list by type has the order of one by date.
    let columns = Column::ALL.into_iter().filter(|column| *column != Column::Kind || sort.column == Column::Kind);
    let both = columns.flat_map(|column| {
        let first = Sort::first(column);
        [first, first.clicked(column)]
    });
    let value = |order: Sort| if order == Sort::default() { String::new() } else { order.to_word() };
    let one = |order: Sort| option(value(order), (words.is)(words.sort_by, &words.order(order)), order == sort);
    let orders: Vec<AnyView> = both.map(one).collect();
    view! {
        <div class="filter only-phone">
            <select class="input" id="tri" name="tri" aria-label=words.sort_by prop:value=value(sort)>{orders}</select>
        </div>
    }
    .into_any()
}

/// The period: what is used most by one click, any other by its days.
fn period(asked: &Asked, today: Option<Date>) -> AnyView {
    let words = &use_text().history;
    let Filter { from, to, .. } = asked.query.filter;
    let said = words.days(from.map(Date::to_words), to.map(Date::to_words));
    let is_wrong = !asked.faults.0.is_empty();
    let class = if said.is_some() || is_wrong { "input is-set" } else { "input" };
    let quick = |(days, name): (u32, String)| {
        let first = today?.days_before(days.saturating_sub(1));
        let is_chosen = (from, to) == (Some(first), today);
        let filter = Filter { from: Some(first), to: today, ..asked.query.filter.clone() };
        Some(item(link("chip", with(&asked.query, filter), None, is_chosen, name.into_any())))
    };
    let last = LAST_DAYS.map(|days| (days, (words.last_days)(days)));
    let quick: Vec<AnyView> = std::iter::once((1, words.today.to_owned())).chain(last).filter_map(quick).collect();
    view! {
        <details class="filter period" id=PERIOD open=is_wrong>
            <summary class=class>{said.unwrap_or_else(|| words.period.to_owned())}</summary>
            <div class="period-box">
                <ul class="chips">{quick}</ul>
                <div class="period-days">
                    {day("du", words.from, from, fault(asked, Field::From))}
                    {day("au", words.to, to, fault(asked, Field::To))}
                </div>
                <button class="btn" type="submit">{words.show}</button>
            </div>
        </details>
    }
    .into_any()
}

/// The address of the list with other filters.
fn with(query: &Query, filter: Filter) -> String {
    address(HOME, &Query { filter, ..query.clone() }, None)
}

fn item(content: AnyView) -> AnyView {
    view! { <li>{content}</li> }.into_any()
}

fn fault(asked: &Asked, field: Field) -> Option<String> {
    asked.faults.of(field).next().map(|fault| use_text().errors.fault(field, fault))
}

fn day(name: &'static str, label: &'static str, day: Option<Date>, fault: Option<String>) -> AnyView {
    let value = day.map(Date::to_form).unwrap_or_default();
    let invalid = fault.is_some().then_some("true");
    let fault = Signal::stored(fault);
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                class="input"
                type="date"
                id=name
                name=name
                value=value.clone()
                prop:value=value
                aria-invalid=invalid
                aria-describedby=describes(name, "", fault)
            />
            {described(name, "", fault)}
        </div>
    }
    .into_any()
}

/// What narrows the list, in words, and the list without it.
fn in_force(query: &Query, choices: &Choices) -> Vec<(String, Filter)> {
    let text = use_text();
    let words = &text.history;
    let filter = &query.filter;
    let name = |known: Option<&String>| known.cloned().unwrap_or_default();
    let manager = |id| name(choices.managers.iter().find(|(other, _)| other == id).map(|(_, name)| name));
    let campaign = |id| name(choices.campaigns.iter().find(|(other, _)| other == id).map(|(_, name)| name));
    let said = [
        (words.period, words.days(filter.from.map(Date::to_words), filter.to.map(Date::to_words))),
        (words.status, filter.status.map(|status| text.statuses.word(status).to_owned())),
        (words.manager, filter.manager.as_ref().map(manager)),
        (words.objective, filter.objective.map(|objective| text.common.objective(objective).to_owned())),
        (words.campaign, filter.campaign.as_ref().map(campaign)),
        (words.client, filter.client.as_ref().map(|_| name(choices.client.as_ref()))),
    ];
    let without = [
        Filter { from: None, to: None, ..filter.clone() },
        Filter { status: None, ..filter.clone() },
        Filter { manager: None, ..filter.clone() },
        Filter { objective: None, ..filter.clone() },
        Filter { campaign: None, ..filter.clone() },
        Filter { client: None, ..filter.clone() },
    ];
    let chip = |((name, value), without): ((&str, Option<String>), Filter)| Some(((words.is)(name, &value?), without));
    said.into_iter().zip(without).filter_map(chip).collect()
}

/// A chip for each filter, which removes it.
pub fn chips(asked: &Asked, choices: &Choices) -> AnyView {
    let words = &use_text().history;
    let query = &asked.query;
    let in_force = in_force(query, choices);
    if in_force.is_empty() {
        return ().into_any();
    }
    let all = (in_force.len() > 1).then(|| {
        let words = words.clear_filters.into_any();
        item(link("linkish tools-clear", with(query, Filter::default()), None, false, words))
    });
    let chip = |(said, filter): (String, Filter)| {
        let label = (words.remove)(&said);
        let content = view! { <bdi>{said}</bdi> {icon("close")} }.into_any();
        item(link("chip", with(query, filter), Some(label), false, content))
    };
    let chips: Vec<AnyView> = in_force.into_iter().map(chip).chain(all).collect();
    view! { <ul class="chips in-force" aria-label=words.in_force>{chips}</ul> }.into_any()
}
