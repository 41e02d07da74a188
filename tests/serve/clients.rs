//! Clients that are slow, many, or gone.

use std::thread;

use crate::SOUND;
use crate::client::{Request, Server};

#[test]
fn slow_clients_time_out() {
    let server = Server::start(&["--timeout", "1"]);
    let request = Request::post(SOUND);
    let (mut idle, mut head, mut body, mut trickle) =
        (server.connect(), server.connect(), server.connect(), server.connect());
    head.send(&request.bytes()[..30]).unwrap();
    body.send(&request.bytes()[..request.bytes().len() - 1]).unwrap();
    trickle.send(request.head("Transfer-Encoding: chunked\r\n")).unwrap();
    let trickling = thread::spawn(move || {
        // A byte now and then does not buy more time: this ends because the server ends it.
        while trickle.send("1\r\n \r\n").is_ok() {
            thread::yield_now();
        }
    });
    let answer = body.answer();
    assert_eq!((answer.status, answer.error().0.as_str()), (504, "OperationTimeout"));
    assert_eq!(answer.header("connection"), Some("close"));
    body.assert_closed();
    idle.assert_closed();
    head.assert_closed();
    trickling.join().unwrap();
    server.post(SOUND).assert_accepted();
}

#[test]
fn disconnect_does_not_affect_other_clients() {
    let server = Server::start(&[]);
    let request = Request::post(SOUND).bytes();
    for len in 0..request.len() {
        server.connect().send(&request[..len]).unwrap();
    }
    // And some that do not wait for their answer.
    for _ in 0..100 {
        server.connect().send(&request).unwrap();
    }
    server.post(SOUND).assert_accepted();
    let (code, log) = server.end();
    assert_eq!(code, Some(0));
    assert!(!log.contains(" 500 "), "{log}");
}

/// `nc` and the like say that they are done, and read.
#[test]
fn half_closed_connections_get_response() {
    let server = Server::start(&[]);
    let mut client = server.connect();
    client.send(Request::post(SOUND).bytes()).unwrap();
    client.finish_sending();
    client.answer().assert_accepted();
    client.assert_closed();
}

#[test]
fn requests_may_follow_without_waiting() {
    let server = Server::start(&[]);
    let mut client = server.connect();
    let (sound, wrong) = (Request::post(SOUND).bytes(), Request::post("{\"name\": 1}").bytes());
    for _ in 0..20 {
        client.send([&sound[..], &wrong].concat()).unwrap();
    }
    for _ in 0..20 {
        client.answer().assert_accepted();
        assert_eq!(client.answer().status, 400);
    }
}

/// Everybody gets the answer to their own question, with many who say nothing beside them.
#[test]
fn many_at_once_get_each_their_own_answer() {
    let server = Server::start(&[]);
    let mut idle: Vec<_> = (0..300).map(|_| server.connect()).collect();
    thread::scope(|scope| {
        for number in 0..16 {
            let mut client = server.connect();
            scope.spawn(move || {
                for round in 0..30 {
                    if (number + round) % 3 == 0 {
                        client.ask(&Request::post(SOUND)).assert_accepted();
                        continue;
                    }
                    let name = format!("s{number}r{round}");
                    let wrong = format!("\"secrets\": {{\"{name}\": 1}}");
                    // Some are long enough to be judged by another thread.
                    let code = "x".repeat(if round % 5 == 0 { 200_000 } else { 10 });
                    let more = format!(", {wrong}, \"code\": \"{code}\"}}");
                    let answer = client.ask(&Request::post(SOUND.replace('}', &more)));
                    let (_, message) = answer.error();
                    assert!(message.starts_with("The manifest has 1 mistake:"), "{message}");
                    assert!(message.contains(&format!("\n/secrets/{name}: ")), "{message}");
                }
            });
        }
    });
    for client in &mut idle {
        client.ask(&Request::post(SOUND)).assert_accepted();
    }
}
