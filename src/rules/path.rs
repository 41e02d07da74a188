//! The place of a finding as a path of names. Findings share the names and the outer parts of their paths,
//! so that a long name with many findings below it is stored once.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::syntax::{Member, pointer};
use crate::util::budget::cut_name;

/// A path from a unit to one of its members.
#[derive(Debug, Clone, Default)]
pub struct Path(Option<Arc<Step>>);

/// The last step of a path.
#[derive(Debug)]
struct Step {
    outer: Path,
    name: Name,
}

/// A member name, or the index of an element.
#[derive(Debug)]
enum Name {
    Member(SmolStr),
    Element(usize),
}

impl Path {
    /// The path of the member called `name` of the value at this path.
    pub fn member(&self, name: &str) -> Path {
        self.step(Name::Member(name.into()))
    }

    /// The path of `member` of the value at this path.
    pub fn enter(&self, member: Member<'_>) -> Path {
        self.step(match &member.entry().key {
            Some(key) => Name::Member(key.text.clone()),
            None => Name::Element(member.index),
        })
    }

    fn step(&self, name: Name) -> Path {
        Path(Some(Arc::new(Step { outer: self.clone(), name })))
    }

    /// The names and indexes on the path.
    pub fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut path = self;
        while let Some(step) = &path.0 {
            names.push(match &step.name {
                Name::Member(name) => name.to_string(),
                Name::Element(index) => index.to_string(),
            });
            path = &step.outer;
        }
        names.reverse();
        names
    }

    /// Appends the path to the JSON Pointer `out`, with long names cut.
    pub fn push_to(&self, out: &mut String) {
        let Some(step) = &self.0 else { return };
        // The nesting of a document is limited, and with it the recursion.
        step.outer.push_to(out);
        match &step.name {
            Name::Member(name) => pointer::push(out, &cut_name(name)),
            Name::Element(index) => pointer::push_index(out, *index),
        }
    }
}
