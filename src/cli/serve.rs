//! `serve`: the validation endpoint on this machine.

use std::ffi::OsString;
use std::io::{self, Write};
use std::net::{SocketAddr, ToSocketAddrs};
use std::process::ExitCode;
use std::time::Duration;

use super::args::ServeArgs;
use super::terminal::describe_io_error;
use super::{NAME, complain};
use crate::serve::{self, BoundServer, Options};

/// The variable that holds the one token to accept.
const TOKEN: &str = "BP_TOKEN";

/// Serves until SIGTERM or SIGINT.
pub(super) fn run(args: &ServeArgs) -> ExitCode {
    match serve(args, std::env::var_os(TOKEN)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => complain(&trouble),
    }
}

fn serve(args: &ServeArgs, token: Option<OsString>) -> Result<(), String> {
    let token = token.map(to_token).transpose()?;
    let bound = bind(&args.listen)
        .map_err(|error| format!("{}: {}", args.listen, describe_io_error(&error)))?;
    let address = bound.address();
    if !address.ip().is_loopback() {
        let whom = if token.is_some() { "who knows the token" } else { "with any token" };
        eprintln!("{NAME}: everybody who reaches {address} over the network can use it, {whom}");
    }
    let options = Options {
        token,
        strict: args.strict,
        max_body: args.max_body.0,
        rate: args.rate,
        timeout: Duration::from_secs(args.timeout),
    };
    let mut out = io::stdout();
    // Who does not want to know may close it.
    let _ = writeln!(out, "listening on http://{address}").and_then(|()| out.flush());
    bound.run(options).map_err(|error| describe_io_error(&error))
}

fn bind(listen: &str) -> io::Result<BoundServer> {
    let addresses: Vec<SocketAddr> = listen.to_socket_addrs()?.collect();
    serve::bind(&addresses)
}

/// An empty variable is a token that went missing on its way here: not a wish for no token.
fn to_token(value: OsString) -> Result<Vec<u8>, String> {
    let token = value.as_encoded_bytes().trim_ascii().to_vec();
    if token.is_empty() {
        return Err(format!(
            "{TOKEN} is set and empty: put the token to accept there, or unset it"
        ));
    }
    Ok(token)
}
