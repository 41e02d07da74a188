//! Manifests that are small, and have very many findings.

use std::fmt::Write;

/// One document of each kind that is expensive in its own way.
pub fn all() -> Vec<(&'static str, String)> {
    vec![
        ("NULs", "[  ".to_owned() + &"\0".repeat(100_000)),
        ("commas", "[".to_owned() + &",".repeat(100_000)),
        ("arrays", "[".to_owned() + &"[],".repeat(50_000) + "1]"),
        ("a long name", long_name(6_000, 1_200)),
        ("a longer name", long_name(60_000, 1_500)),
        ("duplicates", duplicates(6_000)),
        ("secrets", secrets(800)),
        ("required tags", required_tags(2_500)),
        ("undocumented actions", undocumented_actions(1_100)),
        ("missing commas", missing_commas(2_500)),
        ("required properties", required_properties(150)),
        ("colliding names", colliding(500)),
    ]
}

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

/// `count` elements without the commas between them.
pub fn missing_commas(count: usize) -> String {
    format!("{{\"secrets\":{{}},\"x\":[{}1]}}", "1 ".repeat(count))
}

/// An action whose input has `count` properties and requires as many others.
pub fn required_properties(count: usize) -> String {
    let (mut properties, mut required) = (String::new(), String::new());
    for index in 0..count {
        let _ = write!(properties, "\"p{index}\":{{\"type\":\"string\"}},");
        let _ = write!(required, "\"q{index}\",");
    }
    format!(
        "{{\"name\":\"acme/x\",\"version\":\"1.0.0\",\"actions\":{{\"a\":{{\
         \"input\":{{\"schema\":{{\"type\":\"object\",\"properties\":{{{properties}\"z\":{{}}}},\"required\":[{required}\"z\"]}}}},\
         \"output\":{{\"schema\":{{}}}}}}}}}}"
    )
}

/// `count` actions, tags, secrets and properties with [colliding names](colliding_names).
pub fn colliding(count: usize) -> String {
    let names = colliding_names(count);
    let map = |value: &str| -> String {
        let members: Vec<String> = names.iter().map(|name| format!("\"{name}\":{value}")).collect();
        members.join(",")
    };
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let list = quoted.join(",");
    let properties = map("{}");
    format!(
        "{{\"name\":\"acme/x\",\"version\":\"1.0.0\",\
         \"user\":{{\"tags\":{{{}}},\"creation\":{{\"enabled\":true,\"requiredTags\":[{list}]}}}},\
         \"secrets\":{{{}}},\"actions\":{{{}}},\
         \"events\":{{\"e\":{{\"schema\":{{\"type\":\"object\",\"properties\":{{{properties}}},\"required\":[{list}]}}}}}}}}",
        map("{\"title\":\"A\"}"),
        map("\"\""),
        map("{\"input\":{\"schema\":{}},\"output\":{\"schema\":{}}}"),
    )
}

/// `count` names of 48 bytes that all have the same hash in `rustc_hash`, whose key is a constant. Its last
/// step multiplies two words. The names make the first one 0, so that the rest of the name has no effect.
pub fn colliding_names(count: usize) -> Vec<String> {
    let starts = (0_u64..).map(|index| format!("{index:016}"));
    let is_plain = |word: &[u8; 8]| word.iter().all(u8::is_ascii_alphanumeric);
    let mut starts = starts.map(|start| (first_word(start.as_bytes()), start));
    let (zero, start) = starts.find(|(word, _)| is_plain(word)).unwrap();
    let zero = String::from_utf8_lossy(&zero);
    (0..count).map(|index| format!("{start}{index:016}{zero}{index:08}")).collect()
}

/// The state of the hash that is combined with the third-last word of a name of 48 bytes that starts with
/// these 16 bytes.
fn first_word(start: &[u8]) -> [u8; 8] {
    const SEED: u64 = 0x243f_6a88_85a3_08d3;
    const MIX: u64 = 0xa409_3822_299f_31d0;
    let word = |at: usize| u64::from_le_bytes(start[at..at + 8].try_into().unwrap());
    let product = u128::from(SEED ^ word(0)) * u128::from(MIX ^ word(8));
    (product as u64 ^ (product >> 64) as u64).to_le_bytes()
}
