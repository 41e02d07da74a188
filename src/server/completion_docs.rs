//! Documentation of completion items, cached for `completionItem/resolve`.

use parking_lot::Mutex;
use serde_json::{Value, json};
use tower_lsp::lsp_types::CompletionItem;

/// Documentation of the items of the last completion list.
#[derive(Default)]
pub struct CompletionDocs(Mutex<LastList>);

#[derive(Default)]
struct LastList {
    /// Number of the list, which distinguishes it from earlier ones.
    number: u64,
    /// Documentation of each item, in Markdown.
    docs: Vec<Option<String>>,
}

impl CompletionDocs {
    /// Stores `docs`, and sets the data of `items` by which [`get`](Self::get) finds them.
    pub fn store(&self, docs: Vec<Option<String>>, items: &mut [CompletionItem]) {
        let mut last = self.0.lock();
        last.number += 1;
        last.docs = docs;
        for (index, item) in items.iter_mut().enumerate() {
            item.data = Some(json!([last.number, index]));
        }
    }

    /// Returns the documentation of an item of the last list. Items of earlier lists have none.
    pub fn get(&self, item: &CompletionItem) -> Option<String> {
        let [number, index] = &item.data.as_ref()?.as_array()?[..] else { return None };
        let index = Value::as_u64(index).and_then(|index| usize::try_from(index).ok())?;
        let last = self.0.lock();
        if number.as_u64() != Some(last.number) {
            return None;
        }
        last.docs.get(index).cloned().flatten()
    }
}
