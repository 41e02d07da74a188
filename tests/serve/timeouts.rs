//! Manifests that take long to validate: their requests time out, and do not block others.

use crate::client::{Client, Request, Server};

/// Returns a manifest whose scripts are close to the compilation limit.
fn expensive_manifest(number: usize) -> String {
    let script = format!("{}1\n# {number}", "1 + ".repeat(550));
    let script = |at| serde_json::json!({ "linkTemplateScript": format!("{script}.{at}") });
    let mut configurations = serde_json::Map::new();
    for at in 0..4 {
        configurations.insert(format!("c{at}"), serde_json::json!({ "identifier": script(at) }));
    }
    serde_json::json!({ "name": "acme/a", "version": "1.0.0", "configurations": configurations })
        .to_string()
}

#[test]
fn slow_validation_times_out_without_blocking_others() {
    let server = Server::start(&["--strict", "--timeout", "1"]);
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let send = |number| -> Client {
        let mut client = server.connect();
        client.send(Request::post(expensive_manifest(number)).bytes()).unwrap();
        client
    };
    let clients: Vec<Client> = (0..8 * cores).map(send).collect();
    let health = server.request(&Request::post("").to("GET", "/healthz"));
    assert_eq!((health.status, health.body.as_str()), (200, r#"{"status":"ok"}"#));
    let responses = clients.into_iter().map(|mut client| client.response());
    let statuses: Vec<u16> = responses.map(|response| response.status).collect();
    assert!(statuses.contains(&504), "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 504].contains(status)), "{statuses:?}");
}

/// A manifest with any number of invalid scripts gets a response.
#[test]
fn compilation_of_all_scripts_is_limited() {
    let server = Server::start(&["--strict"]);
    let mut configurations = serde_json::Map::new();
    for (number, script) in ["(1+", "a = [a, a]\n", ".a[1000000] = 1\n", "1]", "{{ a }}"]
        .iter()
        .cycle()
        .take(2_000)
        .enumerate()
    {
        let script = format!("a = 1\n{}\n# {number}", script.repeat(60));
        let identifier = serde_json::json!({ "linkTemplateScript": script });
        let name = format!("c{number}");
        configurations.insert(name, serde_json::json!({ "identifier": identifier }));
    }
    let manifest = serde_json::json!({
        "name": "acme/a",
        "version": "1.0.0",
        "configurations": configurations,
    });
    let (kind, message) = server.post(manifest.to_string()).error();
    assert_eq!(kind, "InvalidPayload");
    assert!(message.contains("`]`"), "{message}");
}
