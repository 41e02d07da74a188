//! The program as a child process, and an HTTP client with control over each byte.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::Value;

/// Maximum wait of a test.
const TIMEOUT: Duration = Duration::from_secs(60);

pub const PATH: &str = "/v1/admin/integrations/validate";

/// The token of servers that require one.
pub const TOKEN: &str = "tok-4711";

/// A running server. It is killed when this is dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    log: Option<JoinHandle<String>>,
}

pub fn program(args: &[&str]) -> Command {
    let mut command = crate::program::program();
    command.arg("serve").args(args).env_remove("BP_TOKEN");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Server {
    pub fn start(args: &[&str]) -> Server {
        Server::spawn(&mut program(args))
    }

    pub fn spawn(command: &mut Command) -> Server {
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on http://");
        let address = address.unwrap_or_else(|| panic!("{line:?}")).parse().unwrap();
        let log = child
            .stderr
            .take()
            .map(|stderr: ChildStderr| thread::spawn(move || io::read_to_string(stderr).unwrap()));
        Server { child, address, log }
    }

    /// Peak of the resident memory in bytes; 0 if the system does not report it.
    pub fn peak_memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok());
        kib.unwrap_or(0) << 10
    }

    pub fn connect(&self) -> Client {
        Client::connect(self.address).unwrap()
    }

    /// Sends a request on a new connection.
    pub fn request(&self, request: &Request) -> Response {
        self.connect().request(request)
    }

    /// Sends a manifest.
    pub fn post(&self, body: impl AsRef<[u8]>) -> Response {
        self.request(&Request::post(body))
    }

    #[cfg(unix)]
    pub fn signal(&self, signal: rustix::process::Signal) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, signal).unwrap();
    }

    /// Shuts the server down. Returns its exit code and log.
    #[cfg(unix)]
    pub fn shut_down(self) -> (Option<i32>, String) {
        self.signal(rustix::process::Signal::TERM);
        self.wait()
    }

    #[cfg(not(unix))]
    pub fn shut_down(mut self) -> (Option<i32>, String) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        (Some(0), self.log.take().unwrap().join().unwrap())
    }

    /// Waits until the server exits. Returns its exit code and log.
    pub fn wait(mut self) -> (Option<i32>, String) {
        let code = self.child.wait().unwrap().code();
        (code, self.log.take().unwrap().join().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A request that a test can modify.
#[derive(Clone)]
pub struct Request {
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// Creates a valid request.
    pub fn post(body: impl AsRef<[u8]>) -> Request {
        let body = body.as_ref().to_vec();
        let request = Request { method: "POST", path: PATH.into(), headers: Vec::new(), body };
        request
            .with("Host", "localhost")
            .with("Authorization", &format!("Bearer {TOKEN}"))
            .with("x-workspace-id", "wkspace_1")
            .with("Content-Type", "application/json")
    }

    /// Replaces a header.
    pub fn with(self, name: &str, value: &str) -> Request {
        let mut request = self.without(name);
        request.headers.push((name.to_owned(), value.to_owned()));
        request
    }

    pub fn without(mut self, name: &str) -> Request {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self
    }

    pub fn to(mut self, method: &'static str, path: &str) -> Request {
        self.method = method;
        self.path = path.to_owned();
        self
    }

    /// Returns the head without the length of the body.
    pub fn head(&self, more: &str) -> String {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head + more + "\r\n"
    }

    /// Returns the request with `Content-Length`.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.head(&format!("Content-Length: {}\r\n", self.body.len())).into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// Returns the request with chunks of `size` bytes.
    pub fn chunked(&self, size: usize) -> Vec<u8> {
        let mut bytes = self.head("Transfer-Encoding: chunked\r\n").into_bytes();
        for chunk in self.body.chunks(size) {
            bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
            bytes.extend_from_slice(chunk);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"0\r\n\r\n");
        bytes
    }
}

#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Returns the type and the message of an error, and checks its format.
    #[track_caller]
    pub fn error(&self) -> (String, String) {
        let error: Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!(error.as_object().unwrap().len(), 4, "{error}");
        assert_eq!(error["code"], self.status);
        assert!(error["id"].as_str().unwrap().starts_with("err_"), "{error}");
        let text = |name: &str| error[name].as_str().unwrap().to_owned();
        (text("type"), text("message"))
    }

    pub fn id(&self) -> String {
        let error: Value = serde_json::from_str(&self.body).unwrap();
        error["id"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn assert_accepted(&self) {
        assert_eq!((self.status, self.body.as_str()), (200, "{}"));
    }
}

pub struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    pub fn connect(address: SocketAddr) -> io::Result<Client> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        stream.set_write_timeout(Some(TIMEOUT))?;
        stream.set_nodelay(true)?;
        Ok(Client { stream: BufReader::new(stream) })
    }

    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes.as_ref())
    }

    pub fn request(&mut self, request: &Request) -> Response {
        self.send(request.bytes()).unwrap();
        self.response()
    }

    #[track_caller]
    pub fn response(&mut self) -> Response {
        self.try_response().unwrap().expect("a response")
    }

    /// Reads a response. Returns `None` if the connection is closed before it starts.
    pub fn try_response(&mut self) -> io::Result<Option<Response>> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            headers.push((name.to_owned(), value.to_owned()));
        }
        let mut response = Response { status, headers, body: String::new() };
        if status != 100 {
            let length = response.header("content-length").unwrap().parse().unwrap();
            let mut body = vec![0; length];
            self.stream.read_exact(&mut body)?;
            response.body = String::from_utf8(body).unwrap();
        }
        Ok(Some(response))
    }

    /// Closes the sending half of the connection.
    pub fn finish_sending(&self) {
        self.stream.get_ref().shutdown(std::net::Shutdown::Write).unwrap();
    }

    /// Asserts that the server closes the connection without another response.
    #[track_caller]
    pub fn assert_closed(&mut self) {
        match self.try_response() {
            Ok(None) => {}
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => {}
            other => panic!("{other:?}"),
        }
    }
}
