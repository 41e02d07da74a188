//! Sharing of equal member names between the nodes of a tree.

use smol_str::SmolStr;

use crate::text::swar::str_eq;

/// A fixed-size cache of short member names, indexed by their hash. Cloning a cached name is faster than
/// allocating a new one. The cache lives as long as its thread, so its size is bounded.
#[derive(Debug, Default)]
pub struct NameInterner(Vec<SmolStr>);

impl NameInterner {
    const PLACES: usize = 1024;
    /// The length in bytes of the longest name that the cache stores.
    const LONGEST: usize = 64;

    /// Returns `name` as an owned string. `hash` is its [`name_hash::of`](super::name_hash::of).
    #[inline(never)]
    pub fn get(&mut self, name: &str, hash: u32) -> SmolStr {
        if self.0.is_empty() {
            self.0.resize(NameInterner::PLACES, SmolStr::default());
        }
        let place = &mut self.0[hash as usize % NameInterner::PLACES];
        if !str_eq(place.as_str(), name) {
            let new = SmolStr::new(name);
            if name.len() > NameInterner::LONGEST {
                return new;
            }
            *place = new;
        }
        place.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::name_hash;

    #[test]
    fn interner_stays_bounded_for_many_names() {
        let mut names = NameInterner::default();
        for index in 0..5000_u32 {
            for name in [format!("name{index}"), format!("{index}").repeat(1000), String::new()] {
                assert_eq!(names.get(&name, name_hash::of(&name)), name);
                assert_eq!(names.get(&name, name_hash::of(&name)), name);
            }
        }
        assert_eq!(names.0.len(), NameInterner::PLACES);
        assert!(names.0.iter().all(|name| name.len() <= NameInterner::LONGEST));
    }
}
