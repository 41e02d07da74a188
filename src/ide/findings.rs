//! Findings at an offset.

use crate::rules::Finding;
use crate::snapshot::Snapshot;

/// Returns the findings at the byte `offset`, ends included, smallest range first.
pub fn at(snapshot: &Snapshot, offset: usize) -> Vec<Finding> {
    let mut found = snapshot.check_at(&(offset..offset));
    found.sort_by_key(|finding| finding.range.len());
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ide::tests::cursor;
    use crate::rules::Settings;
    use crate::syntax::Dialect;

    fn rules(marked: &str) -> Vec<&'static str> {
        let (text, offset) = cursor(marked);
        let snapshot = Snapshot::new(&text, Dialect::Json, Arc::new(Settings::default()), 1);
        at(&snapshot, offset).iter().map(|finding| finding.rule.id).collect()
    }

    #[test]
    fn findings_at_offset() {
        assert_eq!(rules(r#"{"name": "a", "version": "1.0.0", "ti$0tel": 1}"#), ["unknown-field"]);
        assert_eq!(rules(r#"{"name": "a", "version": "1.0.0", "titel"$0: 1}"#), ["unknown-field"]);
        assert_eq!(rules(r#"{"na$0me": "a", "version": "1.0.0", "titel": 1}"#), [""; 0]);
    }
}
