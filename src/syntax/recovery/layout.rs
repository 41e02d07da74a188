//! Where brackets are wrong: the smallest parts of the text whose extent is certain.
//!
//! A *block* starts with an opening bracket at the end of a line. The next line with the same or less
//! indentation ends it, if it has the same indentation and starts with the matching closing bracket. A
//! missing or extra bracket in a block does not affect the text outside. Blocks whose brackets
//! match are not examined, so indentation does not matter in sound text.

use super::brackets::{NONE, Solver};
use super::line::indentation;
use super::state::Decision;
use super::token::{Kind, Tok};
use crate::syntax::tree::ContainerKind;

/// Maximum number of unmatched brackets of a block that are compared with those outside.
const MAX_UNMATCHED: usize = 256;

/// Maximum number of containers that are asked for their indentation.
const MAX_STEPS: usize = 256;

/// Changes of the brackets of a text.
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

/// An unmatched bracket, and the block that it is in.
struct Unmatched {
    kind: Kind,
    owner: Option<usize>,
}

#[derive(Default)]
struct Block {
    /// The tokens of its brackets.
    open: usize,
    close: usize,
    /// The blocks directly inside.
    inner: Vec<usize>,
    /// The brackets inside that do not match each other.
    unmatched: Vec<Kind>,
    /// Whether some brackets inside do not match each other.
    unsound: bool,
    /// Whether a bracket inside matches one outside.
    matches_outside: bool,
    /// Whether its own brackets are wrong, with the blocks inside as pairs.
    broken: bool,
    /// Whether it does not count as a block because the text around contradicts it.
    discarded: bool,
}

/// Returns how to make the brackets match.
pub fn plan(text: &str, toks: &[Tok]) -> Plan {
    let starts_with_member =
        toks.len() > 2 && toks[0].kind == Kind::String && toks[1].kind == Kind::Colon;
    if !starts_with_member && matches(toks, 0..toks.len() - 1, &[]) {
        return Plan::default();
    }
    let mut blocks = Blocks { text, toks, pairs: vec![NONE; toks.len()], blocks: Vec::new() };
    blocks.find();
    blocks.plan(starts_with_member)
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

struct Blocks<'t> {
    text: &'t str,
    toks: &'t [Tok],
    /// For the opening bracket of a block that counts as a pair, its closing bracket.
    pairs: Vec<u32>,
    /// Blocks after the blocks inside them. The last one is the document.
    blocks: Vec<Block>,
}

impl Blocks<'_> {
    /// Finds the blocks and decides which ones count.
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
        let document = Block { close: toks.len() - 1, inner: outermost, ..Block::default() };
        self.blocks.push(document);
        self.check_block(self.blocks.len() - 1, 0);
    }

    fn add(&mut self, open: usize, close: usize, outermost: &mut Vec<usize>) {
        let inside = outermost.iter().rposition(|block| self.blocks[*block].open < open);
        let inner = outermost.split_off(inside.map_or(0, |last| last + 1));
        self.blocks.push(Block { open, close, inner, ..Block::default() });
        let block = self.blocks.len() - 1;
        self.check_block(block, open + 1);
        outermost.push(block);
    }

    /// Decides whether a block is broken, given that the blocks inside are judged.
    fn check_block(&mut self, index: usize, start: usize) {
        let is_document = start == 0;
        let inner = self.blocks[index].inner.clone();
        let end = self.blocks[index].close;
        let mut unmatched: Vec<Unmatched> = Vec::new();
        let mut blocks = inner.iter().copied().peekable();
        let mut at = start;
        while at < end {
            if let Some(block) = blocks.next_if(|block| self.blocks[*block].open == at) {
                at = self.blocks[block].close;
                for kind in std::mem::take(&mut self.blocks[block].unmatched) {
                    self.cancel(&mut unmatched, Unmatched { kind, owner: Some(block) });
                }
            } else if let kind @ (Kind::Open(_) | Kind::Close(_)) = self.toks[at].kind {
                self.cancel(&mut unmatched, Unmatched { kind, owner: None });
            }
            at += 1;
        }
        let sound = unmatched.is_empty() && !is_document;
        self.blocks[index].unmatched = unmatched.iter().map(|it| it.kind).collect();
        self.blocks[index].unsound = !unmatched.is_empty();
        if !is_document {
            self.pairs[self.blocks[index].open] = end as u32;
        }
        if sound {
            return;
        }
        for block in &inner {
            if self.blocks[*block].matches_outside {
                self.discard(*block);
            }
        }
        // Here the blocks inside are pairs.
        let broken = !matches(self.toks, start..end, &self.pairs);
        self.blocks[index].broken = broken;
        if broken {
            for block in inner {
                if self.blocks[block].broken {
                    self.pairs[self.blocks[block].open] = NONE;
                    self.blocks[block].discarded = true;
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
                        self.blocks[owner].matches_outside = true;
                    }
                }
                unmatched.pop();
            }
            _ if unmatched.len() < MAX_UNMATCHED => unmatched.push(bracket),
            _ => {}
        }
    }

    /// Makes a block and the broken ones inside count no more.
    fn discard(&mut self, block: usize) {
        let mut blocks = vec![block];
        while let Some(block) = blocks.pop() {
            self.pairs[self.blocks[block].open] = NONE;
            self.blocks[block].discarded = true;
            let inner = self.blocks[block].inner.iter().copied();
            blocks.extend(inner.filter(|block| self.blocks[*block].unsound));
        }
    }

    /// Solves every broken block that counts.
    fn plan(&self, starts_with_member: bool) -> Plan {
        let mut plan = Plan { decisions: Vec::new(), uncertain: vec![false; self.toks.len()] };
        let document = self.blocks.len() - 1;
        if self.blocks[document].broken || starts_with_member {
            self.solve(document, None, &mut plan);
        }
        // Each block with the indentation of the block around it.
        let mut blocks: Vec<(usize, Option<usize>)> =
            self.blocks[document].inner.iter().map(|block| (*block, None)).collect();
        while let Some((index, around)) = blocks.pop() {
            let block = &self.blocks[index];
            if block.broken && !block.discarded {
                self.solve(index, around, &mut plan);
            }
            blocks.extend(block.inner.iter().map(|inner| (*inner, Some(block.open))));
        }
        plan.decisions.sort_by_key(Decision::at);
        plan
    }

    /// The most frequent difference of indentation between a container and its entries, without the
    /// container that `base` opens.
    fn usual_indentation(&self, base: Option<usize>) -> i32 {
        let mut counts: Vec<(i32, usize)> = Vec::new();
        let mut left = MAX_STEPS;
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
        let block = &self.blocks[index];
        let is_document = index == self.blocks.len() - 1;
        let base = (!is_document).then_some(block.open);
        let start = base.map_or(0, |open| open + 1);
        let indent = |open: usize| i32::from(self.toks[open].indent);
        let step = base.zip(around).map(|(open, around)| indent(open) - indent(around));
        let step = step.filter(|step| *step > 0).unwrap_or_else(|| self.usual_indentation(base));
        let solver = Solver::new(self.toks, &self.pairs, start..block.close, base, step);
        let (decisions, uncertain) = solver.solve();
        plan.decisions.extend(decisions);
        if uncertain {
            let mut at = base.unwrap_or(0);
            if base.is_some() {
                plan.uncertain[at] = true;
                at += 1;
            }
            while at < block.close {
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
