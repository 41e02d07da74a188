//! Lookup of JSON Schema keywords by the hash of their name.
//!
//! Most members of most manifests are keywords, and the tree already has the hash of each member's name.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::fields::SCHEMA;
use super::types::Field;
use crate::syntax::name_hash;
use crate::text::swar::str_eq;

/// The fields of a JSON Schema with their positions in [`SCHEMA`], by [hash](name_hash::of).
static KEYWORDS: LazyLock<FxHashMap<u32, (usize, &Field)>> = LazyLock::new(|| {
    let numbered = SCHEMA.fields.iter().enumerate();
    numbered.map(|(index, field)| (name_hash::of(field.name), (index, field))).collect()
});

/// Returns the keyword `name`, whose [hash](name_hash::of) is `hash`, and its position in [`SCHEMA`].
#[inline]
pub fn find(hash: u32, name: &str) -> Option<(usize, &'static Field)> {
    let found = KEYWORDS.get(&hash).copied()?;
    if str_eq(found.1.name, name) { Some(found) } else { find_by_name(name) }
}

/// Returns the keyword `name`, whose hash another keyword has too. The hash is keyed, so this is possible
/// in any process, but rare.
#[cold]
fn find_by_name(name: &str) -> Option<(usize, &'static Field)> {
    SCHEMA.fields.iter().enumerate().find(|(_, field)| field.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn find_returns_every_keyword_and_no_other_name() {
        for (index, field) in SCHEMA.fields.iter().enumerate() {
            let (place, found) = find(name_hash::of(field.name), field.name).expect(field.name);
            assert_eq!((place, found.name), (index, field.name));
        }
        for name in ["", "titel", "$defs", "x-other", "nullable"] {
            assert!(find(name_hash::of(name), name).is_none(), "{name}");
        }
    }
}
