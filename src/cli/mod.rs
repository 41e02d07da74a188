//! The command line: one file per command, and the parts that commands share.

mod args;
#[cfg(feature = "serve")]
mod capture;
mod check;
mod config_problems;
mod convert;
mod deployed;
mod diff;
mod docs;
mod embed;
mod extract;
mod fix;
mod fmt;
#[cfg(feature = "serve")]
mod import;
mod init;
mod input;
mod inputs;
#[cfg(all(test, feature = "api", feature = "serve"))]
mod man;
#[cfg(feature = "mcp")]
mod mcp;
mod output;
mod panic;
mod printer;
mod progress;
mod report;
mod rules;
mod run_args;
mod sample;
mod sanitize;
mod schema;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "serve")]
mod size;
#[cfg(feature = "api")]
mod validate;
mod watch;

use std::ffi::OsString;
#[cfg(feature = "server")]
use std::io::{self, IsTerminal};
use std::process::ExitCode;

use clap::builder::StyledStr;
use clap::error::ContextValue;
use clap::{CommandFactory, Parser};

use crate::report::{line_index, unified_diff};
use args::{Args, Command};
use check::Manifest;
#[cfg(feature = "server")]
use printer::print_note;
use printer::{EXIT_ERROR, NAME, print};
use sanitize::argument;

/// Runs the program with the arguments of this process.
pub fn run() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    match args.get(1..) {
        // The language server does not need the definitions of the commands, which take memory.
        Some([]) => run_language_server(),
        Some([option]) if option == "--stdio" => run_language_server(),
        _ => run_command(args).unwrap_or_else(print_usage),
    }
}

fn run_command(args: impl IntoIterator<Item = OsString>) -> Result<ExitCode, clap::Error> {
    let args = Args::try_parse_from(args)?;
    let Some(command) = args.command else { return Ok(run_language_server()) };
    Ok(match command {
        Command::Check(args) => {
            args.validate()?;
            run_check(&args)
        }
        Command::Fmt(args) => {
            args.validate()?;
            fmt::run(&args)
        }
        Command::Fix(args) => fix::run(&args),
        #[cfg(feature = "api")]
        Command::Validate(args) => {
            args.report.validate()?;
            validate::run(&args)
        }
        Command::Diff(args) => diff::run(&args),
        Command::Docs(args) => docs::run(&args),
        Command::Sample(args) => sample::run(&args),
        Command::Embed(args) => embed::run(&args),
        Command::Extract(args) => extract::run(&args),
        Command::Rules { format } => print(rules::list(format)),
        Command::Explain { rule } => print(rule.markdown()),
        Command::Schema(args) => schema::run(&args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args),
        #[cfg(feature = "mcp")]
        Command::Mcp(args) => mcp::run(&args),
        #[cfg(feature = "serve")]
        Command::Import(args) => import::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Convert(args) => convert::run(&args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), NAME, &mut script);
            print(script)
        }
    })
}

fn run_check(args: &check::CheckArgs) -> ExitCode {
    let checker = |manifest: &Manifest<'_>| Ok(deployed::check(manifest, args.visibility));
    if args.diff {
        check::show_diff(args)
    } else if args.edits_baseline() {
        check::edit_baseline(args)
    } else if args.watch {
        watch::run(args, &checker)
    } else {
        check::run_check(args, &checker).code
    }
}

#[cfg(feature = "server")]
fn run_language_server() -> ExitCode {
    if io::stdin().is_terminal() {
        print_note(&format!(
            "{NAME}: language server, waiting for an editor on stdin; `{NAME} --help` lists the \
             commands"
        ));
    }
    crate::server::run()
}

#[cfg(not(feature = "server"))]
fn run_language_server() -> ExitCode {
    printer::error("this build has no language server")
}

/// Prints a usage error, or the help that was requested.
fn print_usage(mut error: clap::Error) -> ExitCode {
    // An argument can come from a stranger, as the name of a file does.
    let context: Vec<_> = error.context().map(|(kind, value)| (kind, value.clone())).collect();
    for (kind, value) in context {
        let safe = |text: &StyledStr| argument(&text.to_string()).into();
        let value = match value {
            ContextValue::String(text) => ContextValue::String(argument(&text)),
            ContextValue::StyledStrs(texts) => {
                ContextValue::StyledStrs(texts.iter().map(safe).collect())
            }
            other => other,
        };
        error.insert(kind, value);
    }
    // There is no other place to report an error of stdout or stderr.
    let _ = error.print();
    u8::try_from(error.exit_code()).unwrap_or(EXIT_ERROR).into()
}
