//! Starting: arguments, variables, addresses.

use crate::SOUND;
use crate::client::{Request, Server, program};

/// Exit code and stderr of a start that fails.
fn fails(command: &mut std::process::Command) -> (Option<i32>, String) {
    let output = command.output().unwrap();
    assert_eq!(output.stdout, b"");
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn invalid_serve_arguments_are_reported() {
    for (args, what) in [
        (&["--listen", "nowhere"][..], "nowhere"),
        (&["--listen", "192.0.2.1:80"], "192.0.2.1:80"),
        (&["--rate", "0"], "whole number"),
        (&["--max-body", "5T"], "unit"),
        (&["--max-body", "5G"], "4 GiB"),
        (&["--timeout", "0"], "1..=3600"),
    ] {
        let (code, stderr) = fails(&mut program(args));
        assert_eq!(code, Some(2), "{args:?}");
        assert!(stderr.contains(what), "{stderr}");
    }
    let server = Server::start(&[]);
    let (code, stderr) = fails(&mut program(&["--listen", &server.address.to_string()]));
    assert_eq!(code, Some(2));
    assert!(stderr.contains(&server.address.to_string()), "{stderr}");
}

/// An empty variable is a secret that did not arrive, and no invitation.
#[test]
fn an_empty_token_is_no_token_to_start_with() {
    let (code, stderr) = fails(program(&[]).env("BP_TOKEN", " "));
    assert_eq!(code, Some(2));
    assert!(stderr.contains("BP_TOKEN"), "{stderr}");
}

#[test]
fn serve_warns_on_public_address() {
    let server = Server::start(&[]);
    assert!(server.address.ip().is_loopback());
    assert_eq!(server.end().1, "");
    let mut server = Server::start(&["--listen", "0.0.0.0:0"]);
    server.address.set_ip([127, 0, 0, 1].into());
    server.ask(&Request::post(SOUND)).assert_accepted();
    let (_, log) = server.end();
    assert!(log.contains("listening on all network interfaces"), "{log}");
}
