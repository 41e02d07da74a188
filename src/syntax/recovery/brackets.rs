//! Which brackets are missing, extra or of the wrong kind: the cheapest explanation of a part of the
//! text in which they do not match.
//!
//! The solver reads the tokens with a small set of states, cheapest first. A state is a stack of
//! opening brackets, a cost, and the decisions so far. A bracket to insert, remove or replace costs
//! more than a line with unexpected indentation, so that one such line does not outweigh brackets
//! that match.

use std::ops::Range;
use std::rc::Rc;

use super::state::{
    Choice, Decision, EDIT, HANGING, INDENT, Log, MORE, Node, OPEN_AFTER_COLON, Opener, SHAPE,
    State,
};
use super::token::{Kind, Tok};
use crate::syntax::tree::ContainerKind;

/// The end of a pair that has no end.
pub const NONE: u32 = u32::MAX;

/// Maximum number of states.
const MAX_STATES: usize = 8;
/// Maximum number of containers that a line or closing bracket may close.
const MAX_CLOSED: usize = 64;
/// Maximum number of containers that are compared with a closing bracket.
const MAX_COMPARED: usize = 16;

/// Solves a part of the text.
pub struct Solver<'t> {
    toks: &'t [Tok],
    pairs: &'t [u32],
    range: Range<usize>,
    /// The opening bracket around the part. Nothing may close it.
    base: Option<usize>,
    /// How much deeper entries are indented than their container.
    step: i32,
    /// The last token read.
    previous: Option<usize>,
}

impl<'t> Solver<'t> {
    /// A solver for the tokens of `range`. `pairs` has the closing bracket of each opening bracket
    /// that is not examined.
    pub fn new(
        toks: &'t [Tok],
        pairs: &'t [u32],
        range: Range<usize>,
        base: Option<usize>,
        step: i32,
    ) -> Solver<'t> {
        Solver { toks, pairs, range, base, step, previous: base }
    }

    /// The last token of the pair that begins at `at`, or the token itself.
    fn end_of(&self, at: usize) -> usize {
        match self.pairs[at] {
            NONE => at,
            end => end as usize,
        }
    }

    fn is_base(&self, node: &Node) -> bool {
        self.base.is_some() && node.parent.is_none()
    }

    /// The opening bracket at a token.
    fn opener(&self, index: usize, hanging: bool) -> Option<Opener> {
        let tok = &self.toks[index];
        let Kind::Open(kind) = tok.kind else { return None };
        let indent = i32::from(tok.indent);
        Some(Opener { kind, tok: Some(index), indent, line: tok.line, hanging })
    }

    /// Returns the decisions, and whether the indentation contradicts them somewhere.
    pub fn solve(mut self) -> (Vec<Decision>, bool) {
        let mut states = vec![self.initial()];
        let mut at = self.range.start;
        while at < self.range.end {
            let end = self.end_of(at);
            let mut out = Vec::with_capacity(states.len());
            for state in &states {
                self.step(at, end, state, &mut out);
            }
            if out.len() > 1 {
                out.sort_by_key(|state| state.cost);
                let mut seen = Vec::with_capacity(MAX_STATES);
                out.retain(|state| {
                    let hash = state.top.as_ref().map_or(0, |top| top.hash);
                    let is_new = seen.len() < MAX_STATES && !seen.contains(&hash);
                    if is_new {
                        seen.push(hash);
                    }
                    is_new
                });
            }
            states = out;
            self.previous = Some(end);
            at = end + 1;
        }
        let ends = states.into_iter().map(|state| self.at_end(state));
        let best = ends.min_by_key(|state| state.cost);
        let Some(best) = best else { return (Vec::new(), true) };
        let mut decisions = Vec::new();
        let mut reopened: Vec<(usize, ContainerKind)> = Vec::new();
        let mut log = best.log.as_deref();
        let mut expected = 0;
        while let Some(Log { decision, before }) = log {
            log = before.as_deref();
            let decision = match *decision {
                Choice::Close { at, ref from, ref until } => {
                    let mut openers = Vec::new();
                    let mut node = Some(from);
                    let stop = until.as_ref().map(Rc::as_ptr);
                    while let Some(it) = node.filter(|it| Some(Rc::as_ptr(it)) != stop) {
                        openers.push(it.opener);
                        node = it.parent.as_ref();
                    }
                    expected += EDIT + MORE * (openers.len() as u32).saturating_sub(1);
                    Decision::Close { at, openers, is_root: node.is_none() }
                }
                Choice::Drop { at } => {
                    expected += EDIT;
                    Decision::Drop { at }
                }
                Choice::Change { at, kind } => {
                    expected += EDIT;
                    Decision::Change { at, kind }
                }
                Choice::Open { at, kind, after_colon } => {
                    expected += if after_colon { OPEN_AFTER_COLON } else { EDIT };
                    let index = reopened.iter().position(|(it, _)| *it == at);
                    let kind = index.map_or(kind, |index| reopened.swap_remove(index).1);
                    Decision::Open { at, kind, after_colon }
                }
                Choice::Reopen { at, kind } => {
                    if !reopened.iter().any(|(it, _)| *it == at) {
                        reopened.push((at, kind));
                    }
                    continue;
                }
            };
            decisions.push(decision);
        }
        decisions.reverse();
        let first = self.toks[self.base.unwrap_or(self.range.start)].line;
        let is_one_line = self.toks[self.range.end.saturating_sub(1)].line == first;
        (decisions, best.cost > expected || is_one_line)
    }

    /// The state before the first token.
    fn initial(&self) -> State {
        let empty = State { top: None, cost: 0, log: None };
        if let Some(base) = self.base {
            let opener = self.opener(base, true);
            return State { top: opener.map(|it| Node::new(None, it, base, None)), ..empty };
        }
        let starts_with_member =
            self.toks[0].kind == Kind::String && self.toks[1].kind == Kind::Colon;
        if !starts_with_member {
            return empty;
        }
        let entries = i32::from(self.toks[0].indent);
        let indent = entries - self.step;
        let kind = ContainerKind::Object;
        let opener = Opener { kind, tok: None, indent, line: u32::MAX, hanging: true };
        let root = Node::new(None, opener, 0, Some(entries));
        empty.then(Some(root), EDIT).with_choice(Choice::Open { at: 0, kind, after_colon: false })
    }

    /// Adds the states after the token `at`, or the pair that it begins.
    fn step(&self, at: usize, end: usize, state: &State, out: &mut Vec<State>) {
        let tok = &self.toks[at];
        let next = &self.toks[end + 1];
        let previous = self.previous.map(|index| &self.toks[index]);
        let previous_kind = previous.map(|tok| tok.kind);
        let after_colon = previous_kind == Some(Kind::Colon);
        let is_close = matches!(tok.kind, Kind::Close(_));
        let begins_entry = tok.kind.begins_value()
            && (matches!(previous_kind, None | Some(Kind::Comma | Kind::Open(_)))
                || tok.first && !after_colon);
        let is_member = tok.kind == Kind::String && (tok.is_key || next.kind == Kind::Colon);
        let mut state = state.clone();
        if state.top.is_none() && at > 0 && !is_close && self.base.is_none() {
            state.cost += SHAPE;
        }
        if let Kind::Close(kind) = tok.kind {
            return self.close(&state, at, kind, out);
        }
        let mut current = Vec::new();
        match &state.top {
            Some(top) if tok.first && tok.kind != Kind::Comma => {
                self.line_start(&state, top, at, is_member, &mut current);
            }
            Some(top) if after_colon && !tok.first => {
                self.after_colon(&state, top, at, is_member, &mut current);
            }
            _ => current.push(state),
        }
        if begins_entry {
            let mut shaped = Vec::with_capacity(current.len());
            current.iter().for_each(|it| self.shape(it, at, is_member, &mut shaped));
            current = shaped;
        }
        if self.pairs[at] == NONE
            && let Some(opener) = self.opener(at, next.first)
        {
            for state in &mut current {
                state.top = Some(Node::new(state.top.take(), opener, at, None));
            }
        }
        out.append(&mut current);
    }

    /// A bracket of `kind` inserted after the colon before the token `at`.
    fn open_after_colon(
        &self,
        state: &State,
        at: usize,
        kind: ContainerKind,
        hanging: bool,
        entries: Option<i32>,
    ) -> State {
        let colon = &self.toks[self.previous.unwrap_or(at)];
        let indent = i32::from(colon.indent);
        let opener = Opener { kind, tok: None, indent, line: colon.line, hanging };
        let node = Node::new(state.top.clone(), opener, at, entries);
        state.then(Some(node), OPEN_AFTER_COLON).with_choice(Choice::Open {
            at,
            kind,
            after_colon: true,
        })
    }

    /// The states for the first token of a line.
    fn line_start(
        &self,
        state: &State,
        top: &Rc<Node>,
        at: usize,
        is_member: bool,
        out: &mut Vec<State>,
    ) {
        let tok = &self.toks[at];
        let indent = i32::from(tok.indent);
        let colon = self.previous.map(|it| &self.toks[it]).filter(|it| it.kind == Kind::Colon);
        let deeper = colon.is_some_and(|colon| indent > i32::from(colon.indent));
        if colon.is_some() && !is_member {
            // A value in the next line, or the elements of an array without its opening bracket.
            out.push(state.clone());
            let is_object = matches!(
                tok.kind,
                Kind::Open(ContainerKind::Object) | Kind::Atom(ContainerKind::Object)
            );
            if deeper && (tok.kind.is_scalar() || is_object) {
                let array = ContainerKind::Array;
                out.push(self.open_after_colon(state, at, array, true, Some(indent)));
            }
            return;
        }
        let mut opened = None;
        if colon.is_some() && deeper {
            let object = ContainerKind::Object;
            opened = Some(self.open_after_colon(state, at, object, true, Some(indent)));
        }
        let container = top.opener.indent;
        let expected = top.entries.or_else(|| top.opener.hanging.then_some(container + self.step));
        let hanging = if top.opener.hanging { HANGING } else { 0 };
        let stay = |cost| state.then(Some(top.with_entries(indent)), cost);
        if indent > container && expected.is_none_or(|expected| expected == indent) {
            out.push(stay(0));
            out.extend(opened);
            return;
        }
        out.extend(opened);
        if indent <= container {
            out.push(stay(if top.entries == Some(indent) { 0 } else { INDENT + hanging }));
            out.extend(self.close_deeper(state, top, at, indent));
            return;
        }
        out.push(stay(INDENT));
        if let Some(expected) = expected.filter(|expected| indent > *expected && colon.is_none()) {
            let kind = if is_member { ContainerKind::Object } else { ContainerKind::Array };
            let opener =
                Opener { kind, tok: None, indent: expected, line: tok.line, hanging: true };
            let node = Node::new(Some(top.clone()), opener, at, Some(indent));
            let open = Choice::Open { at, kind, after_colon: false };
            out.push(state.then(Some(node), EDIT).with_choice(open));
        }
    }

    /// The state in which the containers that are not less indented than a line are closed before
    /// it.
    fn close_deeper(&self, state: &State, top: &Rc<Node>, at: usize, indent: i32) -> Option<State> {
        let mut node = top;
        let mut cost = 0;
        for count in 0..MAX_CLOSED {
            let Some(parent) = node.parent.as_ref().filter(|_| node.opener.indent >= indent) else {
                break;
            };
            cost += if count == 0 { EDIT } else { MORE };
            node = parent;
        }
        if cost == 0 {
            return None;
        }
        let close = Choice::Close { at, from: top.clone(), until: Some(node.clone()) };
        let agrees = node.entries.is_none_or(|it| it == indent) || indent <= node.opener.indent;
        let top = match agrees && node.entries.is_some() {
            true => node.clone(),
            false => node.with_entries(indent),
        };
        let cost = cost + if agrees { 0 } else { INDENT };
        Some(state.then(Some(top), cost).with_choice(close))
    }

    /// The states for a token behind a colon in its line.
    fn after_colon(
        &self,
        state: &State,
        top: &Rc<Node>,
        at: usize,
        is_member: bool,
        out: &mut Vec<State>,
    ) {
        out.push(state.clone());
        let tok = &self.toks[at];
        if is_member {
            out.push(self.open_after_colon(state, at, ContainerKind::Object, false, None));
            return;
        }
        let after = |offset: usize| {
            let last = self.toks.len() - 1;
            &self.toks[(at + offset).min(last)]
        };
        let lists = after(1).kind == Kind::Comma
            && after(2).line == tok.line
            && after(2).kind.is_scalar()
            && after(3).kind != Kind::Colon;
        let ends = after(1).kind == Kind::Close(ContainerKind::Array)
            && after(1).line == tok.line
            && top.opener.kind == ContainerKind::Object;
        if tok.kind.is_scalar() && (lists || ends) {
            out.push(self.open_after_colon(state, at, ContainerKind::Array, false, None));
        }
    }

    /// The states for an entry whose kind may not fit its container.
    fn shape(&self, state: &State, at: usize, is_member: bool, out: &mut Vec<State>) {
        let tok = &self.toks[at];
        let fits = state.top.as_ref().is_none_or(|top| match top.opener.kind {
            ContainerKind::Array => !is_member,
            _ => is_member || matches!(tok.kind, Kind::String | Kind::Word),
        });
        let after_colon = self.previous.is_some_and(|it| self.toks[it].kind == Kind::Colon);
        let Some(top) = state.top.as_ref().filter(|_| !fits && !after_colon) else {
            out.push(state.clone());
            return;
        };
        out.push(state.then(Some(top.clone()), SHAPE));
        let is_empty = top.opener.tok.is_some() && top.opener.tok == self.previous;
        if let Some(parent) = &top.parent
            && parent.opener.kind != top.opener.kind
            && !is_empty
        {
            let close = Choice::Close { at, from: top.clone(), until: Some(parent.clone()) };
            out.push(state.then(Some(parent.clone()), EDIT).with_choice(close));
        }
        if top.opener.kind == ContainerKind::Array && !tok.first {
            let kind = ContainerKind::Object;
            let indent = i32::from(tok.indent);
            let opener = Opener { kind, tok: None, indent, line: tok.line, hanging: false };
            let node = Node::new(Some(top.clone()), opener, at, None);
            let open = Choice::Open { at, kind, after_colon: false };
            out.push(state.then(Some(node), EDIT).with_choice(open));
        }
    }

    /// The cost of a closing bracket at `tok` for a container.
    fn fit(&self, tok: &Tok, opener: &Opener) -> u32 {
        if opener.line == tok.line || opener.indent == i32::from(tok.indent) {
            return 0;
        }
        let hanging = u32::from(opener.hanging);
        if tok.first { INDENT + HANGING * hanging } else { hanging }
    }

    /// The states after a closing bracket of `kind`.
    fn close(&self, state: &State, at: usize, kind: ContainerKind, out: &mut Vec<State>) {
        let tok = &self.toks[at];
        let top = state.top.as_ref();
        if let Some(top) = top.filter(|top| !self.is_base(top)) {
            let fit = self.fit(tok, &top.opener);
            let inserted = top.opener.tok.is_none();
            let wrong = top.opener.kind != kind && !inserted;
            let mut next = state.then(top.parent.clone(), fit + if wrong { EDIT } else { 0 });
            if wrong {
                next = next.with_choice(Choice::Change { at, kind: top.opener.kind });
            } else if top.opener.kind != kind {
                next = next.with_choice(Choice::Reopen { at: top.index, kind });
            }
            out.push(next);
            if fit == 0 && !wrong {
                return;
            }
        }
        let colon = self.previous.map(|it| &self.toks[it]).filter(|it| it.kind == Kind::Colon);
        if top.is_some() && colon.is_some_and(|colon| colon.line == tok.line) {
            let open = Choice::Open { at, kind, after_colon: true };
            out.push(state.then(state.top.clone(), OPEN_AFTER_COLON).with_choice(open));
        }
        let mut node = top;
        let mut cost = 0;
        let mut found = 0;
        for count in 0..MAX_COMPARED {
            let Some(it) = node.filter(|it| !self.is_base(it)) else { break };
            if count > 0 {
                let fit = self.fit(tok, &it.opener);
                if fit == 0 || it.opener.kind == kind && found < 2 {
                    let wrong = it.opener.kind != kind && it.opener.tok.is_some();
                    let close = Choice::Close {
                        at,
                        from: state.top.clone().unwrap_or_else(|| it.clone()),
                        until: Some(it.clone()),
                    };
                    let cost = cost + fit + if wrong { EDIT } else { 0 };
                    let mut next = state.then(it.parent.clone(), cost).with_choice(close);
                    if wrong {
                        next = next.with_choice(Choice::Change { at, kind: it.opener.kind });
                    }
                    out.push(next);
                    found += 1;
                    if fit == 0 && !wrong {
                        break;
                    }
                }
            }
            cost += if count == 0 { EDIT } else { MORE };
            node = it.parent.as_ref();
        }
        out.push(state.then(state.top.clone(), EDIT).with_choice(Choice::Drop { at }));
    }

    /// The state after the last token: all containers are closed.
    fn at_end(&self, state: State) -> State {
        let Some(top) = state.top.clone().filter(|top| !self.is_base(top)) else { return state };
        let mut until = Some(&top);
        let mut cost = 0;
        while let Some(node) = until.filter(|node| !self.is_base(node)) {
            cost += if cost == 0 { EDIT } else { MORE };
            until = node.parent.as_ref();
        }
        let until = until.cloned();
        let close = Choice::Close { at: self.range.end, from: top, until };
        state.then(None, cost).with_choice(close)
    }
}
