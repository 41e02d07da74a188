//! Any bytes sent to the local API receive HTTP responses or a closed connection, never an internal error.
//!
//! The head selects how the request is built: the text is the whole request, its headers or its body, so that
//! the fuzzer reaches the body without inventing a request line.

#![no_main]

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::OnceLock;
use std::time::Duration;

use integration_manifest_ls::serve::{self, Options};
use integration_manifest_ls_fuzz::{Input, mutate};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed)
});

const PATH: &str = "/v1/admin/integrations/validate";
const BASE: &str = "Host: localhost\r\nAuthorization: Bearer a\r\nx-workspace-id: w\r\n\
                    Content-Type: application/json\r\nConnection: close\r\n";

/// Starts the server once for all inputs.
fn address() -> SocketAddr {
    static ADDRESS: OnceLock<SocketAddr> = OnceLock::new();
    *ADDRESS.get_or_init(|| {
        let server = serve::bind(&[SocketAddr::from(([127, 0, 0, 1], 0))]).expect("a free port");
        let address = server.address();
        let options = Options {
            strict: true,
            access_log: false,
            max_body: 1 << 20,
            timeout: Duration::from_millis(500),
            ..Options::default()
        };
        std::thread::spawn(move || server.run(options));
        address
    })
}

fn request(input: &Input<'_>) -> Vec<u8> {
    let text = input.text;
    if input.flag(1) {
        return text.as_bytes().to_vec();
    }
    let (headers, body) = match input.flag(2) {
        true => text.split_once("\n\n").unwrap_or((text, "{}")),
        false => ("", text),
    };
    let method = if input.flag(3) { "GET" } else { "POST" };
    let length = match input.flag(4) {
        // Chunks, of which the first may be larger than the data.
        true => {
            format!("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len())
        }
        false => format!("Content-Length: {}\r\n\r\n{body}", body.len()),
    };
    format!("{method} {PATH} HTTP/1.1\r\n{BASE}{headers}{length}").into_bytes()
}

fuzz_target!(|data: &[u8]| {
    let Some(input) = Input::parse(data) else { return };
    let bytes = request(&input);
    let Ok(mut stream) = TcpStream::connect(address()) else { return };
    stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a valid timeout");
    // The server may close the connection before it has read everything.
    if stream.write_all(&bytes).is_err() || stream.shutdown(Shutdown::Write).is_err() {
        return;
    }
    let mut response = Vec::new();
    match stream.read_to_end(&mut response) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return,
        Err(error) => panic!("no response: {error}"),
    }
    let response = String::from_utf8(response).expect("responses are text");
    let Some((head, body)) = response.split_once("\r\n\r\n") else {
        assert!(response.is_empty(), "{response}");
        return;
    };
    assert!(head.starts_with("HTTP/1."), "{head}");
    assert!(head.get(9..12) != Some("500"), "{response}");
    if head.to_ascii_lowercase().contains("content-type: application/json")
        && head.matches("HTTP/1.").count() == 1
        && !body.contains("HTTP/1.")
        && !body.is_empty()
    {
        serde_json::from_str::<serde::de::IgnoredAny>(body).expect("a body in JSON");
    }
});
