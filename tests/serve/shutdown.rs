//! The end: what is on its way is answered, and nothing else is waited for.
#![cfg(unix)]

use std::io;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::SOUND;
use crate::client::{Request, Server};

/// Waits until nobody is let in any more, which is when somebody else can have the address. Whoever
/// knocked would be a connection more.
fn wait_until_shut(server: &Server) {
    let start = Instant::now();
    while TcpListener::bind(server.address).is_err() {
        assert!(start.elapsed() < Duration::from_secs(60));
        thread::yield_now();
    }
}

#[test]
fn idle_connections_do_not_hold_it_up() {
    for signal in [Signal::TERM, Signal::INT] {
        let server = Server::start(&["--timeout", "3600"]);
        let mut used = server.connect();
        used.ask(&Request::post(SOUND)).assert_accepted();
        let mut idle = server.connect();
        server.signal(signal);
        used.assert_closed();
        idle.assert_closed();
        let (code, log) = server.wait();
        assert_eq!(code, Some(0));
        assert!(!log.contains("cut off"), "{log}");
    }
}

#[test]
fn shutdown_finishes_partial_requests() {
    let server = Server::start(&[]);
    let request = Request::post(SOUND).bytes();
    let (first, second) = request.split_at(request.len() - 10);
    let mut client = server.connect();
    client.send(first).unwrap();
    // Its connection is known to be served: the one after it was.
    server.post(SOUND).assert_accepted();
    server.signal(Signal::TERM);
    wait_until_shut(&server);
    client.send(second).unwrap();
    client.answer().assert_accepted();
    client.assert_closed();
    assert_eq!(server.wait().0, Some(0));
}

#[test]
fn second_signal_exits_immediately() {
    let server = Server::start(&["--timeout", "3600"]);
    let mut client = server.connect();
    let request = Request::post(SOUND).bytes();
    client.send(&request[..request.len() - 10]).unwrap();
    server.signal(Signal::TERM);
    wait_until_shut(&server);
    server.signal(Signal::TERM);
    let (code, log) = server.wait();
    assert_eq!(code, Some(0));
    assert!(log.ends_with("cut off because they did not end: 1\n"), "{log}");
    client.assert_closed();
}

/// Clients that keep asking are told that an answer is the last; not one request goes without.
#[test]
fn every_request_is_answered_under_load() {
    let server = Server::start(&[]);
    let clients: Vec<_> = (0..16).map(|_| server.connect()).collect();
    let (began, begins) = std::sync::mpsc::channel();
    let working: Vec<_> = clients
        .into_iter()
        .map(|mut client| {
            let began = began.clone();
            thread::spawn(move || -> io::Result<()> {
                let request = Request::post(SOUND);
                for answered in 1.. {
                    client.send(request.bytes())?;
                    let answer = client.try_answer()?.ok_or(io::ErrorKind::UnexpectedEof)?;
                    answer.assert_accepted();
                    if answered == 5 {
                        _ = began.send(());
                    }
                    if answer.header("connection") == Some("close") {
                        return Ok(());
                    }
                }
                unreachable!()
            })
        })
        .collect();
    for _ in 0..working.len() {
        begins.recv().unwrap();
    }
    server.signal(Signal::TERM);
    for client in working {
        client.join().unwrap().expect("an answer to every request");
    }
    let (code, log) = server.wait();
    assert_eq!(code, Some(0));
    assert!(!log.contains(" 500 ") && !log.contains("cut off"), "{log}");
}
