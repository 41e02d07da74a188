//! The grammar of a damaged text, over tokens whose brackets match.

use super::bracket_errors;
use super::draft::Draft;
use super::layout::Plan;
use super::line::last_char;
use super::lines::Lexed;
use super::state::Decision;
use super::token::{Kind, Mark, Tok};
use crate::syntax::dialect::Dialect;
use crate::syntax::error::SyntaxErrorKind;
use crate::syntax::tree::{Container, ContainerKind};
use crate::util::budget::max_syntax_errors;

/// A token of the text or a bracket that is not there.
#[derive(Debug, Clone, Copy)]
pub enum Piece {
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
    pub text: &'t str,
    pub dialect: Dialect,
    pub toks: &'t [Tok],
    pub plan: &'t Plan,
    pub pieces: Vec<Piece>,
    pub next: usize,
    /// Containers after the containers inside them.
    pub drafts: Vec<Draft>,
    /// For each token before which brackets were inserted, and each closing bracket of the wrong
    /// kind, the innermost container that ends there.
    ended: Vec<(usize, usize)>,
    pub marks: Vec<Mark>,
    /// The number of errors at which parsing ends.
    max_marks: usize,
    pub deep: bool,
    /// The last token.
    pub last: Option<usize>,
    second_value: bool,
    /// Whether the tokens have no errors.
    no_marks: bool,
    pub atoms: &'t [Container],
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
        max_marks: max_syntax_errors(text.len()),
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
    pub fn peek(&self) -> Piece {
        self.pieces[self.next.min(self.pieces.len() - 1)]
    }

    /// The token of the next piece, if it is one of the text.
    pub fn token(&self) -> Option<&Tok> {
        match self.peek() {
            Piece::Token(at) => Some(&self.toks[at]),
            _ => None,
        }
    }

    pub fn bump(&mut self) {
        if let Piece::Token(at) | Piece::WrongClose(at) | Piece::Dropped(at) = self.peek() {
            self.last = Some(at);
        }
        self.next += 1;
    }

    /// Where the last token ends.
    pub fn last_end(&self) -> usize {
        self.last.map_or(0, |at| self.toks[at].end())
    }

    /// Whether the next piece begins a value.
    pub fn begins_value(&self) -> bool {
        match self.peek() {
            Piece::Token(at) => self.toks[at].kind.begins_value(),
            Piece::Open(..) => true,
            _ => false,
        }
    }

    /// The start of the token that the next piece is, or is before.
    pub fn start(&self) -> usize {
        let (Piece::Token(at)
        | Piece::WrongClose(at)
        | Piece::Dropped(at)
        | Piece::Open(_, at)
        | Piece::Close(at)) = self.peek();
        self.toks[at].start()
    }

    /// Whether the last piece is a bracket that was inserted, removed or replaced.
    pub fn is_after_bracket_error(&self) -> bool {
        let before = self.next.checked_sub(1).map(|at| self.pieces[at]);
        !matches!(before, None | Some(Piece::Token(_)))
    }

    pub fn mark(&mut self, kind: SyntaxErrorKind, tok: Tok) -> &mut Mark {
        self.marks.push(Mark::new(kind, tok.start()..tok.end(), tok.line as usize));
        let last = self.marks.len() - 1;
        &mut self.marks[last]
    }

    /// Parses the content of a container whose opening bracket, if any, was read. Returns its draft.
    pub fn container(
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
            if self.marks.len() > self.max_marks {
                // The result is not used.
                self.next = self.pieces.len() - 1;
            }
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
        let line = before.end_line(self.text);
        let mark = Mark::new(SyntaxErrorKind::MissingComma, range, line).secondary();
        let mark = mark.repair(vec![(end..end, ",".to_owned())], is_clear);
        let around = Some(before.start()..next);
        self.marks.push(Mark { anchor: next, around, at_bracket, ..mark });
        is_clear
    }
}
