use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::*;
use crate::manifest::types::{EntryKind, Script};

/// Calls `visit` with every field below `object` and its path; entries and elements are `*`.
fn each_field(object: &'static Object, path: &str, visit: &mut dyn FnMut(&str, &'static Field)) {
    for field in object.fields {
        let path = format!("{path}/{}", field.name);
        visit(&path, field);
        each_below(&field.shape, &path, visit);
    }
}

fn each_below(shape: &Shape, path: &str, visit: &mut dyn FnMut(&str, &'static Field)) {
    match shape {
        Shape::Object(object) => each_field(object, path, visit),
        Shape::Map(map) => each_below(&map.value, &format!("{path}/*"), visit),
        Shape::List(list) => each_below(&list.item, &format!("{path}/*"), visit),
        Shape::Either(shapes) => shapes.iter().for_each(|shape| each_below(shape, path, visit)),
        Shape::Text(_)
        | Shape::Flag(_)
        | Shape::Schema
        | Shape::Subschema
        | Shape::Number(_)
        | Shape::Any => {}
    }
}

/// Every field, those of JSON Schemas below `#`.
fn fields() -> Vec<(String, &'static Field)> {
    let mut fields = Vec::new();
    let mut visit = |path: &str, field: &'static Field| fields.push((path.to_owned(), field));
    each_field(&INTEGRATION, "", &mut visit);
    each_field(&SCHEMA, "#", &mut visit);
    fields
}

/// The alternatives of a field's shape, or the shape itself.
fn alternatives(field: &'static Field) -> &'static [Shape] {
    match field.shape {
        Shape::Either(shapes) => shapes,
        _ => std::slice::from_ref(&field.shape),
    }
}

#[test]
fn every_field_is_documented() {
    for (path, field) in fields() {
        assert!(field.doc.ends_with('.'), "{path}: doc");
        assert!(!field.example.is_empty(), "{path}: example");
        assert_eq!(field.absent.is_empty(), field.required, "{path}: absent");
        assert!(field.absent.is_empty() || field.absent.ends_with('.'), "{path}: absent");
        if let Some(instead) = field.deprecated {
            assert!(instead.contains('`'), "{path}: the replacement names no field");
        }
    }
}

#[test]
fn every_shape_is_documented() {
    for (path, field) in fields() {
        for shape in alternatives(field) {
            match shape {
                Shape::Map(map) => {
                    assert!(map.doc().ends_with('.') && !map.doc().contains('{'), "{path}");
                }
                Shape::List(list) => assert!(list.doc.ends_with('.'), "{path}"),
                Shape::Flag(flag) => {
                    assert!(flag.on.ends_with('.') && flag.off.ends_with('.'), "{path}");
                }
                Shape::Text(text) => {
                    for choice in text.choices() {
                        assert!(choice.doc.ends_with('.'), "{path}: {}", choice.value);
                    }
                }
                _ => {}
            }
        }
    }
}

/// A line break in the source that lost its `\` would put a run of blanks into the text.
#[test]
fn documentation_has_no_stray_spaces() {
    for (path, field) in fields() {
        for text in [field.doc, field.absent] {
            assert!(!text.contains("  "), "{path}: {text}");
            assert_eq!(text.trim(), text, "{path}");
        }
    }
}

#[test]
fn field_names_are_unique_per_object_and_listed() {
    let mut used = BTreeSet::new();
    let mut in_schemas = BTreeSet::new();
    let mut parents = BTreeSet::new();
    for (path, field) in fields() {
        assert!(parents.insert(path.clone()), "{path} is described twice");
        if path.starts_with('#') { &mut in_schemas } else { &mut used }.insert(field.name);
    }
    let listed: BTreeSet<_> = field_names::MANIFEST.iter().copied().collect();
    assert_eq!(used, listed);
    let mut listed: BTreeSet<_> = field_names::IN_SCHEMAS.iter().copied().collect();
    // It stood beside schemas, not in them.
    assert!(listed.remove(field_names::UI));
    assert_eq!(&in_schemas - &used, listed);
}

#[test]
fn defaults_are_valid_values() {
    for (path, field) in fields() {
        let Some(default) = field.default_value else { continue };
        let value: Value = serde_json::from_str(default).expect(&path);
        if let Shape::Text(text) = field.shape
            && !text.values.is_empty()
        {
            assert!(text.values.iter().any(|choice| Some(choice.value) == value.as_str()));
        }
    }
}

/// Beyond the right type, an example shows the right content.
#[test]
fn examples_have_format_of_field() {
    for (path, field) in fields() {
        let value: Value = serde_json::from_str(field.example).expect(&path);
        let Shape::Text(text) = field.shape else { continue };
        let string = value.as_str().expect(&path);
        match text.holds {
            StringFormat::Icon => {
                let svg = STANDARD.decode(string).expect(&path);
                assert!(svg.starts_with(b"<svg ") && svg.ends_with(b"</svg>"), "{path}");
            }
            StringFormat::Readme => {
                let markdown = String::from_utf8(STANDARD.decode(string).expect(&path));
                assert!(markdown.expect(&path).starts_with("# "), "{path}");
            }
            StringFormat::Url => assert!(url::Url::parse(string).is_ok(), "{path}"),
            StringFormat::Version => assert!(semver::Version::parse(string).is_ok(), "{path}"),
            StringFormat::InterfaceId => assert_eq!(string.len(), 32, "{path}"),
            StringFormat::Pattern => assert!(regress::Regex::new(string).is_ok(), "{path}"),
            StringFormat::SecretValue => panic!("{path} shows a secret"),
            _ => {}
        }
    }
}

#[test]
fn string_fields_have_expected_formats() {
    let holds = |wanted: &str| {
        fields()
            .into_iter()
            .find_map(|(path, field)| match field.shape {
                Shape::Text(text) if path == wanted => Some(text.holds),
                _ => None,
            })
            .expect(wanted)
    };
    assert_eq!(holds("/name"), StringFormat::IntegrationName);
    assert_eq!(holds("/code"), StringFormat::JavaScript);
    assert_eq!(holds("/identifier/extractScript"), StringFormat::Script(Script::Extract));
    assert_eq!(holds("/identifier/fallbackHandlerScript"), StringFormat::Script(Script::Fallback));
    assert_eq!(
        holds("/configurations/*/identifier/linkTemplateScript"),
        StringFormat::Script(Script::Link)
    );
    assert_eq!(holds("/interfaces/*/entities/*/name"), StringFormat::NameOf(EntryKind::Entity));
    assert_eq!(holds("/interfaces/*/actions/*/name"), StringFormat::NameOf(EntryKind::Action));
    assert_eq!(holds("/interfaces/*/events/*/name"), StringFormat::NameOf(EntryKind::Event));
    assert_eq!(holds("/interfaces/*/channels/*/name"), StringFormat::NameOf(EntryKind::Channel));
}
