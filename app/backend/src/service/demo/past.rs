//! The demonstration's past: 3,000 messages of 90 days, and the credits that they used.

use domain::campaign::Objective;
use domain::client::full_name;
use domain::id::StaffId;
use domain::message::{Reason, Status};
use domain::money::Money;
use domain::sms::count;
use domain::template::{Fields, Template};

use super::chance::Chance;
use crate::service::delivery::{Credit, credit};
use crate::service::history::{PastCampaign, PastMessage};
use crate::store::demo::Reachable;
use crate::store::templates::Stored;

/// How many messages the past has.
pub(super) const MESSAGES: usize = 3_000;
const DAYS: i64 = 90;
const DAY: i64 = 86_400_000;
const MINUTE: i64 = 60_000;
/// How far back the past goes, in milliseconds.
pub(super) const LENGTH: i64 = (DAYS + 1) * DAY;
/// Credits of a pack.
const PACK: u32 = 2_000;
/// Credits left at the end of the past.
pub(super) const LEFT: u32 = 2_000;

/// What happened, oldest first.
pub(super) enum Step {
    Grant { at: i64, credits: u32, reason: &'static str },
    Campaign(PastCampaign),
}

/// What the past is made of.
pub(super) struct Setting<'a> {
    pub(super) now: i64,
    pub(super) pharmacy: &'a str,
    pub(super) pharmacy_phone: &'a str,
    /// Who sends: the first most of the time.
    pub(super) senders: [StaffId; 2],
    pub(super) templates: &'a [Stored],
    /// Clients with numbers of which no two are the same.
    pub(super) clients: &'a [Reachable],
}

/// The past, the same for the same setting. Empty without templates or clients.
pub(super) fn past(setting: &Setting<'_>) -> Vec<Step> {
    with_grants(setting.now, campaigns(setting))
}

fn campaigns(setting: &Setting<'_>) -> Vec<PastCampaign> {
    let mut chance = Chance::new(90);
    let sizes = sizes(&mut chance, setting.clients.len());
    let last = sizes.len().saturating_sub(1);
    let share = |place: usize| i64::try_from(place).unwrap_or(0) * (DAYS - 1) / i64::try_from(last.max(1)).unwrap_or(1);
    let campaigns = sizes.iter().enumerate().filter_map(|(place, size)| {
        let day = setting.now.div_euclid(DAY) - DAYS + share(place);
        let created_at = day * DAY + i64::from(600 + chance.below(480)) * MINUTE + i64::from(chance.below(60_000));
        let kind = match place {
            _ if place == last => Kind::Newest,
            _ if place == last / 2 => Kind::StoppedHalfWay,
            _ => Kind::Usual,
        };
        campaign(setting, &mut chance, created_at, *size, kind)
    });
    campaigns.collect()
}

/// How many messages each campaign has: most a few dozen, now and then all who owe.
fn sizes(chance: &mut Chance, clients: usize) -> Vec<usize> {
    let mut sizes = vec![];
    let mut left = if clients == 0 { 0 } else { MESSAGES };
    while left > 0 {
        let wanted = if sizes.len() % 9 == 4 { 120 + chance.below(40) } else { 15 + chance.below(45) };
        let wanted = usize::try_from(wanted).unwrap_or(1);
        // No handful at the end: the last campaign is the one that people see first.
        let size = if left < wanted + 15 { left.min(clients) } else { wanted.min(clients) };
        sizes.push(size);
        left -= size;
    }
    sizes
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Usual,
    /// A person stopped it: its second half was not sent.
    StoppedHalfWay,
    /// Some reports have not come yet.
    Newest,
}

fn campaign(
    setting: &Setting<'_>,
    chance: &mut Chance,
    created_at: i64,
    size: usize,
    kind: Kind,
) -> Option<PastCampaign> {
    let objective = if chance.percent(65) { Objective::BalanceReminder } else { Objective::Custom };
    let fitting: Vec<&Stored> = {
        // Nobody knows who would have consented then.
        let fits = |stored: &&Stored| stored.objective == objective && !stored.class.needs_consent();
        setting.templates.iter().filter(fits).collect()
    };
    let template = *chance.one_of(&fitting)?;
    let text = Template::parse(&template.texts.text).ok()?;
    let [first, second] = setting.senders;
    let staff = if chance.percent(65) { first } else { second };
    let from = usize::try_from(chance.below(u32::try_from(setting.clients.len()).ok()?)).ok()?;
    let clients = setting.clients.iter().cycle().skip(from).take(size).enumerate();
    let messages = clients.filter_map(|(place, client)| {
        let content = text.render(&fields(setting, client, chance)).ok()?;
        let outcome = match kind {
            Kind::StoppedHalfWay if place * 2 >= size => (Status::Cancelled, None),
            Kind::Newest if place * 4 >= size * 3 && !ends_badly(client) => (Status::Sent, None),
            _ => outcome(client, objective, chance),
        };
        let handed_over = i64::try_from(place).unwrap_or(0) * 40 + i64::from(chance.below(900));
        let wait =
            if outcome.0 == Status::Expired { 24 * 60 * MINUTE } else { 1_500 + i64::from(chance.below(20_000)) };
        Some(PastMessage {
            client: Some(client.client.clone()),
            phone: client.phone.clone(),
            recipient: full_name(&client.first_name, &client.last_name),
            content,
            status: outcome.0,
            reason: outcome.1,
            handed_over,
            ended: handed_over + wait,
        })
    });
    let messages: Vec<PastMessage> = messages.collect();
    (!messages.is_empty()).then(|| PastCampaign { staff, template: template.template.clone(), created_at, messages })
}

/// What the client owed then: nearly what they owe now.
fn fields<'a>(setting: &Setting<'a>, client: &'a Reachable, chance: &mut Chance) -> Fields<'a> {
    let then = i64::from(30 + chance.below(600)) * 100;
    let balance = if client.balance.is_owed() { client.balance } else { Money::from_centimes(then) };
    Fields {
        first_name: Some(&client.first_name),
        last_name: Some(&client.last_name),
        balance: Some(balance),
        pharmacy: setting.pharmacy,
        pharmacy_phone: setting.pharmacy_phone,
    }
}

/// Numbers on which the sandbox fails have always failed.
fn ends_badly(client: &Reachable) -> bool {
    ["00", "01", "02"].iter().any(|ending| client.phone.as_str().ends_with(ending))
}

fn outcome(client: &Reachable, objective: Objective, chance: &mut Chance) -> (Status, Option<Reason>) {
    let phone = client.phone.as_str();
    if phone.ends_with("00") {
        return (Status::Failed, Some(Reason::UnknownNumber));
    }
    if phone.ends_with("01") {
        return (Status::Expired, Some(Reason::Unreachable));
    }
    if phone.ends_with("02") {
        return (Status::Failed, Some(Reason::NumberRefused));
    }
    match chance.below(1_000) {
        0..=5 => (Status::Failed, Some(Reason::UnknownNumber)),
        6..=9 => (Status::Failed, Some(Reason::Refused)),
        10..=17 => (Status::Expired, Some(Reason::Unreachable)),
        18..=20 => (Status::Expired, Some(Reason::GatewayDown)),
        21..=24 => (Status::Uncertain, Some(Reason::AnswerLost)),
        25..=36 if objective == Objective::BalanceReminder => (Status::Excluded, Some(Reason::Paid)),
        37..=39 => (Status::Excluded, Some(Reason::OptedOut)),
        _ => (Status::Delivered, None),
    }
}

/// Grants where a pharmacy would have asked for them: packs when few credits are left, and before all else what makes
/// the last balance a round number.
fn with_grants(now: i64, campaigns: Vec<PastCampaign>) -> Vec<Step> {
    let spent: u32 = campaigns.iter().map(spent).sum();
    let first = (spent + LEFT) % PACK;
    let mut packs = (spent + LEFT - first) / PACK;
    let mut steps = vec![Step::Grant { at: now - LENGTH, credits: first, reason: "Report" }];
    let mut available = first;
    for campaign in campaigns {
        while available < reserved(&campaign) + 150 && packs > 0 {
            steps.push(Step::Grant { at: campaign.created_at - 90 * MINUTE, credits: PACK, reason: "Pack 2 000 SMS" });
            available += PACK;
            packs -= 1;
        }
        available = available.saturating_sub(self::spent(&campaign));
        steps.push(Step::Campaign(campaign));
    }
    for _ in 0..packs {
        steps.push(Step::Grant { at: now - 60 * MINUTE, credits: PACK, reason: "Pack 2 000 SMS" });
    }
    steps
}

fn reserved(campaign: &PastCampaign) -> u32 {
    campaign.messages.iter().map(|message| count(&message.content).1).sum()
}

fn spent(campaign: &PastCampaign) -> u32 {
    let spent = |message: &&PastMessage| credit(Status::Sending, message.status, message.reason) == Some(Credit::Spend);
    campaign.messages.iter().filter(spent).map(|message| count(&message.content).1).sum()
}
