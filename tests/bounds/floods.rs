//! Manifests that are small, and have very many findings.

use std::fmt::Write;

/// `count` unknown members below a name of `len` bytes.
pub fn long_name(len: usize, count: usize) -> String {
    let mut members = String::new();
    for index in 0..count {
        let _ = write!(members, "\"w{index}\":1,");
    }
    let name = "n".repeat(len);
    format!(
        "{{\"name\":1,\"version\":\"1.0.0\",\
         \"states\":{{\"{name}\":{{{members}\"type\":\"user\",\"schema\":{{}}}}}}}}"
    )
}

/// `count` secrets of one name.
pub fn duplicates(count: usize) -> String {
    let members = vec!["\"A\":\"\""; count].join(",");
    format!("{{\"name\":1,\"version\":\"1.0.0\",\"secrets\":{{{members}}}}}")
}

/// `count` secrets, and code that reads others.
pub fn secrets(count: usize) -> String {
    let (mut secrets, mut code) = (String::new(), String::new());
    for index in 0..count {
        let _ = write!(secrets, "\"s{index}\":1,");
        let _ = write!(code, "process.env.SECRET_R{index};");
    }
    format!(
        "{{\"name\":\"acme/x\",\"version\":\"1.0.0\",\"secrets\":{{{secrets}\"A\":\"\"}},\"code\":\"{code}\"}}"
    )
}

/// `count` required tags that are not defined, each twice.
pub fn required_tags(count: usize) -> String {
    let mut tags = String::new();
    for index in 0..count {
        let _ = write!(tags, "\"t{index}\",\"t{index}\",");
    }
    format!(
        "{{\"name\":\"acme/x\",\"version\":\"1.0.0\",\
         \"user\":{{\"tags\":{{}},\"creation\":{{\"enabled\":true,\"requiredTags\":[{tags}\"x\"]}}}}}}"
    )
}

/// `count` actions of a public integration, without titles and descriptions.
pub fn undocumented_actions(count: usize) -> String {
    let mut actions = String::new();
    for index in 0..count {
        let _ = write!(
            actions,
            "\"a{index}\":{{\"input\":{{\"schema\":{{}}}},\"output\":{{\"schema\":{{}}}}}},"
        );
    }
    actions.pop();
    format!(
        "{{\"name\":\"acme/x\",\"version\":\"1.0.0\",\"visibility\":\"public\",\"actions\":{{{actions}}}}}"
    )
}
