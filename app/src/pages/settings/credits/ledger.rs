//! The entries: what filters them, one page of them, and the way to all of them as a file.

use domain::credit::{Entry, EntryKind, Ledger, LedgerFilter, Sort};
use domain::form::Field;
use domain::time::Date;
use leptos::prelude::*;

use super::Asked;
use crate::address::written;
use crate::components::icon::{icon, icon_flip};
use crate::routes::CREDITS;
use crate::text::credits::use_words;
use crate::text::{number, use_text};

/// The values of the filter as an address has them.
fn pairs(filter: &LedgerFilter) -> [(&'static str, String); 3] {
    let day = |day: Option<Date>| day.map(Date::to_form).unwrap_or_default();
    [
        ("type", filter.sort.map(|sort| sort.slug().to_owned()).unwrap_or_default()),
        ("du", day(filter.from)),
        ("au", day(filter.to)),
    ]
}

/// The way to the file.
pub fn export(filter: &LedgerFilter) -> AnyView {
    let href = written("/export/solde.csv", pairs(filter));
    view! { <a class="small" href=href rel="external" download>{use_words().credits.export}</a> }.into_any()
}

/// The filters, a plain form that leads to the list.
pub fn filters(asked: &Asked) -> AnyView {
    let (text, words) = (use_text(), &use_words().credits);
    let filter = &asked.filter;
    let option = |value: &'static str, name: &'static str, is_chosen: bool| {
        view! { <option value=value selected=is_chosen>{name}</option> }
    };
    let sorts = Sort::ALL.map(|sort| option(sort.slug(), words.sort(sort), filter.sort == Some(sort)));
    let day = |name: &'static str, label: &'static str, day: Option<Date>| {
        let value = day.map(Date::to_form);
        view! {
            <label class="day"><span>{label}</span> <input class="input" type="date" name=name value=value /></label>
        }
        .into_any()
    };
    let wrong = asked.wrong.map(|field| {
        let fault =
            if field == Field::From { domain::form::Fault::Unreadable } else { domain::form::Fault::EndsBefore };
        view! { <p class="error" role="alert">{icon("bad")}{text.errors.fault(field, fault)}</p> }.into_any()
    });
    let is_set = *filter != LedgerFilter::default() || asked.wrong.is_some();
    let clear = is_set.then(|| view! { <a class="linkish" href=CREDITS>{words.clear}</a> }.into_any());
    view! {
        <form class="tools field" method="get" action=CREDITS role="search" aria-label=words.filter>
            <select class="input" name="type" aria-label=words.sort>
                {option("", words.all, filter.sort.is_none())}
                {sorts.into_iter().collect_view()}
            </select>
            {day("du", words.from, filter.from)}
            {day("au", words.to, filter.to)}
            <button class="btn">{words.filter}</button>
            {clear}
            {wrong}
        </form>
    }
    .into_any()
}

/// One page of the entries.
pub fn show(Ledger { entries, older, .. }: Ledger, asked: &Asked) -> AnyView {
    let words = &use_words().credits;
    let is_narrowed = asked.filter != LedgerFilter::default();
    if entries.is_empty() && is_narrowed {
        return view! { <div class="empty">{icon("coins")}<p>{words.none_found}</p></div> }.into_any();
    }
    if entries.is_empty() && asked.before.is_none() {
        return view! { <div class="empty">{icon("coins")}<h3>{words.empty}</h3><p>{words.empty_says}</p></div> }
            .into_any();
    }
    let newest = asked.before.map(|_| {
        let href = written(CREDITS, pairs(&asked.filter));
        view! { <a class="btn" href=href>{icon_flip("prev")}{words.newest}</a> }.into_any()
    });
    let older = older.map(|before| {
        let href = written(CREDITS, pairs(&asked.filter).into_iter().chain([("avant", before.to_string())]));
        view! { <a class="btn" href=href>{words.older}{icon_flip("next")}</a> }.into_any()
    });
    view! {
        {table(entries, "ledger", false)}
        <nav class="pager" aria-label=use_text().common.pages>{newest}{older}</nav>
    }
    .into_any()
}

/// Entries, for the pharmacy and for the sales service; `labelled_by` is the id of their heading. Where they scroll within the
/// page they do so from the keyboard as well.
pub fn table(entries: Vec<Entry>, labelled_by: &'static str, scrolls: bool) -> AnyView {
    let words = &use_words().credits;
    let rows = entries.into_iter().map(row).collect_view();
    let head = |class: &'static str, name: &'static str| {
        view! { <th role="columnheader" scope="col" class=class><span>{name}</span></th> }
    };
    view! {
        <div
            class="sheet"
            tabindex=scrolls.then_some("0")
            role=scrolls.then_some("region")
            aria-labelledby=scrolls.then_some(labelled_by)
        >
            <table class="table ledger" role="table" aria-labelledby=labelled_by>
                <thead role="rowgroup">
                    <tr role="row">
                        {head("c-date", words.date)}
                        {head("c-who", words.by)}
                        {head("", words.why)}
                        {head("c-amt num", words.amount)}
                        {head("c-bal num", words.after)}
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(entry: Entry) -> AnyView {
    let text = use_text();
    let words = &use_words().credits;
    // A spending changes what was set aside, not what there is: its number stands with the reason.
    let spent = (entry.available == 0).then(|| {
        let credits = u32::try_from(entry.reserved.unsigned_abs()).unwrap_or(u32::MAX);
        [" : ", &(text.common.credits)(credits)].concat()
    });
    let why = if entry.topup.is_some() { words.topup_activated } else { words.kind(entry.kind) };
    // What a program noted for itself is no reason that a person gave.
    let note = entry.note.filter(|_| entry.kind == EntryKind::Adjust);
    let beside = entry.campaign.into_iter().chain(entry.topup).chain(note);
    let beside = beside.map(|words| view! { <small><bdi>{words}</bdi></small> }).collect_view();
    let corrects = entry.corrects.map(|number| {
        let number = crate::text::number(u32::try_from(number).unwrap_or(u32::MAX));
        view! { <small>{(words.corrects)(&number)}</small> }
    });
    let class = if entry.available > 0 { "num amt plus" } else { "num amt" };
    view! {
        <tr role="row">
            <td role="cell" class="when nowrap">
                <bdi dir="ltr">{entry.at.date} " " {entry.at.time}</bdi>
                <small class="entry-n">{["n° ", &entry.number.to_string()].concat()}</small>
            </td>
            <td role="cell" class="who"><bdi>{entry.by.unwrap_or_else(|| words.by_itself.to_owned())}</bdi></td>
            <td role="cell" class="what">{why}{spent}{beside}{corrects}</td>
            <td role="cell" class=class><bdi dir="ltr">{signed(entry.available)}</bdi></td>
            <td role="cell" class="num bal" data-label=words.after><bdi dir="ltr">{number(entry.available_after.0)}</bdi></td>
        </tr>
    }
    .into_any()
}

/// An amount with its sign.
fn signed(amount: i64) -> String {
    let sign = match amount {
        0 => "",
        1.. => "+",
        _ => "−",
    };
    [sign, &number(u32::try_from(amount.unsigned_abs()).unwrap_or(u32::MAX))].concat()
}

#[cfg(test)]
mod tests {
    use super::signed;

    #[test]
    fn an_amount_has_its_sign() {
        assert_eq!(signed(2_500), "+2\u{202F}500");
        assert_eq!(signed(-64), "−64");
        assert_eq!(signed(0), "0");
    }
}
