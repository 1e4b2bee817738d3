//! One message with its whole life: on its own page, and beside the list. What it says stands under a heading that each of
//! the two brings itself.

use domain::gateway::Kind;
use domain::history::{Event, Message};
use domain::message::{Again, Status};
use domain::staff::Permission;
use leptos::prelude::*;

use super::icon::icon;
use super::notice::{Tone, notice};
use super::phone_preview::phone_preview;
use super::status_badge::status_badge;
use crate::context::{use_viewer, viewer_may};
use crate::text::{Text, heard, number, tried, use_text};

/// What the heading says: `SMS à Amina El Idrissi`.
pub fn message_title(message: &Message) -> String {
    let words = &use_text().message;
    let recipient = message.line.recipient.as_str();
    if recipient.is_empty() { words.title_unknown.to_owned() } else { (words.title)(recipient) }
}

/// The message.
pub fn message_panel(message: Message) -> AnyView {
    let text = use_text();
    let sender = use_viewer().map(|viewer| viewer.sender).unwrap_or_default();
    let line = &message.line;
    let why = line
        .reason
        .map(|reason| view! { <span class="message-why">{text.reasons.of_message(reason)}</span> }.into_any());
    let unheard =
        line.is_unreported.then(|| view! { <span class="message-why">{heard::words().no_report}</span> }.into_any());
    view! {
        <div class="message">
            <div class="message-in">
                <div class="message-text">
                    <p class="message-state">{status_badge(line.status)}{why}{unheard}</p>
                    {phone_preview(&sender, line.content.clone().into_any())}
                    {way_on(&message)}
                </div>
                <div class="message-life">
                    {happened(&message, text)}
                    {facts(&message, text)}
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// The message before it is there: as high as most are.
pub fn message_waiting() -> AnyView {
    let line = |class: &'static str| view! { <p class=class></p> }.into_any();
    let lines = ["skel skel-40", "skel skel-80", "skel skel-60", "skel skel-80", "skel skel-60", "skel skel-80"];
    view! {
        <div class="message" aria-busy="true">
            <div class="message-in">
                <div class="message-text"><span class="skel skel-badge"></span><span class="skel skel-sms"></span></div>
                <div class="message-life message-waits">{lines.map(line).collect_view()}</div>
            </div>
        </div>
    }
    .into_any()
}

/// *Renvoyer* where the message surely did not arrive, *Renvoyer quand même* where nobody knows; the way to the campaign
/// that sends it again, where somebody has asked for that.
fn way_on(message: &Message) -> Option<AnyView> {
    let text = use_text();
    if let Some(campaign) = &message.repeated_by {
        let href = campaign_address(campaign.as_str());
        let words = text.message.follow_repeat;
        return Some(notice(Tone::Info, view! { <p>{text.repeat.already} " " <a href=href>{words}</a></p> }));
    }
    let again = Again::of(message.line.status, message.line.reason).filter(|_| viewer_may(Permission::SmsSend))?;
    let href = ["/communications/", &message.line.number.to_string(), "/renvoyer"].concat();
    Some(view! { <p class="row"><a class="btn" href=href>{icon("again")}{text.repeat.send(again)}</a></p> }.into_any())
}

/// What is known of it, each with its name.
fn facts(message: &Message, text: &'static Text) -> AnyView {
    let words = &text.message;
    let facts = [
        Some((text.history.recipient, recipient(message, text))),
        Some((text.history.manager, manager(message, text))),
        Some((words.campaign, campaign(message))),
        Some((words.template, template(message, text))),
        Some((words.size, size(message, text).into_any())),
        Some((words.encoding, encoding(message, text))),
        Some((words.credits, words.credits(message.credits, message.parts).into_any())),
        message.gateway.map(|kind| (words.gateway, gateway(kind, text))),
        message.reference.clone().map(|reference| (words.reference, code(reference))),
        (message.attempts > 1).then(|| (words.attempts, number(message.attempts).into_any())),
        tested(message),
        message.repeats.map(|number| (words.repeats, repeats(number, text))),
    ];
    let facts: Vec<AnyView> = facts.into_iter().flatten().map(|(name, value)| fact(name, value)).collect();
    view! {
        <section aria-labelledby="message-facts">
            <h2 class="hide" id="message-facts">{words.facts}</h2>
            <dl class="facts">{facts}</dl>
        </section>
    }
    .into_any()
}

/// That it is a test, and of whose SMS.
fn tested(message: &Message) -> Option<(&'static str, AnyView)> {
    let said = tried::words();
    let of = message.tests.as_ref().map(|(client, name)| {
        let href = ["/clients/", client.as_str()].concat();
        view! { <a href=href><bdi>{(said.of)(name)}</bdi></a> }.into_any()
    });
    message.line.is_test.then(|| (said.test, of.unwrap_or_else(|| said.test.into_any())))
}

fn fact(name: &'static str, value: AnyView) -> AnyView {
    view! { <dt>{name}</dt> <dd>{value}</dd> }.into_any()
}

fn recipient(message: &Message, text: &'static Text) -> AnyView {
    let line = &message.line;
    let all = message.client.as_ref().map(|client| {
        view! { <a class="fact-more" href=["/clients/", client.as_str()].concat()>{text.message.all_to}</a> }.into_any()
    });
    view! {
        <bdi class="fact-name">{line.recipient.clone()}</bdi>
        " "
        <bdi class="soft" dir="ltr">{line.phone.clone()}</bdi>
        " "
        {all}
    }
    .into_any()
}

fn manager(message: &Message, text: &'static Text) -> AnyView {
    let href = ["/?gestionnaire=", message.manager.as_str()].concat();
    view! {
        <bdi class="fact-name">{message.line.manager.clone()}</bdi>
        " "
        <a class="fact-more" href=href>{text.message.all_by}</a>
    }
    .into_any()
}

fn campaign(message: &Message) -> AnyView {
    let (reference, name) = &message.campaign;
    view! { <a href=campaign_address(reference.as_str())><bdi class="fact-name">{name.clone()}</bdi></a> }.into_any()
}

fn campaign_address(campaign: &str) -> String {
    ["/campagnes/", campaign].concat()
}

fn template(message: &Message, text: &'static Text) -> AnyView {
    let (reference, name, version) = &message.template;
    let name = view! { <bdi class="fact-name">{name.clone()}</bdi> }.into_any();
    let name = if viewer_may(Permission::TemplatesEdit) {
        let href = ["/parametres/modeles/", reference.as_str()].concat();
        view! { <a href=href>{name}</a> }.into_any()
    } else {
        name
    };
    view! { {name} {text.send.comma} <span class="nowrap">{(text.message.version)(*version)}</span> }.into_any()
}

fn size(message: &Message, text: &'static Text) -> String {
    let characters = u32::try_from(message.line.content.chars().count()).unwrap_or(u32::MAX);
    [&(text.send.characters)(characters), text.send.comma, &(text.common.sms)(message.parts)].concat()
}

fn encoding(message: &Message, text: &'static Text) -> AnyView {
    view! { <bdi>{message.encoding.name()}</bdi> {text.send.comma} {text.message.encoding(message.encoding)} }
        .into_any()
}

fn gateway(kind: Kind, text: &'static Text) -> AnyView {
    view! { <bdi>{text.gateway.kind(kind)}</bdi> }.into_any()
}

fn code(words: String) -> AnyView {
    view! { <bdi class="fact-code" dir="ltr">{words}</bdi> }.into_any()
}

fn repeats(number: i64, text: &'static Text) -> AnyView {
    let href = ["/communications/", &number.to_string()].concat();
    view! { <a href=href>{(text.message.repeats_which)(number)}</a> }.into_any()
}

/// What happened to it, the oldest first. A date stands where the day changes.
fn happened(message: &Message, text: &'static Text) -> AnyView {
    let before = [None].into_iter().chain(message.events.iter().map(Some));
    let events: Vec<AnyView> =
        message.events.iter().zip(before).map(|(event, before)| step(event, before, message, text)).collect();
    view! {
        <section aria-labelledby="message-events">
            <h2 class="message-head" id="message-events">{text.message.events}</h2>
            <ol class="timeline">{events}</ol>
        </section>
    }
    .into_any()
}

fn step(event: &Event, before: Option<&Event>, message: &Message, text: &'static Text) -> AnyView {
    let class = match event.status {
        Status::Delivered => "is-ok",
        Status::Failed => "is-bad",
        Status::Expired | Status::Uncertain => "is-warn",
        _ => "",
    };
    let words = text.message.event(before.map(|event| event.status), event.status);
    let same_day = before.is_some_and(|before| before.at.date == event.at.date);
    let date = (!same_day).then(|| view! { <bdi>{event.at.date.clone()}</bdi> " " }.into_any());
    let why = event.reason.map(|reason| view! { <small>{text.reasons.of_message(reason)}</small> }.into_any());
    // What the gateway answered is its reference, which stands among the facts.
    let said = event.detail.clone().filter(|said| Some(said) != message.reference.as_ref());
    let said = said
        .map(|said| view! { <small>{text.message.network_said} " " <bdi dir="ltr">{said}</bdi></small> }.into_any());
    view! {
        <li class=class>
            <span>{words}</span>
            <time>{date}<bdi>{event.at.time.clone()}</bdi></time>
            {why}
            {said}
        </li>
    }
    .into_any()
}
