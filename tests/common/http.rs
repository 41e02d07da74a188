//! An HTTP server with scripted replies, valid or not.

// Each test program uses a part of this file.
#![allow(dead_code)]

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A received request.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// `POST /path HTTP/1.1`
    pub line: String,
    /// Header names are lowercase.
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

/// The reply to a request.
pub enum Reply {
    /// Sends the bytes and keeps the connection open.
    Bytes(Vec<u8>),
    /// Sends the bytes and closes the connection.
    Last(Vec<u8>),
    /// Sends the bytes repeatedly until the client disconnects.
    Endless(Vec<u8>),
    /// Sends nothing until the client disconnects.
    Silence,
    /// Sends the bytes, and passes the connection to the function.
    Handover(Vec<u8>, Box<dyn FnOnce(TcpStream) + Send>),
}

/// Returns a valid response.
pub fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut head = format!("HTTP/1.1 {status} Whatever\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    Reply::Bytes(format!("{head}\r\n{body}").into_bytes())
}

/// Returns an error in the format of the API.
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
    /// Starts a server that calls `reply` with the index of each request.
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
                    // An error of a connection is expected if the client disconnects.
                    let _ = serve(&stream.unwrap(), &seen, &*reply);
                });
            }
        });
        Server { url: format!("http://127.0.0.1:{port}"), port, requests }
    }

    /// Starts a server that accepts every manifest.
    pub fn accepting() -> Server {
        Server::start(|_, _| answer(200, &[], "{}"))
    }

    /// Returns the received requests.
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

/// Reads a request. Returns `None` if the connection is closed.
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
