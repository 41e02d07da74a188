//! Properties of recovery.

use super::super::*;
use crate::text::Buffer;

#[test]
fn debug_case() {
    let case = std::fs::read_to_string("/tmp/case.json").unwrap();
    let case: serde_json::Value = serde_json::from_str(&case).unwrap();
    let (start, removed, inserted, after) = (
        case[0].as_u64().unwrap() as usize,
        case[1].as_str().unwrap(),
        case[2].as_str().unwrap(),
        case[3].as_str().unwrap(),
    );
    let before = format!("{}{}{}", &after[..start], removed, &after[start + inserted.len()..]);
    let dialect = if case[4].as_bool().unwrap() { Dialect::Jsonc } else { Dialect::Json };
    let mut buffer = Buffer::new(&before);
    let mut tree = Tree::parse(buffer.source(), dialect);
    let edit = buffer.replace(start..start + removed.len(), inserted.to_owned());
    tree.edit(buffer.source(), &edit);
    let full = Tree::parse(after, dialect);
    std::fs::write("/tmp/a.txt", format!("{:#?}", tree)).unwrap();
    std::fs::write("/tmp/b.txt", format!("{:#?}", full)).unwrap();
    assert!(tree == full);
}

#[test]
fn debug_draw() {
    let text = r#"{ "ver" "name": "x" }"#;
    let tree = Tree::parse(text, Dialect::Json);
    tree.errors(&mut |found| println!("{:?} {:?}", found.error.kind, &text[found.range.clone()]));
    for (name, member) in tree.root().unwrap().members() {
        println!("{name} {:?} {:?}", member.range(), member.entry());
    }
}
