//! The description agrees with the parser.

use std::sync::LazyLock;

use jsonschema::Validator;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::{Format, Key, Names, PRESETS, SETTINGS, Shape, Table};
use crate::config::Config;
use crate::config::presets::Preset;

static SCHEMA: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::validator_for(&super::json_schema()).unwrap());

/// Calls `visit` with each key and its table.
fn visit(table: &Table, path: &str, visit_key: &mut dyn FnMut(&str, &Key)) {
    for key in table.keys {
        let path =
            if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
        visit_key(&path, key);
        if let Shape::Table(inner) | Shape::Tables(inner) = key.shape {
            visit(inner, &path, visit_key);
        }
    }
}

#[test]
fn every_key_is_documented_and_its_example_has_an_effect() {
    let nothing = format!("{:?}", Config::parse("").0);
    visit(&SETTINGS, "", &mut |path, key| {
        assert!(key.doc.ends_with('.'), "{path}");
        // The example of a key in an array of tables is a part of an entry.
        if !key.example.is_empty() && !path.contains("overrides.") && !path.contains("accept.") {
            let (config, problems) = Config::parse(key.example);
            assert_eq!(problems, [], "{path}");
            assert_ne!(format!("{config:?}"), nothing, "{path}");
        }
    });
}

#[test]
fn every_preset_is_described() {
    for preset in PRESETS {
        assert!(Preset::find(preset.name).is_some(), "{}", preset.name);
    }
}

#[test]
fn schema_is_valid_and_complete() {
    let schema = super::json_schema();
    jsonschema::draft7::meta::validate(&schema).unwrap();
    insta::assert_snapshot!(format!("{schema:#}"));
}

/// Values that are valid for some settings and invalid for others.
fn any_value() -> impl Strategy<Value = Value> {
    select(vec![
        json!(true),
        json!(0),
        json!(-1),
        json!(7),
        json!(1000),
        json!(0.5),
        json!(""),
        json!("off"),
        json!("tab"),
        json!("1.0.0"),
        json!([]),
        json!(["a/**"]),
        json!([1]),
        json!({}),
        json!({"x": 1}),
    ])
}

/// Values for a shape: mostly valid ones.
fn value_of(shape: &'static Shape) -> BoxedStrategy<Value> {
    let valid = match shape {
        Shape::Table(table) => table_of(table),
        Shape::Tables(table) => {
            prop::collection::vec(table_of(table), 0..3).prop_map(Value::from).boxed()
        }
        Shape::Map(names, value) => {
            let mut all: Vec<String> = names.all().into_iter().map(|name| name.name).collect();
            all.truncate(8);
            all.push("nothing".to_owned());
            if *names == Names::ContentFields {
                all.push("/configurations/manual/identifier/linkTemplateScript".to_owned());
            }
            prop::collection::btree_map(select(all), value_of(value), 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect()))
                .boxed()
        }
        Shape::Globs { .. } => {
            let globs = select(vec!["a/**", "*.json", "", "!a"]).prop_map(Value::from);
            prop::collection::vec(globs, 0..3).prop_map(Value::from).boxed()
        }
        Shape::Extends => {
            let entries = select(vec!["minimal", "strict", "a.toml", "../a.toml", "/a.toml", "x"]);
            prop::collection::vec(entries.prop_map(Value::from), 0..3).prop_map(Value::from).boxed()
        }
        Shape::Choice(choices) => {
            let names: Vec<&str> = choices.iter().map(|choice| choice.name).collect();
            select(names).prop_map(Value::from).boxed()
        }
        Shape::Choices(choices) => {
            let names: Vec<&str> = choices.iter().map(|choice| choice.name).chain(["x"]).collect();
            let items = select(names).prop_map(Value::from);
            prop::collection::vec(items, 0..3).prop_map(Value::from).boxed()
        }
        Shape::Integer { min, max } => {
            let ends = [*min - 1, *min, *max, *max + 1].map(|number| number as i64);
            select(ends.to_vec()).prop_map(Value::from).boxed()
        }
        Shape::Indent { .. } => {
            select(vec![json!(0), json!(1), json!(16), json!(17), json!("tab")]).boxed()
        }
        Shape::Limit(_) => select(vec![json!(-1), json!(0), json!(30)]).boxed(),
        Shape::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Shape::Text(format) => {
            let texts = match format {
                Format::Any | Format::Visible => vec!["a", " ", ""],
                Format::EmbeddedFile | Format::BaselineFile => vec!["a.svg", "", "/a.svg"],
                Format::Version => vec!["1.0.0", "1.0", "1.0.0-rc.1"],
                Format::Check => vec!["bound-added", "bound-addde"],
            };
            select(texts).prop_map(Value::from).boxed()
        }
    };
    prop_oneof![6 => valid, 1 => any_value()].boxed()
}

fn table_of(table: &'static Table) -> BoxedStrategy<Value> {
    let keys: Vec<_> =
        table.keys.iter().map(|key| prop::option::weighted(0.6, value_of(&key.shape))).collect();
    let unknown = prop::option::weighted(0.05, any_value());
    (keys, unknown)
        .prop_map(|(values, unknown)| {
            let names = table.keys.iter().map(|key| key.name);
            let members = names.zip(values).chain([("unknown", unknown)]);
            let members: Map<String, Value> =
                members.filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
            Value::Object(members)
        })
        .boxed()
}

/// Files with one key, so that each problem is often the only one.
fn file() -> impl Strategy<Value = Value> {
    select((0..SETTINGS.keys.len()).collect::<Vec<_>>()).prop_flat_map(|index| {
        let key = &SETTINGS.keys[index];
        value_of(&key.shape).prop_map(move |value| json!({ (key.name): value }))
    })
}

/// Writes a JSON object as TOML with inline tables.
fn toml(file: &Value) -> String {
    fn value(json: &Value) -> toml_edit::Value {
        match json {
            Value::Null => unreachable!("TOML has no null"),
            Value::Bool(value) => (*value).into(),
            Value::Number(number) => match number.as_i64() {
                Some(number) => number.into(),
                None => number.as_f64().unwrap().into(),
            },
            Value::String(text) => text.into(),
            Value::Array(items) => toml_edit::Value::Array(items.iter().map(value).collect()),
            Value::Object(members) => {
                let members = members.iter().map(|(key, json)| (key.as_str(), value(json)));
                toml_edit::Value::InlineTable(members.collect())
            }
        }
    }
    let mut document = toml_edit::DocumentMut::new();
    for (key, json) in file.as_object().unwrap() {
        document.insert(key, toml_edit::value(value(json)));
    }
    document.to_string()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn schema_accepts_what_the_parser_accepts(file in file()) {
        let text = toml(&file);
        let (_, problems) = Config::parse(&text);
        let errors: Vec<String> = SCHEMA.iter_errors(&file).map(|error| error.to_string()).collect();
        prop_assert_eq!(errors.is_empty(), problems.is_empty(), "{}\n{:?}\n{:?}", text, errors, problems);
    }
}
