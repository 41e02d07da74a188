//! Several mistakes as one finding.

use super::names::is_sent_by_tools;
use super::repair::{Repair, Step, path};
use super::site::{Found, ObjectSite, has_content};
use crate::manifest::skeleton;
use crate::util::display::list;
use crate::util::suggest::nearest;

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

/// The most mistakes in an object that are reported one by one.
pub const MAX_SINGLE: usize = 2;

/// Joins all mistakes in the object `site` if there are more than few, and a definition of another format is
/// their cause.
pub fn join_all(all: Vec<Found>, site: &ObjectSite<'_>) -> Vec<Found> {
    let is_covered = |name: &str| all.iter().any(|found| found.covers.iter().any(|it| it == name));
    let unknown = site.unknown.iter().filter(|(name, _)| !is_covered(name));
    let unknown: Vec<_> = unknown.collect();
    if all.len() + unknown.len() + site.missing.len() <= MAX_SINGLE {
        return all;
    }
    let is_whole = |found: &Found| found.repairs.is_empty() || found.has_own_repair();
    let (mut joined, rest): (Vec<Found>, Vec<Found>) = all.into_iter().partition(is_whole);
    // The first one has the message: it explains missing fields if any does.
    let is_cause = |found: &Found| found.is_recognized();
    let main = joined.iter().position(|found| is_cause(found) && !found.fills.is_empty());
    let Some(main) = main.or_else(|| joined.iter().position(is_cause)) else {
        return joined.into_iter().chain(rest).collect();
    };
    let fields = || site.object.fields.iter().map(|field| field.name);
    let unknown = unknown.into_iter().filter(|(name, _)| nearest(name, fields()).is_empty());
    let unknown: Vec<_> = unknown.collect();
    // The author of a manifest has to choose its name and its version.
    let is_absent = |name: &str| !site.name.is_empty() && site.missing.contains(&name);
    let absent = site.object.required().filter(|field| is_absent(field.name));
    let absent = absent.map(|field| (field.name, skeleton::value(&field.shape)));
    let absent: Vec<_> = absent.filter(|(_, json)| json != BLANK).collect();
    if joined.len() + unknown.len() + absent.len() == 1 {
        return joined.into_iter().chain(rest).collect();
    }
    let mut main = joined.remove(main);
    let mut steps: Vec<Step> = main.repairs.drain(..).flat_map(|repair| repair.steps).collect();
    let mut extra: Vec<String> = Vec::new();
    for found in joined {
        extra.extend(found.covers.iter().cloned());
        // Text of the author stays.
        let kept = if found.manual { Vec::new() } else { found.repairs };
        steps.extend(kept.into_iter().flat_map(|repair| repair.steps));
        main.covers.extend(found.covers);
        main.fills.extend(found.fills);
        main.whole |= found.whole;
        main.places += found.places;
    }
    for (name, member) in unknown {
        if !has_content(member.value()) && !is_sent_by_tools(site.object, name) {
            steps.push(Step::Remove(path(&[name])));
        }
        extra.push((*name).to_owned());
        main.covers.push((*name).to_owned());
        main.places += 1;
    }
    let names: Vec<&str> = absent.iter().map(|(name, _)| *name).collect();
    for (name, json) in absent {
        steps.push(Step::Add(Vec::new(), vec![(name.to_owned(), json)]));
        main.fills.push(name);
        main.places += 1;
    }
    main.message.push_str(&also(&extra, &names));
    main.safe = false;
    main.manual = false;
    main.repairs = vec![Repair::new(format!("Repair {} mistakes", main.places), 0, steps)];
    std::iter::once(main).chain(rest).collect()
}

/// The JSON text of a required field that the author has to fill in.
const BLANK: &str = "\"\"";

/// A sentence about members that are `unknown`, and fields that are `absent`.
fn also(unknown: &[String], absent: &[&str]) -> String {
    const MAX_SHOWN: usize = 4;
    let unknown: Vec<&str> = unknown.iter().map(String::as_str).collect();
    let clause = |names: &[&str], what: &str| {
        let is = if names.len() == 1 { "is" } else { "are" };
        match names.len() {
            0 => None,
            1..=MAX_SHOWN => Some(format!("{} {is} {what}", list(names, "and"))),
            count => Some(format!("{count} members are {what}")),
        }
    };
    let clauses = [clause(&unknown, "unknown"), clause(absent, "missing")];
    let clauses: Vec<String> = clauses.into_iter().flatten().collect();
    if clauses.is_empty() { String::new() } else { format!(" Also, {}.", clauses.join(", and ")) }
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
