//! Lookup of JSON Schema keywords by the hash of their name.
//!
//! Most members of most manifests are keywords, and the tree already has the hash of each member's name.

use std::sync::LazyLock;

use super::fields::SCHEMA;
use super::types::Field;
use crate::syntax::name_hash;
use crate::text::swar::str_eq;

/// The number of places of [`KEYWORDS`]: so many that few keywords share one.
const PLACES: usize = 1 << 10;

/// A place of the table without a keyword.
const EMPTY: u8 = u8::MAX;

/// The positions of the keywords in [`SCHEMA`], by the low bits of their [hash](name_hash::of). A keyword
/// whose place is taken is at the next free one.
static KEYWORDS: LazyLock<[u8; PLACES]> = LazyLock::new(|| {
    let mut places = [EMPTY; PLACES];
    for (index, field) in SCHEMA.fields.iter().enumerate() {
        let mut place = name_hash::of(field.name) as usize % PLACES;
        while places[place] != EMPTY {
            place = (place + 1) % PLACES;
        }
        places[place] = index as u8;
    }
    places
});

/// Returns the keyword `name`, whose [hash](name_hash::of) is `hash`, and its position in [`SCHEMA`].
#[inline]
pub fn find(hash: u32, name: &str) -> Option<(usize, &'static Field)> {
    let keywords = &*KEYWORDS;
    let mut place = hash as usize % PLACES;
    loop {
        let index = usize::from(keywords[place]);
        let field = SCHEMA.fields.get(index)?;
        if str_eq(field.name, name) {
            return Some((index, field));
        }
        place = (place + 1) % PLACES;
    }
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
