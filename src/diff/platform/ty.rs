//! Types as the platform reads them from a JSON Schema.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::{self, Write};

use crate::diff::value::{Place, Value};
use crate::manifest::field_names as names;

/// Maximum number of types that one schema may expand to. Beyond it, the schema counts as
/// unsupported.
const MAX_TYPES: usize = 100_000;

/// Maximum nesting, references included.
const MAX_DEPTH: usize = 300;

/// Reason why the platform cannot compare a schema: the keyword that it does not support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unsupported(pub(crate) &'static str);

/// A type of the platform's comparison.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Type<'t> {
    Unknown,
    Undefined,
    Null,
    String(Option<Cow<'t, str>>),
    Number(Option<f64>),
    Boolean(Option<bool>),
    Union(Vec<Type<'t>>),
    Intersection(Vec<Type<'t>>),
    Object(Properties<'t>),
    Map(Box<Type<'t>>),
    Array(Box<Type<'t>>),
    Tuple(Vec<Type<'t>>),
}

/// Properties of an object in the order of the schema.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Properties<'t> {
    list: Vec<(&'t str, Type<'t>)>,
    positions: HashMap<&'t str, usize>,
}

impl<'t> Properties<'t> {
    pub(crate) fn get(&self, name: &str) -> Option<&Type<'t>> {
        self.positions.get(name).map(|at| &self.list[*at].1)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'t str, &Type<'t>)> {
        self.list.iter().map(|(name, ty)| (*name, ty))
    }

    fn insert(&mut self, name: &'t str, ty: Type<'t>) {
        self.positions.insert(name, self.list.len());
        self.list.push((name, ty));
    }
}

/// Returns the type that the platform reads from the schema at `root`.
pub(crate) fn of_schema<'t>(root: &Place<'t>) -> Result<Type<'t>, Unsupported> {
    let mut reader = Reader { root, count: 0 };
    let ty = reader.read(&Layers { values: vec![root.value] }, 0)?;
    Ok(merge_objects(ty))
}

/// A schema whose references are resolved: the members of the first layer win.
struct Layers<'t> {
    values: Vec<Value<'t>>,
}

impl<'t> Layers<'t> {
    fn get(&self, name: &str) -> Option<Value<'t>> {
        self.values.iter().find_map(|value| value.get(name))
    }
}

struct Reader<'p, 't> {
    root: &'p Place<'t>,
    count: usize,
}

impl<'t> Reader<'_, 't> {
    fn read_value(&mut self, value: Value<'t>, depth: usize) -> Result<Type<'t>, Unsupported> {
        self.read(&Layers { values: vec![value] }, depth)
    }

    fn read(&mut self, schema: &Layers<'t>, depth: usize) -> Result<Type<'t>, Unsupported> {
        self.count += 1;
        if self.count > MAX_TYPES || depth > MAX_DEPTH {
            return Err(Unsupported("the size of the schema"));
        }
        match schema.values[0].bool() {
            Some(true) => return Ok(Type::Unknown),
            Some(false) => return Ok(Type::Undefined),
            None => {}
        }
        if let Some(reference) = schema.values.last().and_then(|value| value.get(names::REF)) {
            let target = reference.string().and_then(|target| self.root.resolve(&target));
            let target = target.ok_or(Unsupported(names::REF))?;
            let mut values = schema.values.clone();
            values.push(target.value);
            return self.read(&Layers { values }, depth + 1);
        }
        for keyword in
            [names::PATTERN_PROPERTIES, names::PROPERTY_NAMES, names::IF, names::THEN, names::ELSE]
        {
            if schema.get(keyword).is_some() {
                return Err(Unsupported(keyword));
            }
        }
        if let Some(not) = schema.get(names::NOT) {
            return match self.read_value(not, depth + 1)? {
                Type::Unknown => Ok(Type::Undefined),
                Type::Undefined => Ok(Type::Unknown),
                _ => Err(Unsupported(names::NOT)),
            };
        }
        match schema.get(names::TYPE) {
            Some(types) if types.is_array() => {
                let types: Vec<_> = types.items().collect();
                self.union(&types, |reader, ty| reader.typed(schema, ty, depth + 1))
            }
            Some(ty) => self.typed(schema, &ty, depth),
            None => self.untyped(schema, depth),
        }
    }

    fn union<T>(
        &mut self,
        from: &[T],
        mut read: impl FnMut(&mut Self, &T) -> Result<Type<'t>, Unsupported>,
    ) -> Result<Type<'t>, Unsupported> {
        let mut types = Vec::new();
        for part in from {
            match read(self, part)? {
                Type::Union(parts) => types.extend(parts),
                ty => types.push(ty),
            }
        }
        Ok(Type::Union(types))
    }

    /// Reads a schema as one of its types.
    fn typed(
        &mut self,
        schema: &Layers<'t>,
        ty: &Value<'t>,
        depth: usize,
    ) -> Result<Type<'t>, Unsupported> {
        self.count += 1;
        if self.count > MAX_TYPES {
            return Err(Unsupported("the size of the schema"));
        }
        match ty.string().as_deref() {
            Some("string") => {
                Ok(literals(schema, |value| Some(Type::String(Some(value.string()?))))
                    .unwrap_or(Type::String(None)))
            }
            Some("number" | "integer") => {
                Ok(literals(schema, |value| Some(Type::Number(Some(value.number()?))))
                    .unwrap_or(Type::Number(None)))
            }
            Some("boolean") => {
                Ok(literals(schema, |value| Some(Type::Boolean(Some(value.bool()?))))
                    .unwrap_or(Type::Boolean(None)))
            }
            Some("null") => Ok(Type::Null),
            Some("array") => self.array(schema, depth),
            Some("object") => self.object(schema, depth),
            _ => self.untyped(schema, depth),
        }
    }

    fn array(&mut self, schema: &Layers<'t>, depth: usize) -> Result<Type<'t>, Unsupported> {
        let items = match schema.get(names::ITEMS) {
            None => None,
            Some(items) if items.is_array() => {
                let items: Result<Vec<_>, _> =
                    items.items().map(|item| self.read_value(item, depth + 1)).collect();
                Some(Type::Tuple(items?))
            }
            Some(item) => Some(Type::Array(Box::new(self.read_value(item, depth + 1)?))),
        };
        let rest = match schema.get(names::ADDITIONAL_ITEMS) {
            None => None,
            Some(rest) if rest.bool() == Some(false) => Some(Type::Tuple(Vec::new())),
            Some(rest) => Some(Type::Array(Box::new(self.read_value(rest, depth + 1)?))),
        };
        Ok(match (items, rest) {
            (Some(items), Some(rest)) => Type::Intersection(vec![items, rest]),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => Type::Array(Box::new(Type::Unknown)),
        })
    }

    fn object(&mut self, schema: &Layers<'t>, depth: usize) -> Result<Type<'t>, Unsupported> {
        let listed = match schema.get(names::PROPERTIES) {
            None => None,
            Some(listed) => {
                let required = schema.get(names::REQUIRED);
                let required: std::collections::HashSet<Cow<'t, str>> =
                    required.into_iter().flat_map(Value::items).filter_map(Value::string).collect();
                let mut properties = Properties::default();
                for (name, value) in listed.named() {
                    let ty = self.read_value(value, depth + 1)?;
                    let ty = if required.contains(name) { ty } else { optional(ty) };
                    properties.insert(name, ty);
                }
                Some(Type::Object(properties))
            }
        };
        let rest = match schema.get(names::ADDITIONAL_PROPERTIES) {
            None => None,
            Some(rest) if rest.bool() == Some(false) => Some(Type::Object(Properties::default())),
            Some(rest) => Some(Type::Map(Box::new(self.read_value(rest, depth + 1)?))),
        };
        Ok(match (listed, rest) {
            (Some(listed), Some(rest)) => Type::Intersection(vec![listed, rest]),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => Type::Map(Box::new(Type::Unknown)),
        })
    }

    fn untyped(&mut self, schema: &Layers<'t>, depth: usize) -> Result<Type<'t>, Unsupported> {
        for keyword in [names::ANY_OF, names::ONE_OF] {
            if let Some(parts) = schema.get(keyword) {
                let parts: Vec<_> = parts.items().collect();
                return self.union(&parts, |reader, part| reader.read_value(*part, depth + 1));
            }
        }
        if let Some(parts) = schema.get(names::ALL_OF) {
            let mut types = Vec::new();
            for part in parts.items() {
                match self.read_value(part, depth + 1)? {
                    Type::Intersection(parts) => types.extend(parts),
                    ty => types.push(ty),
                }
            }
            return Ok(Type::Intersection(types));
        }
        Ok(Type::Unknown)
    }
}

/// Literal types of `enum` and `const`: the values that `read` accepts.
fn literals<'t>(
    schema: &Layers<'t>,
    read: impl Fn(Value<'t>) -> Option<Type<'t>>,
) -> Option<Type<'t>> {
    let listed = schema.get(names::ENUM).into_iter().flat_map(Value::items);
    let mut types: Vec<_> = listed.chain(schema.get(names::CONST)).filter_map(read).collect();
    match types.len() {
        0 => None,
        1 => types.pop(),
        _ => Some(Type::Union(types)),
    }
}

fn optional(ty: Type<'_>) -> Type<'_> {
    match ty {
        Type::Union(mut parts) => {
            parts.push(Type::Undefined);
            Type::Union(parts)
        }
        ty => Type::Union(vec![ty, Type::Undefined]),
    }
}

/// Merges the objects of each intersection into one, the outer intersections first.
fn merge_objects(ty: Type<'_>) -> Type<'_> {
    let ty = match ty {
        Type::Intersection(parts) => merge_parts(parts),
        ty => ty,
    };
    let all = |parts: Vec<_>| parts.into_iter().map(merge_objects).collect();
    match ty {
        Type::Union(parts) => Type::Union(all(parts)),
        Type::Intersection(parts) => Type::Intersection(all(parts)),
        Type::Tuple(parts) => Type::Tuple(all(parts)),
        Type::Array(item) => Type::Array(Box::new(merge_objects(*item))),
        Type::Map(item) => Type::Map(Box::new(merge_objects(*item))),
        Type::Object(mut properties) => {
            for (_, ty) in &mut properties.list {
                *ty = merge_objects(std::mem::replace(ty, Type::Unknown));
            }
            Type::Object(properties)
        }
        ty => ty,
    }
}

fn merge_parts(parts: Vec<Type<'_>>) -> Type<'_> {
    let (objects, mut others): (Vec<_>, Vec<_>) =
        parts.into_iter().partition(|part| matches!(part, Type::Object(_)));
    if objects.is_empty() {
        return Type::Intersection(others);
    }
    let mut merged = Properties::default();
    for object in objects {
        let Type::Object(object) = object else { continue };
        for (name, ty) in object.list {
            match merged.positions.get(name) {
                Some(at) => {
                    let slot = &mut merged.list[*at].1;
                    let before = std::mem::replace(slot, Type::Unknown);
                    *slot = intersect(before, ty);
                }
                None => merged.insert(name, ty),
            }
        }
    }
    if others.is_empty() {
        return Type::Object(merged);
    }
    others.insert(0, Type::Object(merged));
    Type::Intersection(others)
}

fn intersect<'t>(a: Type<'t>, b: Type<'t>) -> Type<'t> {
    let mut parts = Vec::new();
    for ty in [a, b] {
        match ty {
            Type::Intersection(inner) => parts.extend(inner),
            ty => parts.push(ty),
        }
    }
    Type::Intersection(parts)
}

impl fmt::Display for Type<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = |f: &mut fmt::Formatter<'_>, value: serde_json::Value| write!(f, "{value}");
        match self {
            Type::Unknown => f.write_str("unknown"),
            Type::Undefined => f.write_str("undefined"),
            Type::Null => f.write_str("null"),
            Type::String(None) => f.write_str("string"),
            Type::String(Some(value)) => json(f, value.as_ref().into()),
            Type::Number(None) => f.write_str("number"),
            Type::Number(Some(value)) => write!(f, "{value}"),
            Type::Boolean(None) => f.write_str("boolean"),
            Type::Boolean(Some(value)) => write!(f, "{value}"),
            Type::Union(parts) => list(f, parts, " | "),
            Type::Intersection(parts) => list(f, parts, " & "),
            Type::Object(properties) => {
                f.write_str("{ ")?;
                for (index, (name, ty)) in properties.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{name}: {ty}")?;
                }
                f.write_str(" }")
            }
            Type::Map(item) => write!(f, "{{ [key: string]: {item} }}"),
            Type::Array(item) if matches!(**item, Type::Union(_)) => write!(f, "({item})[]"),
            Type::Array(item) => write!(f, "{item}[]"),
            Type::Tuple(items) => {
                f.write_str("[")?;
                list(f, items, ", ")?;
                f.write_str("]")
            }
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, parts: &[Type<'_>], separator: &str) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(separator)?;
        }
        write!(f, "{part}")?;
    }
    Ok(())
}

/// Writes at most `max` bytes of `ty`: types of hostile schemas can be very long.
pub(super) fn describe(ty: &Type<'_>, max: usize) -> String {
    struct Bounded {
        text: String,
        max: usize,
    }
    impl Write for Bounded {
        fn write_str(&mut self, part: &str) -> fmt::Result {
            if self.text.len() + part.len() > self.max {
                self.text.push('…');
                return Err(fmt::Error);
            }
            self.text.push_str(part);
            Ok(())
        }
    }
    let mut bounded = Bounded { text: String::new(), max };
    let _ = write!(bounded, "{ty}");
    bounded.text
}
