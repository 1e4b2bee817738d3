//! The pro-forma, as it is printed: who asks for how much, from whom, and what the transfer bears.

use domain::pack::rib_written;
use domain::topup::{Act, Sheet};
use leptos::prelude::*;

use super::wanted;
use crate::components::icon::icon;
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::notice::nothing_here;
use crate::routes::topup;
use crate::text::credits::use_words;
use crate::text::number;

/// The page.
pub fn page() -> AnyView {
    let sheet = wanted();
    view! {
        {page_title(use_words().topups.proforma)}
        <main class="page" id="main">{loaded(sheet, || ().into_any(), show)}</main>
    }
    .into_any()
}

fn show(sheet: Sheet) -> AnyView {
    let words = &use_words().topups;
    let back = topup(sheet.side, &sheet.topup.reference);
    let issued = sheet.step(Act::Issue).map(|step| step.at.date.clone());
    let (Some(bank), Some(pack), Some(transfer), Some(issued)) =
        (sheet.bank, sheet.topup.pack, sheet.topup.transfer, issued)
    else {
        return nothing_here();
    };
    let print = |_| {
        let _some_browsers_cannot = window().print();
    };
    let line = |name: &'static str, value: String| {
        view! { <div><dt>{name}</dt><dd><bdi dir="ltr">{value}</bdi></dd></div> }
    };
    let tax_id = (!bank.tax_id.is_empty())
        .then(|| view! { <br />{words.tax_id} " " <bdi dir="ltr">{bank.tax_id.clone()}</bdi> });
    view! {
        <div class="page-head act">
            <a class="linkish" href=back>{words.back}</a>
            <button class="btn needs-script" type="button" on:click=print>{icon("print")}{words.print}</button>
        </div>
        <article class="document">
            <header>
                <div>
                    <h1>{words.proforma}</h1>
                    <p><bdi dir="ltr">{sheet.topup.number.clone()}</bdi></p>
                    <p>{words.issued_on} " " <bdi dir="ltr">{issued}</bdi></p>
                </div>
                <div>
                    <p class="hint">{words.issuer}</p>
                    <p><strong><bdi>{bank.holder.clone()}</bdi></strong><br /><bdi>{bank.address.clone()}</bdi>{tax_id}</p>
                </div>
            </header>
            <p><span class="hint">{words.client}</span> <br /><strong><bdi>{sheet.topup.pharmacy.clone()}</bdi></strong></p>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{words.what}</th>
                        <th scope="col" class="num">{words.credits}</th>
                        <th scope="col" class="num">{words.amount}</th>
                    </tr>
                </thead>
                <tbody>
                    <tr>
                        <td><bdi>{pack.name.clone()}</bdi></td>
                        <td class="num">{number(pack.credits.0)}</td>
                        <td class="num"><bdi>{pack.price.screen()}</bdi></td>
                    </tr>
                </tbody>
            </table>
            <dl class="sum">
                <div class="sum-total"><dt>{words.total}</dt><dd><bdi>{pack.price.screen()}</bdi></dd></div>
            </dl>
            <section aria-label=words.bank>
                <p>{words.pay_says}</p>
                <dl class="sum">
                    {line(words.reference, transfer)}
                    {line(words.holder, bank.holder)}
                    {line(words.bank, bank.bank)}
                    {line(words.rib, rib_written(&bank.rib))}
                </dl>
            </section>
            <footer><p>{words.not_invoice}</p></footer>
        </article>
    }
    .into_any()
}
