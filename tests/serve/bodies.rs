//! Bodies in every form in which they come.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use crate::SOUND;
use crate::client::{Request, Server};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn compressed(coding: &str, body: impl AsRef<[u8]>) -> Request {
    Request::post(body).with("content-encoding", coding)
}

#[test]
fn accepts_valid_json_bodies() {
    let server = Server::start(&[]);
    let nested = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let with = |more: &str| SOUND.replace('}', &format!(", {more}}}"));
    for body in [
        format!("\u{feff}{SOUND}"),
        format!("\r\n\t {SOUND} \n"),
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
    let shut = format!("{deep}{}", "]".repeat(200_000));
    let deeper = "{\"a\":".repeat(2_000_000);
    for (body, what) in [
        (b"{\"\xff\": 1}".to_vec(), "The body is not UTF-8: byte 0xff at offset 2."),
        (b"\xff\xfe{\0}\0".to_vec(), "The body is not UTF-8: byte 0xff at offset 0."),
        (b"\0".to_vec(), "not JSON"),
        (format!("{SOUND}\0").into_bytes(), "not JSON"),
        (SOUND.replace('}', ", }").into_bytes(), "not JSON"),
        (format!("// a comment\n{SOUND}").into_bytes(), "not JSON"),
        (format!("{SOUND}{SOUND}").into_bytes(), "not JSON"),
        (SOUND.as_bytes()[..20].to_vec(), "not JSON"),
        (deep.into_bytes(), "not JSON"),
        (shut.into_bytes(), "nested more than"),
        (deeper.into_bytes(), "not JSON"),
        (",".repeat(5_000_000).into_bytes(), "not JSON"),
        (b"\"\xf0\x9f\x98".to_vec(), "not UTF-8"),
    ] {
        let answer = server.post(&body);
        let (kind, message) = answer.error();
        assert_eq!((answer.status, kind.as_str()), (400, "InvalidPayload"));
        assert!(message.contains(what), "{message:.200}");
    }
    let (_, log) = server.end();
    assert!(!log.contains(" 500 ") && !log.contains("mistake in this program"), "{log}");
}

#[test]
fn chunks_are_put_together() {
    let server = Server::start(&[]);
    let mut client = server.connect();
    for size in [1, 7, 1000] {
        client.send(Request::post(SOUND).chunked(size)).unwrap();
        client.answer().assert_accepted();
    }
    client.send(Request::post("{\"name\": 1}").chunked(3)).unwrap();
    assert!(client.answer().error().1.contains("\n/name: "));
    // No chunk has such a length.
    client.send(Request::post("").head("Transfer-Encoding: chunked\r\n")).unwrap();
    client.send("zz\r\n").unwrap();
    let answer = client.answer();
    assert_eq!((answer.status, answer.error().0.as_str()), (400, "InvalidPayload"));
    server.post(SOUND).assert_accepted();
}

#[test]
fn compressed_bodies_are_taken() {
    /// [`SOUND`], as Brotli has it.
    const BROTLI: &[u8] = &[
        0x8b, 0x12, 0x80, 0x7b, 0x22, 0x6e, 0x61, 0x6d, 0x65, 0x22, 0x3a, 0x20, 0x22, 0x61, 0x63,
        0x6d, 0x65, 0x2f, 0x61, 0x22, 0x2c, 0x20, 0x22, 0x76, 0x65, 0x72, 0x73, 0x69, 0x6f, 0x6e,
        0x22, 0x3a, 0x20, 0x22, 0x31, 0x2e, 0x30, 0x2e, 0x30, 0x22, 0x7d, 0x03,
    ];
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
    zlib.write_all(SOUND.as_bytes()).unwrap();
    let zlib = zlib.finish().unwrap();
    let gzip = gzip(SOUND.as_bytes());
    let server = Server::start(&[]);
    for (coding, body) in [
        ("gzip", &gzip[..]),
        ("x-gzip", &gzip),
        ("GZIP", &gzip),
        ("deflate", &zlib),
        ("br", BROTLI),
        ("identity", SOUND.as_bytes()),
    ] {
        server.ask(&compressed(coding, body)).assert_accepted();
        let mut client = server.connect();
        client.send(compressed(coding, body).chunked(5)).unwrap();
        client.answer().assert_accepted();
    }
}

#[test]
fn rejects_unsupported_content_encoding() {
    let mut raw = DeflateEncoder::new(Vec::new(), Compression::best());
    raw.write_all(SOUND.as_bytes()).unwrap();
    let raw = raw.finish().unwrap();
    let whole = gzip(SOUND.as_bytes());
    let server = Server::start(&[]);
    for (coding, body) in [
        ("gzip", SOUND.as_bytes()),
        ("gzip", &whole[..whole.len() - 9]),
        ("br", b"\xff\xff\xff\xff"),
        ("deflate", &raw),
    ] {
        let answer = server.ask(&compressed(coding, body));
        let (kind, message) = answer.error();
        assert_eq!((answer.status, kind.as_str()), (400, "InvalidPayload"), "{coding}");
        assert!(message.contains("content-encoding"), "{message}");
    }
    for coding in ["gzip, br", "compress", "zstd"] {
        assert_eq!(server.ask(&compressed(coding, &whole)).error().0, "UnsupportedMediaType");
    }
}

/// Who sends too much gets an answer that it can read, and the connection stays of use.
#[test]
fn too_much_is_refused_in_whatever_form() {
    let server = Server::start(&["--max-body", "100K"]);
    let body = format!("{SOUND}{}", " ".repeat(3_000_000));
    let large = Request::post(&body);
    let bomb = compressed("gzip", gzip(&vec![b' '; 50_000_000]));
    assert!(bomb.body.len() < 1_000_000);
    let small = compressed("gzip", gzip(&vec![b' '; 200_000]));
    assert!(small.body.len() < 100 << 10);
    let mut client = server.connect();
    for request in [large.bytes(), large.chunked(10_000), bomb.bytes(), small.bytes()] {
        client.send(request).unwrap();
        let answer = client.answer();
        assert_eq!((answer.status, answer.error().0.as_str()), (413, "PayloadTooLarge"));
        client.ask(&Request::post(SOUND)).assert_accepted();
    }
    // What is refused for another reason is read to its end all the same.
    client.send(Request::post(&body).without("authorization").bytes()).unwrap();
    assert_eq!(client.answer().status, 401);
    client.ask(&Request::post(SOUND)).assert_accepted();
}

/// A client that asks before it sends is told no before it sends.
#[test]
fn expect_100_continue_rejects_before_body() {
    let server = Server::start(&["--max-body", "100"]);
    let head = |length: usize| {
        Request::post("").head(&format!("Content-Length: {length}\r\nExpect: 100-continue\r\n"))
    };
    let mut client = server.connect();
    client.send(head(SOUND.len())).unwrap();
    assert_eq!(client.answer().status, 100);
    client.send(SOUND).unwrap();
    client.answer().assert_accepted();
    client.send(head(101)).unwrap();
    assert_eq!(client.answer().status, 413);
}

/// A text of nothing but structure would take many times its size in memory.
#[test]
fn more_values_than_any_manifest_has_are_refused() {
    let server = Server::start(&[]);
    let schema = |values: &str| {
        let schema = format!("\"configuration\": {{ \"schema\": {{ \"enum\": [{values}] }} }}");
        SOUND.replace('}', &format!(", {schema}}}"))
    };
    let answer = server.post(schema(&format!("{}[]", "[],".repeat(1_500_000))));
    assert_eq!((answer.status, answer.error().0.as_str()), (413, "PayloadTooLarge"));
    // In a text that is not large there is room for them.
    server.post(schema(&format!("{}0", "0,".repeat(1_200_000)))).assert_accepted();
    // What looks like structure in a string is none.
    let code = SOUND.replace('}', &format!(", \"code\": \"{}\"}}", "[\\\",".repeat(1_500_000)));
    server.post(code).assert_accepted();
}
