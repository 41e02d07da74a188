//! Start: arguments, environment variables and addresses.

use crate::VALID;
use crate::client::{Request, Server, program};

/// Runs a command that cannot start. Returns its exit code and stderr.
fn start_fails(command: &mut std::process::Command) -> (Option<i32>, String) {
    let output = command.output().unwrap();
    assert_eq!(output.stdout, b"");
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn invalid_serve_arguments_are_reported() {
    for (args, expected) in [
        (&["--listen", "nowhere"][..], "nowhere"),
        (&["--listen", "192.0.2.1:80"], "192.0.2.1:80"),
        (&["--rate", "0"], "whole number"),
        (&["--max-body", "5T"], "unit"),
        (&["--max-body", "5G"], "4 GiB"),
        (&["--timeout", "0"], "1..=3600"),
    ] {
        let (code, stderr) = start_fails(&mut program(args));
        assert_eq!(code, Some(2), "{args:?}");
        assert!(stderr.contains(expected), "{stderr}");
    }
    let server = Server::start(&[]);
    let (code, stderr) = start_fails(&mut program(&["--listen", &server.address.to_string()]));
    assert_eq!(code, Some(2));
    assert!(stderr.contains(&server.address.to_string()), "{stderr}");
}

/// An empty variable is more likely a missing secret than a request to accept any token.
#[test]
fn empty_token_is_rejected() {
    let (code, stderr) = start_fails(program(&[]).env("BP_TOKEN", " "));
    assert_eq!(code, Some(2));
    assert!(stderr.contains("BP_TOKEN"), "{stderr}");
}

#[test]
fn serve_warns_on_public_address() {
    let server = Server::start(&[]);
    assert!(server.address.ip().is_loopback());
    assert_eq!(server.shut_down().1, "");
    let mut server = Server::start(&["--listen", "0.0.0.0:0"]);
    server.address.set_ip([127, 0, 0, 1].into());
    server.request(&Request::post(VALID)).assert_accepted();
    let (_, log) = server.shut_down();
    assert!(log.contains("listening on all network interfaces"), "{log}");
}
