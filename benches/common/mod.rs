//! What the benchmarks share.

use std::fmt::Write;

/// A manifest of at least `bytes` bytes: real-looking actions, one after the other.
pub fn manifest(bytes: usize) -> String {
    let mut text = String::from(
        "{\n  \"name\": \"acme/desk\",\n  \"version\": \"1.0.0\",\n  \"visibility\": \"public\",\n  \
         \"title\": \"Desk\",\n  \"description\": \"Tickets\",\n  \"actions\": {",
    );
    let mut index = 0;
    while text.len() < bytes {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(
            text,
            "{comma}\n    \"openTicket{index}\": {{\n      \"title\": \"Open\",\n      \"description\": \"Opens a ticket\","
        );
        for part in ["input", "output"] {
            let end = if part == "input" { "," } else { "" };
            let _ = write!(
                text,
                "\n      \"{part}\": {{\n        \"schema\": {{\n          \"type\": \"object\",\n          \"properties\": {{\n            \"subject\": {{ \"type\": \"string\", \"description\": \"What it is about\", \"x-zui\": {{ \"title\": \"Subject\" }} }},\n            \"tags\": {{ \"type\": \"array\", \"items\": {{ \"type\": \"string\" }}, \"description\": \"Words to find it by\", \"x-zui\": {{ \"title\": \"Tags\" }} }}\n          }},\n          \"required\": [\"subject\"]\n        }}\n      }}{end}"
            );
        }
        text.push_str("\n    }");
        index += 1;
    }
    text.push_str("\n  }\n}\n");
    text
}
