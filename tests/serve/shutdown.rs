//! Shutdown: requests in progress are finished.
#![cfg(unix)]

use std::io;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::VALID;
use crate::client::{Request, Server};

/// Waits until the listener is closed, which frees its address. Connecting would add a connection.
fn wait_until_closed(server: &Server) {
    let start = Instant::now();
    while TcpListener::bind(server.address).is_err() {
        assert!(start.elapsed() < Duration::from_secs(60));
        thread::yield_now();
    }
}

#[test]
fn shutdown_closes_idle_connections() {
    for signal in [Signal::TERM, Signal::INT] {
        let server = Server::start(&["--timeout", "3600"]);
        let mut used = server.connect();
        used.request(&Request::post(VALID)).assert_accepted();
        let mut idle = server.connect();
        server.signal(signal);
        used.assert_closed();
        idle.assert_closed();
        let (code, log) = server.wait();
        assert_eq!(code, Some(0));
        assert!(!log.contains("connections closed"), "{log}");
    }
}

#[test]
fn shutdown_finishes_partial_requests() {
    let server = Server::start(&[]);
    let request = Request::post(VALID).bytes();
    let (first, second) = request.split_at(request.len() - 10);
    let mut client = server.connect();
    client.send(first).unwrap();
    // A response on a later connection shows that this one is accepted.
    server.post(VALID).assert_accepted();
    server.signal(Signal::TERM);
    wait_until_closed(&server);
    client.send(second).unwrap();
    client.response().assert_accepted();
    client.assert_closed();
    assert_eq!(server.wait().0, Some(0));
}

#[test]
fn second_signal_exits_immediately() {
    let server = Server::start(&["--timeout", "3600"]);
    let mut client = server.connect();
    let request = Request::post(VALID).bytes();
    client.send(&request[..request.len() - 10]).unwrap();
    server.signal(Signal::TERM);
    wait_until_closed(&server);
    server.signal(Signal::TERM);
    let (code, log) = server.wait();
    assert_eq!(code, Some(0));
    assert!(log.ends_with("connections closed with an unfinished request: 1\n"), "{log}");
    client.assert_closed();
}

/// Each request gets a response, and the last response on a connection closes it.
#[test]
fn every_request_is_answered_under_load() {
    let server = Server::start(&[]);
    let clients: Vec<_> = (0..16).map(|_| server.connect()).collect();
    let (started, starts) = std::sync::mpsc::channel();
    let workers: Vec<_> = clients
        .into_iter()
        .map(|mut client| {
            let started = started.clone();
            thread::spawn(move || -> io::Result<()> {
                let request = Request::post(VALID);
                for count in 1.. {
                    client.send(request.bytes())?;
                    let response = client.try_response()?.ok_or(io::ErrorKind::UnexpectedEof)?;
                    response.assert_accepted();
                    if count == 5 {
                        _ = started.send(());
                    }
                    if response.header("connection") == Some("close") {
                        return Ok(());
                    }
                }
                unreachable!()
            })
        })
        .collect();
    for _ in 0..workers.len() {
        starts.recv().unwrap();
    }
    server.signal(Signal::TERM);
    for client in workers {
        client.join().unwrap().expect("every request gets a response");
    }
    let (code, log) = server.wait();
    assert_eq!(code, Some(0));
    assert!(!log.contains(" 500 ") && !log.contains("connections closed"), "{log}");
}
