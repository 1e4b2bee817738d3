//! The balance of the last days as a picture, drawn with the page, and as a table for who cannot see it.

use domain::credit::{Day, Overview};
use leptos::prelude::*;

use crate::text::credits::use_words;
use crate::text::number;

/// The picture in its own units; the days that were take this much of its width, what is ahead the rest.
const WIDTH: u64 = 10_000;
const PAST: u64 = 8_400;
const HEIGHT: u64 = 2_000;

/// The chart; nothing before the first entry.
pub fn chart(overview: &Overview) -> AnyView {
    let words = &use_words().credits;
    let (Some(first), Some(last)) = (overview.days.first(), overview.days.last()) else { return ().into_any() };
    let said = (words.chart)(&number(first.available), &first.date, &number(last.available), &last.date);
    let scale = Scale::of(overview);
    let line = scale.line(&overview.days);
    let area = [&line, "V", &tenths(HEIGHT), "H0Z"].concat();
    let top = |y: u64, value: u64| {
        let value = number(u32::try_from(value).unwrap_or(u32::MAX));
        view! { <span style=["--y: ", &percent(y, 2)].concat()>{value}</span> }
    };
    let low = (overview.low_at > 0 && u64::from(overview.low_at) <= scale.most).then(|| {
        let y = scale.y(overview.low_at);
        view! { <path class="edge" d=["M0 ", &tenths(y), "H1000"].concat() /> }.into_any()
    });
    let ahead = overview
        .runs_out
        .as_ref()
        .map(|(days, _)| view! { <path class="ahead" d=scale.ahead(last.available, *days) /> }.into_any());
    let ahead_says =
        overview.runs_out.is_some().then(|| view! { <p class="hint">{words.runs_out_says}</p> }.into_any());
    view! {
        <figure class="chart" role="img" aria-label=said>
            <div class="chart-y">{top(0, scale.most)}{top(1, scale.most / 2)}{top(2, 0)}</div>
            <div class="chart-plot">
                <svg viewBox="0 0 1000 200" preserveAspectRatio="none" aria-hidden="true">
                    <path class="area" d=area />
                    <path class="grid" d="M0 0H1000M0 100H1000M0 200H1000" />
                    {low}
                    <path class="path" d=line />
                    {ahead}
                </svg>
            </div>
            <div class="chart-x">{months(&overview.days, &scale)}</div>
        </figure>
        {ahead_says}
        {table(&overview.days)}
    }
    .into_any()
}

/// How values and days become places.
struct Scale {
    /// The value at the upper edge.
    most: u64,
    /// The days between the edges of what was.
    steps: u64,
}

impl Scale {
    fn of(overview: &Overview) -> Self {
        let most = overview.days.iter().map(|day| day.available).max().unwrap_or(0).max(overview.low_at);
        let steps = u64::try_from(overview.days.len().saturating_sub(1)).unwrap_or(1).max(1);
        Self { most: round_up(most.into()), steps }
    }

    fn y(&self, value: u32) -> u64 {
        HEIGHT - (u64::from(value) * HEIGHT / self.most).min(HEIGHT)
    }

    fn x(&self, day: usize) -> u64 {
        u64::try_from(day).unwrap_or(0) * PAST / self.steps
    }

    /// A balance stays what it is until it changes: steps, not slopes.
    fn line(&self, days: &[Day]) -> String {
        let mut line = String::from("M0 ");
        for (place, day) in days.iter().enumerate() {
            if place > 0 {
                line.push('H');
                line.push_str(&tenths(self.x(place)));
                line.push('V');
            }
            line.push_str(&tenths(self.y(day.available)));
        }
        line
    }

    /// From today to the day on which nothing is left, or to the edge of the picture.
    fn ahead(&self, available: u32, days: u32) -> String {
        let y = self.y(available);
        let length = u64::from(days) * PAST / self.steps;
        let room = WIDTH - PAST;
        let (x, end) = if length <= room { (PAST + length, HEIGHT) } else { (WIDTH, y + (HEIGHT - y) * room / length) };
        ["M", &tenths(PAST), " ", &tenths(y), "L", &tenths(x), " ", &tenths(end)].concat()
    }
}

/// The next number of one digit and zeros that halves well.
fn round_up(value: u64) -> u64 {
    let mut unit = 10;
    loop {
        for step in [1, 2, 4, 6, 8] {
            if value <= unit * step {
                return unit * step;
            }
        }
        unit *= 10;
    }
}

/// Tenths of a unit as a number of the picture.
fn tenths(n: u64) -> String {
    let (whole, rest) = (n / 10, n % 10);
    if rest == 0 { whole.to_string() } else { [&whole.to_string(), ".", &rest.to_string()].concat() }
}

fn percent(part: u64, of: u64) -> String {
    [&tenths(part * 1_000 / of.max(1)), "%"].concat()
}

/// The first day of each month that is shown.
fn months(days: &[Day], scale: &Scale) -> AnyView {
    let first = |(place, day): (usize, &Day)| {
        let is_first = day.date.starts_with("01/");
        is_first.then(|| {
            let style = ["--x: ", &percent(scale.x(place), WIDTH)].concat();
            view! { <span style=style>{day.date.get(..5).unwrap_or_default().to_owned()}</span> }
        })
    };
    days.iter().enumerate().filter_map(first).collect_view().into_any()
}

fn table(days: &[Day]) -> AnyView {
    let words = &use_words().credits;
    let row = |day: &Day| {
        view! {
            <tr>
                <th scope="row"><bdi dir="ltr">{day.date.clone()}</bdi></th>
                <td class="num">{number(day.available)}</td>
                <td class="num">{number(day.spent)}</td>
                <td class="num">{number(day.granted)}</td>
            </tr>
        }
    };
    let rows = days.iter().rev().map(row).collect_view();
    let head = |name: &'static str| view! { <th scope="col" class="num"><span>{name}</span></th> };
    view! {
        <details class="figures">
            <summary>{words.chart_table}</summary>
            // It scrolls, also from the keyboard.
            <div class="sheet" tabindex="0" role="region" aria-label=words.chart_title>
                <table class="table" aria-label=words.chart_title>
                    <thead>
                        <tr>
                            <th scope="col"><span>{words.day}</span></th>
                            {head(words.left_at_end)}
                            {head(words.spent_that_day)}
                            {head(words.granted_that_day)}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::credit::{Balance, Credits};
    use rstest::rstest;

    use super::*;

    fn overview(available: &[u32], low_at: u32) -> Overview {
        let day = |n: &u32| Day { date: "01/11/2026".into(), available: *n, spent: 0, granted: 0 };
        let days: Vec<Day> = available.iter().map(day).collect();
        let left = Credits(available.last().copied().unwrap_or(0));
        Overview { days, low_at, balance: Balance { available: left, ..Balance::default() }, ..Overview::default() }
    }

    #[rstest]
    #[case(0, 10)]
    #[case(10, 10)]
    #[case(11, 20)]
    #[case(1_842, 2_000)]
    #[case(2_001, 4_000)]
    #[case(8_001, 10_000)]
    #[case(4_000_000_000, 4_000_000_000)]
    fn the_upper_edge_is_a_round_number(#[case] value: u64, #[case] edge: u64) {
        assert_eq!(round_up(value), edge);
    }

    #[test]
    fn days_are_steps_from_edge_to_edge() {
        let overview = overview(&[100, 50, 0], 0);
        let scale = Scale::of(&overview);
        assert_eq!(scale.line(&overview.days), "M0 0H420V100H840V200");
    }

    #[test]
    fn what_is_ahead_ends_at_nothing_or_at_the_edge() {
        let scale = Scale { most: 100, steps: 84 };
        assert_eq!(scale.ahead(100, 10), "M840 0L940 200");
        assert_eq!(scale.ahead(100, 32), "M840 0L1000 100");
        assert_eq!(scale.ahead(100, 0), "M840 0L840 200");
    }

    #[test]
    fn one_day_and_the_largest_numbers_are_drawn() {
        let overview = overview(&[u32::MAX], u32::MAX);
        let scale = Scale::of(&overview);
        assert!(scale.line(&overview.days).starts_with("M0 "));
        assert!(!scale.ahead(u32::MAX, u32::MAX).is_empty());
    }
}
