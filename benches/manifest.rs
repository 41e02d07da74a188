//! Cost of each step, from a text to findings, at several sizes.
//!
//! `cargo bench` prints medians. The cost of a keystroke must not grow with the document.

use std::sync::Arc;

use divan::{Bencher, black_box};
use integration_manifest_ls::Snapshot;
use integration_manifest_ls::docs;
use integration_manifest_ls::ide::{
    completion, document_symbol, folding_range, format, hover, inlay_hint, selection_range,
    semantic_tokens,
};
use integration_manifest_ls::rules::Settings;
use integration_manifest_ls::syntax::{Dialect, Tree};
use integration_manifest_ls::text::{Change, PositionEncoding};

mod common;

use common::manifest;

// The same allocator as the program: a tree has many small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// Approximate sizes of the manifests in bytes.
const SIZES: &[usize] = &[10_000, 100_000, 1_000_000, 10_000_000];

fn snapshot(bytes: usize) -> Snapshot {
    Snapshot::new(&manifest(bytes), Dialect::Json, Arc::new(Settings::default()), 1)
}

/// Returns the byte offset of a description in the middle of the document.
fn middle(snapshot: &Snapshot) -> usize {
    let text = snapshot.buffer.source().to_string();
    let half = text.len() / 2;
    half + text[half..].find("What it is about").unwrap_or_default()
}

#[divan::bench(args = SIZES)]
fn parse(bencher: Bencher, bytes: usize) {
    let text = manifest(bytes);
    bencher
        .counter(divan::counter::BytesCount::of_str(&text))
        .bench_local(|| Tree::parse(black_box(text.as_str()), Dialect::Json));
}

/// Baseline: parsing to `serde_json::Value`.
#[divan::bench(args = SIZES)]
fn serde_json_value(bencher: Bencher, bytes: usize) {
    let text = manifest(bytes);
    bencher.counter(divan::counter::BytesCount::of_str(&text)).bench_local(|| {
        serde_json::from_str::<serde_json::Value>(black_box(&text)).map(|value| value.is_object())
    });
}

#[divan::bench(args = SIZES)]
fn check_afresh(bencher: Bencher, bytes: usize) {
    let text = manifest(bytes);
    let settings = Settings::default();
    bencher.counter(divan::counter::BytesCount::of_str(&text)).bench_local(|| {
        integration_manifest_ls::rules::check(black_box(&text), Dialect::Json, &settings)
    });
}

/// A keystroke in a description, and the check after it.
#[divan::bench(args = SIZES)]
fn keystroke(bencher: Bencher, bytes: usize) {
    let mut snapshot = snapshot(bytes);
    snapshot.check();
    let place = snapshot.buffer.position(middle(&snapshot), PositionEncoding::Utf16);
    bencher.bench_local(|| {
        let change = Change { range: Some((place, place)), text: "x".to_owned() };
        snapshot.change(change, PositionEncoding::Utf16);
        snapshot.check()
    });
}

/// The same where a closing bracket is missing, at these parts of the document, in a description beside
/// the missing bracket.
#[divan::bench(args = [0.01, 0.5, 0.99])]
fn keystroke_without_bracket(bencher: Bencher, part: f64) {
    let text = manifest(1_000_000);
    let from = (text.len() as f64 * part) as usize;
    let from = text[..from].rfind('\n').unwrap_or_default();
    let bracket = from + text[from..].find("\n      },").unwrap_or_default();
    let broken = format!("{}{}", &text[..bracket], &text[bracket + "\n      },".len()..]);
    let mut snapshot = Snapshot::new(&broken, Dialect::Json, Arc::new(Settings::default()), 1);
    snapshot.check();
    let beside = broken[..bracket].rfind("Opens a ticket").unwrap_or_default();
    let place = snapshot.buffer.position(beside, PositionEncoding::Utf16);
    bencher.bench_local(|| {
        let change = Change { range: Some((place, place)), text: "x".to_owned() };
        snapshot.change(change, PositionEncoding::Utf16);
        snapshot.check()
    });
}

#[divan::bench(args = SIZES)]
fn complete(bencher: Bencher, bytes: usize) {
    let snapshot = snapshot(bytes);
    let text = snapshot.buffer.source().to_string();
    let offset = text.find("\"public\"").unwrap_or_default() + 3;
    bencher.bench_local(|| completion::completion(&snapshot, black_box(offset)));
}

#[divan::bench(args = SIZES)]
fn explain(bencher: Bencher, bytes: usize) {
    let snapshot = snapshot(bytes);
    let offset = middle(&snapshot);
    bencher.bench_local(|| hover::hover(&snapshot, black_box(offset)));
}

/// The page of the reference, for the preview in editors.
#[divan::bench(args = [10_000, 166_000, 1_000_000])]
fn preview(bencher: Bencher, bytes: usize) {
    let snapshot = snapshot(bytes);
    let source = snapshot.buffer.reading();
    bencher
        .bench_local(|| docs::page(black_box(&source), &snapshot.tree, &docs::Options::default()));
}

#[divan::bench(args = SIZES)]
fn outline(bencher: Bencher, bytes: usize) {
    let snapshot = snapshot(bytes);
    bencher.bench_local(|| document_symbol::symbols(black_box(&snapshot)));
}

#[divan::bench(args = SIZES)]
fn fold(bencher: Bencher, bytes: usize) {
    let snapshot = snapshot(bytes);
    bencher.bench_local(|| folding_range::folding_ranges(black_box(&snapshot)));
}

#[divan::bench(args = SIZES)]
fn select(bencher: Bencher, bytes: usize) {
    let snapshot = snapshot(bytes);
    let offset = middle(&snapshot);
    bencher.bench_local(|| selection_range::selections(&snapshot, black_box(offset)));
}

fn words_in(snapshot: &Snapshot, range: &std::ops::Range<usize>) -> Vec<semantic_tokens::Token> {
    let mut words = Vec::new();
    semantic_tokens::each(snapshot, range, &mut |word| words.push(word));
    words
}

#[divan::bench(args = SIZES)]
fn words(bencher: Bencher, bytes: usize) {
    let snapshot = snapshot(bytes);
    let all = 0..snapshot.buffer.len();
    bencher.bench_local(|| words_in(&snapshot, black_box(&all)));
}

/// Requests for the visible range.
#[divan::bench(args = SIZES)]
fn in_sight(bencher: Bencher, bytes: usize) {
    let snapshot = snapshot(bytes);
    let start = middle(&snapshot);
    let sight = start..(start + 3000).min(snapshot.buffer.len());
    bencher.bench_local(|| {
        let words = words_in(&snapshot, black_box(&sight));
        (words, inlay_hint::hints(&snapshot, black_box(&sight)))
    });
}

#[divan::bench(args = SIZES)]
fn lay_out(bencher: Bencher, bytes: usize) {
    let snapshot = snapshot(bytes);
    let options = format::Options::default();
    bencher.bench_local(|| {
        format::document(&snapshot.buffer.reading(), black_box(&snapshot.tree), &options)
    });
}
