//! *Packs et tarifs*: what is sold, and where it is paid to. Plain forms.

use domain::form::Field as FormField;
use domain::id::PackRef;
use domain::pack::{BankDetails, Pack, rib_written};
use domain::sales::SalesPermission;
use leptos::prelude::*;

use crate::api::sales::{PriceList, SaveBank, SavePack, price_list};
use crate::components::field::Field;
use crate::components::icon::icon;
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::notice::{Tone, failure, notice};
use crate::context::use_viewer;
use crate::error::{AppError, Moved};
use crate::pages::topup::price;
use crate::text::credits::use_words;
use crate::text::use_text;

/// Which form was sent last: that of a pack, or of a new one. Nothing yet on a page that came with a refusal, of a plain form:
/// there the notice says it.
type Sent = RwSignal<Option<Option<PackRef>>>;

/// The page.
pub fn page() -> AnyView {
    let words = &use_words().sales;
    let (pack, bank) = (ServerAction::<SavePack>::new(), ServerAction::<SaveBank>::new());
    // Read again after what was saved, not after what was refused: what was typed stays.
    let saved = Memo::new(move |before: Option<&(usize, usize)>| {
        let is_saved = |done: Option<Result<(), AppError>>| done == Some(Ok(()));
        let (packs, banks) = before.copied().unwrap_or_default();
        let pack = if is_saved(pack.value().get()) { pack.version().get() } else { packs };
        let bank = if is_saved(bank.value().get()) { bank.version().get() } else { banks };
        (pack, bank)
    });
    let list = Resource::new(move || saved.get(), |_| price_list());
    let sent: Sent = RwSignal::new(None);
    Effect::new(move || {
        if let Some(input) = pack.input().get() {
            sent.set(Some(input.form.pack));
        }
    });
    view! {
        {page_title(words.packs)}
        <main class="page" id="main">
            <div class="page-head"><h1>{words.packs}</h1></div>
            {move || pack.value().get().map(|done| unmarked(&done, sent).unwrap_or_else(|| said(done)))}
            {move || bank.value().get().map(said)}
            {loaded(list, || ().into_any(), move |list| show(list, pack, sent, bank))}
        </main>
    }
    .into_any()
}

/// What is wrong with a pack whose form is not known: a plain form came back, and its fields are marked at none of them.
fn unmarked(done: &Result<(), AppError>, sent: Sent) -> Option<AnyView> {
    let error =
        done.as_ref().err().filter(|error| matches!(error, AppError::Invalid(_)) && sent.with(Option::is_none))?;
    let (text, words) = (use_text(), &use_words().sales);
    let fields = [
        (FormField::Name, words.name),
        (FormField::Credits, use_words().credits.amount),
        (FormField::Price, words.price),
    ];
    let line = |(field, label): (FormField, &'static str)| {
        error.field(field, text).map(|said| view! { <p>{label} " : " {said}</p> }.into_any())
    };
    Some(notice(Tone::Bad, fields.into_iter().filter_map(line).collect_view()))
}

fn said(done: Result<(), AppError>) -> AnyView {
    match done {
        Ok(()) => notice(Tone::Ok, view! { <p>{use_words().sales.saved}</p> }),
        Err(AppError::Moved(Moved::Pack)) => {
            let again = use_text().common.reload;
            notice(
                Tone::Bad,
                view! { <p>{use_words().sales.pack_changed}</p> <p><a href="" rel="external">{again}</a></p> },
            )
        }
        Err(error) => failure(&error),
    }
}

fn show(list: PriceList, pack: ServerAction<SavePack>, sent: Sent, bank: ServerAction<SaveBank>) -> AnyView {
    let words = &use_words().sales;
    let may = use_viewer().and_then(|viewer| viewer.sales).is_some_and(|sales| sales.has(SalesPermission::Packs));
    let items = list.packs.into_iter().map(|one| item(one, may, pack, sent)).collect_view();
    let add = may.then(|| view! { <h3>{words.add_pack}</h3> {pack_form(None, pack, sent)} }.into_any());
    let details = list.bank.unwrap_or_default();
    let bank = if may { bank_form(details, bank) } else { bank_shown(&details) };
    view! {
        <div class="two">
            <section class="card stack-tight" aria-labelledby="packs">
                <h2 id="packs">{words.price_list}</h2>
                <p class="hint">{words.old_price_says}</p>
                <ul class="packs">{items}</ul>
                {add}
            </section>
            <section class="card stack-tight" aria-labelledby="bank">
                <h2 id="bank">{words.bank_details}</h2>
                <p class="hint">{words.bank_says}</p>
                {bank}
            </section>
        </div>
    }
    .into_any()
}

fn item(pack: Pack, may: bool, action: ServerAction<SavePack>, sent: Sent) -> AnyView {
    let words = &use_words().sales;
    let withdrawn = pack.is_withdrawn.then(|| view! { <span class="badge">{icon("close")}{words.withdrawn}</span> });
    let (sale, says) = if pack.is_withdrawn { ("offer", words.offer) } else { ("withdraw", words.withdraw) };
    let reference = pack.pack.to_string();
    let change = may.then(|| {
        view! {
            <details>
                <summary>{words.change_pack}</summary>
                {pack_form(Some(&pack), action, sent)}
                <ActionForm action>
                    <input type="hidden" name="form[pack]" value=reference />
                    <button class="btn btn-bare" name="form[sale]" value=sale>{says}</button>
                </ActionForm>
            </details>
        }
        .into_any()
    });
    view! {
        <li class="pack">
            <b><bdi>{pack.name.clone()}</bdi></b>
            {price(&pack)}
            <small class="hint">{(words.version)(&pack.version.to_string())}</small>
            {withdrawn}
            {change}
        </li>
    }
    .into_any()
}

/// The form of a pack. What is wrong stands at the fields of the form that was sent, of which there are as many as packs.
fn pack_form(pack: Option<&Pack>, action: ServerAction<SavePack>, sent: Sent) -> AnyView {
    let text = use_text();
    let words = &use_words().sales;
    let reference = pack.map(|pack| pack.pack.clone());
    let error = move |field| {
        let of = reference.clone();
        Signal::derive(move || {
            let is_ours = sent.with(|sent| sent.as_ref().is_some_and(|sent| *sent == of));
            action.value().get().filter(|_| is_ours)?.err()?.field(field, text)
        })
    };
    let (id, hidden, says, class) = match pack {
        Some(pack) => {
            let (reference, version) = (pack.pack.to_string(), pack.version.to_string());
            let hidden = view! {
                <input type="hidden" name="form[pack]" value=reference.clone() />
                <input type="hidden" name="form[version]" value=version />
            };
            (reference, Some(hidden.into_any()), words.save, "btn")
        }
        None => ("new".to_owned(), None, words.add_pack, "btn btn-main"),
    };
    let plain = |centimes: i64| format!("{},{:02}", centimes / 100, centimes % 100);
    let (name, credits, price) = pack.map_or_else(Default::default, |pack| {
        (pack.name.clone(), pack.credits.0.to_string(), plain(pack.price.centimes()))
    });
    view! {
        <ActionForm action attr:class="form">
            {hidden}
            {line(&id, words.name, "form[name]", name, error(FormField::Name))}
            {line(&id, use_words().credits.amount, "form[credits]", credits, error(FormField::Credits))}
            {line(&id, words.price, "form[price]", price, error(FormField::Price))}
            <div class="form-foot"><button class=class>{says}</button></div>
        </ActionForm>
    }
    .into_any()
}

/// A line of a form that the page has more than once: its id has that of the form in it.
fn line(form: &str, label: &'static str, name: &'static str, value: String, error: Signal<Option<String>>) -> AnyView {
    let id = [form, "-", name].concat();
    let error_id = [&id, "-error"].concat();
    let described_by = error_id.clone();
    let is_wrong = move || error.with(Option::is_some);
    let said = move || {
        let id = error_id.clone();
        error.get().map(|said| view! { <p class="error" id=id>{icon("bad")}{said}</p> }.into_any())
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {said}
            <input
                class="input"
                id=id
                name=name
                value=value
                autocomplete="off"
                aria-invalid=move || is_wrong().then_some("true")
                aria-describedby=move || is_wrong().then(|| described_by.clone())
            />
        </div>
    }
    .into_any()
}

fn bank_form(details: BankDetails, action: ServerAction<SaveBank>) -> AnyView {
    let text = use_text();
    let words = &use_words().sales;
    let refusal = move || action.value().get().and_then(Result::err);
    let error = move |field| Signal::derive(move || refusal().and_then(|error| error.field(field, text)));
    let rib_error = Signal::derive(move || {
        let error = refusal()?;
        let is_wrong = error.faults(FormField::Rib).contains(&domain::form::Fault::Unreadable);
        if is_wrong { Some(words.rib_wrong.to_owned()) } else { error.field(FormField::Rib, text) }
    });
    view! {
        <ActionForm action attr:class="form">
            <Field label=words.holder name="form[holder]" value=details.holder error=error(FormField::Holder) />
            <Field label=words.address name="form[address]" value=details.address error=error(FormField::Address) />
            <Field label=words.tax_id name="form[tax_id]" value=details.tax_id error=error(FormField::TaxId) />
            <Field label=words.bank name="form[bank]" value=details.bank error=error(FormField::Bank) />
            <Field label=words.rib name="form[rib]" hint=words.rib_hint value=rib_written(&details.rib) error=rib_error />
            <div class="form-foot"><button class="btn btn-main">{words.save}</button></div>
        </ActionForm>
    }
    .into_any()
}

fn bank_shown(details: &BankDetails) -> AnyView {
    let words = &use_words().sales;
    let line = |name: &'static str, value: String| view! { <div><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div> };
    view! {
        <dl class="sum">
            {line(words.holder, details.holder.clone())}
            {line(words.bank, details.bank.clone())}
            {line(words.rib, rib_written(&details.rib))}
        </dl>
    }
    .into_any()
}
