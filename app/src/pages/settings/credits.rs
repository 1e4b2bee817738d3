//! *Solde SMS*: the credits there are, and every entry that moved them. Live.

use domain::credit::{Entry, Ledger};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::subnav;
use crate::api::credits::ledger;
use crate::components::icon::{icon, icon_flip};
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::live::use_live;
use crate::routes::CREDITS;
use crate::text::{number, use_text};

/// The page.
pub fn page() -> AnyView {
    let text = use_text();
    let live = use_live();
    let query = use_query_map();
    let before = Memo::new(move |_| query.with(|query| query.get_str("avant").and_then(|n| n.parse::<i64>().ok())));
    let page = Resource::new(move || (before.get(), live.version()), |(before, _)| ledger(before));
    view! {
        {page_title(text.credits.title)}
        <main class="page" id="main">
            <div class="page-head"><h1>{text.credits.title}</h1></div>
            {subnav(CREDITS)}
            {loaded(page, waiting, move |page| show(page, before.get_untracked().is_some()))}
        </main>
    }
    .into_any()
}

fn waiting() -> AnyView {
    view! { <div class="card"><p class="skel skel-25"></p></div> }.into_any()
}

fn show(Ledger { balance, entries, older }: Ledger, is_later_page: bool) -> AnyView {
    let text = use_text();
    let words = &text.credits;
    let fact = |what: &'static str, credits: u32| view! { <div><dt>{what}</dt><dd>{(text.common.credits)(credits)}</dd></div> };
    view! {
        <div class="stack">
            <section class="card of-balance" aria-labelledby="balance">
                <div class="balance">
                    <div>
                        <h2 id="balance" class="hide">{words.title}</h2>
                        <p class="big">
                            {number(balance.available.0)} " "
                            <small>{(text.common.credits_word)(balance.available.0)}</small>
                        </p>
                    </div>
                    <dl>{fact(words.reserved, balance.reserved.0)}{fact(words.spent, balance.spent.0)}</dl>
                </div>
            </section>
            {moves(entries, older, is_later_page)}
        </div>
    }
    .into_any()
}

fn moves(entries: Vec<Entry>, older: Option<i64>, is_later_page: bool) -> AnyView {
    let words = &use_text().credits;
    if entries.is_empty() && !is_later_page {
        return view! { <div class="empty">{icon("coins")}<h2>{words.empty}</h2><p>{words.empty_says}</p></div> }
            .into_any();
    }
    let rows = entries.into_iter().map(row).collect_view();
    let head = |class: &'static str, name: &'static str| {
        view! { <th role="columnheader" scope="col" class=class><span>{name}</span></th> }
    };
    let newest =
        is_later_page.then(|| view! { <a class="btn" href=CREDITS>{icon_flip("prev")}{words.newest}</a> }.into_any());
    let older = older.map(|before| {
        let href = [CREDITS, "?avant=", &before.to_string()].concat();
        view! { <a class="btn" href=href>{words.older}{icon_flip("next")}</a> }.into_any()
    });
    view! {
        <section class="of-ledger" aria-labelledby="ledger">
            <div class="section-head"><h2 id="ledger">{words.moves}</h2></div>
            <div class="sheet">
                <table class="table ledger" role="table" aria-labelledby="ledger">
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
            <nav class="pager" aria-label=use_text().common.pages>{newest}{older}</nav>
        </section>
    }
    .into_any()
}

fn row(entry: Entry) -> AnyView {
    let text = use_text();
    let words = &text.credits;
    // A spending changes what was set aside, not what there is: its number stands with the reason.
    let spent = (entry.available == 0).then(|| {
        let credits = u32::try_from(entry.reserved.unsigned_abs()).unwrap_or(u32::MAX);
        [" : ", &(text.common.credits)(credits)].concat()
    });
    let class = if entry.available > 0 { "num amt plus" } else { "num amt" };
    view! {
        <tr role="row">
            <td role="cell" class="when nowrap"><bdi dir="ltr">{entry.at.date} " " {entry.at.time}</bdi></td>
            <td role="cell" class="who"><bdi>{entry.by.unwrap_or_else(|| words.by_itself.to_owned())}</bdi></td>
            <td role="cell" class="what">
                {words.kind(entry.kind)}{spent}
                {entry.campaign.map(|name| view! { <small><bdi>{name}</bdi></small> })}
            </td>
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
