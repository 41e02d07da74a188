//! Repairs of mistaken shapes, as structural changes. `crate::fix` turns them into text edits.

/// A path of names and indexes from the base of a repair.
pub type Path = Vec<String>;

/// A change that turns a mistaken shape into the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The change, as an imperative.
    pub title: String,
    /// The number of levels from the finding's pointer up to the base of the paths.
    pub up: usize,
    /// The changes, in order. Each refers to the result of the one before.
    pub steps: Vec<Step>,
}

impl Repair {
    /// A repair whose base is `up` levels above the finding's pointer.
    pub fn new(title: impl Into<String>, up: usize, steps: Vec<Step>) -> Repair {
        Repair { title: title.into(), up, steps }
    }

    /// A repair that moves the members of the object at the path `names` up, and removes all objects on
    /// the path.
    pub fn unwrap(names: &[&str]) -> Repair {
        let steps = (1..=names.len()).rev().map(|len| Step::Unwrap(path(&names[..len]))).collect();
        Repair::new(format!("Unwrap `{}`", names.join(".")), 0, steps)
    }
}

/// One structural change. Each keeps the comments and the layout of the text that it moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Wraps the value at the path in an object, as the member with this name.
    Wrap(Path, String),
    /// Moves members of the object at the path into one of its members, which is created if it is
    /// missing.
    Gather(Path, Vec<String>, String),
    /// Replaces the member at the path with the members of its value, or an array of one item with
    /// the item.
    Unwrap(Path),
    /// Moves the member at the first path to the second one.
    Move(Path, Path),
    /// Converts the array at the path to an object. The items are in the order of the elements.
    ToMap(Path, Vec<Item>),
    /// Adds members (name, JSON text) to the object at the path.
    Add(Path, Vec<(String, String)>),
    /// Replaces the value at the path with this JSON text.
    Replace(Path, String),
    /// Removes the member at the path.
    Remove(Path),
    /// Replaces the JSON Schema at the first path, which is only a reference, with a copy of the one at
    /// the second path. The root, which can have definitions too, gets the members of that one.
    Inline(Path, Path),
    /// Adds this name to `required` of the JSON Schema at the path.
    Require(Path, String),
}

impl Step {
    /// The same change in the object at the path `base`.
    pub fn inside(self, base: &[String]) -> Step {
        let under = |at: Path| [base, at.as_slice()].concat();
        match self {
            Step::Wrap(at, into) => Step::Wrap(under(at), into),
            Step::Gather(at, members, into) => Step::Gather(under(at), members, into),
            Step::Unwrap(at) => Step::Unwrap(under(at)),
            Step::Move(from, to) => Step::Move(under(from), under(to)),
            Step::ToMap(at, items) => Step::ToMap(under(at), items),
            Step::Add(at, members) => Step::Add(under(at), members),
            Step::Replace(at, json) => Step::Replace(under(at), json),
            Step::Remove(at) => Step::Remove(under(at)),
            Step::Inline(at, from) => Step::Inline(under(at), under(from)),
            Step::Require(at, name) => Step::Require(under(at), name),
        }
    }
}

/// How an element of an array becomes a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// The element is a string: the name of the member, whose value is this JSON text.
    Name(String),
    /// The element is an object with its name in the member `key`, which is removed if `remove` is
    /// set.
    Object {
        /// The name of the member.
        name: String,
        /// The member of the element that contains the name.
        key: String,
        /// Whether that member is removed.
        remove: bool,
    },
    /// The element is an object with one member, which becomes the member.
    Single,
    /// The element is an array of the name and the value of the member.
    Pair,
    /// The element is replaced by the member with this name and JSON text.
    Member(String, String),
}

/// How much too deep the members of the object at the path `names` are, for messages.
pub fn excess_depth(names: &[&str]) -> &'static str {
    if names.len() == 1 { "one level too deep" } else { "several levels too deep" }
}

/// The path of these names.
pub fn path(names: &[&str]) -> Path {
    names.iter().map(|name| (*name).to_owned()).collect()
}
