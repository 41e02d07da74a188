//! The `import` command: writes the manifest that the CLI of a TypeScript project deploys.
//!
//! The CLI deploys to a server in this process, with a token, a workspace and a home folder that exist only for
//! this run.

pub(super) mod args;
mod child;
mod project;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use args::ImportArgs;
use child::End;
use project::{Project, required_secret};

use super::capture::without_secret_values;
use super::output::write_output;
use super::printer::{error, print_note};
use super::run_args::is_stdin;
use super::sanitize::path_name;
use crate::serve::{self, Capture, Options, WORKSPACE_ID};
use crate::util::fs::describe_io_error;

/// The value of a required secret during the run.
const PLACEHOLDER: &str = "placeholder";

/// Maximum number of secrets: more than an integration can have.
const MAX_SECRETS: usize = 100;

/// The program that runs the CLI.
const NODE: &str = "node";

/// The prefix of the variables that the CLI reads.
const CLI_PREFIX: &str = "BP_";

/// The file in the home folder of the CLI with the login.
const LOGIN: &str = "global.cache.json";

/// Imports the manifest of a project.
pub(super) fn run(args: &ImportArgs) -> ExitCode {
    let imported = Project::find(&args.project).and_then(|project| {
        let text = import(&project, Instant::now() + Duration::from_secs(args.timeout))?;
        Ok((project, text))
    });
    let (project, text) = match imported {
        Ok(imported) => imported,
        Err(message) => return error(&message),
    };
    let code = write_output(args.output.as_deref(), text.as_bytes());
    if let Some(output) = args.output.as_deref().filter(|output| !is_stdin(output))
        && code == ExitCode::SUCCESS
    {
        let version = &project.cli_version;
        let output = path_name(output);
        print_note(&format!("wrote {output}, as @botpress/cli {version} deploys it"));
    }
    code
}

/// Deploys a project to this process. Returns the text of the manifest.
fn import(project: &Project, deadline: Instant) -> Result<String, String> {
    let server = Server::start()?;
    let home = tempfile::tempdir().map_err(|error| describe_io_error(&error))?;
    let login = serde_json::json!({
        "apiUrl": server.url,
        "token": server.token,
        "workspaceId": WORKSPACE_ID,
    });
    std::fs::write(home.path().join(LOGIN), login.to_string())
        .map_err(|error| describe_io_error(&error))?;
    let mut secrets = BTreeSet::new();
    loop {
        let mut command = deploy(project, &server, home.path(), &secrets);
        let (end, output) = child::run(&mut command, deadline, || server.thread.is_finished())
            .map_err(|error| format!("cannot run `{NODE}`: {}", describe_io_error(&error)))?;
        let captured = server.captured.lock().take();
        if captured.is_none()
            && matches!(end, End::Exit(_))
            && let Some(name) = required_secret(&output)
            && secrets.len() < MAX_SECRETS
            && secrets.insert(name.to_owned())
        {
            // The first run has generated the list of all secrets.
            secrets.extend(project.secrets().into_iter().take(MAX_SECRETS));
            continue;
        }
        for line in output.lines().filter(|line| !line.trim().is_empty()) {
            print_note(&format!("bp: {line}"));
        }
        return match (captured, end) {
            (Some(text), _) => without_secret_values(&text, &project.secrets()),
            (None, End::Exit(status)) if status.success() => {
                Err("`bp deploy` ended without sending a manifest".to_owned())
            }
            (None, End::Exit(status)) => Err(format!("`bp deploy` failed ({status})")),
            (None, End::Timeout) => Err("`bp deploy` did not end within `--timeout`".to_owned()),
            (None, End::Interrupt) => Err("interrupted".to_owned()),
        };
    }
}

/// Returns the command that deploys a project to the server.
fn deploy(project: &Project, server: &Server, home: &Path, secrets: &BTreeSet<String>) -> Command {
    let mut command = Command::new(NODE);
    command.current_dir(&project.folder).arg(&project.cli_script);
    command.args(["deploy", "--confirm", "--allowDeprecated"]);
    command.arg("--workDir").arg(&project.folder).arg("--botpressHome").arg(home);
    command.args(["--apiUrl", &server.url, "--workspaceId", WORKSPACE_ID]);
    if project.has_dry_run() {
        command.arg("--dryRun");
    }
    if !secrets.is_empty() {
        command.arg("--noBuild");
    }
    for name in secrets {
        command.arg(format!("--secrets={name}={PLACEHOLDER}"));
    }
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_private(name)) {
        command.env_remove(name);
    }
    // Variables take precedence over arguments, and the CLI adds those in the file `.env` of the project unless
    // they are set. An empty profile is ignored.
    command
        .env("BP_API_URL", &server.url)
        .env("BP_TOKEN", &server.token)
        .env("BP_WORKSPACE_ID", WORKSPACE_ID)
        .env("BP_BOTPRESS_HOME", home)
        .env("BP_PROFILE", "")
        .env("NO_PROXY", "127.0.0.1")
        .env("no_proxy", "127.0.0.1");
    // The CLI looks for a newer version of itself, which this server does not have.
    for name in ["npm_config_registry", "npm_@botpress:registry"] {
        command.env(name, format!("{}/", server.url));
    }
    command
}

/// Whether a variable is a setting of the CLI, or sends its requests to another server.
fn is_private(name: &OsString) -> bool {
    let name = name.to_string_lossy().to_ascii_uppercase();
    name.starts_with(CLI_PREFIX) || name.ends_with("_PROXY")
}

/// A server that accepts every manifest, until this process ends.
struct Server {
    url: String,
    token: String,
    captured: Arc<Mutex<Option<String>>>,
    /// The thread of the server. It ends early only if the program is interrupted.
    thread: thread::JoinHandle<()>,
}

impl Server {
    fn start() -> Result<Server, String> {
        let failed = |error: std::io::Error| {
            format!("cannot listen on 127.0.0.1: {}", describe_io_error(&error))
        };
        let bound = serve::bind(&[([127, 0, 0, 1], 0).into()]).map_err(failed)?;
        let url = format!("http://{}", bound.address());
        let token: String =
            (0..2).map(|part| format!("{:016x}", RandomState::new().hash_one(part))).collect();
        let captured = Arc::new(Mutex::new(None));
        let options = Options {
            token: Some(token.clone().into_bytes()),
            accept_errors: true,
            capture: Some(Capture::new({
                let captured = captured.clone();
                move |manifest| {
                    *captured.lock() = Some(manifest.text.to_owned());
                    Ok(())
                }
            })),
            access_log: false,
            ..Options::default()
        };
        let thread = thread::Builder::new().name("serve".to_owned()).spawn(move || {
            // The caller notices the end of the thread.
            let _ = bound.run(options);
        });
        Ok(Server { url, token, captured, thread: thread.map_err(failed)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_the_cli_and_proxies_are_private() {
        for name in ["BP_TOKEN", "bp_token", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
            assert!(is_private(&name.into()), "{name}");
        }
        for name in ["PATH", "HOME", "NODE_OPTIONS"] {
            assert!(!is_private(&name.into()), "{name}");
        }
    }
}
