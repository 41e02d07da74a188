//! From drafts and errors to the tree.

use smol_str::SmolStr;

use super::draft::{Draft, DraftEntry, DraftValue};
use super::token::{Kind, Mark, Tok};
use crate::syntax::error::{Repair, RepairEdit, SyntaxError, SyntaxErrorKind};
use crate::syntax::tree::{
    Container, ContainerHeader, ContainerKind, Entry, Key, StringInfo, SyntaxErrors, Value,
};

/// Builds the document.
pub fn finish(drafts: Vec<Draft>, atoms: Vec<Container>, marks: Vec<Mark>) -> Container {
    let (owned, mut marks): (Vec<Mark>, Vec<Mark>) =
        marks.into_iter().partition(|mark| mark.container.is_some());
    marks.sort_by_key(|mark| mark.anchor);
    let mut finisher = Finisher { atoms, owned, marks: marks.into_iter().peekable() };
    finisher.owned.sort_by_key(|mark| mark.container);
    let document = drafts.len() - 1;
    let mut drafts: Vec<Option<Draft>> = drafts.into_iter().map(Some).collect();
    finisher.container(&mut drafts, document)
}

struct Finisher {
    atoms: Vec<Container>,
    /// Errors that belong to a container, by its index.
    owned: Vec<Mark>,
    /// The other errors, by their anchors.
    marks: std::iter::Peekable<std::vec::IntoIter<Mark>>,
}

impl Finisher {
    fn container(&mut self, drafts: &mut [Option<Draft>], index: usize) -> Container {
        let Some(draft) = drafts[index].take() else {
            return Container::new(ContainerHeader::empty(ContainerKind::Array), Vec::new());
        };
        let mut header = ContainerHeader::empty(draft.kind);
        (header.opened, header.closed) = (draft.opened, draft.closed);
        header.doubtful = draft.doubtful;
        let mut at = draft.start + header.open_len();
        let mut entries = Vec::with_capacity(draft.entries.len());
        for entry in draft.entries {
            let start = at;
            at = entry.end;
            let entry = self.entry(drafts, entry, start);
            header.doubtful |= entry.errors.as_slice().iter().any(|error| {
                // A single word may only hide the member that it is the start of.
                let is_name =
                    error.kind == SyntaxErrorKind::Garbage && error.start == entry.lead as i32;
                hides_members(error.kind) && !is_name
            });
            entries.push(entry);
        }
        let mut errors = match draft.kind {
            ContainerKind::Document => self.take(usize::MAX, at),
            _ => self.take(draft.end, at),
        };
        let first = self.owned.partition_point(|mark| mark.container < Some(index));
        for mark in &self.owned[first..] {
            if mark.container != Some(index) {
                break;
            }
            errors.push(error(mark, at));
        }
        header.doubtful |= errors.iter().any(|it| hides_members(it.kind));
        header.len = (draft.end - draft.start) as u32;
        header.tail = (draft.tail_end.max(at) - at) as u32;
        header.tail_errors = errors.into();
        Container::new(header, entries)
    }

    fn entry(&mut self, drafts: &mut [Option<Draft>], entry: DraftEntry, start: usize) -> Entry {
        let own_end = match entry.value {
            DraftValue::Container(_) => entry.value_start,
            _ => entry.end,
        };
        let errors = self.take(own_end, start);
        let value = match entry.value {
            DraftValue::Missing => Value::Missing,
            DraftValue::Deep => Value::Deep((entry.end - entry.value_start) as u32),
            DraftValue::Atom(index) => Value::Container(self.atoms[index as usize].clone()),
            DraftValue::Scalar(tok) => scalar(&tok),
            DraftValue::Container(index) => Value::Container(self.container(drafts, index)),
        };
        let key = entry.name.map(|name| Key {
            hash: Key::hash_of(&name.text),
            text: SmolStr::new(&name.text),
            len: (name.end - entry.start) as u32,
            gap: (entry.value_start - name.end) as u32,
            colon: name.colon,
        });
        Entry {
            lead: (entry.start - start) as u32,
            len: (entry.end - start) as u32,
            key,
            value,
            errors: SyntaxErrors::from(errors),
        }
    }

    /// Takes the errors before `end`, relative to `base`.
    fn take(&mut self, end: usize, base: usize) -> Vec<SyntaxError> {
        let mut errors = Vec::new();
        while let Some(mark) = self.marks.next_if(|mark| mark.anchor < end) {
            errors.push(error(&mark, base));
        }
        errors
    }
}

/// Whether an error may hide members of the container that it is in.
fn hides_members(kind: SyntaxErrorKind) -> bool {
    use SyntaxErrorKind::*;
    matches!(kind, Garbage | MissingKey | MissingOpen | StrayClose | StrayColon | Conflict)
}

fn error(mark: &Mark, base: usize) -> SyntaxError {
    let mut error = SyntaxError::new(mark.range.clone(), mark.kind, base);
    error.repair = mark.repair.as_ref().map(|repair| {
        let edits = repair.edits.iter().map(|(range, text)| RepairEdit {
            start: (range.start as i64 - base as i64) as i32,
            len: range.len() as u32,
            text: text.as_str().into(),
        });
        Box::new(Repair { edits: edits.collect(), is_clear: repair.is_clear })
    });
    error
}

fn scalar(tok: &Tok) -> Value {
    let len = tok.end - tok.start;
    let value = match tok.kind {
        // A damaged name may lack its opening quote, so its content is unknown.
        Kind::String if tok.is_key && !tok.closed => Value::Invalid(len),
        Kind::String => Value::String(StringInfo {
            len,
            chars: tok.data,
            escaped: tok.escaped,
            closed: tok.closed,
            has_errors: tok.has_errors,
            memo: StringInfo::memo(len),
        }),
        Kind::Number => Value::Number(len),
        Kind::True => Value::Bool(true),
        Kind::False => Value::Bool(false),
        Kind::Null => Value::Null,
        _ => Value::Invalid(len),
    };
    // The literal of another language may have another length.
    if value.len() == len as usize { value } else { Value::Invalid(len) }
}
