//! The `sample` command: a valid payload of a schema.

use std::process::ExitCode;

use super::docs::{SampleArgs, single_input};
use super::input;
use super::printer::{path_error, print};
use crate::config::Resolver;
use crate::docs::sample;
use crate::manifest::field_names as names;
use crate::syntax::{Dialect, Node, Tree, pointer};
use crate::util::display::quote;

/// Maximum length of a pointer in a message, in characters.
const POINTER_MAX: usize = 200;

/// Prints a payload.
pub(super) fn run(args: &SampleArgs) -> ExitCode {
    let input = match single_input(args.path.as_deref(), &Resolver::new()) {
        Ok(input) => input,
        Err(code) => return code,
    };
    let mut buffer = Vec::new();
    let payload = input::read(&input.source, &mut buffer).and_then(|text| {
        let tree = Tree::parse(text, Dialect::of_path(&input.name));
        let pointer = quote(&args.pointer, POINTER_MAX);
        let node = tree.root().and_then(|root| find(root, &args.pointer));
        let node = node.ok_or_else(|| format!("{pointer} does not exist in the manifest"))?;
        let schema = schema_of(node);
        let payload = schema.and_then(|schema| sample(&text, schema, args.fields()));
        payload.ok_or_else(|| match schema {
            Some(_) => format!("no valid payload found for the schema of {pointer}"),
            None => format!("{pointer} is neither a schema nor a definition with one"),
        })
    });
    match payload {
        Ok(payload) => print(format!("{}\n", payload.pretty())),
        Err(message) => path_error(&input.name, &message),
    }
}

/// Returns the value at a JSON Pointer, whose first `/` can be omitted.
fn find<'t>(root: Node<'t>, pointer: &str) -> Option<Node<'t>> {
    let absolute = match pointer {
        "" => String::new(),
        pointer if pointer.starts_with('/') => pointer.to_owned(),
        pointer => format!("/{pointer}"),
    };
    pointer::tokens(&absolute).try_fold(root, |node, token| {
        if node.is_array() {
            let index: usize = token.parse().ok()?;
            return node.entries().nth(index).map(|entry| entry.value());
        }
        node.get(&token)
    })
}

/// Returns the schema of a definition: its own, or that of its input. A property called `schema` is inside a schema,
/// which has a type.
fn schema_of(node: Node<'_>) -> Option<Node<'_>> {
    let is_schema =
        [names::TYPE, names::PROPERTIES, names::REF, names::ANY_OF, names::ONE_OF, names::ALL_OF]
            .iter()
            .any(|name| node.get(name).is_some());
    // States have both a type and a schema.
    node.get(names::SCHEMA)
        .filter(|schema| schema.is_object() && node.get(names::PROPERTIES).is_none())
        .or_else(|| node.at(&[names::INPUT, names::SCHEMA]))
        .or_else(|| {
            (is_schema || node.container().is_none_or(|container| container.entries().is_empty()))
                .then_some(node)
        })
        .filter(|node| node.is_object() || matches!(node.value(), crate::syntax::Value::Bool(_)))
}
