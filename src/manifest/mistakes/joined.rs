//! Several mistakes as one finding.

use super::site::Found;
use crate::util::display::list;

/// The fewest mistakes in several entries that are one finding.
pub const MIN_SHARED: usize = 3;

/// The most entries whose mistakes are one finding.
pub const MAX_SHARED: usize = 64;

/// The most places of a mistake to which a finding refers.
pub const MAX_RELATED: usize = 10;

/// The label of the other places of a mistake.
pub const SAME_MISTAKE: &str = "the same mistake";

/// Joins the mistakes of the same kind in an object.
pub fn join_same(all: Vec<Found>) -> Vec<Found> {
    let mut joined: Vec<(Found, Vec<String>)> = Vec::new();
    for found in all {
        match joined.iter_mut().find(|(first, _)| first.id == found.id && first.can_join(&found)) {
            Some((first, names)) => {
                names.extend(found.covers.first().cloned());
                first.join(found);
            }
            None => joined.push((found, Vec::new())),
        }
    }
    let named = |(mut found, names): (Found, Vec<String>)| {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        found.message = and_others(&found.message, &names, "members", SAME_MISTAKE);
        if let Some(repair) = found.repairs.first_mut().filter(|_| !names.is_empty()) {
            repair.title = format!("Repair all {} members", names.len() + 1);
        }
        found
    };
    joined.into_iter().map(named).collect()
}

/// Adds to `message` that `others`, which are `plural`, have `what`.
pub fn and_others(message: &str, others: &[&str], plural: &str, what: &str) -> String {
    match others {
        [] => message.to_owned(),
        [one] => format!("{message} `{one}` has {what}."),
        [_, _, _, _, ..] => format!("{message} {} other {plural} have {what}.", others.len()),
        few => format!("{message} {} have {what}.", list(few, "and")),
    }
}
