//! The rows of a table as the server writes them. A browser takes them over as they stand, and where other rows come it
//! changes the cells that differ and no others: what has the focus or is marked stays, and a slow device is not kept busy with
//! every attribute of fifty rows, as with views that are drawn anew.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::{request_animation_frame, set_timeout};
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTemplateElement, Node};

/// The rows of a table: HTML in which everything that somebody typed is escaped. Shown, they are its `<tbody>`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    html: Cow<'static, str>,
    /// They stand in the page already.
    is_in_page: bool,
}

impl Rows {
    /// Rows: `<tr>` after `<tr>`, with nothing between them and nothing but cells in them.
    pub const fn new(html: Cow<'static, str>) -> Self {
        Self { html, is_in_page: false }
    }

    /// The same, for the data that a page carries along: the rows stand in the page itself, and are not written twice.
    pub fn in_page(self) -> Self {
        Self { is_in_page: true, ..self }
    }
}

impl Serialize for Rows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if self.is_in_page { "" } else { &self.html })
    }
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|html| Self::new(html.into()))
    }
}

/// How many rows change before the next frame: as many as a screen shows, also an upright tablet. Those below them follow after
/// it, since the layout of fifty rows takes a weak tablet longer than a person waits without noticing.
const AT_ONCE: usize = 24;

/// Says of the rows that not all of them are those of the list yet.
const BUSY: &str = "aria-busy";

/// What a browser keeps of rows that it shows.
pub struct Shown {
    body: Element,
    html: Cow<'static, str>,
    /// The rows that change after the next frame.
    rest: Rc<Cell<Option<Pair>>>,
}

impl Shown {
    fn new(body: Element, html: Cow<'static, str>) -> Self {
        Self { body, html, rest: Rc::default() }
    }
}

/// A child and what is to stand there: one of them is missing where there are more of the other.
type Pair = (Option<Node>, Option<Node>);

impl Mountable for Shown {
    fn unmount(&mut self) {
        self.body.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.body.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.body.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.body.clone()]
    }
}

impl Render for Rows {
    type State = Shown;

    fn build(self) -> Shown {
        let body = Rndr::create_element("tbody", None);
        Rndr::set_attribute(&body, "role", "rowgroup");
        Rndr::set_inner_html(&body, &self.html);
        Shown::new(body, self.html)
    }

    fn rebuild(self, shown: &mut Shown) {
        // Empty are those that the page has from the server: a list without rows is no table.
        if !self.html.is_empty() && self.html != shown.html {
            change(shown, &self.html);
            shown.html = self.html;
        }
    }
}

impl AddAnyAttr for Rows {
    type Output<NewAttr: Attribute> = Self;

    /// Takes none: its element is its own.
    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self
    where
        Self: RenderHtml,
    {
        self
    }
}

impl RenderHtml for Rows {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn html_len(&self) -> usize {
        self.html.len()
    }

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        page: &mut String,
        position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra: Vec<AnyAttribute>,
    ) {
        page.push_str("<tbody role=\"rowgroup\">");
        page.push_str(&self.html);
        page.push_str("</tbody>");
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Shown {
        match position.get() {
            Position::FirstChild => cursor.child(),
            Position::Current => {}
            _ => cursor.sibling(),
        }
        position.set(Position::NextChild);
        match cursor.current().dyn_into() {
            Ok(body) => Shown::new(body, self.html),
            Err(_) => self.build(),
        }
    }

    fn into_owned(self) -> Self {
        self
    }
}

/// Makes the rows of a table those of an HTML. What still waited of the rows before them is forgotten.
fn change(shown: &Shown, html: &str) {
    let template = Rndr::create_element("template", None);
    Rndr::set_inner_html(&template, html);
    let Some(template) = template.dyn_ref::<HtmlTemplateElement>() else { return };
    let first = (shown.body.first_child(), template.content().first_child());
    let rest = follow(&shown.body, first, AT_ONCE, change_row);
    let is_over = rest.1.is_none();
    let is_awaited = shown.rest.replace(Some(rest)).is_some();
    if is_over {
        change_rest(&shown.body, &shown.rest);
    } else if !is_awaited {
        Rndr::set_attribute(&shown.body, BUSY, "true");
        let (body, rest) = (shown.body.clone(), shown.rest.clone());
        // A frame is asked for, and what is done after it is not part of it.
        request_animation_frame(move || set_timeout(move || change_rest(&body, &rest), Duration::ZERO));
    }
}

fn change_rest(body: &Element, rest: &Cell<Option<Pair>>) {
    let Some(rest) = rest.take() else { return };
    Rndr::remove_attribute(body, BUSY);
    let (mut here, _nothing_more) = follow(body, rest, usize::MAX, change_row);
    while let Some(old) = here {
        here = old.next_sibling();
        let _it_was_there = body.remove_child(&old);
    }
}

/// Gives a node children, from one of its own and one of the wanted on, at most so many: those that are equal stay, and the
/// others are given to `change`, with the node. Answers with the first that are left.
fn follow(parent: &Node, from: Pair, at_most: usize, change: fn(&Node, &Node, &Node)) -> Pair {
    let (mut here, mut there) = from;
    for _ in 0..at_most {
        let Some(child) = there else { break };
        there = child.next_sibling();
        match here {
            Some(old) => {
                here = old.next_sibling();
                if !old.is_equal_node(Some(&child)) {
                    change(parent, &old, &child);
                }
            }
            None => {
                let _it_has_room = parent.append_child(&child);
            }
        }
    }
    (here, there)
}

/// Whether two rows are of the same message: by their last cell but one, where its text is, which leads to it.
fn is_same(row: &Node, other: &Node) -> bool {
    let text = |row: &Node| row.last_child().and_then(|cell| cell.previous_sibling());
    text(row).is_some_and(|text_of_row| text_of_row.is_equal_node(text(other).as_ref()))
}

/// In the row of the same message only cells change; the row of another one takes its place as a whole.
fn change_row(body: &Node, row: &Node, wanted: &Node) {
    if is_same(row, wanted) {
        follow(row, (row.first_child(), wanted.first_child()), usize::MAX, replace);
    } else {
        replace(body, row, wanted);
    }
}

fn replace(parent: &Node, old: &Node, new: &Node) {
    let _it_was_there = parent.replace_child(new, old);
}

#[cfg(test)]
mod tests {
    use super::Rows;

    #[test]
    fn rows_of_a_page_do_not_travel_twice() {
        let rows = Rows::new("<tr role=\"row\"></tr>".into());
        let answer = leptos::serde_json::to_string(&rows).unwrap();
        assert_eq!(leptos::serde_json::from_str::<Rows>(&answer).unwrap(), rows);
        assert_eq!(leptos::serde_json::to_string(&rows.in_page()).unwrap(), "\"\"");
    }
}
