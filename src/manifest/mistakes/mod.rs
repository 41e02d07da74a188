//! Mistaken shapes: values of the wrong form that authors write because another tool or an earlier
//! version uses that form.
//!
//! Each row of [`MISTAKES`] describes one: how it is recognized, and how it becomes right. The rules,
//! the quick fixes, the page of the documentation and the tests use the same rows.

mod arrays;
mod bare;
mod foreign;
mod joined;
mod keywords;
mod names;
mod objects;
mod openapi;
mod repair;
mod schemas;
mod shapes;
mod shared;
mod single;
mod site;
mod table;
mod values;

pub use joined::{MAX_RELATED, MAX_SHARED, MIN_SHARED, SAME_MISTAKE, and_others};
pub use names::is_sent_by_tools;
pub use objects::is_interface_version;
pub use repair::{Item, Path, Repair, Step, path};
pub use shared::{Kind, Shared, SharedMistakes, in_several_entries, may_be_shared};
pub use single::may_be_single;
pub use site::{Found, ObjectSite, ValueSite, has_content};
pub use table::{MISTAKES, Mistake};
pub use values::{intended_value, nearest_version, whole};

use table::Find;

use crate::syntax::Node;
use crate::text::Source;

/// The mistakes in an object, each with the members that it explains.
pub fn in_object(site: ObjectSite<'_>) -> Vec<Found> {
    let mut site = site;
    let mut all = Vec::new();
    for mistake in MISTAKES {
        let Find::Object(find) = mistake.find else { continue };
        if site.unknown.is_empty() {
            break;
        }
        for mut found in find(&site) {
            found.id = mistake.id;
            site.unknown.retain(|(name, _)| !found.covers.iter().any(|covered| covered == name));
            site.missing.retain(|name| !found.fills.contains(name));
            all.push(found);
        }
    }
    // Each of few mistakes is a finding of its own.
    if all.len() + site.unknown.len() + site.missing.len() > joined::MAX_SINGLE {
        all = joined::join_same(all);
        all.extend(foreign::unexplained(&site));
        all = joined::join_all(all, &site);
    }
    all
}

/// The mistake in a map of definitions. It explains everything inside, and covers the member at which
/// it is reported.
pub fn in_map(site: &ValueSite<'_>) -> Option<Found> {
    MISTAKES.iter().find_map(|mistake| match mistake.find {
        Find::Map(find) => find(site),
        _ => None,
    })
}

/// The mistake in a value of the wrong type.
pub fn in_value(site: &ValueSite<'_>) -> Option<Found> {
    MISTAKES.iter().find_map(|mistake| match mistake.find {
        Find::Value(find) => find(site).map(|found| Found { id: mistake.id, ..found }),
        _ => None,
    })
}

/// The mistake in an entire JSON Schema.
pub fn in_schema(schema: Node<'_>, source: &dyn Source) -> Option<Found> {
    MISTAKES.iter().find_map(|mistake| match mistake.find {
        Find::Schema(find) => find(schema, source),
        _ => None,
    })
}

/// The mistake in the member `name` of a JSON Schema, which is not a keyword.
pub fn in_keyword(schema: Node<'_>, name: &str, source: &dyn Source) -> Option<Found> {
    MISTAKES.iter().find_map(|mistake| match mistake.find {
        Find::Keyword(find) => find(schema, name, source),
        _ => None,
    })
}

/// The mistake in the value of `enum`, which is an array.
pub fn in_enum(site: &ValueSite<'_>) -> Option<Found> {
    MISTAKES.iter().find_map(|mistake| match mistake.find {
        Find::Enum(find) => find(site),
        _ => None,
    })
}

/// The mistake in the value of `x-zui`, which is not an object.
pub fn in_zui(site: &ValueSite<'_>) -> Option<Found> {
    MISTAKES.iter().find_map(|mistake| match mistake.find {
        Find::Zui(find) => find(site),
        _ => None,
    })
}
