//! Names of types in other languages and in forms, and what they are in JSON Schema.

use super::keyword_typo::MAX_LEN;
use crate::manifest::types::Text;
use crate::syntax::quoted;

/// The names of types in other languages and in forms, and in JSON Schema.
const TYPES_ELSEWHERE: &[(&str, &str)] = &[
    ("bigint", "integer"),
    ("blob", "string"),
    ("bool", "boolean"),
    ("buffer", "string"),
    ("bytes", "string"),
    ("char", "string"),
    ("checkbox", "boolean"),
    ("collection", "object"),
    ("color", "string"),
    ("currency", "number"),
    ("decimal", "number"),
    ("dict", "object"),
    ("double", "number"),
    ("dropdown", "string"),
    ("enum", "string"),
    ("file", "string"),
    ("float", "number"),
    ("float32", "number"),
    ("float64", "number"),
    ("hash", "object"),
    ("id", "string"),
    ("int", "integer"),
    ("int32", "integer"),
    ("int64", "integer"),
    ("list", "array"),
    ("long", "integer"),
    ("map", "object"),
    ("multioptions", "array"),
    ("multiselect", "array"),
    ("none", "null"),
    ("numeric", "number"),
    ("objectid", "string"),
    ("options", "string"),
    ("password", "string"),
    ("percent", "number"),
    ("phone", "string"),
    ("real", "number"),
    ("record", "object"),
    ("select", "string"),
    ("sequence", "array"),
    ("set", "array"),
    ("str", "string"),
    ("switch", "boolean"),
    ("text", "string"),
    ("textarea", "string"),
    ("toggle", "boolean"),
    ("tuple", "array"),
    ("uint32", "integer"),
    ("uint64", "integer"),
    ("undefined", "null"),
    ("varchar", "string"),
    ("void", "null"),
];

/// Names of the type of all values in other languages.
pub const ANY: &[&str] = &["any", "unknown", "mixed"];

/// Names of types whose values JSON does not have.
pub const NOT_JSON: &[&str] =
    &["function", "func", "callback", "promise", "symbol", "class", "method"];

/// The names of formats that are types in other languages.
pub const FORMATS: &[(&str, &str)] = &[
    ("date", "date"),
    ("date-time", "date-time"),
    ("datetime", "date-time"),
    ("email", "email"),
    ("time", "time"),
    ("timestamp", "date-time"),
    ("uri", "uri"),
    ("url", "uri"),
    ("uuid", "uuid"),
];

/// The type of the items of an array in another language, such as `string[]` or `Array<string>`.
pub fn item_type(text: &Text, word: &str) -> Option<&'static str> {
    let word = word.trim().trim_end_matches('!');
    let in_brackets = |open: &str, close: &str| word.strip_prefix(open)?.strip_suffix(close);
    let item = word
        .strip_suffix("[]")
        .or_else(|| in_brackets("[", "]"))
        .or_else(|| in_brackets("Array<", ">"))
        .or_else(|| in_brackets("List<", ">"))
        .or_else(|| in_brackets("List[", "]"))
        .or_else(|| in_brackets("list[", "]"))?;
    type_name(text, item.trim_end_matches('!'))
}

/// The type called `word` in another case or in another language.
pub fn type_name(text: &Text, word: &str) -> Option<&'static str> {
    // `Record<string, string>` is a record, `varchar(20)` a string.
    let base = word.split(['<', '[', '(']).next().unwrap_or_default();
    let base = base.trim().trim_end_matches(['!', '?']);
    let mut values = text.values.iter().map(|choice| choice.value);
    let same = values.find(|value| value.eq_ignore_ascii_case(base));
    let elsewhere = || TYPES_ELSEWHERE.iter().find(|(name, _)| base.eq_ignore_ascii_case(name));
    same.or_else(|| elsewhere().map(|(_, name)| *name))
}

/// The values of a union of literals in TypeScript, such as `'red' | 'green'`.
pub fn literals(word: &str) -> Option<Vec<&str>> {
    const MAX_BYTES: usize = 1000;
    let literal = |part: &'_ str| {
        let part = part.trim();
        let quote = part.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
        Some(part.len() > 1 && part.ends_with(quote))
    };
    let parts = || word.split('|').map(str::trim);
    (word.len() <= MAX_BYTES && parts().all(|part| literal(part) == Some(true)))
        .then(|| parts().map(|part| &part[1..part.len() - 1]).collect())
}

/// The JSON text of several types that are written as one string, such as `string | null`.
pub fn union(text: &Text, word: &str) -> Option<String> {
    if word.len() > MAX_LEN {
        return None;
    }
    let optional = word.strip_prefix("Optional[").and_then(|inner| inner.strip_suffix(']'));
    let parts: Vec<&str> = match optional {
        Some(inner) => vec![inner, "null"],
        None => word.split(['|', ',']).map(str::trim).collect(),
    };
    let names: Option<Vec<&str>> = parts.iter().map(|part| type_name(text, part)).collect();
    let mut names = names.filter(|names| names.len() > 1)?;
    names.dedup();
    let list: Vec<String> = names.into_iter().map(quoted).collect();
    Some(format!("[{}]", list.join(", ")))
}
