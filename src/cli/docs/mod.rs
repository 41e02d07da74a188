//! The `docs` command: the reference of an integration.

mod args;

pub(super) use args::{DocsArgs, SampleArgs};

use std::path::Path;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

use super::inputs::{self, Input, Source};
use super::output::write_output;
use super::printer::{EXIT_ERROR, error, path_error, print, print_note};
use super::report::escape_json;
use super::run_args::is_stdin;
use super::sanitize::{line, lines, path_name};
use super::{embed, input};
use crate::config::Resolver;
use crate::docs::{Model, Options, html, inject, json, markdown};
use crate::syntax::{Dialect, Tree};
use crate::util::fs;
use args::DocsFormat;

/// Exit code of an outdated file.
const EXIT_OUTDATED: u8 = 1;

/// Maximum size of a Markdown file in bytes.
const MAX_MARKDOWN: u64 = 16 << 20;

/// Time between two looks at the manifest.
const POLL_INTERVAL: Duration = Duration::from_millis(250);

/// Time after which a page reloads itself while its manifest is watched, in seconds.
const REFRESH: u32 = 2;

/// Writes the reference of a manifest.
pub(super) fn run(args: &DocsArgs) -> ExitCode {
    let resolver = Resolver::new();
    let input = match single_input(args.path.as_deref(), &resolver) {
        Ok(input) => input,
        Err(code) => return code,
    };
    let settings = input.path().and_then(|path| resolver.file_for(path));
    let docs = settings.as_ref().map(|file| file.config.docs.clone()).unwrap_or_default();
    let mut options = docs.options();
    if args.all {
        options = Options { hidden: true, internal: true, ..options };
    }
    let configured = || {
        let folder = settings.as_ref()?.path.parent()?;
        // In the current folder, the name is shown without the path of the folder.
        let is_current = std::env::current_dir().is_ok_and(|current| current == folder);
        let file = docs.inject.as_ref()?;
        Some(if is_current { file.into() } else { folder.join(file) })
    };
    let target = args.inject.clone().or_else(|| args.check.then(configured)?);
    if args.check && target.is_none() {
        return error(
            "`--check` needs `--inject FILE`, or `inject` in `[docs]` in integration-manifest.toml",
        );
    }
    match &target {
        Some(target) => inject_file(args, &input, target, &options),
        None if args.watch => watch(args, &input, &options),
        None => write(args, &input, &options),
    }
}

/// Returns the only manifest at `path`, or below the current folder.
pub(super) fn single_input(path: Option<&Path>, resolver: &Resolver) -> Result<Input, ExitCode> {
    let paths: Vec<_> = path.map(Path::to_owned).into_iter().collect();
    let (mut inputs, errors) = inputs::resolve_and_print(&paths, None, resolver);
    match (inputs.pop(), inputs.len()) {
        (Some(input), 0) if errors == 0 => Ok(input),
        (Some(last), more) if more > 0 => {
            let names: Vec<&str> =
                inputs.iter().chain([&last]).take(3).map(|input| input.name.as_str()).collect();
            let message = format!("several manifests found ({}, …); name one", names.join(", "));
            Err(error(&message))
        }
        _ => Err(EXIT_ERROR.into()),
    }
}

/// Reads a manifest and creates its reference.
fn read_model(
    input: &Input,
    options: &Options,
    create: fn(&dyn crate::text::Source, &Tree, &Options) -> Model,
) -> Result<Model, String> {
    let mut buffer = Vec::new();
    let text = input::read(&input.source, &mut buffer)?;
    let tree = input::parse(text, Dialect::of_path(&input.name))?;
    Ok(create(&text, &tree, options))
}

fn render(model: &Model, args: &DocsArgs, options: &Options) -> String {
    match args.format {
        DocsFormat::Markdown => markdown::document(model, options.heading),
        DocsFormat::Html => html::page(model, args.watch.then_some(REFRESH)),
        DocsFormat::Json => json::document(model),
    }
}

fn write(args: &DocsArgs, input: &Input, options: &Options) -> ExitCode {
    let model = match read_model(input, options, Model::new) {
        Ok(model) => model,
        Err(message) => return path_error(&input.name, &message),
    };
    let output = render(&model, args, options);
    let code = match &args.output {
        Some(path) if !is_stdin(path) => write_output(Some(path), output.as_bytes()),
        _ => print(match args.format {
            DocsFormat::Json => escape_json(&output),
            DocsFormat::Markdown | DocsFormat::Html => lines(&output),
        }),
    };
    if code == ExitCode::SUCCESS { strict(args, input, &model) } else { code }
}

/// Reports the schemas without an example, if the arguments require examples.
fn strict(args: &DocsArgs, input: &Input, model: &Model) -> ExitCode {
    let missing = if args.strict { model.without_sample() } else { Vec::new() };
    for pointer in &missing {
        print_note(&format!("{}: no valid example found for `{pointer}`", input.name));
    }
    if missing.is_empty() { ExitCode::SUCCESS } else { EXIT_OUTDATED.into() }
}

/// Writes the output again after each change, until the process is stopped.
fn watch(args: &DocsArgs, input: &Input, options: &Options) -> ExitCode {
    let Source::File(path) = &input.source else {
        return error("`--watch` needs a file, not stdin");
    };
    let mut seen = fs::Version::of(path);
    let code = write(args, input, options);
    if code == ExitCode::from(EXIT_ERROR) {
        return code;
    }
    print_note(&format!("Watching {} for changes. Press Ctrl-C to stop.", input.name));
    loop {
        sleep(POLL_INTERVAL);
        let current = fs::Version::of(path);
        // A file that is being replaced can be absent for a moment.
        if current != seen && current.is_some() {
            seen = current;
            write(args, input, options);
        }
    }
}

fn inject_file(args: &DocsArgs, input: &Input, target: &Path, options: &Options) -> ExitCode {
    let name = path_name(target);
    let before = fs::read_regular(target, MAX_MARKDOWN).map_err(|it| fs::describe_io_error(&it));
    let before = before.and_then(|bytes| {
        String::from_utf8(bytes).map_err(|_| "not UTF-8; save it as UTF-8".to_owned())
    });
    let injected = before.and_then(|before| {
        let model = read_model(input, options, Model::complete);
        let model = model.map_err(|message| format!("{}: {message}", input.name))?;
        let after = inject::inject(&before, &model, options)?;
        Ok((before, after, model))
    });
    let (before, after, model) = match injected {
        Ok(injected) => injected,
        Err(message) => return path_error(&name, &message),
    };
    let is_current = before == after;
    if args.check {
        if is_current {
            return strict(args, input, &model);
        }
        print_note(&format!("{name}: outdated; update it with `docs --inject {name}`"));
        return EXIT_OUTDATED.into();
    }
    if !is_current {
        if let Err(message) = fs::write(target, Some(before.as_bytes()), after.as_bytes()) {
            return path_error(&name, &message);
        }
        let code = print(format!("{}\n", line(&format!("{name}: updated"))));
        if code != ExitCode::SUCCESS {
            return code;
        }
    }
    let code = strict(args, input, &model);
    if args.embed && code == ExitCode::SUCCESS {
        let Source::File(path) = &input.source else {
            return error("`--embed` needs a manifest in a file, not stdin");
        };
        return embed::embed_all(std::slice::from_ref(path));
    }
    code
}
