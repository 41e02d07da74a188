//! The `serve` command: runs a local validation API.

use std::ffi::OsString;
use std::io::{self, Write};
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use super::args::ServeArgs;
use super::capture::capture_to;
use super::printer::{NAME, error, print_note};
use super::sanitize::path_name;
use crate::serve::{self, BoundServer, Capture, Options};
use crate::util::fs::{describe_io_error, leave_signals_to_caller};

/// The environment variable with the only token to accept.
const TOKEN: &str = "BP_TOKEN";

/// Serves requests until SIGTERM or SIGINT.
pub(super) fn run(args: &ServeArgs) -> ExitCode {
    match serve(args, std::env::var_os(TOKEN)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => error(&message),
    }
}

fn serve(args: &ServeArgs, token: Option<OsString>) -> Result<(), String> {
    let token = token.map(parse_token).transpose()?;
    let server = bind(&args.listen).map_err(|error| {
        format!("cannot listen on {}: {}", args.listen, describe_io_error(&error))
    })?;
    let address = server.address();
    if !address.ip().is_loopback() {
        print_note(&format!("{NAME}: {}", public_address_warning(address, token.is_some())));
    }
    let options = Options {
        token,
        strict: args.strict,
        capture: args.capture.as_deref().map(start_capture).transpose()?,
        max_body: args.max_body.0,
        rate: args.rate,
        timeout: Duration::from_secs(args.timeout),
        ..Options::default()
    };
    let mut out = io::stdout();
    // A parent that does not read the address may have closed stdout.
    let _ = writeln!(out, "listening on http://{address}").and_then(|()| out.flush());
    server.run(options).map_err(|error| describe_io_error(&error))
}

/// Returns a receiver that writes each manifest to `folder`.
fn start_capture(folder: &Path) -> Result<Capture, String> {
    let in_folder = |message: String| format!("{}: {message}", path_name(folder));
    std::fs::create_dir_all(folder).map_err(|error| in_folder(describe_io_error(&error)))?;
    let folder = folder.to_owned();
    leave_signals_to_caller();
    Ok(Capture::new(move |captured| capture_to(&folder, captured)))
}

fn bind(listen: &str) -> io::Result<BoundServer> {
    let addresses: Vec<SocketAddr> = listen.to_socket_addrs()?.collect();
    serve::bind(&addresses)
}

fn public_address_warning(address: SocketAddr, has_token: bool) -> String {
    let listening = match address.ip().is_unspecified() {
        true => "listening on all network interfaces".to_owned(),
        false => format!("listening on {address}"),
    };
    let token = if has_token { "the token" } else { "any token" };
    format!("warning: {listening}; other hosts on the network can connect with {token}")
}

/// Reads the token to accept. An empty variable is an error: it is more likely a missing secret than
/// a request to accept any token.
fn parse_token(value: OsString) -> Result<Vec<u8>, String> {
    let token = value.as_encoded_bytes().trim_ascii().to_vec();
    if token.is_empty() {
        return Err(format!("{TOKEN} is empty; set it to the token to accept, or unset it"));
    }
    Ok(token)
}
