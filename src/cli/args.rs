//! The arguments, and the help made from them.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::ide::format::Options;
use crate::rules::{self, Rule};
use crate::serve::{self, Rate};
use crate::util::suggest::closest;

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
    /// Lay manifests out
    ///
    /// Files are found as `check` finds them, and written to where their layout is another than it
    /// should be: only white space changes, and what is broken stays as it is. Their names are
    /// listed.
    Fmt(FmtArgs),
    /// Ask the endpoint of Botpress whether it takes manifests
    ///
    /// Files are found as `check` finds them, and checked first: one in which that finds an error
    /// is not sent. The token is read from the environment variable BP_TOKEN and goes nowhere but
    /// to the API.
    Validate(ValidateArgs),
    /// Compare two versions of a manifest
    ///
    /// Lists what changed, which users it affects, and the version number that the changes need. A
    /// folder is searched as `check` does.
    Diff(super::diff::DiffArgs),
    /// Put a file's content into a manifest
    ///
    /// FIELD is `icon`, `readme`, `code` or the name of a script, or a JSON Pointer to one. The
    /// content is written as the field wants it: in base64, or as a string. Nothing else in the
    /// manifest changes.
    Embed(EmbedArgs),
    /// Take a file's content out of a manifest again
    Extract(ExtractArgs),
    /// Serve the validation endpoint on this machine
    ///
    /// `POST /v1/admin/integrations/validate` answers as Botpress would: `{}`, or a typed error that
    /// names every mistake. It takes any bearer token, unless BP_TOKEN says which one. Once it is
    /// ready it prints `listening on http://ADDRESS:PORT`.
    Serve(ServeArgs),
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
    /// Repair what can be repaired without asking, and report what is left
    ///
    /// What comes from stdin goes to stdout repaired, and the report to stderr.
    #[arg(long)]
    pub(super) fix: bool,
    /// Check again whenever a manifest or its settings change, until Ctrl-C
    #[arg(long)]
    pub(super) watch: bool,
}

/// The arguments of `embed`.
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "integration-manifest-ls embed FIELD FILE MANIFEST\n       \
                      integration-manifest-ls embed --all [PATH]…",
    after_help = "Exit codes:\n  \
        0  every field is as it should be\n  \
        2  something could not be embedded; stderr says what, and why"
)]
pub(super) struct EmbedArgs {
    /// The field: a member's name, or a JSON Pointer
    #[arg(value_name = "FIELD", required_unless_present = "all")]
    pub(super) field: Option<String>,
    /// The file whose content it gets; `-` is stdin
    #[arg(value_name = "FILE", required_unless_present = "all")]
    pub(super) file: Option<PathBuf>,
    /// The manifest
    #[arg(value_name = "MANIFEST", required_unless_present = "all")]
    pub(super) manifest: Option<PathBuf>,
    /// Bring every field up to date for which `[embed]` in `integration-manifest.toml` names a file,
    /// in these manifests and folders [default: the current folder]
    #[arg(long, value_name = "PATH", num_args = 0.., conflicts_with_all = ["field", "file", "manifest"])]
    pub(super) all: Option<Vec<PathBuf>>,
}

/// The arguments of `extract`.
#[derive(Debug, clap::Args)]
pub(super) struct ExtractArgs {
    /// The field: a member's name, or a JSON Pointer
    #[arg(value_name = "FIELD")]
    pub(super) field: String,
    /// The manifest; `-` is stdin
    #[arg(value_name = "MANIFEST")]
    pub(super) manifest: PathBuf,
    /// Write to this file instead of stdout
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

impl CheckArgs {
    /// What clap cannot check by itself.
    pub(super) fn validate(&self) -> Result<(), clap::Error> {
        if self.fix {
            alone(&self.paths)?;
        }
        if self.watch && self.reads_stdin() {
            let message = "`--watch` watches files: `-` is none";
            return Err(Args::command().error(ErrorKind::ArgumentConflict, message));
        }
        named(&self.paths, self.stdin_filename.as_deref())
    }
}

impl CheckArgs {
    /// Whether stdin is among what is checked.
    pub(super) fn reads_stdin(&self) -> bool {
        self.paths.iter().any(|path| is_stdin(path))
    }
}

/// The arguments of `fmt`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes:\n  \
    0  every file is laid out\n  \
    1  with --check: at least one is not\n  \
    2  a file could not be read or written, or the arguments make no sense")]
pub(super) struct FmtArgs {
    /// Files and folders; `-` reads one manifest from stdin and writes it to stdout [default: the
    /// current folder]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// List the files that are not laid out, and write nothing
    #[arg(long)]
    pub(super) check: bool,
    /// How far each level is indented: a number of spaces from 1 to 16, or `tab`
    #[arg(long, value_name = "STEP", default_value = "2", value_parser = step)]
    pub(super) indent: Step,
    /// What the manifest on stdin is called: decides JSON or JSONC
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,
}

/// The arguments of `validate`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Environment variables:\n  \
    BP_TOKEN         the token that is shown to the API\n  \
    BP_WORKSPACE_ID  the workspace, unless --workspace says it\n  \
    BP_API_URL       where the API is, unless --api-url says it\n  \
    HTTPS_PROXY      the proxy on the way there, unless NO_PROXY lists the host\n\n\
    Exit codes:\n  \
    0  the endpoint takes every manifest\n  \
    1  at least one is refused, or was not sent because of an error in it\n  \
    2  a file could not be read or no answer be had, or the arguments make no sense")]
pub(super) struct ValidateArgs {
    /// Files and folders; `-` reads one manifest from stdin [default: the current folder]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// How findings are written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(super) format: Format,
    /// The id of the workspace that would own the integrations [default: BP_WORKSPACE_ID]
    #[arg(long, value_name = "ID")]
    pub(super) workspace: Option<String>,
    /// Where the API is [default: BP_API_URL, or https://api.botpress.cloud]
    #[arg(long, value_name = "URL")]
    pub(super) api_url: Option<String>,
    /// Send manifests even if they have errors
    #[arg(long)]
    pub(super) force: bool,
    /// How many manifests are asked about at a time
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=32))]
    pub(super) jobs: u8,
    /// How often to ask again when the API is busy or in trouble
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(0..=20))]
    pub(super) retries: u32,
    /// How long one answer may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(super) timeout: u64,
    /// What the manifest on stdin is called: decides JSON or JSONC, and which settings count
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// When to use colour
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub(super) color: Color,
}

impl ValidateArgs {
    /// What clap cannot check by itself.
    pub(super) fn validate(&self) -> Result<(), clap::Error> {
        named(&self.paths, self.stdin_filename.as_deref())
    }

    /// The same files and the same report, as the arguments of a check.
    pub(super) fn as_check(&self) -> CheckArgs {
        CheckArgs {
            paths: self.paths.clone(),
            format: self.format,
            stdin_filename: self.stdin_filename.clone(),
            color: self.color,
            fix: false,
            watch: false,
        }
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
    #[arg(long, value_name = "BYTES", default_value_t = Size(serve::Options::max_body_by_default()))]
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

/// A step of indentation: so many spaces, or a tab.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step(Option<u32>);

fn step(text: &str) -> Result<Step, String> {
    match text.parse() {
        _ if text == "tab" => Ok(Step(None)),
        Ok(spaces @ 1..=16) => Ok(Step(Some(spaces))),
        _ => Err("give a number of spaces from 1 to 16, or `tab`".to_owned()),
    }
}

impl FmtArgs {
    /// What clap cannot check by itself.
    pub(super) fn validate(&self) -> Result<(), clap::Error> {
        alone(&self.paths)?;
        named(&self.paths, self.stdin_filename.as_deref())
    }

    /// How files are laid out.
    pub(super) fn options(&self) -> Options {
        let default = Options::default();
        match self.indent.0 {
            Some(tab_size) => Options { tab_size, ..default },
            None => Options { insert_spaces: false, ..default },
        }
    }
}

/// Refuses stdin beside other paths, where its text goes to stdout.
fn alone(paths: &[PathBuf]) -> Result<(), clap::Error> {
    if paths.len() > 1 && paths.iter().any(|path| is_stdin(path)) {
        let message = "what comes from stdin goes to stdout: give no other PATH beside `-`";
        return Err(Args::command().error(ErrorKind::ArgumentConflict, message));
    }
    Ok(())
}

/// Refuses a name for stdin that is not read.
fn named(paths: &[PathBuf], stdin_filename: Option<&Path>) -> Result<(), clap::Error> {
    if stdin_filename.is_some() && !paths.iter().any(|path| is_stdin(path)) {
        return Err(Args::command().error(
            ErrorKind::MissingRequiredArgument,
            "`--stdin-filename` names what comes from stdin: give `-` as a PATH too",
        ));
    }
    Ok(())
}

/// Whether this path means stdin.
pub(super) fn is_stdin(path: &Path) -> bool {
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
            let mut message = format!("no rule is called `{}`", super::terminal::sanitize(&id));
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
