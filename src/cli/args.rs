//! The command-line arguments. Their doc comments are the help and the man pages.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::printer::NAME;
use super::run_args::{ReportArgs, UsageError, require_single_stdin, require_stdin_for_name};
use super::sanitize::argument;
#[cfg(feature = "serve")]
use super::size::Size;
use crate::config::{FormatSettings, Indent};
use crate::ide::format::Options;
use crate::rules::{self, Rule};
#[cfg(feature = "serve")]
use crate::serve::{self, Rate};
use crate::util::suggest::closest;

/// Language server and checker for Botpress integration manifests
///
/// Without a command, it runs the language server on stdin and stdout.
#[derive(Debug, Parser)]
#[command(name = NAME, version, args_conflicts_with_subcommands = true)]
#[command(after_help = "Environment:\n  \
    INTEGRATION_MANIFEST_LOG  Log filter of the language server, such as `debug` [default: warn]\n\n\
    Exit status:\n  \
    0  Success\n  \
    1  A command found errors, or the language server was stopped without `shutdown`\n  \
    2  Usage or I/O error\n\n\
    Examples:\n  \
    integration-manifest-ls                 Run the language server\n  \
    integration-manifest-ls check           Check all manifests below the current folder\n  \
    integration-manifest-ls fmt --check     List manifests that are not formatted\n  \
    integration-manifest-ls explain wrong-type   Explain a rule")]
pub(super) struct Args {
    /// Run the language server on stdin and stdout (default without a command)
    #[arg(long)]
    pub(super) stdio: bool,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check manifests
    ///
    /// Searches folders for `integration.json`, `integration.jsonc`, `*.integration.json` and
    /// `*.integration.jsonc`, and skips hidden files and files ignored by `.gitignore`. A file given
    /// as PATH is always checked.
    Check(super::check::CheckArgs),
    /// Format manifests
    ///
    /// Finds files like `check`, rewrites those that are not formatted, and lists them. Only white
    /// space changes. White space around a syntax error is kept.
    Fmt(FmtArgs),
    /// Apply chosen fixes to a manifest
    ///
    /// Applies exactly the fixes with these IDs, which `check --format json --show-fixes` lists. If an
    /// ID is unknown, because the manifest has changed since, nothing is written.
    Fix(super::fix::FixArgs),
    /// Validate manifests with the Botpress API
    ///
    /// Finds files like `check`, and checks them first: a file with an error is not sent. The token
    /// is read from the environment variable BP_TOKEN, and sent only to the API.
    #[cfg(feature = "api")]
    Validate(ValidateArgs),
    /// Compare two versions of a manifest
    ///
    /// Lists the changes, the users they affect, and the version that they need. Finds files in folders
    /// like `check`.
    Diff(super::diff::DiffArgs),
    /// Write the reference of an integration for its users
    ///
    /// As Markdown, as one HTML page or as JSON, or into the blocks of a readme between the lines
    /// `<!-- BEGIN integration-manifest docs -->` and `<!-- END integration-manifest docs -->`. A section
    /// can have a block of its own, such as `<!-- BEGIN integration-manifest docs: actions -->`.
    Docs(super::docs::DocsArgs),
    /// Print a payload that is valid against a schema of a manifest
    ///
    /// Prefers the default, the first example and the first allowed value of each field.
    Sample(super::docs::SampleArgs),
    /// Embed the content of a file in a manifest
    ///
    /// FIELD is `icon`, `readme`, `code`, the name of a script, or a JSON Pointer to one of them. An
    /// icon and a readme are embedded in base64, code and scripts as a string. Nothing else in the
    /// manifest changes.
    Embed(EmbedArgs),
    /// Extract embedded content (icon, readme, code, script) from a manifest
    Extract(ExtractArgs),
    /// Run a local validation API
    ///
    /// Responds to `POST /v1/admin/integrations/validate` like the Botpress API: with `{}`, or with a
    /// typed error that lists all errors of the manifest. Also responds to the other requests of
    /// `bp login` and `bp deploy`, and creates nothing. Accepts any bearer token, unless BP_TOKEN
    /// is set. Prints `listening on http://ADDRESS:PORT` when it is ready.
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    /// Run the MCP server, for coding agents
    ///
    /// Serves the Model Context Protocol on stdin and stdout: tools that check, explain, fix, outline,
    /// compare, edit and format manifests. Uses no network. Reads and writes only files below the roots.
    #[cfg(feature = "mcp")]
    Mcp(super::mcp::McpArgs),
    /// Write the manifest of a TypeScript project
    ///
    /// Runs `bp deploy` of the project's own Botpress CLI against a server in this process, and writes the
    /// manifest that it sends, with icon, readme, code and scripts. Values of secrets become `null`.
    #[cfg(feature = "serve")]
    Import(super::import::args::ImportArgs),
    /// Start a manifest, or set up the checks of a TypeScript project
    ///
    /// Writes `integration.json`, `icon.svg`, `hub.md` and `integration-manifest.toml`. With `--from bp`,
    /// writes the settings and a CI job, and adds a script to `package.json`.
    Init(super::init::args::InitArgs),
    /// Convert JSONC to JSON
    ///
    /// Removes comments and trailing commas, and formats the result.
    Convert(super::convert::args::ConvertArgs),
    /// List the rules
    Rules {
        /// Output format
        #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
        format: ListFormat,
    },
    /// Explain a rule: what it finds, why, and how to fix it
    #[command(after_help = "Examples:\n  \
        integration-manifest-ls explain wrong-type  Explain the rule `wrong-type`")]
    Explain {
        /// Rule ID; `integration-manifest-ls rules` lists them
        #[arg(value_parser = RuleParser, hide_possible_values = true)]
        rule: &'static Rule,
    },
    /// Print the JSON Schema of manifests, of the settings file, or of the reports
    #[command(after_help = "Examples:\n  \
        integration-manifest-ls schema > integration.schema.json  Write the schema of manifests\n  \
        integration-manifest-ls schema --settings                 Print the schema of the settings file")]
    Schema(super::schema::SchemaArgs),
    /// Print a shell completion script
    #[command(after_help = "Examples:\n  \
        integration-manifest-ls completions zsh > _integration-manifest-ls  Write the script for zsh")]
    Completions {
        /// Shell
        shell: Shell,
    },
}

/// The arguments of `embed`.
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "integration-manifest-ls embed FIELD FILE MANIFEST\n       \
                      integration-manifest-ls embed --all [PATH]...",
    after_help = "Exit status:\n  \
        0  Every field contains its file\n  \
        2  Usage or I/O error, or at least one file was not embedded (see stderr)\n\n\
        Examples:\n  \
        integration-manifest-ls embed icon icon.svg integration.json  Embed an icon\n  \
        integration-manifest-ls embed --all                           Update all configured fields"
)]
pub(super) struct EmbedArgs {
    /// Name of the field, or a JSON Pointer
    #[arg(value_name = "FIELD", required_unless_present = "all")]
    pub(super) field: Option<String>,
    /// File to embed; `-` reads stdin
    #[arg(value_name = "FILE", required_unless_present = "all")]
    pub(super) file: Option<PathBuf>,
    /// Manifest to change
    #[arg(value_name = "MANIFEST", required_unless_present = "all")]
    pub(super) manifest: Option<PathBuf>,
    /// Update each field that `[embed]` in `integration-manifest.toml` lists, in these
    /// manifests and folders [default: the current folder]
    #[arg(long, value_name = "PATH", num_args = 0.., conflicts_with_all = ["field", "file", "manifest"])]
    pub(super) all: Option<Vec<PathBuf>>,
}

/// The arguments of `extract`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit status:\n  \
    0  The content was written\n  \
    2  Usage or I/O error, or the field has no valid content (see stderr)\n\n\
    Examples:\n  \
    integration-manifest-ls extract readme integration.json -o hub.md  Extract the readme")]
pub(super) struct ExtractArgs {
    /// Name of the field, or a JSON Pointer
    #[arg(value_name = "FIELD")]
    pub(super) field: String,
    /// Manifest; `-` reads stdin
    #[arg(value_name = "MANIFEST")]
    pub(super) manifest: PathBuf,
    /// Output file [default: stdout]
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// The arguments of `fmt`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit status:\n  \
    0  All files are formatted\n  \
    1  With --check: at least one file is not formatted\n  \
    2  Usage or I/O error, or a file has syntax errors (see stderr); everything else is still formatted\n\n\
    Examples:\n  \
    integration-manifest-ls fmt          Format all manifests below the current folder\n  \
    integration-manifest-ls fmt --check  List manifests that are not formatted")]
pub(super) struct FmtArgs {
    /// Files and folders; `-` reads one manifest from stdin and writes it to stdout [default: the
    /// current folder]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// List the files that are not formatted, and write nothing
    #[arg(long)]
    pub(super) check: bool,
    /// Indentation width in spaces, from 1 to 16, or `tab`
    /// [default: `[format] indent` in the settings file, or 2]
    #[arg(long, value_name = "STEP", value_parser = parse_indent)]
    pub(super) indent: Option<Indent>,
    /// Name of the manifest on stdin: selects JSON or JSONC
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,
}

impl FmtArgs {
    /// Checks the combinations that clap cannot express.
    pub(super) fn validate(&self) -> Result<(), UsageError> {
        require_single_stdin(&self.paths)?;
        require_stdin_for_name(&self.paths, self.stdin_filename.as_deref())
    }

    /// Returns the options of the formatter for a manifest with `settings`.
    pub(super) fn options(&self, settings: FormatSettings) -> Options {
        let mut options = Options::default();
        FormatSettings { indent: self.indent.or(settings.indent), ..settings }.apply(&mut options);
        options
    }
}

fn parse_indent(text: &str) -> Result<Indent, String> {
    match text.parse() {
        _ if text == "tab" => Ok(Indent::Tab),
        Ok(spaces @ 1..=16) => Ok(Indent::Spaces(spaces)),
        _ => Err("use a number of spaces from 1 to 16, or `tab`".to_owned()),
    }
}

/// The arguments of `validate`.
#[cfg(feature = "api")]
#[derive(Debug, clap::Args)]
#[command(after_help = "Environment:\n  \
    BP_TOKEN         Token for the API (required)\n  \
    BP_WORKSPACE_ID  Workspace ID, unless --workspace is given\n  \
    BP_API_URL       URL of the API, unless --api-url is given\n  \
    HTTPS_PROXY      HTTP proxy, unless NO_PROXY contains the host\n\n\
    Exit status:\n  \
    0  The Botpress API accepted all manifests\n  \
    1  At least one manifest was rejected, or was not sent because it has an error\n  \
    2  Usage or I/O error, or no response for a manifest (see stderr)\n\n\
    Examples:\n  \
    integration-manifest-ls validate                    Validate all manifests below the current folder\n  \
    integration-manifest-ls validate --workspace ID a/  Validate the manifests in a folder")]
pub(super) struct ValidateArgs {
    #[command(flatten)]
    pub(super) report: ReportArgs,
    /// ID of the workspace that would own the integrations [default: BP_WORKSPACE_ID]
    #[arg(long, value_name = "ID")]
    pub(super) workspace: Option<String>,
    /// URL of the API [default: BP_API_URL, or https://api.botpress.cloud]
    #[arg(long, value_name = "URL")]
    pub(super) api_url: Option<String>,
    /// Send manifests that have errors too
    #[arg(long)]
    pub(super) force: bool,
    /// Number of parallel requests, from 1 to 32
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=32))]
    pub(super) jobs: u8,
    /// Number of retries per manifest, from 0 to 20
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(0..=20))]
    pub(super) retries: u32,
    /// Request timeout in seconds, from 1 to 3600
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(super) timeout: u64,
}

/// The arguments of `serve`.
#[cfg(feature = "serve")]
#[derive(Debug, clap::Args)]
#[command(
    after_help = "SIGTERM and SIGINT shut the server down after the requests in progress.\n\n\
    Environment:\n  \
    BP_TOKEN  The only bearer token to accept [default: any token]\n\n\
    Exit status:\n  \
    0  The server was shut down by a signal\n  \
    2  The server could not start (see stderr)\n\n\
    Examples:\n  \
    integration-manifest-ls serve --listen 127.0.0.1:8787  Serve on a fixed port"
)]
pub(super) struct ServeArgs {
    /// Address to listen on; port 0 selects a free port
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    pub(super) listen: String,
    /// Reject manifests with errors of the group `semantics` too
    #[arg(long)]
    pub(super) strict: bool,
    /// Write each received manifest to this folder, as `NAME@VERSION.integration.json`
    ///
    /// A manifest with errors is written too. Values of secrets become `null`, and a `/` in a name
    /// becomes `+`.
    #[arg(long, value_name = "DIR")]
    pub(super) capture: Option<PathBuf>,
    /// Maximum size of a body in bytes, or with the unit K, M or G
    #[arg(long, value_name = "BYTES", default_value_t = Size(serve::Options::max_body_by_default()))]
    pub(super) max_body: Size,
    /// Maximum request rate, as `50/s`, `600/m` or `1000/h` [default: no limit]
    #[arg(long, value_name = "RATE")]
    pub(super) rate: Option<Rate>,
    /// Timeout of requests and of idle connections in seconds, from 1 to 3600
    #[arg(long, value_name = "SECONDS", default_value_t = 60,
        value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(super) timeout: u64,
}

/// The format of the list of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum ListFormat {
    /// A table
    #[default]
    Human,
    /// A JSON array
    Json,
}

impl From<UsageError> for clap::Error {
    fn from(UsageError(kind, message): UsageError) -> clap::Error {
        Args::command().error(kind, message)
    }
}

/// Parses a rule ID. The possible values are for shell completions.
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
            let help = match closest(&id, rules::all().iter().map(|rule| rule.id)) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("`{NAME} rules` lists all rules"),
            };
            let message = format!("unknown rule `{}`; {help}\n", argument(&id));
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
