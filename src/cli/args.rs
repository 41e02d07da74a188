//! The arguments, and the help made from them.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::endpoint::{Options, Rate};
use crate::rules::{self, Rule};
use crate::suggest::closest;

/// Language server and checker for Botpress integration manifests.
///
/// Without a command it is the language server on stdin and stdout.
#[derive(Debug, Parser)]
#[command(name = super::NAME, version, args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    /// Be the language server on stdin and stdout (also without any argument)
    #[arg(long)]
    pub(super) stdio: bool,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check manifests
    ///
    /// Folders are searched for `integration.json`, `integration.jsonc`, `*.integration.json` and
    /// `*.integration.jsonc`, leaving out what is hidden or ignored by `.gitignore`. Files named here
    /// are always checked.
    Check(CheckArgs),
    /// List the rules
    Rules {
        /// How the list is written
        #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
        format: ListFormat,
    },
    /// Explain a rule: what it finds, why, and what to do
    Explain {
        /// The rule's id
        #[arg(value_parser = RuleParser, hide_possible_values = true)]
        rule: &'static Rule,
    },
    /// Print the JSON Schema of manifests
    Schema,
    /// Serve the validation endpoint on this machine
    ///
    /// `POST /v1/admin/integrations/validate` answers as Botpress would: `{}`, or a typed error that
    /// names every mistake. With BP_TOKEN set, only that bearer token is accepted, otherwise any.
    /// Once it is ready it prints `listening on http://ADDRESS:PORT`.
    Serve(ServeArgs),
    /// Print a script that completes this program's arguments in a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// The arguments of `check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes:\n  \
    0  no error found\n  \
    1  at least one error found\n  \
    2  a file could not be read, or the arguments make no sense")]
pub(super) struct CheckArgs {
    /// Files and folders; `-` reads one manifest from stdin [default: the current folder]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// How findings are written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(super) format: Format,
    /// What the manifest on stdin is called: decides JSON or JSONC, and which settings count
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// When to use colour
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub(super) color: Color,
}

impl CheckArgs {
    /// What clap cannot check by itself.
    pub(super) fn validate(&self) -> Result<(), clap::Error> {
        if self.stdin_filename.is_some() && !self.paths.iter().any(|path| is_stdin(path)) {
            return Err(Args::command().error(
                ErrorKind::MissingRequiredArgument,
                "`--stdin-filename` names what comes from stdin: give `-` as a PATH too",
            ));
        }
        Ok(())
    }
}

/// The arguments of `serve`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "SIGTERM and SIGINT end it: requests on their way are answered, and the exit \
    code is 0. It is 2 if it cannot start."
)]
pub(super) struct ServeArgs {
    /// Where to listen; port 0 is any that is free
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    pub(super) listen: String,
    /// Refuse errors of the semantics group too
    #[arg(long)]
    pub(super) strict: bool,
    /// The most bytes of a body, also with K, M or G for 1024, 1024² or 1024³
    #[arg(long, value_name = "BYTES", default_value_t = Size(Options::max_body_by_default()))]
    pub(super) max_body: Size,
    /// Refuse more requests than this, as `50/s`, `600/m` or `1000/h` [default: no limit]
    #[arg(long, value_name = "RATE")]
    pub(super) rate: Option<Rate>,
    /// How long a request may take until it is answered, and a connection may be idle
    #[arg(long, value_name = "SECONDS", default_value_t = 60,
        value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(super) timeout: u64,
}

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size(pub(super) usize);

impl std::str::FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Size, String> {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let shift = match text[digits.len()..].to_ascii_uppercase().as_str() {
            "" => 0,
            "K" => 10,
            "M" => 20,
            "G" => 30,
            _ => return Err("the unit is one of `K`, `M` and `G`, as in `64M`".to_owned()),
        };
        let number: u32 =
            digits.parse().map_err(|_| "write a whole number of bytes, as in `64M`".to_owned())?;
        // Offsets in a document fit into 32 bits.
        let bytes = u64::from(number) << shift;
        if bytes > u64::from(u32::MAX) {
            return Err("at most 4 GiB less one byte can be taken".to_owned());
        }
        usize::try_from(bytes).map(Size).map_err(|error| error.to_string())
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            bytes if bytes > 0 && bytes.is_multiple_of(1 << 20) => write!(f, "{}M", bytes >> 20),
            bytes => write!(f, "{bytes}"),
        }
    }
}

/// Whether this path means stdin.
pub(super) fn is_stdin(path: &std::path::Path) -> bool {
    path.as_os_str() == "-"
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    /// Excerpts for people
    #[default]
    Human,
    /// One JSON object
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations for GitHub Actions
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum ListFormat {
    /// A table for people
    #[default]
    Human,
    /// A JSON array
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    Always,
    Never,
}

/// Takes a rule's id. Its possible values are there for shells to complete.
#[derive(Debug, Clone)]
struct RuleParser;

impl TypedValueParser for RuleParser {
    type Value = &'static Rule;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<&'static Rule, clap::Error> {
        let id = value.to_string_lossy();
        rules::find(&id).ok_or_else(|| {
            let mut message = format!("no rule is called `{}`", super::terminal::plain(&id));
            match closest(&id, rules::all().iter().map(|rule| rule.id)) {
                Some(known) => message.push_str(&format!("; did you mean `{known}`?")),
                None => {
                    message.push_str(&format!("; `{} rules` lists them all", super::NAME));
                }
            }
            message.push('\n');
            let mut error = clap::Error::raw(ErrorKind::InvalidValue, message).with_cmd(command);
            error.insert(ContextKind::InvalidArg, ContextValue::String("RULE".to_owned()));
            error
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(
            rules::all().iter().map(|rule| PossibleValue::new(rule.id).help(rule.summary())),
        ))
    }
}
