//! The command line.

mod args;
mod check;
mod diff;
mod embed;
mod fmt;
mod input;
mod inputs;
mod line_index;
mod report;
mod rule;
mod serve;
mod terminal;
mod validate;
mod watch;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::manifest::schema;
use crate::{rules, server};
use args::{Args, Command};

/// What this program is called, in messages.
const NAME: &str = "integration-manifest-ls";

/// Usage or input and output went wrong.
const EXIT_ERROR: u8 = 2;

/// Runs the program with the arguments of this process.
pub fn run() -> ExitCode {
    run_with(std::env::args_os())
}

fn run_with(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => return usage(&error),
    };
    match args.command {
        None => serve_stdio(),
        Some(Command::Check(args)) => match args.validate() {
            Ok(()) if args.watch => watch::run(&args, &rules::check),
            Ok(()) => check::run(&args, &rules::check).code,
            Err(error) => usage(&error),
        },
        Some(Command::Fmt(args)) => match args.validate() {
            Ok(()) => fmt::run(&args),
            Err(error) => usage(&error),
        },
        Some(Command::Validate(args)) => match args.validate() {
            Ok(()) => validate::run(&args),
            Err(error) => usage(&error),
        },
        Some(Command::Diff(args)) => diff::run(&args),
        Some(Command::Embed(args)) => embed::embed(&args),
        Some(Command::Extract(args)) => embed::extract(&args),
        Some(Command::Rules { format }) => print(&rule::list(format)),
        Some(Command::Explain { rule }) => print(&rule.markdown()),
        Some(Command::Schema) => print(&manifest_schema()),
        Some(Command::Serve(args)) => serve::run(&args),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), NAME, &mut script);
            print_bytes(&script)
        }
    }
}

/// Speaks the language server protocol on stdin and stdout.
fn serve_stdio() -> ExitCode {
    if io::stdin().is_terminal() {
        eprintln!("{NAME}: waiting for an editor on stdin; `{NAME} --help` lists the commands");
    }
    server::run()
}

/// The manifest's JSON Schema as text.
fn manifest_schema() -> String {
    format!("{:#}\n", schema::json_schema())
}

/// Says what is wrong with the arguments, or shows the help that was asked for.
fn usage(error: &clap::Error) -> ExitCode {
    // Nobody is left to tell if this cannot be written.
    let _ = error.print();
    u8::try_from(error.exit_code()).unwrap_or(EXIT_ERROR).into()
}

fn print(text: &str) -> ExitCode {
    print_bytes(text.as_bytes())
}

fn print_bytes(bytes: &[u8]) -> ExitCode {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        // A reader that has seen enough is no trouble.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format!("stdout: {}", terminal::describe_io_error(&error)))
        }
        _ => ExitCode::SUCCESS,
    }
}

fn complain(what: &str) -> ExitCode {
    eprintln!("{NAME}: {what}");
    EXIT_ERROR.into()
}

/// One line about one path.
fn tell(path: &str, what: &str) {
    let (path, what) = (terminal::sanitize(path), terminal::sanitize(what));
    // With nobody listening there is nothing left to do.
    let _ = writeln!(io::stderr(), "{NAME}: {path}: {what}");
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::*;

    /// The pages of a folder by their names.
    fn pages(folder: &Path) -> BTreeMap<OsString, String> {
        let files = std::fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap());
        let page = |path| std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
        files.map(|file| (file.file_name(), page(file.path()))).collect()
    }

    /// `UPDATE_DOCS=1 cargo test --lib` writes the pages anew.
    #[test]
    fn the_man_pages_are_up_to_date() {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/man"));
        if std::env::var_os("UPDATE_DOCS").is_some() {
            let _ = std::fs::remove_dir_all(folder);
            std::fs::create_dir(folder).unwrap();
            clap_mangen::generate_to(Args::command(), folder).unwrap();
        }
        let made = tempfile::tempdir().unwrap();
        clap_mangen::generate_to(Args::command(), made.path()).unwrap();
        assert!(pages(folder) == pages(made.path()), "man is out of date: see this test's comment");
    }
}
