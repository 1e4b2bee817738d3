//! *Packs et tarifs*: what is sold, and where it is paid to. Plain forms.

use domain::form::Field as FormField;
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
use crate::error::AppError;
use crate::pages::topup::price;
use crate::text::credits::use_words;
use crate::text::use_text;

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
    view! {
        {page_title(words.packs)}
        <main class="page" id="main">
            <div class="page-head"><h1>{words.packs}</h1></div>
            {move || said(pack.value().get())}
            {move || said(bank.value().get())}
            {loaded(list, || ().into_any(), move |list| show(list, pack, bank))}
        </main>
    }
    .into_any()
}

fn said(done: Option<Result<(), AppError>>) -> Option<AnyView> {
    Some(match done? {
        Ok(()) => notice(Tone::Ok, view! { <p>{use_words().sales.saved}</p> }),
        Err(error) => failure(&error),
    })
}

fn show(list: PriceList, pack: ServerAction<SavePack>, bank: ServerAction<SaveBank>) -> AnyView {
    let words = &use_words().sales;
    let may = use_viewer().and_then(|viewer| viewer.sales).is_some_and(|sales| sales.has(SalesPermission::Packs));
    let items = list.packs.into_iter().map(|one| item(one, may, pack)).collect_view();
    let add = may.then(|| view! { <h3>{words.add_pack}</h3> {pack_form(None, pack)} }.into_any());
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

fn item(pack: Pack, may: bool, action: ServerAction<SavePack>) -> AnyView {
    let words = &use_words().sales;
    let withdrawn = pack.is_withdrawn.then(|| view! { <span class="badge">{icon("close")}{words.withdrawn}</span> });
    let (sale, says) = if pack.is_withdrawn { ("offer", words.offer) } else { ("withdraw", words.withdraw) };
    let reference = pack.pack.to_string();
    let change = may.then(|| {
        view! {
            <details>
                <summary>{words.change_pack}</summary>
                {pack_form(Some(&pack), action)}
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

fn pack_form(pack: Option<&Pack>, action: ServerAction<SavePack>) -> AnyView {
    let text = use_text();
    let words = &use_words().sales;
    let error = move |field| {
        Signal::derive(move || action.value().get().and_then(Result::err).and_then(|error| error.field(field, text)))
    };
    let hidden = pack.map(|pack| view! { <input type="hidden" name="form[pack]" value=pack.pack.to_string() /> });
    let plain = |centimes: i64| format!("{},{:02}", centimes / 100, centimes % 100);
    let (name, credits, price) = pack.map_or_else(Default::default, |pack| {
        (pack.name.clone(), pack.credits.0.to_string(), plain(pack.price.centimes()))
    });
    // Ids are names: those of a pack that is changed would be there twice.
    if pack.is_none() {
        return view! {
            <ActionForm action attr:class="form">
                <Field label=words.name name="form[name]" value=name error=error(FormField::Name) />
                <Field label=use_words().credits.amount name="form[credits]" value=credits error=error(FormField::Credits) />
                <Field label=words.price name="form[price]" value=price error=error(FormField::Price) />
                <div class="form-foot"><button class="btn btn-main">{words.add_pack}</button></div>
            </ActionForm>
        }
        .into_any();
    }
    let input = |label: &'static str, name: &'static str, value: String| {
        view! { <label class="field"><span class="label">{label}</span><input class="input" name=name value=value /></label> }
    };
    view! {
        <ActionForm action attr:class="form">
            {hidden}
            {input(words.name, "form[name]", name)}
            {input(use_words().credits.amount, "form[credits]", credits)}
            {input(words.price, "form[price]", price)}
            <div class="form-foot"><button class="btn">{words.save}</button></div>
        </ActionForm>
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
