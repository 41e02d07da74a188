//! An HTTP server that does what a test tells it to, well-behaved or not.

// Each test program uses its own part of this.
#![allow(dead_code)]

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A request as it arrived.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// `POST /path HTTP/1.1`
    pub line: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// What the server does about a request.
pub enum Reply {
    /// Sends this, whatever it is, and goes on.
    Bytes(Vec<u8>),
    /// Sends this and ends the connection.
    Last(Vec<u8>),
    /// Sends this, over and over, until the client is gone.
    Endless(Vec<u8>),
    /// Says nothing until the client is gone.
    Silence,
    /// Sends this, and leaves the connection to this function.
    Handover(Vec<u8>, Box<dyn FnOnce(TcpStream) + Send>),
}

/// A well-formed answer.
pub fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut head = format!("HTTP/1.1 {status} Whatever\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    Reply::Bytes(format!("{head}\r\n{body}").into_bytes())
}

/// An error as the API words it.
pub fn error(status: u16, headers: &[(&str, &str)], kind: &str, message: &str) -> Reply {
    let body = serde_json::json!({
        "id": "err_1", "code": status, "type": kind, "message": message,
    });
    answer(status, headers, &body.to_string())
}

/// A running server. Its threads end with the test program.
pub struct Server {
    pub url: String,
    pub port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Starts a server that asks `reply` about each request; it is told how many came before.
    pub fn start(reply: impl Fn(usize, &Request) -> Reply + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        let reply = Arc::new(reply);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (seen, reply) = (seen.clone(), reply.clone());
                thread::spawn(move || {
                    // A client that is gone is no mistake of the server.
                    let _ = serve(&stream.unwrap(), &seen, &*reply);
                });
            }
        });
        Server { url: format!("http://127.0.0.1:{port}"), port, requests }
    }

    /// Starts a server that takes every manifest.
    pub fn accepting() -> Server {
        Server::start(|_, _| answer(200, &[], "{}"))
    }

    /// What arrived until now.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

fn serve(
    stream: &TcpStream,
    seen: &Mutex<Vec<Request>>,
    reply: &dyn Fn(usize, &Request) -> Reply,
) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    while let Some(request) = read(&mut reader)? {
        let index = {
            let mut seen = seen.lock().unwrap();
            seen.push(request.clone());
            seen.len() - 1
        };
        match reply(index, &request) {
            Reply::Bytes(bytes) => writer.write_all(&bytes)?,
            Reply::Last(bytes) => {
                writer.write_all(&bytes)?;
                return stream.shutdown(Shutdown::Both);
            }
            Reply::Endless(bytes) => loop {
                writer.write_all(&bytes)?;
            },
            Reply::Silence => {
                reader.read_to_end(&mut Vec::new())?;
            }
            Reply::Handover(bytes, take) => {
                writer.write_all(&bytes)?;
                take(stream.try_clone()?);
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The next request, if the client sends another.
pub fn read(reader: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut request = Request::default();
    if reader.read_line(&mut request.line)? == 0 {
        return Ok(None);
    }
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        request.headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    let len = request.header("content-length").map_or(0, |len| len.parse().unwrap());
    request.body = vec![0; len];
    reader.read_exact(&mut request.body)?;
    Ok(Some(request))
}
