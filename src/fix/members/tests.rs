//! Each case is a text before and after.

use super::*;
use crate::syntax::{Dialect, Tree};
use crate::text::apply;

#[track_caller]
fn check_remove(before: &str, index: usize, after: &str) {
    let tree = Tree::parse(before, Dialect::Jsonc);
    let root = tree.root().unwrap();
    let entries: Vec<_> = root.entries().collect();
    let edits = remove(&before, root, &entries, index).unwrap();
    assert_eq!(apply(before, &edits), after);
    let mut errors = 0;
    Tree::parse(after, Dialect::Jsonc).error_ranges(&mut |_, _| errors += 1);
    assert_eq!(errors, 0, "{after}");
}

#[track_caller]
fn check_add(before: &str, after: &str) {
    let tree = Tree::parse(before, Dialect::Jsonc);
    let members = [("x".to_owned(), "1".to_owned()), ("y".to_owned(), "{}".to_owned())];
    let edits = add(&before, tree.root().unwrap(), &members);
    assert_eq!(apply(before, &edits), after);
    let mut errors = 0;
    Tree::parse(after, Dialect::Jsonc).error_ranges(&mut |_, _| errors += 1);
    assert_eq!(errors, 0, "{after}");
}

#[test]
fn remove_on_one_line_removes_one_comma() {
    check_remove(r#"{ "a": 1, "b": 2, "c": 3 }"#, 0, r#"{ "b": 2, "c": 3 }"#);
    check_remove(r#"{ "a": 1, "b": 2, "c": 3 }"#, 1, r#"{ "a": 1, "c": 3 }"#);
    check_remove(r#"{ "a": 1, "b": 2, "c": 3 }"#, 2, r#"{ "a": 1, "b": 2 }"#);
    check_remove(r#"{ "a": 1 }"#, 0, "{}");
    check_remove(r#"{"a":1,"b":2}"#, 0, r#"{"b":2}"#);
    check_remove(r#"{"a":1,"b":2}"#, 1, r#"{"a":1}"#);
    check_remove(r#"["a", "b", ]"#, 1, r#"["a", ]"#);
    check_remove(r#"["a", ]"#, 0, "[]");
}

#[test]
fn remove_deletes_entire_lines() {
    check_remove("{\n  \"a\": 1,\n  \"b\": 2\n}\n", 0, "{\n  \"b\": 2\n}\n");
    check_remove("{\n  \"a\": 1,\n  \"b\": 2\n}\n", 1, "{\n  \"a\": 1\n}\n");
    check_remove("{\n  \"a\": 1,\n  \"b\": 2,\n}", 1, "{\n  \"a\": 1,\n}");
    check_remove("{\r\n\t\"a\": 1,\r\n\t\"b\": 2\r\n}", 0, "{\r\n\t\"b\": 2\r\n}");
    check_remove("{\n  \"a\": 1\n}", 0, "{}");
    check_remove("{ \"a\": 1,\n  \"b\": 2 }", 0, "{\n  \"b\": 2 }");
    check_remove("{\n  \"a\": 1, \"b\": 2,\n  \"c\": 3\n}", 1, "{\n  \"a\": 1,\n  \"c\": 3\n}");
    check_remove("{\n  \"a\": 1\n  , \"b\": 2\n}", 0, "{\n  \"b\": 2\n}");
}

#[test]
fn remove_keeps_comments_of_siblings() {
    check_remove(
        "{\n  \"a\": 1, // about a\n  // about b\n  \"b\": 2, // and b\n  // about c\n  \"c\": 3\n}",
        1,
        "{\n  \"a\": 1, // about a\n  // about c\n  \"c\": 3\n}",
    );
    check_remove(
        "{\n  \"a\": 1, // about a\n  \"b\": 2 // about b\n}",
        1,
        "{\n  \"a\": 1 // about a\n}",
    );
    check_remove("{\n  // all\n\n  \"a\": 1\n}", 0, "{\n  // all\n\n}");
    check_remove("{ // all\n  \"a\": 1\n}", 0, "{ // all\n}");
    check_remove("{ \"a\": 1, /* b */ \"b\": 2 }", 0, "{ /* b */ \"b\": 2 }");
    check_remove("{ \"a\": 1, /* b */ \"b\": 2 }", 1, "{ \"a\": 1 }");
    check_remove("{ \"a\": 1 /* a */, \"b\": 2 }", 1, "{ \"a\": 1 /* a */ }");
    check_remove("{ \"a\": 1 /* a */, \"b\": 2 /* b */ }", 0, "{ \"b\": 2 /* b */ }");
}

#[test]
fn add_follows_style_of_siblings() {
    check_add("{}", r#"{ "x": 1, "y": {} }"#);
    check_add(r#"{ "a": 1 }"#, r#"{ "a": 1, "x": 1, "y": {} }"#);
    check_add(r#"{"a":1}"#, r#"{"a":1,"x": 1,"y": {}}"#);
    check_add(r#"{ "a": 1, }"#, r#"{ "a": 1, "x": 1, "y": {}, }"#);
    check_add("{\n\t\"a\": 1\n}", "{\n\t\"a\": 1,\n\t\"x\": 1,\n\t\"y\": {}\n}");
    check_add("{\r\n  \"a\": 1\r\n}", "{\r\n  \"a\": 1,\r\n  \"x\": 1,\r\n  \"y\": {}\r\n}");
    check_add("{\n  \"a\": 1,\n}", "{\n  \"a\": 1,\n  \"x\": 1,\n  \"y\": {},\n}");
    check_add("{\n  }", "{\n    \"x\": 1,\n    \"y\": {}\n  }");
}

#[test]
fn add_keeps_comments() {
    check_add("{ /* c */ }", r#"{ /* c */ "x": 1, "y": {} }"#);
    check_add("{\n  // c\n}", "{\n  // c\n  \"x\": 1,\n  \"y\": {}\n}");
    check_add("{\n  \"a\": 1 // a\n}", "{\n  \"a\": 1, // a\n  \"x\": 1,\n  \"y\": {}\n}");
    check_add("{\n  \"a\": 1, // a\n}", "{\n  \"a\": 1, // a\n  \"x\": 1,\n  \"y\": {},\n}");
    check_add("{ \"a\": 1 /* a */ }", "{ \"a\": 1, \"x\": 1, \"y\": {} /* a */ }");
}

#[track_caller]
fn check_add_in_order(before: &str, after: &str) {
    let tree = Tree::parse(before, Dialect::Jsonc);
    let members = ["visibility", "title", "x"].map(|name| (name.to_owned(), "1".to_owned()));
    let object = Some(&crate::manifest::INTEGRATION);
    let edits = add_in_order(&before, tree.root().unwrap(), &members, object);
    assert_eq!(apply(before, &edits), after);
}

#[test]
fn added_member_is_at_its_usual_place() {
    check_add_in_order(
        r#"{ "name": 1, "version": 1, "actions": {} }"#,
        r#"{ "name": 1, "version": 1, "title": 1, "visibility": 1, "actions": {}, "x": 1 }"#,
    );
    check_add_in_order(
        "{\r\n\t\"name\": 1, // name\r\n\r\n\t// actions\r\n\t\"actions\": {} // end\r\n}",
        "{\r\n\t\"name\": 1, // name\r\n\r\n\t\"title\": 1,\r\n\t\"visibility\": 1,\r\n\t// actions\r\n\t\"actions\": {}, // end\r\n\t\"x\": 1\r\n}",
    );
    check_add_in_order("{ }", r#"{ "title": 1, "visibility": 1, "x": 1 }"#);
    // Members in another order stay where they are.
    check_add_in_order(
        r#"{"actions":{},"name":1,"$schema":1}"#,
        r#"{"actions":{},"name":1,"title": 1,"visibility": 1,"$schema":1,"x": 1}"#,
    );
}
