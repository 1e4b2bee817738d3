//! One campaign: how far it is, what it cost, who was left out, and its messages. Live, and the same after a reload.

mod controls;
mod paid;

use domain::campaign::{Failure, Flow, LeftOut, Progress};
use domain::history::{Cursor, Query};
use domain::message::{Counts, Status};
use domain::staff::Permission;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use self::controls::{controls, question};
use self::paid::paid_in_part;
use super::message::beside;
use crate::address::{address, asked};
use crate::api::campaign as api;
use crate::api::history::Listed;
use crate::components::history_table::{history_table, history_waiting};
use crate::components::icon::icon;
use crate::components::layout::page_title;
use crate::components::loaded::{loaded, waiting_head};
use crate::components::pager::pager;
use crate::components::status_badge::{colour, picture};
use crate::context::viewer_may;
use crate::live::use_live;
use crate::text::{Text, number, pace, use_text};

/// A campaign with its messages as a browser shows them.
type Campaign = domain::campaign::Campaign<Listed>;

/// The page.
pub fn page() -> AnyView {
    let params = use_params_map();
    let live = use_live();
    let asked = asked();
    let cursor = Memo::new(move |_| asked.with(|asked| asked.cursor));
    let reference = move || params.with(|params| params.get("campaign").unwrap_or_default());
    let campaign = Resource::new(
        move || (reference(), cursor.get(), live.version()),
        |(campaign, cursor, _)| async move { Ok(api::page(campaign, cursor).await?.with_messages(Listed::in_page)) },
    );
    let action = ServerAction::<api::Control>::new();
    let show = move |campaign| show(campaign, action);
    let question = viewer_may(Permission::SmsSend).then(|| question(untrack(reference), action));
    view! { <main class="page" id="main">{beside(loaded(campaign, waiting, show))} {question}</main> }.into_any()
}

fn waiting() -> AnyView {
    view! {
        {waiting_head()}
        {history_waiting()}
    }
    .into_any()
}

fn show(campaign: Campaign, action: ServerAction<api::Control>) -> AnyView {
    let text = use_text();
    let words = &text.campaign;
    let (date, time) = (&campaign.created.date, &campaign.created.time);
    let says = (words.sent_by)(&campaign.manager, date, time, text.common.objective(campaign.objective));
    let path = ["/campagnes/", campaign.campaign.as_str()].concat();
    let link = |cursor: Option<Cursor>| cursor.map(|cursor| address(&path, &Query::default(), Some(cursor)));
    let (previous, next) = (link(campaign.messages.previous), link(campaign.messages.next));
    view! {
        {page_title(campaign.name.clone())}
        <div class="page-head">
            <div>
                <h1><bdi>{campaign.name.clone()}</bdi></h1>
                <p>{says}</p>
            </div>
        </div>
        {controls(&campaign, action)}
        {progress(&campaign)}
        <div class="two gap-6">
            <div class="stack">
                {failures(&campaign.lately.failures, text)}
                <section aria-labelledby="text">
                    <div class="section-head"><h2 id="text">{words.text}</h2></div>
                    {campaign.texts.variants().map(|variant| sent_text(campaign.texts.of(variant))).collect_view()}
                </section>
                {left_out(&campaign.left_out, text)}
            </div>
            <div class="stack">{credits(&campaign, text)}</div>
        </div>
        <section class="gap-6" aria-labelledby="messages">
            <div class="section-head"><h2 id="messages">{words.messages}</h2></div>
            {history_table(words.messages, None, campaign.messages.rows.clone().into_any())}
            {pager(None, previous, next)}
        </section>
    }
    .into_any()
}

fn progress(campaign: &Campaign) -> AnyView {
    let text = use_text();
    let words = &text.campaign;
    let left = left(&campaign.counts);
    let state = match (Progress::of(&campaign.counts), &campaign.flow) {
        (Progress::UnderWay, Flow::Paused(_) | Flow::CanaryStopped(_)) => words.is_paused,
        (Progress::UnderWay, Flow::Undo(_) | Flow::Until(_) | Flow::Unreachable(_) | Flow::Canary(_)) => words.waiting,
        (Progress::UnderWay, _) => words.under_way,
        (Progress::AwaitingReports, _) => words.awaiting,
        (Progress::Done, Flow::Stopped(_)) => words.is_stopped,
        (Progress::Done, _) => words.done,
    };
    let state = campaign.lately.speed.map_or_else(|| state.to_owned(), |speed| pace::words().says(speed));
    let shown: Vec<(Status, u32)> = in_order(&campaign.counts);
    let said: Vec<String> =
        shown.iter().map(|(status, n)| [&number(*n), " ", text.statuses.form(*status, *n)].concat()).collect();
    let bars: Vec<AnyView> = shown.iter().map(|(status, n)| bar(*status, *n)).collect();
    let total = campaign.total;
    let counts: Vec<AnyView> = shown.iter().map(|(status, n)| count(*status, *n, total, text)).collect();
    view! {
        <section class="card" aria-labelledby="progress">
            <h2 class="hide" id="progress">{words.progress}</h2>
            <div class="progress-head">
                <p class="big">{number(left)}" "<small>{(words.left_of)(left, total)}</small></p>
                <p class="small soft" role="status">{state}</p>
            </div>
            <div class="bars" role="img" aria-label=said.join(", ")>{bars}</div>
            <dl class="counts">{counts}</dl>
            {paid_in_part(campaign.paid_in_part)}
        </section>
    }
    .into_any()
}

/// The last messages that did not arrive, each with its reason and the way to it.
fn failures(failures: &[Failure], text: &'static Text) -> Option<AnyView> {
    let line = |failure: &Failure| {
        let href = ["/communications/", &failure.number.to_string()].concat();
        let name = if failure.recipient.is_empty() { text.history.test } else { &failure.recipient };
        let why = failure.reason.map(|reason| text.reasons.of_message(reason));
        view! {
            <li>
                <a href=href><bdi>{name.to_owned()}</bdi></a>
                <bdi class="tel" dir="ltr">{failure.phone.clone()}</bdi>
                <time>{failure.at.time.clone()}</time>
                <span class="why">{why}</span>
            </li>
        }
        .into_any()
    };
    let lines: Vec<AnyView> = failures.iter().map(line).collect();
    (!failures.is_empty()).then(|| {
        view! {
            <section aria-labelledby="failures">
                <div class="section-head"><h2 id="failures">{pace::words().failures}</h2></div>
                <ul class="sheet list">{lines}</ul>
            </section>
        }
        .into_any()
    })
}

/// Messages that have left: the others wait, or will never leave.
fn left(counts: &Counts) -> u32 {
    use Status::{Cancelled, Excluded, Queued, Scheduled, Sending};
    let stays = |status: &Status| matches!(status, Scheduled | Queued | Sending | Cancelled | Excluded);
    counts.iter().filter(|(status, _)| !stays(status)).map(|(_, n)| n).sum()
}

/// From what is done to what waits, as the bar is read.
fn in_order(counts: &Counts) -> Vec<(Status, u32)> {
    use Status::*;
    let order = [Delivered, Sent, Failed, Expired, Uncertain, Excluded, Cancelled, Sending, Queued, Scheduled];
    let of = |status: Status| counts.iter().find(|(other, n)| *other == status && *n > 0).copied();
    order.into_iter().filter_map(of).collect()
}

fn bar(status: Status, n: u32) -> AnyView {
    let class = match status {
        Status::Delivered => "m-ok",
        Status::Sent => "m-wait",
        Status::Failed => "m-bad",
        Status::Expired | Status::Uncertain => "m-warn",
        Status::Sending => "m-now",
        Status::Scheduled | Status::Queued | Status::Cancelled | Status::Excluded => "",
    };
    view! { <i class=class style:--n=n.to_string()></i> }.into_any()
}

fn count(status: Status, n: u32, total: u32, text: &'static Text) -> AnyView {
    let share = number(percent(n, total)) + "\u{202F}%";
    view! {
        <div>
            <dt class=colour(status)>{icon(picture(status))}{text.statuses.word(status)}</dt>
            <dd>{number(n)}" "<small><bdi>{share}</bdi></small></dd>
        </div>
    }
    .into_any()
}

/// Rounded to whole hundredths.
fn percent(n: u32, total: u32) -> u32 {
    let share = (u64::from(n) * 100 + u64::from(total) / 2).checked_div(u64::from(total));
    share.and_then(|share| u32::try_from(share).ok()).unwrap_or_default()
}

/// One of the texts of the send, with its placeholders.
fn sent_text(text: &str) -> AnyView {
    view! { <p class="sent-text" dir="auto">{text.to_owned()}</p> }.into_any()
}

fn left_out(left_out: &[(LeftOut, u32)], text: &'static Text) -> Option<AnyView> {
    let all: u32 = left_out.iter().map(|(_, n)| n).sum();
    let line = |(reason, n): &(LeftOut, u32)| pair(text.reasons.of_left_out(*reason), *n, "");
    let lines: Vec<AnyView> = left_out.iter().map(line).collect();
    (all > 0).then(|| {
        view! {
            <section aria-labelledby="out">
                <div class="section-head"><h2 id="out">{(text.campaign.left_out)(all)}</h2></div>
                <dl class="sum">{lines}</dl>
                <p class="hint gap-1">{text.campaign.left_out_says}</p>
            </section>
        }
        .into_any()
    })
}

fn credits(campaign: &Campaign, text: &'static Text) -> AnyView {
    let words = &text.campaign;
    let still = campaign.reserved.saturating_sub(campaign.spent).saturating_sub(campaign.given_back);
    view! {
        <section class="quiet-sum" aria-labelledby="cost">
            <div class="section-head"><h2 id="cost">{words.credits}</h2></div>
            <dl class="sum">
                {pair(words.reserved.to_owned(), campaign.reserved, "")}
                {pair(words.spent.to_owned(), campaign.spent, "")}
                {pair(words.given_back.to_owned(), campaign.given_back, "")}
                {pair(words.still_reserved.to_owned(), still, "sum-total")}
            </dl>
        </section>
    }
    .into_any()
}

fn pair(words: String, n: u32, class: &'static str) -> AnyView {
    view! { <div class=class><dt>{words}</dt><dd>{number(n)}</dd></div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded() {
        assert_eq!([(1, 3), (2, 3), (0, 5), (5, 5), (0, 0)].map(|(n, total)| percent(n, total)), [33, 67, 0, 100, 0]);
    }

    #[test]
    fn what_waits_or_never_leaves_has_not_left() {
        let counts = vec![(Status::Queued, 4), (Status::Excluded, 2), (Status::Failed, 1), (Status::Delivered, 8)];
        assert_eq!(left(&counts), 9);
    }
}
