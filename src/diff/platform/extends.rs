//! Inclusion of one type in another.

use std::rc::Rc;

use super::ty::{Properties, Type, describe};

/// Maximum number of pairs of types that are compared. Beyond it, the verdict is unknown.
const MAX_PAIRS: usize = 1_000_000;

/// Maximum number of reasons in a verdict.
const MAX_REASONS: usize = 2_000;

/// Maximum length of a type in a reason, in bytes.
const MAX_TYPE: usize = 120;

/// Result of the platform's comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Every value of the first type is a value of the second.
    Included,
    /// Some are not: the platform's reasons.
    Refused(Vec<Reason>),
    /// The comparison exceeds the limits.
    Unknown,
}

/// Reason of a rejection: a path, and the two types that do not match there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reason {
    /// Names of properties; `None` is an element of an array or a value of a map.
    pub(crate) path: Vec<Option<String>>,
    /// The reason in the platform's words, for example `#.a: undefined ⊈ string`.
    pub(crate) text: String,
}

/// Compares two types: is every value of `a` a value of `b`?
pub(crate) fn is_included(a: &Type<'_>, b: &Type<'_>) -> Verdict {
    let mut comparison = Comparison { reasons: Vec::new(), pairs: 0 };
    let included = comparison.extends(&Path(None), a, b);
    if comparison.pairs > MAX_PAIRS {
        return Verdict::Unknown;
    }
    if included {
        return Verdict::Included;
    }
    Verdict::Refused(comparison.reasons.into_iter().map(RawReason::render).collect())
}

/// A path that shares its beginning with others.
#[derive(Clone)]
struct Path<'t>(Option<Rc<(Path<'t>, Step<'t>)>>);

#[derive(Clone, Copy)]
enum Step<'t> {
    Key(&'t str),
    AnyKey,
    Index(usize),
    AnyIndex,
}

impl<'t> Path<'t> {
    fn join(&self, step: Step<'t>) -> Path<'t> {
        Path(Some(Rc::new((self.clone(), step))))
    }

    fn steps(&self) -> Vec<Step<'t>> {
        let mut steps = Vec::new();
        let mut at = self;
        while let Some(node) = &at.0 {
            steps.push(node.1);
            at = &node.0;
        }
        steps.reverse();
        steps
    }
}

struct RawReason<'c, 't> {
    path: Path<'t>,
    a: &'c Type<'t>,
    b: &'c Type<'t>,
}

impl RawReason<'_, '_> {
    fn render(self) -> Reason {
        let mut text = String::from("#");
        let mut path = Vec::new();
        for step in self.path.steps() {
            match step {
                Step::Key(name) => text += &format!(".{name}"),
                Step::AnyKey => text += "[string]",
                Step::Index(index) => text += &format!("[{index}]"),
                Step::AnyIndex => text += "[number]",
            }
            path.push(match step {
                Step::Key(name) => Some(name.to_owned()),
                _ => None,
            });
        }
        text += &format!(": {} ⊈ {}", describe(self.a, MAX_TYPE), describe(self.b, MAX_TYPE));
        Reason { path, text }
    }
}

struct Comparison<'c, 't> {
    reasons: Vec<RawReason<'c, 't>>,
    pairs: usize,
}

impl<'c, 't> Comparison<'c, 't> {
    fn refuse(&mut self, path: &Path<'t>, a: &'c Type<'t>, b: &'c Type<'t>) -> bool {
        if self.reasons.len() < MAX_REASONS {
            self.reasons.push(RawReason { path: path.clone(), a, b });
        }
        false
    }

    /// Whether at least one comparison succeeds; if so, the reasons of the others are discarded.
    fn any(&mut self, mut compare: impl FnMut(&mut Self) -> bool) -> bool {
        let before = self.reasons.len();
        let any = compare(self);
        if any {
            self.reasons.truncate(before);
        }
        any
    }

    fn extends(&mut self, path: &Path<'t>, a: &'c Type<'t>, b: &'c Type<'t>) -> bool {
        self.pairs += 1;
        if self.pairs > MAX_PAIRS {
            return true;
        }
        match (a, b) {
            (a, Type::Intersection(parts)) => {
                parts.iter().fold(true, |all, part| self.extends(path, a, part) & all)
            }
            (Type::Intersection(parts), b) => {
                self.any(|it| parts.iter().fold(false, |any, part| it.extends(path, part, b) | any))
            }
            (Type::Union(parts), b) => {
                parts.iter().fold(true, |all, part| self.extends(path, part, b) & all)
            }
            (a, Type::Union(parts)) => {
                self.any(|it| parts.iter().any(|part| it.extends(path, a, part)))
            }
            (_, Type::Unknown) => true,
            (Type::Unknown, _) => self.refuse(path, a, b),
            (Type::Object(from), Type::Map(item)) => from.iter().fold(true, |all, (name, ty)| {
                self.extends(&path.join(Step::Key(name)), ty, item) & all
            }),
            (Type::Object(from), Type::Object(to)) => self.objects(path, from, to),
            (Type::Map(item), Type::Object(to)) => to.iter().fold(true, |all, (name, ty)| {
                let path = path.join(Step::Key(name));
                self.map_entry(&path, item, ty) & all
            }),
            (Type::Map(from), Type::Map(to)) => self.extends(&path.join(Step::AnyKey), from, to),
            (Type::Tuple(from), Type::Array(item)) => {
                from.iter().enumerate().fold(true, |all, (index, ty)| {
                    self.extends(&path.join(Step::Index(index)), ty, item) & all
                })
            }
            (Type::Tuple(from), Type::Tuple(to)) => {
                from.iter().zip(to).enumerate().fold(true, |all, (index, (from, to))| {
                    self.extends(&path.join(Step::Index(index)), from, to) & all
                })
            }
            (Type::Array(from), Type::Array(to)) => {
                self.extends(&path.join(Step::AnyIndex), from, to)
            }
            (Type::String(from), Type::String(to)) => {
                to.is_none() || from == to || self.refuse(path, a, b)
            }
            (Type::Number(from), Type::Number(to)) => {
                to.is_none() || from == to || self.refuse(path, a, b)
            }
            (Type::Boolean(from), Type::Boolean(to)) => {
                to.is_none() || from == to || self.refuse(path, a, b)
            }
            (Type::Null, Type::Null) | (Type::Undefined, Type::Undefined) => true,
            _ => self.refuse(path, a, b),
        }
    }

    fn objects(
        &mut self,
        path: &Path<'t>,
        from: &'c Properties<'t>,
        to: &'c Properties<'t>,
    ) -> bool {
        to.iter().fold(true, |all, (name, ty)| {
            let given = from.get(name).unwrap_or(const { &Type::Undefined });
            self.extends(&path.join(Step::Key(name)), given, ty) & all
        })
    }

    /// Compares a value of a map, which may be absent, with a property.
    fn map_entry(&mut self, path: &Path<'t>, item: &'c Type<'t>, ty: &'c Type<'t>) -> bool {
        match ty {
            Type::Intersection(parts) => {
                parts.iter().fold(true, |all, part| self.map_entry(path, item, part) & all)
            }
            _ => {
                let given = self.extends(path, item, ty);
                self.extends(path, const { &Type::Undefined }, ty) & given
            }
        }
    }
}
