//! The grammar of a damaged text, over tokens whose brackets match.

use super::bracket_errors;
use super::brackets::Decision;
use super::damaged::key_text;
use super::layout::Plan;
use super::line::{last_char, line_start};
use super::lines::Lexed;
use super::token::{Kind, Mark, Tok};
use crate::syntax::MAX_DEPTH;
use crate::syntax::dialect::Dialect;
use crate::syntax::error::SyntaxErrorKind;
use crate::syntax::escape::{quoted, unescape};
use crate::syntax::tree::{Container, ContainerKind, Value};

/// A container before its errors are known.
#[derive(Debug)]
pub struct Draft {
    pub kind: ContainerKind,
    pub opened: bool,
    pub closed: bool,
    pub doubtful: bool,
    pub start: usize,
    /// Where the text after the last entry ends.
    pub tail_end: usize,
    pub end: usize,
    pub entries: Vec<DraftEntry>,
}

/// An entry before its errors are known.
#[derive(Debug)]
pub struct DraftEntry {
    /// The start of the name, or of the value if there is no name.
    pub start: usize,
    pub name: Option<DraftName>,
    pub value_start: usize,
    pub value: DraftValue,
    pub end: usize,
}

/// The name of a member.
#[derive(Debug)]
pub struct DraftName {
    pub text: String,
    pub end: usize,
    pub colon: bool,
}

/// A value.
#[derive(Debug)]
pub enum DraftValue {
    Missing,
    Scalar(Tok),
    Atom(u32),
    Deep,
    /// The index of the draft.
    Container(usize),
}

/// A token of the text or a bracket that is not there.
#[derive(Debug, Clone, Copy)]
enum Piece {
    Token(usize),
    /// A closing bracket of the wrong kind.
    WrongClose(usize),
    /// A closing bracket to remove.
    Dropped(usize),
    Open(ContainerKind, usize),
    Close(usize),
}

/// The result of the grammar.
pub struct Grammar<'t> {
    text: &'t str,
    dialect: Dialect,
    toks: &'t [Tok],
    plan: &'t Plan,
    pieces: Vec<Piece>,
    next: usize,
    /// Containers after the containers inside them.
    pub drafts: Vec<Draft>,
    /// For each token before which brackets were inserted, and each closing bracket of the wrong
    /// kind, the innermost container that ends there.
    ended: Vec<(usize, usize)>,
    pub marks: Vec<Mark>,
    pub deep: bool,
    /// The last token.
    last: Option<usize>,
    second_value: bool,
    /// Whether the tokens have no errors.
    no_marks: bool,
    atoms: &'t [Container],
}

/// Parses the tokens of a text. The last draft is the document.
pub fn parse<'t>(text: &'t str, dialect: Dialect, lexed: &'t Lexed, plan: &'t Plan) -> Grammar<'t> {
    let mut grammar = Grammar {
        text,
        dialect,
        toks: &lexed.toks,
        plan,
        pieces: pieces(&lexed.toks, &plan.decisions),
        next: 0,
        drafts: Vec::new(),
        ended: Vec::new(),
        marks: Vec::new(),
        deep: false,
        last: None,
        second_value: false,
        no_marks: lexed.marks.is_empty(),
        atoms: &lexed.atoms,
    };
    grammar.container(ContainerKind::Document, 0, true, false, 0);
    for mut mark in bracket_errors::marks(text, grammar.toks, &plan.decisions) {
        if let Some(at) = mark.container {
            let found = grammar.ended.binary_search_by_key(&at, |(at, _)| *at);
            mark.container = found.ok().map(|index| grammar.ended[index].1);
        }
        grammar.marks.push(mark);
    }
    grammar
}

/// The tokens with the decisions applied.
fn pieces(toks: &[Tok], decisions: &[Decision]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(toks.len() + decisions.len());
    let mut decisions = decisions.iter().peekable();
    for at in 0..toks.len() {
        let mut piece = Piece::Token(at);
        while let Some(decision) = decisions.next_if(|it| it.at() <= at) {
            match decision {
                Decision::Close { openers, .. } => {
                    pieces.extend(openers.iter().map(|_| Piece::Close(at)));
                }
                Decision::Open { kind, .. } => pieces.push(Piece::Open(*kind, at)),
                Decision::Drop { .. } => piece = Piece::Dropped(at),
                Decision::Change { .. } => piece = Piece::WrongClose(at),
            }
        }
        pieces.push(piece);
    }
    pieces
}

impl Grammar<'_> {
    fn peek(&self) -> Piece {
        self.pieces[self.next.min(self.pieces.len() - 1)]
    }

    /// The token of the next piece, if it is one of the text.
    fn token(&self) -> Option<&Tok> {
        match self.peek() {
            Piece::Token(at) => Some(&self.toks[at]),
            _ => None,
        }
    }

    fn bump(&mut self) {
        if let Piece::Token(at) | Piece::WrongClose(at) | Piece::Dropped(at) = self.peek() {
            self.last = Some(at);
        }
        self.next += 1;
    }

    /// Where the last token ends.
    fn last_end(&self) -> usize {
        self.last.map_or(0, |at| self.toks[at].end())
    }

    /// Whether the next piece begins a value.
    fn begins_value(&self) -> bool {
        match self.peek() {
            Piece::Token(at) => self.toks[at].kind.begins_value(),
            Piece::Open(..) => true,
            _ => false,
        }
    }

    /// The start of the token that the next piece is, or is before.
    fn start(&self) -> usize {
        let (Piece::Token(at)
        | Piece::WrongClose(at)
        | Piece::Dropped(at)
        | Piece::Open(_, at)
        | Piece::Close(at)) = self.peek();
        self.toks[at].start()
    }

    /// Whether the last piece is a bracket that was inserted, removed or replaced.
    fn is_after_bracket_error(&self) -> bool {
        let before = self.next.checked_sub(1).map(|at| self.pieces[at]);
        !matches!(before, None | Some(Piece::Token(_)))
    }

    fn mark(&mut self, kind: SyntaxErrorKind, tok: Tok) -> &mut Mark {
        self.marks.push(Mark::new(kind, tok.start()..tok.end(), tok.line as usize));
        let last = self.marks.len() - 1;
        &mut self.marks[last]
    }

    /// Parses the content of a container whose opening bracket, if any, was read. Returns its draft.
    fn container(
        &mut self,
        kind: ContainerKind,
        start: usize,
        opened: bool,
        doubtful: bool,
        depth: usize,
    ) -> usize {
        let mut draft = Draft {
            kind,
            opened,
            closed: true,
            doubtful: doubtful || !opened,
            start,
            tail_end: start,
            end: start,
            entries: Vec::new(),
        };
        let mut comma: Option<Tok> = None;
        loop {
            let first = draft.entries.is_empty();
            match self.peek() {
                Piece::Close(at) => {
                    // The error is at the end of the innermost container.
                    self.next += 1;
                    draft.closed = false;
                    draft.doubtful = true;
                    let last = self.last_end().max(start);
                    (draft.tail_end, draft.end) = (last, last);
                    let index = self.finish(draft);
                    if self.ended.last().is_none_or(|(last, _)| *last != at) {
                        self.ended.push((at, index));
                    }
                    return index;
                }
                Piece::WrongClose(at) => {
                    self.bump();
                    self.trailing_comma(comma, first);
                    draft.doubtful = true;
                    (draft.tail_end, draft.end) = (self.toks[at].start(), self.toks[at].end());
                    let index = self.finish(draft);
                    if self.ended.last().is_none_or(|(last, _)| *last != at) {
                        self.ended.push((at, index));
                    }
                    return index;
                }
                Piece::Dropped(_) => {
                    draft.doubtful = true;
                    self.bump();
                    continue;
                }
                Piece::Open(..) => {}
                Piece::Token(at) => {
                    let tok = self.toks[at];
                    match tok.kind {
                        Kind::End => {
                            (draft.tail_end, draft.end) = (self.text.len(), self.text.len());
                            if self.toks.len() == 1 && self.no_marks {
                                self.mark(SyntaxErrorKind::Empty, tok).range = 0..0;
                            }
                            return self.finish(draft);
                        }
                        Kind::Comma => {
                            self.comma(kind, tok, first || comma.is_some());
                            comma = Some(tok);
                            self.bump();
                            continue;
                        }
                        Kind::Colon => {
                            self.mark(SyntaxErrorKind::StrayColon, tok).secondary = true;
                            draft.doubtful = true;
                            self.bump();
                            continue;
                        }
                        Kind::Close(_) if kind == ContainerKind::Document => {
                            self.mark(SyntaxErrorKind::StrayClose, tok);
                            self.bump();
                            continue;
                        }
                        Kind::Close(_) => {
                            self.bump();
                            self.trailing_comma(comma, first);
                            (draft.tail_end, draft.end) = (tok.start(), tok.end());
                            return self.finish(draft);
                        }
                        _ => {}
                    }
                }
            }
            if !first && kind == ContainerKind::Document {
                self.second_value();
            } else if !first && comma.is_none() {
                draft.doubtful |= !self.missing_comma(kind);
            }
            comma = None;
            let entry = match kind {
                ContainerKind::Object => self.member(depth),
                _ => self.element(depth),
            };
            draft.doubtful |= kind == ContainerKind::Object && entry.name.is_none();
            draft.entries.push(entry);
        }
    }

    fn finish(&mut self, draft: Draft) -> usize {
        self.drafts.push(draft);
        self.drafts.len() - 1
    }

    fn comma(&mut self, kind: ContainerKind, tok: Tok, is_extra: bool) {
        if kind == ContainerKind::Document {
            self.second_value();
        } else if is_extra {
            let mark =
                Mark::new(SyntaxErrorKind::ExtraComma, tok.start()..tok.end(), tok.line as usize);
            let mark = mark.secondary().replace(tok.start()..tok.end(), "");
            self.marks.push(mark);
        }
    }

    fn trailing_comma(&mut self, comma: Option<Tok>, silent: bool) {
        if let Some(tok) = comma.filter(|_| !silent && self.dialect == Dialect::Json) {
            let range = tok.start()..tok.end();
            let mark = Mark::new(SyntaxErrorKind::TrailingComma, range.clone(), tok.line as usize);
            self.marks.push(mark.secondary().replace(range, ""));
        }
    }

    /// Reports text after the document, once.
    fn second_value(&mut self) {
        if std::mem::replace(&mut self.second_value, true) {
            return;
        }
        let at = match self.peek() {
            Piece::Token(at) | Piece::Open(_, at) => at,
            _ => return,
        };
        let tok = self.toks[at];
        let end = match tok.kind {
            Kind::Atom(_) => tok.start() + 1,
            _ => tok.end(),
        };
        self.mark(SyntaxErrorKind::SecondValue, tok).range = tok.start()..end;
    }

    /// Reports a missing comma. Returns whether the entries before and after it are certain.
    fn missing_comma(&mut self, kind: ContainerKind) -> bool {
        let Some(before) = self.last.map(|at| self.toks[at]) else { return true };
        let at_bracket = self.is_after_bracket_error() || !matches!(self.peek(), Piece::Token(_));
        let next = self.start();
        let end = before.end();
        let range = last_char(self.text, before.start(), end);
        let is_clear = kind == ContainerKind::Object || before.kind != Kind::String;
        let line = match before.kind {
            Kind::Atom(_) => line_start(self.text, end),
            _ => before.line as usize,
        };
        let mark = Mark::new(SyntaxErrorKind::MissingComma, range, line).secondary();
        let mark = mark.repair(vec![(end..end, ",".to_owned())], is_clear);
        let around = Some(before.start()..next);
        self.marks.push(Mark { anchor: next, around, at_bracket, ..mark });
        is_clear
    }

    /// Parses an element of an array, or a value of the document.
    fn element(&mut self, depth: usize) -> DraftEntry {
        let start = self.start();
        let (value, end) = self.value(depth);
        DraftEntry { start, name: None, value_start: start, value, end }
    }

    /// Parses a member of an object.
    fn member(&mut self, depth: usize) -> DraftEntry {
        let Some(name) = self.token().copied() else { return self.element(depth) };
        let start = name.start();
        let text = match name.kind {
            Kind::String | Kind::Word => self.name_text(&name),
            kind if kind.is_scalar() => {
                let raw = &self.text[name.start()..name.end()];
                let range = name.start()..name.end();
                let mark =
                    Mark::new(SyntaxErrorKind::UnquotedKey, range.clone(), name.line as usize);
                self.marks.push(mark.replace(range, quoted(raw)));
                raw.to_owned()
            }
            _ => {
                let secondary = self.is_after_bracket_error();
                let end = name.start() + 1;
                let mark = self.mark(SyntaxErrorKind::MissingKey, name);
                mark.range.end = end;
                mark.secondary = secondary;
                return self.element(depth);
            }
        };
        self.bump();
        let colon = self.colons();
        let next_is_name = self.token().is_some_and(|next| {
            let after = self.pieces.get(self.next + 1).copied();
            let after = match after {
                Some(Piece::Token(at)) => self.toks[at].kind,
                _ => Kind::End,
            };
            let is_name = next.kind == Kind::String && (after == Kind::Colon || next.is_key);
            is_name && (next.first || colon.is_none())
        });
        let on_new_line = self.token().is_some_and(|next| next.first);
        let missing = match colon {
            None => on_new_line || !self.begins_value() || next_is_name,
            Some(_) => !self.begins_value() || next_is_name,
        };
        match colon {
            None => {
                let mut mark = Mark::new(
                    SyntaxErrorKind::MissingColon,
                    name.start()..name.end(),
                    name.line as usize,
                );
                mark.secondary = name.flawed;
                if !missing {
                    mark = mark.replace(name.end()..name.end(), ":");
                }
                self.marks.push(mark);
            }
            Some(colon) if missing => {
                let range = colon.start()..colon.end();
                let mark = Mark::new(SyntaxErrorKind::MissingValue, range, colon.line as usize);
                self.marks.push(Mark { secondary: name.flawed || colon.flawed, ..mark });
            }
            Some(_) => {}
        }
        let colon_end = colon.map(|colon| colon.end());
        let value_start = match missing {
            false => self.start(),
            true => colon_end.unwrap_or(name.end()),
        };
        let name = DraftName { text, end: name.end(), colon: colon.is_some() };
        let (value, end) = match missing {
            true => (DraftValue::Missing, value_start),
            false => self.value(depth),
        };
        DraftEntry { start, name: Some(name), value_start, value, end }
    }

    /// Reads one colon, or several. Returns the last.
    fn colons(&mut self) -> Option<Tok> {
        let mut colon: Option<Tok> = None;
        while let Some(next) = self.token().copied().filter(|next| next.kind == Kind::Colon) {
            if colon.is_some() {
                let range = next.start()..next.end();
                let line = next.line as usize;
                let mark = Mark::new(SyntaxErrorKind::StrayColon, range.clone(), line);
                self.marks.push(mark.secondary().replace(range, ""));
            }
            colon = Some(next);
            self.bump();
        }
        colon
    }

    fn name_text(&self, name: &Tok) -> String {
        let raw = &self.text[name.start()..name.end()];
        match name.closed {
            true => unescape(&raw[1..raw.len() - 1]).into_owned(),
            false => key_text(raw).to_owned(),
        }
    }

    /// Parses a value. Returns its end.
    fn value(&mut self, depth: usize) -> (DraftValue, usize) {
        let (kind, start, opened, at) = match self.peek() {
            Piece::Open(kind, at) => {
                self.next += 1;
                (kind, self.toks[at].start(), false, at)
            }
            Piece::Token(at) => {
                let tok = self.toks[at];
                self.bump();
                match tok.kind {
                    Kind::Open(kind) => (kind, tok.start(), true, at),
                    Kind::Atom(_) => {
                        let is_deep = exceeds(
                            &self.atoms[tok.data as usize],
                            MAX_DEPTH - depth.min(MAX_DEPTH),
                        );
                        if is_deep {
                            self.too_deep(tok);
                            return (DraftValue::Deep, tok.end());
                        }
                        return (DraftValue::Atom(tok.data), tok.end());
                    }
                    _ => return (DraftValue::Scalar(tok), tok.end()),
                }
            }
            _ => return (DraftValue::Missing, self.last_end()),
        };
        if depth >= MAX_DEPTH {
            let end = self.skip(start);
            self.too_deep(self.toks[at]);
            return (DraftValue::Deep, end);
        }
        let doubtful = self.plan.is_uncertain(at);
        let draft = self.container(kind, start, opened, doubtful, depth + 1);
        (DraftValue::Container(draft), self.drafts[draft].end)
    }

    fn too_deep(&mut self, tok: Tok) {
        self.deep = true;
        let mark = self.mark(SyntaxErrorKind::TooDeep, tok);
        mark.range.end = mark.range.start + 1;
    }

    /// Skips a container whose opening bracket was read. Returns its end.
    fn skip(&mut self, start: usize) -> usize {
        let mut depth = 1;
        let mut end = start;
        while depth > 0 {
            match self.peek() {
                Piece::Open(..) => depth += 1,
                Piece::Close(_) | Piece::WrongClose(..) => depth -= 1,
                Piece::Dropped(_) => {}
                Piece::Token(at) => match self.toks[at].kind {
                    Kind::Open(_) => depth += 1,
                    Kind::Close(_) => depth -= 1,
                    Kind::End => break,
                    _ => {}
                },
            }
            self.bump();
            end = self.last_end().max(start);
        }
        end
    }
}

/// Whether a container nests deeper than `limit`, itself included.
fn exceeds(container: &Container, limit: usize) -> bool {
    // Each level takes two brackets.
    if (container.len as usize) < 2 * limit + 2 {
        return false;
    }
    limit == 0
        || container.entries().iter().any(|entry| match &entry.value {
            Value::Container(child) => exceeds(child, limit - 1),
            _ => false,
        })
}
