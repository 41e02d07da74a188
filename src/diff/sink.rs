//! Collection of findings, within limits.

use sha2::{Digest, Sha256};

use super::checks::{self, Check, Scope};
use super::comparison::Omitted;
use super::finding::{Finding, Level, Location, Part, Platform};
use super::value::{Place, Value};
use crate::util::budget::cut_message;

/// Maximum number of findings of one comparison. Further ones are only counted.
const MAX_FINDINGS: usize = 10_000;

/// Maximum total length of the pointers and messages of one comparison, in bytes.
const MAX_BYTES: usize = 8 << 20;

/// Maximum length of a value in a finding, in bytes.
const MAX_VALUE: usize = 200;

/// Collected findings.
#[derive(Default)]
pub(crate) struct Sink {
    pub(crate) findings: Vec<Finding>,
    made: usize,
    bytes: usize,
    /// The findings that exceed the limits.
    pub(crate) omitted: Omitted,
    /// Number of pairs of schemas that were compared.
    pub(crate) compared: usize,
}

/// A difference before it becomes a finding.
pub(crate) struct Difference<'d, 't> {
    pub(crate) check: &'static Check,
    pub(crate) level: Level,
    pub(crate) platform: Platform,
    pub(crate) old: Located<'d, 't>,
    pub(crate) new: Located<'d, 't>,
    pub(crate) subject: Option<String>,
    pub(crate) message: String,
    /// Whether bots read the value.
    pub(crate) is_produced: bool,
}

impl Difference<'_, '_> {
    /// Creates a difference outside of schemas, without places.
    pub(crate) fn new(check: &'static Check, message: String) -> Self {
        Difference {
            check,
            level: check.consumed,
            platform: match check.scope {
                Scope::Manifest(platform) => platform,
                Scope::Schema(_) => Platform::Unknown,
            },
            old: Located::default(),
            new: Located::default(),
            subject: None,
            message,
            is_produced: false,
        }
    }
}

/// Place of a difference in one of the manifests, and the value that differs, if there is one.
#[derive(Clone, Copy, Default)]
pub(crate) struct Located<'d, 't> {
    pub(crate) place: Option<&'d Place<'t>>,
    pub(crate) value: Option<Value<'t>>,
}

impl<'d, 't> Located<'d, 't> {
    /// Returns a place around what differs.
    pub(crate) fn around(place: &'d Place<'t>) -> Located<'d, 't> {
        Located { place: Some(place), value: None }
    }

    /// Returns `place` with its value, or a place around it.
    pub(crate) fn at(place: Option<&'d Place<'t>>, around: &'d Place<'t>) -> Located<'d, 't> {
        place.map_or_else(|| Located::around(around), Located::from)
    }

    fn location(self) -> Option<Location> {
        let place = self.place.filter(|place| place.value.is_written())?;
        Some(Location { pointer: place.pointer.render(), range: place.range.clone() })
    }
}

impl<'d, 't> From<&'d Place<'t>> for Located<'d, 't> {
    fn from(place: &'d Place<'t>) -> Located<'d, 't> {
        Located { place: Some(place), value: Some(place.value) }
    }
}

impl<'d, 't> From<Option<&'d Place<'t>>> for Located<'d, 't> {
    fn from(place: Option<&'d Place<'t>>) -> Located<'d, 't> {
        place.map_or_else(Located::default, Located::from)
    }
}

/// The definition that differences are in.
#[derive(Debug, Clone)]
pub(crate) struct Context<'c> {
    pub(crate) part: Part,
    pub(crate) definition: Option<&'c str>,
    pub(crate) title: Option<String>,
}

impl Context<'_> {
    /// Turns a difference into a finding.
    pub(crate) fn finding(&self, difference: Difference<'_, '_>, sink: &mut Sink) -> Finding {
        let Difference { check, level, platform, old, new, .. } = difference;
        let (old_value, new_value) = (old.value, new.value);
        let why = if difference.is_produced { check.why_produced } else { check.why_consumed };
        let (old, new) = (old.location(), new.location());
        let pointer = new.as_ref().or(old.as_ref()).map_or("", |place| &place.pointer);
        let fingerprint = fingerprint(check, self.part, pointer, old_value, new_value);
        let json = |value: Option<Value<'_>>| {
            value.map_or_else(Default::default, |it| it.to_json(MAX_VALUE))
        };
        let finding = Finding {
            check,
            part: self.part,
            direction: match check.scope {
                Scope::Schema(_) => self.part.direction(),
                Scope::Manifest(_) => None,
            },
            level,
            platform,
            definition: self.definition.map(str::to_owned),
            title: self.title.clone(),
            subject: difference.subject,
            renamed: None,
            message: cut_message(difference.message),
            why: why.replace("{users}", self.part.users()),
            hint: (level >= Level::Risky && !check.advice.is_empty())
                .then(|| check.advice.to_owned()),
            fingerprint,
            accepted: false,
            old,
            new,
            old_value: json(old_value),
            new_value: json(new_value),
        };
        sink.made += 1;
        sink.bytes += finding.text_len();
        finding
    }
}

impl Sink {
    /// Whether another finding is within the limits.
    pub(crate) fn has_room(&self) -> bool {
        self.made < MAX_FINDINGS && self.bytes < MAX_BYTES
    }

    /// Counts a finding that exceeds the limits.
    pub(crate) fn dropped(&mut self, level: Level) {
        self.omitted.add(level);
    }

    /// Adds a finding.
    pub(crate) fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Reports that two values cannot be compared.
    pub(crate) fn not_compared(
        &mut self,
        old: Option<&Place<'_>>,
        new: Option<&Place<'_>>,
        context: &Context<'_>,
    ) {
        if !self.has_room() {
            return self.dropped(Level::Note);
        }
        let place = new.or(old);
        let message = match place.map(|place| place.pointer.render()) {
            Some(pointer) if !pointer.is_empty() => format!("`{pointer}` cannot be compared."),
            _ => "The manifest cannot be compared.".to_owned(),
        };
        let difference = Difference::new(&checks::NOT_COMPARED, message);
        // The places are not part of the fingerprint.
        let mut finding = context.finding(difference, self);
        (finding.old, finding.new) = (Located::from(old).location(), Located::from(new).location());
        self.push(finding);
    }
}

/// The first 12 hexadecimal digits of a hash over what the finding is about. Words and versions are
/// not part of it.
fn fingerprint(
    check: &Check,
    part: Part,
    pointer: &str,
    old: Option<Value<'_>>,
    new: Option<Value<'_>>,
) -> String {
    let mut hash = Sha256::new();
    for text in [check.id, part.name(), pointer] {
        hash.update(text.as_bytes());
        hash.update(b"\0");
    }
    for (index, value) in [old, new].into_iter().enumerate() {
        if index > 0 {
            hash.update(b"\0");
        }
        if let Some(value) = value {
            value.canonical(&mut |bytes| hash.update(bytes));
        }
    }
    hash.finalize()[..6].iter().map(|byte| format!("{byte:02x}")).collect()
}
