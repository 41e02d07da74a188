//! Received manifests, for a caller that writes them to files.

use std::fmt;
use std::sync::Arc;

/// A function that receives the name, the version and the text of each manifest. An error is the reason why
/// the text was not kept.
type Sink = dyn Fn(&Captured<'_>) -> Result<(), String> + Send + Sync;

/// A manifest in a request.
#[derive(Debug)]
pub struct Captured<'a> {
    /// The name of the integration, or an empty string if the manifest has none.
    pub name: &'a str,
    /// The version of the integration, or an empty string if the manifest has none.
    pub version: &'a str,
    /// The body of the request.
    pub text: &'a str,
}

/// The receiver of the manifests.
#[derive(Clone)]
pub struct Capture(Arc<Sink>);

impl Capture {
    /// Creates a receiver. The function is called on several threads.
    pub fn new(
        sink: impl Fn(&Captured<'_>) -> Result<(), String> + Send + Sync + 'static,
    ) -> Capture {
        Capture(Arc::new(sink))
    }

    pub(super) fn receive(&self, captured: &Captured<'_>) -> Result<(), String> {
        (self.0)(captured)
    }
}

impl fmt::Debug for Capture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Capture")
    }
}
