//! Growth of the cost of each step with the size of the document: linear at most.
//!
//! `cargo bench --bench growth` measures each step at several sizes and fits a line through the
//! logarithms of size and time. Its slope is the exponent of the growth: 1 is linear, 0 is constant. A
//! step that exceeds its limit is measured again, because the machine may be busy; after [`TRIES`]
//! the program exits with 1.
//!
//! A keystroke does not reparse or recheck other definitions, which tests count. It looks up the
//! cached findings of each of them, so its cost may grow, but stays a small fraction of a full check.

use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use integration_manifest_ls::Snapshot;
use integration_manifest_ls::ide::{document_symbol, folding_range, format};
use integration_manifest_ls::rules::{self, Settings};
use integration_manifest_ls::syntax::{Dialect, Tree};
use integration_manifest_ls::text::{Change, PositionEncoding};

mod common;

// The same allocator as the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Approximate sizes of the manifests in bytes.
const SIZES: [usize; 6] = [125_000, 250_000, 500_000, 1_000_000, 2_000_000, 4_000_000];
/// Number of measurements per step and size; the minimum counts.
const TIMES: usize = 7;
/// Maximum number of attempts per step.
const TRIES: usize = 3;
/// Maximum exponent of a linear step: larger documents miss the processor's caches more often.
const LINEAR: f64 = 1.25;
/// Maximum cost of a keystroke at the largest size, as a fraction of a full check.
const PART: f64 = 0.05;

/// A step: name, maximum exponent, measurement.
type Step = (&'static str, f64, fn(&str) -> Duration);

const STEPS: [Step; 6] = [
    ("parse", LINEAR, |text| timed(|| Tree::parse(text, Dialect::Json))),
    ("check", LINEAR, |text| timed(|| rules::check(text, Dialect::Json, &Settings::default()))),
    ("outline", LINEAR, |text| {
        let snapshot = snapshot(text);
        timed(|| document_symbol::symbols(&snapshot))
    }),
    ("folding", LINEAR, |text| {
        let snapshot = snapshot(text);
        timed(|| folding_range::folding_ranges(&snapshot))
    }),
    ("layout", LINEAR, |text| {
        let snapshot = snapshot(text);
        let options = format::Options::default();
        timed(|| format::document(&snapshot.buffer.reading(), &snapshot.tree, &options))
    }),
    ("keystroke", LINEAR, |text| {
        let mut snapshot = snapshot(text);
        snapshot.check();
        let half = text.len() / 2;
        let place = half + text[half..].find("What it is about").unwrap_or_default();
        let place = snapshot.buffer.position(place, PositionEncoding::Utf16);
        timed(|| {
            let change = Change { range: Some((place, place)), text: "x".to_owned() };
            snapshot.change(change, PositionEncoding::Utf16);
            snapshot.check()
        })
    }),
];

fn main() -> ExitCode {
    let texts = SIZES.map(common::manifest);
    let mut failed = false;
    let mut check = f64::NAN;
    for (name, most, step) in STEPS {
        let measured = || {
            texts.each_ref().map(|text| {
                let times = (0..TIMES).map(|_| step(text));
                let least = times.min().unwrap_or_default();
                (text.len() as f64, least.as_secs_f64())
            })
        };
        let mut points = measured();
        for _ in 1..TRIES {
            if slope(&points) > most {
                points = measured();
            }
        }
        let slope = slope(&points);
        let right = slope <= most;
        failed |= !right;
        let (first, last) = (points[0].1 * 1e3, points[points.len() - 1].1 * 1e3);
        match name {
            "check" => check = last,
            "keystroke" if last > PART * check => {
                println!("a keystroke takes {:.1} % of a check", 100.0 * last / check);
                failed = true;
            }
            _ => {}
        }
        println!(
            "{name:10} grows with the size to the power of {slope:5.2} (at most {most}), from \
             {first:.3} to {last:.3} ms{}",
            if right { "" } else { ": too much" }
        );
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn snapshot(text: &str) -> Snapshot {
    Snapshot::new(text, Dialect::Json, Arc::new(Settings::default()), 1)
}

fn timed<T>(step: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let result = black_box(step());
    let time = start.elapsed();
    drop(result);
    time
}

/// Returns the slope of the least-squares line through the logarithms of `points`.
fn slope(points: &[(f64, f64)]) -> f64 {
    let points: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let along: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let across: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    along / across
}
