//! The keywords of JSON Schema by their names: most members of most manifests are one, and every walk
//! over a manifest has to know which.

use std::sync::LazyLock;

use super::fields::SCHEMA;
use super::types::Field;
use crate::syntax::name_hash;
use crate::text::swar::str_eq;

/// More than twice as many as there are keywords, so that a place is found at once.
const PLACES: usize = 128;

/// Positions in the list of fields, counted from 1; 0 where there is none. A keyword is at its hash or,
/// where others are, at the next free place.
static PLACE: LazyLock<[u8; PLACES]> = LazyLock::new(|| {
    let mut places = [0; PLACES];
    for (number, field) in (1..).zip(SCHEMA.fields) {
        let mut place = name_hash::of(field.name) as usize % PLACES;
        while places[place] != 0 {
            place = (place + 1) % PLACES;
        }
        places[place] = number;
    }
    places
});

/// The keyword called `name`, whose [hash](name_hash::of) is `hash`, and its place in the list of fields.
#[inline]
pub fn find(hash: u32, name: &str) -> Option<(usize, &'static Field)> {
    let mut place = hash as usize % PLACES;
    loop {
        let index = usize::from(PLACE[place]).checked_sub(1)?;
        let field = &SCHEMA.fields[index];
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
    fn every_keyword_is_found_and_nothing_else() {
        for (index, field) in SCHEMA.fields.iter().enumerate() {
            let (place, found) = find(name_hash::of(field.name), field.name).expect(field.name);
            assert_eq!((place, found.name), (index, field.name));
        }
        assert!(SCHEMA.fields.len() * 2 < PLACES);
        for name in ["", "titel", "$defs", "x-other", "nullable"] {
            assert!(find(name_hash::of(name), name).is_none(), "{name}");
        }
    }
}
