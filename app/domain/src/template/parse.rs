//! From a text as typed to pieces, in one pass that goes on after an error so that all of them are found.

use std::iter::Peekable;
use std::str::Chars;

use super::{Piece, Placeholder, TemplateError, TemplateErrorKind};

pub(super) fn parse(text: &str) -> Result<Vec<Piece>, Vec<TemplateError>> {
    // The browser counts positions in the value of a text area, where every line break is one LF.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut parser =
        Parser { rest: text.chars().peekable(), at: 0, literal: String::new(), pieces: vec![], errors: vec![] };
    parser.text();
    let Parser { pieces, mut errors, .. } = parser;
    errors.sort_by_key(|error| error.at);
    if errors.is_empty() { Ok(pieces) } else { Err(errors) }
}

struct Parser<'a> {
    rest: Peekable<Chars<'a>>,
    /// Position of the next character.
    at: u32,
    literal: String,
    pieces: Vec<Piece>,
    errors: Vec<TemplateError>,
}

impl Parser<'_> {
    fn text(&mut self) {
        while let Some(c) = self.next() {
            match c {
                '{' | '}' if self.rest.peek() == Some(&c) => {
                    self.next();
                    self.literal.push(c);
                }
                '{' => self.placeholder(),
                '}' => self.error(self.at - 1, TemplateErrorKind::LoneBrace),
                _ => self.literal.push(c),
            }
        }
        self.end_literal();
    }

    /// What follows an opening brace, up to and with the closing one.
    fn placeholder(&mut self) {
        let opened = self.at - 1;
        let mut name = String::new();
        let mut fallback: Option<String> = None;
        loop {
            // A brace opened before this one is closed begins another placeholder, and is looked at again as such. In a
            // fallback it is the fallback that is wrong, because that is where the eye is.
            if fallback.is_none() && self.rest.peek() == Some(&'{') {
                return self.error(opened, TemplateErrorKind::Unclosed);
            }
            let Some(c) = self.next() else {
                return self.error(opened, TemplateErrorKind::Unclosed);
            };
            match (c, &mut fallback) {
                ('}', _) => break,
                ('|', None) => fallback = Some(String::new()),
                ('|' | '{', Some(_)) => self.error(self.at - 1, TemplateErrorKind::BadFallback),
                (_, Some(fallback)) => fallback.push(c),
                (_, None) => name.push(c),
            }
        }
        match Placeholder::from_name(&name) {
            Some(placeholder) => {
                self.end_literal();
                self.pieces.push(Piece::Slot(placeholder, fallback));
            }
            None => self.error(opened, TemplateErrorKind::UnknownPlaceholder),
        }
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.next()?;
        self.at += 1;
        Some(c)
    }

    fn end_literal(&mut self) {
        if !self.literal.is_empty() {
            self.pieces.push(Piece::Text(std::mem::take(&mut self.literal)));
        }
    }

    fn error(&mut self, at: u32, kind: TemplateErrorKind) {
        self.errors.push(TemplateError { at, kind });
    }
}
