//! Texts, numbers and lists of parts where an object belongs.

use super::arrays::{add_type, is_schema_shape, items, map_of};
use super::repair::{Repair, Step, path};
use super::site::{Found, ValueSite, is_type, only};
use super::values::{EMPTY, switch};
use crate::manifest::fields::json_schema::TYPE;
use crate::manifest::types::{Object, Shape};
use crate::manifest::{field_names as names, fields, skeleton};
use crate::syntax::{Member, Value, quoted};

/// A schema as a string.
pub fn schema_as_string(site: &ValueSite<'_>) -> Option<Found> {
    if !is_schema_shape(site.shape) {
        return None;
    }
    let text = site.text()?;
    let word = text.trim();
    let label = site.label();
    let optional = word.trim_end_matches('?');
    let replace =
        |json: String, title: String| Repair::new(title, 0, vec![Step::Replace(path(&[]), json)]);
    if is_type(site.node, site.source) {
        let message = format!(
            "{label} must be a schema, not the name of a type: `{{ \"type\": \"{word}\" }}`."
        );
        let steps = vec![Step::Wrap(path(&[]), names::TYPE.to_owned())];
        return Some(Found::new(message, Repair::new("Wrap in `type`", 0, steps)));
    }
    let (item, depth) = match optional.strip_suffix("[]") {
        Some(item) => (item, true),
        None => (optional, false),
    };
    if TYPE.has_value(item) {
        let json = match depth {
            true => format!("{{ \"type\": \"array\", \"items\": {{ \"type\": \"{item}\" }} }}"),
            false => format!("{{ \"type\": \"{item}\" }}"),
        };
        let message = format!("{label} must be a schema, not the name of a type: `{json}`.");
        return Some(Found::new(message, replace(json, "Replace with a schema".to_owned())));
    }
    let is_zod = ["z.", "zod.", "sdk.z."].iter().any(|start| word.starts_with(*start));
    let is_root = matches!(site.shape, Shape::Schema);
    let what = if is_zod { "Zod code" } else { "a string" };
    let keyword = if is_zod { names::COMMENT } else { names::DESCRIPTION };
    let message = match is_zod {
        true => format!(
            "{label} must be a JSON Schema, not {what}. The SDK converts Zod schemas when it builds \
             the integration."
        ),
        false => format!("{label} must be a schema, not {what}: `{{ \"type\": … }}`."),
    };
    let mut steps = vec![Step::Wrap(path(&[]), keyword.to_owned())];
    if is_root {
        let properties = (names::PROPERTIES.to_owned(), "{}".to_owned());
        steps.extend([add_type(path(&[])), Step::Add(path(&[]), vec![properties])]);
    }
    let title = format!("Replace with a schema, and keep the text in `{keyword}`");
    Some(Found::new(message, Repair::new(title, 0, steps)))
}

/// An array of the name and the title of a tag, or of its title and its description, instead of the tag.
fn pair_for_tag(site: &ValueSite<'_>, object: &'static Object) -> Option<Found> {
    if !std::ptr::eq(object, &fields::TAG) || !site.node.is_array() {
        return None;
    }
    let texts = site.node.entries().map(|entry| entry.value().text(site.source));
    let texts: Vec<_> = texts.take(MAX_TEXTS + 1).collect::<Option<_>>()?;
    let values = match texts.as_slice() {
        [name, title] if name == site.name() => vec![(names::TITLE, title)],
        [title, text] => vec![(names::TITLE, title), (names::DESCRIPTION, text)],
        _ => return None,
    };
    let members: Vec<String> =
        values.iter().map(|(name, text)| format!("\"{name}\": {}", quoted(text))).collect();
    let json = format!("{{ {} }}", members.join(", "));
    let message =
        format!("{} must be an object, not an array: `{{ \"title\": … }}`.", site.label());
    let steps = vec![Step::Replace(path(&[]), json)];
    Some(Found::new(message, Repair::new("Convert to an object", 0, steps)))
}

/// The number of texts of a tag.
const MAX_TEXTS: usize = 2;

/// Whether `text` is a version of an interface, such as `1.0.0`, instead of the id of that version.
fn is_interface_version_text(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'v' | '^' | '~'))
}

/// The one text that matters, instead of an object.
pub fn string_for_object(site: &ValueSite<'_>) -> Option<Found> {
    let Shape::Object(object) = site.shape else { return None };
    if let Some(found) = pair_for_tag(site, object) {
        return Some(found);
    }
    let node = if site.node.is_array() { only(site.node.entries())?.value() } else { site.node };
    let (Value::String(string), Some(text)) = (node.value(), node.text(site.source)) else {
        return None;
    };
    let is = |one: &'static Object| std::ptr::eq(*object, one);
    let has = |name: &str| object.field(name).is_some();
    let title_fits = || match object.field(names::TITLE).map(|field| field.shape) {
        Some(Shape::Text(text)) => {
            text.max.is_none_or(|max| string.chars <= max) && string.chars > 0
        }
        _ => false,
    };
    let mut keyword = None;
    let field = if has(names::NAME) {
        names::NAME
    } else if has(names::ID) && string.chars >= 28 {
        names::ID
    } else if has(names::EXTRACT_SCRIPT) {
        names::EXTRACT_SCRIPT
    } else if has(names::LINK_TEMPLATE_SCRIPT) {
        names::LINK_TEMPLATE_SCRIPT
    } else if is(&fields::TAG) && title_fits() || is(&fields::ZUI) {
        names::TITLE
    } else if has(names::DESCRIPTION) {
        names::DESCRIPTION
    } else if (is(&fields::ACTION_INPUT) || is(&fields::ACTION_OUTPUT) || is(&fields::MESSAGE_TYPE))
        && !text.trim().is_empty()
    {
        names::SCHEMA
    } else if is(&fields::STATE) && !text.trim().is_empty() {
        // A state has no title or description, but its schema has.
        keyword = Some(if is_type(node, site.source) { names::TYPE } else { names::DESCRIPTION });
        names::SCHEMA
    } else if is(&fields::INTERFACE) && is_interface_version_text(&text) {
        names::VERSION
    } else {
        return None;
    };
    let mut steps = Vec::new();
    if site.node.is_array() {
        steps.push(Step::Replace(path(&[]), quoted(&text)));
    }
    steps.extend(keyword.map(|keyword| Step::Wrap(path(&[]), keyword.to_owned())));
    if field == names::VERSION {
        // The id of the version is not known.
        return Some(in_field(site, object, field, site.node.type_name(), steps).manual());
    }
    Some(in_field(site, object, field, site.node.type_name(), steps))
}

/// The mistake that the value, which is `what`, is not in the field `field` of `object`. `steps` convert
/// the value first.
fn in_field(
    site: &ValueSite<'_>,
    object: &'static Object,
    field: &'static str,
    what: &str,
    mut steps: Vec<Step>,
) -> Found {
    steps.push(Step::Wrap(path(&[]), field.to_owned()));
    let required = object.required().filter(|one| one.name != field);
    let required: Vec<_> =
        required.map(|field| (field.name.to_owned(), skeleton::value(&field.shape))).collect();
    if !required.is_empty() {
        steps.push(Step::Add(path(&[]), required));
    }
    let message =
        format!("{} must be an object, not {what}: `{{ \"{field}\": … }}`.", site.label());
    Found::new(message, Repair::new(format!("Wrap in `{field}`"), 0, steps))
}

/// The switch, or the list of required tags, instead of an object.
pub fn part_for_object(site: &ValueSite<'_>) -> Option<Found> {
    let Shape::Object(object) = site.shape else { return None };
    let is_list = site.node.is_array() && object.field(names::REQUIRED_TAGS).is_some();
    if is_list {
        let is_text = |entry: Member<'_>| matches!(entry.value().value(), Value::String(_));
        let fits = site.node.entries().all(is_text);
        return fits.then(|| in_field(site, object, names::REQUIRED_TAGS, "an array", Vec::new()));
    }
    object.field(names::ENABLED)?;
    let (what, steps) = match site.node.value() {
        Value::Bool(_) => ("a boolean", Vec::new()),
        Value::String(_) => match switch(&site.text()?) {
            Some(on) => ("a string", vec![Step::Replace(path(&[]), on.to_string())]),
            None if object.field(names::REQUIRED_TAGS).is_some() => {
                let json = format!("[{}]", site.source.slice(site.node.range()));
                let steps = vec![Step::Replace(path(&[]), json)];
                return Some(in_field(site, object, names::REQUIRED_TAGS, "a string", steps));
            }
            None => return None,
        },
        _ => return None,
    };
    Some(in_field(site, object, names::ENABLED, what, steps))
}

/// A number instead of the title of a tag, or a value without content instead of an object.
pub fn scalar_for_object(site: &ValueSite<'_>) -> Option<Found> {
    let is_blank = match site.node.value() {
        Value::String(_) => site.text()?.trim().is_empty(),
        Value::Container(_) => site.node.is_array() && site.node.entries().next().is_none(),
        _ => false,
    };
    let replace = |json: String| {
        let message = format!(
            "{} must be an object, not {}: `{{ … }}`.",
            site.label(),
            site.node.type_name()
        );
        let steps = vec![Step::Replace(path(&[]), json.clone())];
        Some(Found::new(message, Repair::new(format!("Replace with `{json}`"), 0, steps)))
    };
    let Shape::Object(object) = site.shape else {
        return match (site.shape, site.node.value()) {
            (Shape::Map(_), Value::Bool(_)) => replace("{}".to_owned()),
            (Shape::Map(_), Value::String(_)) if is_blank => replace("{}".to_owned()),
            (Shape::Schema, Value::Bool(true)) => replace("{}".to_owned()),
            (Shape::Schema, Value::Bool(false) | Value::Number(_)) => replace(EMPTY.to_owned()),
            (Shape::Schema, _) if is_blank => replace(EMPTY.to_owned()),
            (Shape::Subschema, Value::Container(_)) if is_blank => replace("{}".to_owned()),
            // An example of the value.
            (Shape::Subschema, Value::Number(_)) => {
                let number = site.source.slice(site.node.range());
                replace(format!("{{ \"type\": \"number\", \"examples\": [{number}] }}"))
            }
            _ => None,
        };
    };
    // Without a definition, `false` and an empty value mean that there is none.
    let is_optional = site.field().is_some_and(|field| !field.required);
    match site.node.value() {
        Value::Number(_) if std::ptr::eq(*object, &fields::TAG) => {
            let json = quoted(&site.source.slice(site.node.range()));
            let steps = vec![Step::Replace(path(&[]), json)];
            Some(in_field(site, object, names::TITLE, "a number", steps))
        }
        Value::Bool(false) if site.field().is_none() => None,
        Value::Bool(false) | Value::Container(_) | Value::String(_) if is_optional => {
            let (name, message) = (
                site.name(),
                format!("{} must be an object, not {}.", site.label(), site.node.type_name()),
            );
            let steps = vec![Step::Remove(path(&[name]))];
            let is_content = !is_blank && !matches!(site.node.value(), Value::Bool(_));
            (!is_content)
                .then(|| Found::new(message, Repair::new(format!("Remove `{name}`"), 1, steps)))
        }
        Value::Bool(_) => replace(skeleton::value(site.shape)),
        _ if is_blank => replace(skeleton::value(site.shape)),
        _ => None,
    }
}

/// An array in an object whose only required field is a map: that map. Otherwise, its tags.
pub fn list_for_object(site: &ValueSite<'_>) -> Option<Found> {
    let Shape::Object(object) = site.shape else { return None };
    let field = only(object.required()).or_else(|| object.field(names::TAGS))?;
    let map = map_of(&field.shape)?;
    let is_filled = site.node.is_array() && site.node.entries().next().is_some();
    items(map, site.node, site.source).filter(|_| is_filled)?;
    Some(in_field(site, object, field.name, "an array", Vec::new()))
}
