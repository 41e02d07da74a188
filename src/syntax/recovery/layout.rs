//! Where brackets are wrong: the smallest parts of the text whose extent is certain.
//!
//! An opening bracket at the end of its line and the first later line that is not indented deeper
//! form a *wall* if that line begins with the matching closing bracket at the same indentation. A
//! missing or extra bracket between them does not affect the text outside. Walls whose brackets
//! match are not examined, so indentation does not matter in sound text.

use super::brackets::{NONE, Solver};
use super::line::indentation;
use super::state::Decision;
use super::token::{Kind, Tok};
use crate::syntax::tree::ContainerKind;

/// Maximum number of unmatched brackets of a wall that are compared with those outside.
const RESIDUE_MAX: usize = 256;

/// Maximum number of containers that are asked for their indentation.
const STEPS_MAX: usize = 256;

/// What to change about the brackets of a text.
#[derive(Default)]
pub struct Plan {
    /// The decisions in the order of the tokens.
    pub decisions: Vec<Decision>,
    /// For each token, whether it is in a part of the text where indentation contradicts the
    /// decisions. Empty if there are none.
    pub uncertain: Vec<bool>,
}

impl Plan {
    /// Whether containers that begin at the token `index` may in fact extend elsewhere.
    pub fn is_uncertain(&self, index: usize) -> bool {
        self.uncertain.get(index).copied().unwrap_or(false)
    }
}

/// An unmatched bracket, and the wall that it is in.
struct Unmatched {
    kind: Kind,
    owner: Option<usize>,
}

#[derive(Default)]
struct Wall {
    /// The tokens of its brackets.
    open: usize,
    close: usize,
    /// The walls directly inside.
    inner: Vec<usize>,
    /// The brackets inside that do not match each other.
    residue: Vec<Kind>,
    /// Whether some brackets inside do not match each other.
    unsound: bool,
    /// Whether a bracket inside matches one outside.
    leaks: bool,
    /// Whether its own brackets are wrong, with the walls inside as pairs.
    broken: bool,
    /// Whether it does not count as a wall because the text around contradicts it.
    dissolved: bool,
}

/// Returns how to make the brackets match.
pub fn plan(text: &str, toks: &[Tok]) -> Plan {
    let starts_with_member =
        toks.len() > 2 && toks[0].kind == Kind::String && toks[1].kind == Kind::Colon;
    if !starts_with_member && matches(toks, 0..toks.len() - 1, &[]) {
        return Plan::default();
    }
    let mut walls = Walls { text, toks, pairs: vec![NONE; toks.len()], walls: Vec::new() };
    walls.find();
    walls.plan(starts_with_member)
}

/// Whether the brackets of a range of tokens match, without those inside `pairs`.
fn matches(toks: &[Tok], range: std::ops::Range<usize>, pairs: &[u32]) -> bool {
    let mut open = Vec::new();
    let mut index = range.start;
    while index < range.end {
        match toks[index].kind {
            Kind::Open(_) if pairs.get(index).is_some_and(|end| *end != NONE) => {
                index = pairs[index] as usize;
            }
            Kind::Open(kind) => open.push(kind),
            Kind::Close(kind) if open.pop() != Some(kind) => return false,
            _ => {}
        }
        index += 1;
    }
    open.is_empty()
}

struct Walls<'t> {
    text: &'t str,
    toks: &'t [Tok],
    /// For the opening bracket of a wall that counts as a pair, its closing bracket.
    pairs: Vec<u32>,
    /// Walls after the walls inside them. The last one is the document.
    walls: Vec<Wall>,
}

impl Walls<'_> {
    /// Finds the walls and decides which ones count.
    fn find(&mut self) {
        let toks = self.toks;
        let mut open: Vec<usize> = Vec::new();
        let mut outermost: Vec<usize> = Vec::new();
        for (index, tok) in toks.iter().enumerate() {
            if tok.kind == Kind::End {
                break;
            }
            if tok.first {
                while open.last().is_some_and(|last| toks[*last].indent > tok.indent) {
                    open.pop();
                }
                if let Some(last) = open.last().copied()
                    && toks[last].indent == tok.indent
                {
                    open.pop();
                    if closes(tok.kind, toks[last].kind) {
                        self.add(last, index, &mut outermost);
                    }
                }
            }
            let next = &toks[index + 1];
            if matches!(tok.kind, Kind::Open(_)) && next.first && next.kind != Kind::End {
                open.push(index);
            }
        }
        let document = Wall { close: toks.len() - 1, inner: outermost, ..Wall::default() };
        self.walls.push(document);
        self.judge(self.walls.len() - 1, 0);
    }

    fn add(&mut self, open: usize, close: usize, outermost: &mut Vec<usize>) {
        let inside = outermost.iter().rposition(|wall| self.walls[*wall].open < open);
        let inner = outermost.split_off(inside.map_or(0, |last| last + 1));
        self.walls.push(Wall { open, close, inner, ..Wall::default() });
        let wall = self.walls.len() - 1;
        self.judge(wall, open + 1);
        outermost.push(wall);
    }

    /// Decides whether a wall is broken, given that the walls inside are judged.
    fn judge(&mut self, index: usize, start: usize) {
        let is_document = start == 0;
        let inner = self.walls[index].inner.clone();
        let end = self.walls[index].close;
        let mut unmatched: Vec<Unmatched> = Vec::new();
        let mut walls = inner.iter().copied().peekable();
        let mut at = start;
        while at < end {
            if let Some(wall) = walls.next_if(|wall| self.walls[*wall].open == at) {
                at = self.walls[wall].close;
                for kind in std::mem::take(&mut self.walls[wall].residue) {
                    self.cancel(&mut unmatched, Unmatched { kind, owner: Some(wall) });
                }
            } else if let kind @ (Kind::Open(_) | Kind::Close(_)) = self.toks[at].kind {
                self.cancel(&mut unmatched, Unmatched { kind, owner: None });
            }
            at += 1;
        }
        let sound = unmatched.is_empty() && !is_document;
        self.walls[index].residue = unmatched.iter().map(|it| it.kind).collect();
        self.walls[index].unsound = !unmatched.is_empty();
        if !is_document {
            self.pairs[self.walls[index].open] = end as u32;
        }
        if sound {
            return;
        }
        for wall in &inner {
            if self.walls[*wall].leaks {
                self.dissolve(*wall);
            }
        }
        // Here the walls inside are pairs.
        let broken = !matches(self.toks, start..end, &self.pairs);
        self.walls[index].broken = broken;
        if broken {
            for wall in inner {
                if self.walls[wall].broken {
                    self.pairs[self.walls[wall].open] = NONE;
                    self.walls[wall].dissolved = true;
                }
            }
        }
    }

    /// Adds a bracket to those that do not match, or removes the one that matches it.
    fn cancel(&mut self, unmatched: &mut Vec<Unmatched>, bracket: Unmatched) {
        match unmatched.last() {
            Some(last) if closes(bracket.kind, last.kind) => {
                if last.owner != bracket.owner {
                    for owner in [last.owner, bracket.owner].into_iter().flatten() {
                        self.walls[owner].leaks = true;
                    }
                }
                unmatched.pop();
            }
            _ if unmatched.len() < RESIDUE_MAX => unmatched.push(bracket),
            _ => {}
        }
    }

    /// Makes a wall and the broken ones inside count no more.
    fn dissolve(&mut self, wall: usize) {
        let mut walls = vec![wall];
        while let Some(wall) = walls.pop() {
            self.pairs[self.walls[wall].open] = NONE;
            self.walls[wall].dissolved = true;
            let inner = self.walls[wall].inner.iter().copied();
            walls.extend(inner.filter(|wall| self.walls[*wall].unsound));
        }
    }

    /// Solves every broken wall that counts.
    fn plan(&self, starts_with_member: bool) -> Plan {
        let mut plan = Plan { decisions: Vec::new(), uncertain: vec![false; self.toks.len()] };
        let document = self.walls.len() - 1;
        if self.walls[document].broken || starts_with_member {
            self.solve(document, None, &mut plan);
        }
        // Each wall with the indentation of the wall around it.
        let mut walls: Vec<(usize, Option<usize>)> =
            self.walls[document].inner.iter().map(|wall| (*wall, None)).collect();
        while let Some((index, around)) = walls.pop() {
            let wall = &self.walls[index];
            if wall.broken && !wall.dissolved {
                self.solve(index, around, &mut plan);
            }
            walls.extend(wall.inner.iter().map(|inner| (*inner, Some(wall.open))));
        }
        plan.decisions.sort_by_key(Decision::at);
        plan
    }

    /// The most frequent difference of indentation between a container and its entries, without the
    /// container that `base` opens.
    fn usual_step(&self, base: Option<usize>) -> i32 {
        let mut counts: Vec<(i32, usize)> = Vec::new();
        let mut left = STEPS_MAX;
        for (index, tok) in self.toks.iter().enumerate() {
            let inside = match tok.kind {
                Kind::Open(_) if Some(index) != base => {
                    let next = &self.toks[index + 1];
                    (next.first && next.kind != Kind::End).then_some(next.indent)
                }
                Kind::Atom(_) => {
                    let text = &self.text[tok.start()..tok.end()];
                    let line = memchr::memchr(b'\n', text.as_bytes());
                    line.map(|at| indentation(text.as_bytes(), at + 1).0)
                }
                _ => None,
            };
            let Some(inside) = inside else { continue };
            let step = i32::from(inside) - i32::from(tok.indent);
            match counts.iter().position(|(it, _)| *it == step) {
                Some(index) => counts[index].1 += 1,
                None if step > 0 => counts.push((step, 1)),
                None => {}
            }
            left -= 1;
            if left == 0 {
                break;
            }
        }
        counts.iter().rev().max_by_key(|(_, count)| *count).map_or(2, |(step, _)| *step)
    }

    fn solve(&self, index: usize, around: Option<usize>, plan: &mut Plan) {
        let wall = &self.walls[index];
        let is_document = index == self.walls.len() - 1;
        let base = (!is_document).then_some(wall.open);
        let start = base.map_or(0, |open| open + 1);
        let indent = |open: usize| i32::from(self.toks[open].indent);
        let step = base.zip(around).map(|(open, around)| indent(open) - indent(around));
        let step = step.filter(|step| *step > 0).unwrap_or_else(|| self.usual_step(base));
        let solver = Solver::new(self.toks, &self.pairs, start..wall.close, base, step);
        let (decisions, uncertain) = solver.solve();
        plan.decisions.extend(decisions);
        if uncertain {
            let mut at = base.unwrap_or(0);
            if base.is_some() {
                plan.uncertain[at] = true;
                at += 1;
            }
            while at < wall.close {
                plan.uncertain[at] = true;
                at = match self.pairs[at] {
                    NONE => at + 1,
                    end => {
                        plan.uncertain[at] = false;
                        end as usize + 1
                    }
                };
            }
        }
    }
}

/// Whether the bracket `close` closes the bracket `open`.
pub fn closes(close: Kind, open: Kind) -> bool {
    matches!((open, close), (Kind::Open(open), Kind::Close(close)) if open == close)
}

/// The closing bracket of a container.
pub fn closer(kind: ContainerKind) -> char {
    if kind == ContainerKind::Object { '}' } else { ']' }
}

/// The opening bracket of a container.
pub fn opener(kind: ContainerKind) -> char {
    if kind == ContainerKind::Object { '{' } else { '[' }
}
