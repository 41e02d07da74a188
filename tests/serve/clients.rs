//! Slow, parallel and disconnected clients.

use std::thread;

use crate::VALID;
use crate::client::{Request, Server};

#[test]
fn slow_clients_time_out() {
    let server = Server::start(&["--timeout", "1"]);
    let request = Request::post(VALID);
    let (mut idle, mut head, mut body, mut trickle) =
        (server.connect(), server.connect(), server.connect(), server.connect());
    head.send(&request.bytes()[..30]).unwrap();
    body.send(&request.bytes()[..request.bytes().len() - 1]).unwrap();
    trickle.send(request.head("Transfer-Encoding: chunked\r\n")).unwrap();
    let trickling = thread::spawn(move || {
        // Slow bytes do not extend the timeout: the server closes the connection.
        while trickle.send("1\r\n \r\n").is_ok() {
            thread::yield_now();
        }
    });
    let response = body.response();
    assert_eq!((response.status, response.error().0.as_str()), (504, "OperationTimeout"));
    assert_eq!(response.header("connection"), Some("close"));
    body.assert_closed();
    idle.assert_closed();
    head.assert_closed();
    trickling.join().unwrap();
    server.post(VALID).assert_accepted();
}

#[test]
fn disconnect_does_not_affect_other_clients() {
    let server = Server::start(&[]);
    let request = Request::post(VALID).bytes();
    for len in 0..request.len() {
        server.connect().send(&request[..len]).unwrap();
    }
    // These clients do not wait for their response.
    for _ in 0..100 {
        server.connect().send(&request).unwrap();
    }
    server.post(VALID).assert_accepted();
    let (code, log) = server.shut_down();
    assert_eq!(code, Some(0));
    assert!(!log.contains(" 500 "), "{log}");
}

#[test]
fn idle_large_bodies_do_not_block_others() {
    let server = Server::start(&["--timeout", "60"]);
    let large = format!("{{\"name\": \"acme/a\", \"version\": \"1.0.0\"{}}}", " ".repeat(2 << 20));
    let mut stalled: Vec<_> = (0..64).map(|_| server.connect()).collect();
    for (index, client) in stalled.iter_mut().enumerate() {
        let bytes = Request::post(&large).bytes();
        // Half of them announce a large body only, and half stall after a megabyte.
        let sent = if index % 2 == 0 { bytes.len() - large.len() } else { 3 << 19 };
        client.send(&bytes[..sent]).unwrap();
    }
    server.post(VALID).assert_accepted();
    server.post(&large).assert_accepted();
}

#[test]
fn foreign_and_repeated_hosts_are_rejected() {
    let server = Server::start(&[]);
    let request = Request::post(VALID);
    for (name, value) in
        [("Host", "example.com"), ("Origin", "http://example.com"), ("Origin", "null")]
    {
        let response = server.request(&request.clone().with(name, value));
        assert_eq!((response.status, response.error().0.as_str()), (403, "Forbidden"));
    }
    let mut twice = request.clone();
    twice.headers.push(("Host".to_owned(), "localhost".to_owned()));
    assert_eq!(server.request(&twice).status, 400);
    for host in ["127.0.0.1:1", "[::1]", "LOCALHOST:99"] {
        server.request(&request.clone().with("Host", host)).assert_accepted();
    }
}

/// Like `nc`, the client closes its sending half and reads.
#[test]
fn half_closed_connections_get_response() {
    let server = Server::start(&[]);
    let mut client = server.connect();
    client.send(Request::post(VALID).bytes()).unwrap();
    client.finish_sending();
    client.response().assert_accepted();
    client.assert_closed();
}

#[test]
fn pipelined_requests_get_responses() {
    let server = Server::start(&[]);
    let mut client = server.connect();
    let (valid, invalid) = (Request::post(VALID).bytes(), Request::post("{\"name\": 1}").bytes());
    for _ in 0..20 {
        client.send([&valid[..], &invalid].concat()).unwrap();
    }
    for _ in 0..20 {
        client.response().assert_accepted();
        assert_eq!(client.response().status, 400);
    }
}

/// Each client gets its own response, with many idle connections open.
#[test]
fn parallel_clients_get_their_own_responses() {
    let server = Server::start(&[]);
    let mut idle: Vec<_> = (0..300).map(|_| server.connect()).collect();
    thread::scope(|scope| {
        for number in 0..16 {
            let mut client = server.connect();
            scope.spawn(move || {
                for round in 0..30 {
                    if (number + round) % 3 == 0 {
                        client.request(&Request::post(VALID)).assert_accepted();
                        continue;
                    }
                    let name = format!("s{number}r{round}");
                    let secrets = format!("\"secrets\": {{\"{name}\": 1}}");
                    // Large bodies are validated on another thread.
                    let code = "x".repeat(if round % 5 == 0 { 200_000 } else { 10 });
                    let more = format!(", {secrets}, \"code\": \"{code}\"}}");
                    let response = client.request(&Request::post(VALID.replace('}', &more)));
                    let (_, message) = response.error();
                    assert!(message.starts_with("The manifest has 1 error:"), "{message}");
                    assert!(message.contains(&format!("\n/secrets/{name}: ")), "{message}");
                }
            });
        }
    });
    for client in &mut idle {
        client.request(&Request::post(VALID)).assert_accepted();
    }
}
