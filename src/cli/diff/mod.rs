//! `diff`: what changed between two versions of a manifest, and which version number that needs.

mod accept;
mod args;
mod history;
#[cfg(feature = "api")]
mod hub;
mod pair;
mod sources;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;

pub(in crate::cli) use args::{DiffArgs, DiffFormat, FailOn};
use pair::{Pair, Text};
pub(in crate::cli) use sources::{changed_inputs, old_texts};

use super::config_problems::print_config_problems;
use super::input::excess;
use super::printer::{Color, EXIT_ERROR, NAME, error, path_error, print, write_stdout};
use super::report::diff::{self as report, Compared};
use super::report::write_report_file;
use super::run_args::require_distinct_files;
use super::sanitize::sanitize;
use crate::config::{DiffSettings, Resolver};
use crate::diff::{self, Comparison, Level, Options};
use crate::manifest::field_names as names;
use crate::syntax::{Dialect, Tree, quoted};
use crate::util::fs;

/// Runs `diff`.
pub(super) fn run(args: &DiffArgs) -> ExitCode {
    if args.git_diff_driver {
        return run_as_driver(args);
    }
    if let Err(problem) = require_distinct_files(args.report.iter().map(|(_, path)| &**path)) {
        return error(problem.1);
    }
    let resolver = Resolver::new();
    let (pairs, mut trouble) = match read_pairs(args, &resolver) {
        Ok(pairs) => pairs,
        Err(what) => return error(&sanitize(&what)),
    };
    let mut all = Vec::new();
    for pair in pairs {
        match compare(args, &resolver, pair) {
            Ok(compared) => all.push(compared),
            Err(()) => trouble = true,
        }
    }
    trouble |= print_config_problems(&resolver);
    let fails = all.iter().any(fails);
    let written = if let Some(reason) = &args.write_accepted {
        accept::write(&resolver, &all, reason)
    } else if args.set_version {
        set_versions(&all)
    } else if args.bump || args.next_version {
        print_word(args, &all)
    } else {
        write_report(args, &all)
    };
    let is_report =
        !(args.set_version || args.bump || args.next_version || args.write_accepted.is_some());
    match written {
        Ok(()) if trouble => EXIT_ERROR.into(),
        Ok(()) if fails && is_report => ExitCode::FAILURE,
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => error(&sanitize(&what)),
    }
}

/// The pairs to compare, and whether a path could not be read.
fn read_pairs(args: &DiffArgs, resolver: &Resolver) -> Result<(Vec<Pair>, bool), String> {
    if let Some(against) = &args.against {
        return sources::against(against, &args.paths);
    }
    if let [old, new] = &args.paths[..] {
        return Ok((sources::operands(old, new)?, false));
    }
    let here = std::env::current_dir().unwrap_or_default();
    let settings = settings_for(resolver, &here.join("integration.json"));
    match settings.against {
        Some(against) if args.paths.len() < 2 => sources::against(&against, &args.paths),
        _ => Err("`diff` needs OLD and NEW, or `--against git:REV`; see `diff --help`".to_owned()),
    }
}

/// Returns the settings for the manifest at `path`.
fn settings_for(resolver: &Resolver, path: &Path) -> DiffSettings {
    resolver.file_for(path).map(|file| file.config.diff.clone()).unwrap_or_default()
}

fn compare(args: &DiffArgs, resolver: &Resolver, pair: Pair) -> Result<Compared, ()> {
    let settings = match pair.new.as_ref().and_then(|new| new.file.as_deref()) {
        Some(path) => settings_for(resolver, path),
        None => {
            let here = std::env::current_dir().unwrap_or_default();
            settings_for(resolver, &here.join("integration.json"))
        }
    };
    let DiffSettings { fail_on, mut options, .. } = settings;
    let fail_on = fail_on.and_then(|word| FailOn::from_str(&word, false).ok());
    options.zero = args.zero.unwrap_or(options.zero);
    let Pair { old, new } = pair;
    let text = |side: &Option<Text>| side.as_ref().map(|side| side.text.clone());
    let (old_text, new_text) = (text(&old), text(&new));
    let result = diff::compare(old_text.as_deref(), new_text.as_deref(), &options);
    let mut comparison = result.map_err(|unusable| {
        for (side, is_unusable) in [&old, &new].into_iter().zip(unusable) {
            if let (Some(side), true) = (side, is_unusable) {
                let tree = Tree::parse(side.text.as_str(), Dialect::Jsonc);
                let why = excess(&side.text, &tree);
                let why =
                    why.as_deref().unwrap_or("not a JSON object, so there is nothing to compare");
                path_error(&side.name, why);
            }
        }
    })?;
    report_unused(&options, &comparison);
    if args.write_accepted.is_none() {
        comparison.limit();
    }
    Ok(Compared {
        old_name: old.as_ref().map(|side| side.name.clone()),
        new_name: new.as_ref().map(|side| side.name.clone()),
        old_text: old.map(|side| side.text).unwrap_or_default(),
        file: new.as_ref().and_then(|side| side.file.clone()),
        new_text: new.map(|side| side.text).unwrap_or_default(),
        fail_on: args.fail_on.or(fail_on).unwrap_or_default(),
        comparison,
    })
}

/// Warns of accepted differences that do not exist.
fn report_unused(options: &Options, comparison: &Comparison) {
    for entry in &options.accepted {
        let is_used = comparison.findings.iter().any(|finding| entry.matches(finding, None));
        if !is_used {
            let what = entry.finding.as_ref().or(entry.id.as_ref());
            let what = what.map(String::as_str).unwrap_or_default();
            eprintln!("{NAME}: `diff.accept`: no finding matches `{}`", sanitize(what));
        }
    }
}

/// Whether the exit code is 1.
fn fails(compared: &Compared) -> bool {
    let comparison = &compared.comparison;
    let worst = Level::ALL.into_iter().find(|level| comparison.count(*level) > 0);
    let at_least = |least| worst.is_some_and(|worst| worst >= least);
    match compared.fail_on {
        FailOn::Version => !comparison.is_sufficient,
        FailOn::Breaking => at_least(Level::Breaking),
        FailOn::Risky => at_least(Level::Risky),
        FailOn::Any => at_least(Level::Addition),
        FailOn::Never => false,
    }
}

fn write_report(args: &DiffArgs, all: &[Compared]) -> Result<(), String> {
    let least = |format| match (args.min_level, format) {
        (Some(least), _) => least,
        (None, DiffFormat::Json) => Level::Note,
        (None, _) => Level::Addition,
    };
    for (format, path) in &args.report {
        let text = report::write(*format, Color::Never, all, least(*format));
        write_report_file(path, text.as_bytes())?;
    }
    let text = report::write(args.format, args.color, all, least(args.format));
    write_stdout(text.as_bytes())
}

/// Prints the required step or the next version: of several comparisons, one line each.
fn print_word(args: &DiffArgs, all: &[Compared]) -> Result<(), String> {
    let mut text = String::new();
    for compared in all {
        let comparison = &compared.comparison;
        let word = if args.bump {
            comparison.required.name()
        } else {
            comparison.next_version.as_deref().ok_or(
                "cannot compute the next version: `version` of OLD is not `MAJOR.MINOR.PATCH`",
            )?
        };
        if let (true, Some(name)) = (all.len() > 1, &compared.new_name) {
            text += &format!("{}: ", sanitize(name));
        }
        text += word;
        text.push('\n');
    }
    print(&text);
    Ok(())
}

/// Writes the required version into each new manifest whose version is too low.
fn set_versions(all: &[Compared]) -> Result<(), String> {
    for compared in all {
        let Some(next) = &compared.comparison.next_version else { continue };
        let Some(path) = &compared.file else {
            return Err("`--set-version` needs a file as NEW".to_owned());
        };
        let is_enough = compared
            .comparison
            .declared
            .is_some_and(|declared| declared >= compared.comparison.required);
        if is_enough {
            continue;
        }
        let text = &compared.new_text;
        let tree = Tree::parse(text.as_str(), Dialect::of_path(&path.to_string_lossy()));
        let version = tree.root().and_then(|root| root.get(names::VERSION));
        let Some(version) = version.filter(|version| version.string().is_some()) else {
            return Err(format!(
                "{}: the manifest has no field `version` to change",
                path.display()
            ));
        };
        let mut edited = text.clone();
        edited.replace_range(version.range(), &quoted(next));
        fs::write(path, Some(text.as_bytes()), edited.as_bytes())
            .map_err(|what| format!("{}: {what}", path.display()))?;
        println!("{}: {next}", sanitize(&path.to_string_lossy()));
    }
    Ok(())
}

/// Runs as git's external diff program: `path old-file old-hex old-mode new-file new-hex new-mode`.
/// git stops at any other exit code than 0.
fn run_as_driver(args: &DiffArgs) -> ExitCode {
    let [path, old, _, _, new, ..] = &args.paths[..] else {
        return error("`--git-diff-driver` needs the seven arguments of git");
    };
    let side = |file: &String, name: String| -> Result<Option<Text>, String> {
        if Path::new(file) == Path::new("/dev/null") {
            return Ok(None);
        }
        let failed = |what: &str| format!("{path}: {what}");
        let bytes = fs::read_regular(Path::new(file), fs::MAX_EMBEDDED_BYTES)
            .map_err(|error| failed(&fs::describe_io_error(&error)))?;
        let text = String::from_utf8(bytes).map_err(|_| failed("not UTF-8"))?;
        Ok(Some(Text { name, text, file: Some(PathBuf::from(path)) }))
    };
    let pair = match (side(old, format!("a/{path}")), side(new, path.clone())) {
        (Ok(old), Ok(new)) => Pair { old, new },
        (Err(what), _) | (_, Err(what)) => return error(&sanitize(&what)),
    };
    let resolver = Resolver::new();
    if let Ok(compared) = compare(args, &resolver, pair) {
        let _ = write_report(args, &[compared]);
    }
    print_config_problems(&resolver);
    ExitCode::SUCCESS
}
