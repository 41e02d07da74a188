//! Bodies: JSON, chunks, compression and sizes.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use crate::VALID;
use crate::client::{Request, Server};
use crate::floods;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn compressed(encoding: &str, body: impl AsRef<[u8]>) -> Request {
    Request::post(body).with("content-encoding", encoding)
}

#[test]
fn accepts_valid_json_bodies() {
    let server = Server::start(&[]);
    let nested = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let with = |more: &str| VALID.replace('}', &format!(", {more}}}"));
    for body in [
        format!("\u{feff}{VALID}"),
        format!("\r\n\t {VALID} \n"),
        with("\"name\": \"acme/b\""),
        with("\"description\": \"\\u0000 \\ud800 \u{1f600}\""),
        with(&format!("\"code\": \"{}\"", "x".repeat(3_000_000))),
        with(&format!("\"configuration\": {{ \"schema\": {{ \"default\": {nested} }} }}")),
    ] {
        server.post(&body).assert_accepted();
    }
}

#[test]
fn rejects_invalid_json_bodies() {
    let server = Server::start(&[]);
    let deep = "[".repeat(200_000);
    let closed = format!("{deep}{}", "]".repeat(200_000));
    let deeper = "{\"a\":".repeat(2_000_000);
    for (body, expected) in [
        (b"{\"\xff\": 1}".to_vec(), "The body is not UTF-8: byte 0xff at offset 2."),
        (b"\xff\xfe{\0}\0".to_vec(), "The body is not UTF-8: byte 0xff at offset 0."),
        (b"\0".to_vec(), "not JSON"),
        (format!("{VALID}\0").into_bytes(), "not JSON"),
        (VALID.replace('}', ", }").into_bytes(), "not JSON"),
        (format!("// a comment\n{VALID}").into_bytes(), "not JSON"),
        (format!("{VALID}{VALID}").into_bytes(), "not JSON"),
        (VALID.as_bytes()[..20].to_vec(), "not JSON"),
        (deep.into_bytes(), "not JSON"),
        (closed.into_bytes(), "nested more than"),
        (",".repeat(500_000).into_bytes(), "not JSON"),
        (deeper.as_bytes()[..1_000_000].to_vec(), "not JSON"),
        (b"\"\xf0\x9f\x98".to_vec(), "not UTF-8"),
    ] {
        let response = server.post(&body);
        let (kind, message) = response.error();
        assert_eq!((response.status, kind.as_str()), (400, "InvalidPayload"));
        assert!(message.contains(expected), "{message:.200}");
    }
    // More tokens than any manifest has are not parsed.
    for body in [deeper, ",".repeat(5_000_000)] {
        let response = server.post(&body);
        let (kind, message) = response.error();
        assert_eq!((response.status, kind.as_str()), (413, "PayloadTooLarge"));
        assert!(message.len() < 500, "{message:.200}");
    }
    let (_, log) = server.shut_down();
    assert!(!log.contains(" 500 ") && !log.contains("bug in integration-manifest-ls"), "{log}");
}

#[test]
fn chunked_bodies_are_read() {
    let server = Server::start(&[]);
    let mut client = server.connect();
    for size in [1, 7, 1000] {
        client.send(Request::post(VALID).chunked(size)).unwrap();
        client.response().assert_accepted();
    }
    client.send(Request::post("{\"name\": 1}").chunked(3)).unwrap();
    assert!(client.response().error().1.contains("\n/name: "));
    // An invalid chunk length.
    client.send(Request::post("").head("Transfer-Encoding: chunked\r\n")).unwrap();
    client.send("zz\r\n").unwrap();
    let response = client.response();
    assert_eq!((response.status, response.error().0.as_str()), (400, "InvalidPayload"));
    server.post(VALID).assert_accepted();
}

#[test]
fn compressed_bodies_are_accepted() {
    /// [`VALID`], compressed with Brotli.
    const BROTLI: &[u8] = &[
        0x8b, 0x12, 0x80, 0x7b, 0x22, 0x6e, 0x61, 0x6d, 0x65, 0x22, 0x3a, 0x20, 0x22, 0x61, 0x63,
        0x6d, 0x65, 0x2f, 0x61, 0x22, 0x2c, 0x20, 0x22, 0x76, 0x65, 0x72, 0x73, 0x69, 0x6f, 0x6e,
        0x22, 0x3a, 0x20, 0x22, 0x31, 0x2e, 0x30, 0x2e, 0x30, 0x22, 0x7d, 0x03,
    ];
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
    zlib.write_all(VALID.as_bytes()).unwrap();
    let zlib = zlib.finish().unwrap();
    let gzip = gzip(VALID.as_bytes());
    let server = Server::start(&[]);
    for (encoding, body) in [
        ("gzip", &gzip[..]),
        ("x-gzip", &gzip),
        ("GZIP", &gzip),
        ("deflate", &zlib),
        ("br", BROTLI),
        ("identity", VALID.as_bytes()),
    ] {
        server.request(&compressed(encoding, body)).assert_accepted();
        let mut client = server.connect();
        client.send(compressed(encoding, body).chunked(5)).unwrap();
        client.response().assert_accepted();
    }
}

#[test]
fn invalid_and_unsupported_compression_is_rejected() {
    let mut raw = DeflateEncoder::new(Vec::new(), Compression::best());
    raw.write_all(VALID.as_bytes()).unwrap();
    let raw = raw.finish().unwrap();
    let whole = gzip(VALID.as_bytes());
    let server = Server::start(&[]);
    for (encoding, body) in [
        ("gzip", VALID.as_bytes()),
        ("gzip", &whole[..whole.len() - 9]),
        ("br", b"\xff\xff\xff\xff"),
        ("deflate", &raw),
    ] {
        let response = server.request(&compressed(encoding, body));
        let (kind, message) = response.error();
        assert_eq!((response.status, kind.as_str()), (400, "InvalidPayload"), "{encoding}");
        assert!(message.contains("Content-Encoding"), "{message}");
    }
    for encoding in ["gzip, br", "compress", "zstd"] {
        assert_eq!(server.request(&compressed(encoding, &whole)).error().0, "UnsupportedMediaType");
    }
}

/// The client can read the response, and the connection stays usable.
#[test]
fn oversized_bodies_are_rejected() {
    let server = Server::start(&["--max-body", "100K"]);
    let body = format!("{VALID}{}", " ".repeat(3_000_000));
    let large = Request::post(&body);
    let bomb = compressed("gzip", gzip(&vec![b' '; 50_000_000]));
    assert!(bomb.body.len() < 1_000_000);
    let small = compressed("gzip", gzip(&vec![b' '; 200_000]));
    assert!(small.body.len() < 100 << 10);
    let mut client = server.connect();
    for request in [large.bytes(), large.chunked(10_000), bomb.bytes(), small.bytes()] {
        client.send(request).unwrap();
        let response = client.response();
        assert_eq!((response.status, response.error().0.as_str()), (413, "PayloadTooLarge"));
        client.request(&Request::post(VALID)).assert_accepted();
    }
    // The body of a request that is rejected for another reason is discarded.
    client.send(Request::post(&body).without("authorization").bytes()).unwrap();
    assert_eq!(client.response().status, 401);
    client.request(&Request::post(VALID)).assert_accepted();
}

/// The budget of bytes counts what is decompressed: 200 MiB for all requests. The bodies are too large to be
/// parsed.
#[test]
fn compressed_bodies_share_the_memory_budget() {
    let server = Server::start(&[]);
    let body = gzip(&vec![b' '; 98 << 20]);
    let base = server.peak_memory();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let send = || server.request(&compressed("gzip", &body)).status;
        let requests: Vec<_> = (0..8).map(|_| scope.spawn(send)).collect();
        requests.into_iter().map(|request| request.join().unwrap()).collect()
    });
    assert!(statuses.iter().all(|status| matches!(status, 413 | 429)), "{statuses:?}");
    let own = server.peak_memory() - base;
    assert!(own <= (200 << 20) + 40_000_000, "{own}");
    server.post(VALID).assert_accepted();
}

/// As for the commands in `tests/bounds`. The files of `--capture` count as output.
#[test]
fn floods_are_within_budget() {
    let folder = tempfile::tempdir().unwrap();
    let capture = folder.path().to_str().unwrap();
    for args in [&[][..], &["--strict"], &["--strict", "--capture", capture]] {
        for (name, text) in floods::all() {
            let server = Server::start(args);
            server.post(VALID);
            let base = server.peak_memory();
            let response = server.post(&text);
            assert!(matches!(response.status, 200 | 400 | 413), "{name}: {}", response.status);
            let own = server.peak_memory() - base;
            assert!(own <= 30 * text.len() + 64_000_000, "{name}: {own}");
            let files = folder.path().read_dir().unwrap();
            let files: u64 = files.map(|it| it.unwrap().metadata().unwrap().len()).sum();
            let output = response.body.len().max(files as usize);
            assert!(output <= 10 * text.len() + 1_000_000, "{name}: {output}");
            for file in folder.path().read_dir().unwrap() {
                std::fs::remove_file(file.unwrap().path()).unwrap();
            }
        }
    }
}

/// A client that waits for `100 Continue` gets the error before it sends the body.
#[test]
fn expect_100_continue_rejects_before_body() {
    let server = Server::start(&["--max-body", "100"]);
    let head = |length: usize| {
        Request::post("").head(&format!("Content-Length: {length}\r\nExpect: 100-continue\r\n"))
    };
    let mut client = server.connect();
    client.send(head(VALID.len())).unwrap();
    assert_eq!(client.response().status, 100);
    client.send(VALID).unwrap();
    client.response().assert_accepted();
    client.send(head(101)).unwrap();
    assert_eq!(client.response().status, 413);
}

/// A body of only brackets and commas would take many times its size in memory.
#[test]
fn body_with_too_many_values_is_rejected() {
    let server = Server::start(&[]);
    let schema = |values: &str| {
        let schema = format!("\"configuration\": {{ \"schema\": {{ \"enum\": [{values}] }} }}");
        VALID.replace('}', &format!(", {schema}}}"))
    };
    let response = server.post(schema(&format!("{}[]", "[],".repeat(1_500_000))));
    assert_eq!((response.status, response.error().0.as_str()), (413, "PayloadTooLarge"));
    server.post(schema(&format!("{}0", "0,".repeat(400_000)))).assert_accepted();
    // Brackets and commas in strings do not count.
    let code = VALID.replace('}', &format!(", \"code\": \"{}\"}}", "[\\\",".repeat(1_500_000)));
    server.post(code).assert_accepted();
}
