//! What is not found here, but learnt by asking the endpoint.

use super::{Rule, rule};

rule! {
    /// The endpoint was asked, and does not take the manifest.
    ///
    /// ## What it finds
    /// What the endpoint answers to `validate`, at the member that the answer names, or at the
    /// beginning of the manifest where it names none. `check` never finds this, since it asks
    /// nobody.
    ///
    /// ## Why it matters
    /// Creating the integration would be refused in the same words. Only the endpoint knows your
    /// workspace and what exists already: a name that is taken, a version that may not change any
    /// more, a limit of your plan.
    ///
    /// ## Example
    /// ```json
    /// { "name": "acme/tracker", "version": "1.0.0" }
    /// ```
    /// where version 1.0.0 of `acme/tracker` exists and is public.
    ///
    /// ## Fix
    /// Do what the message says, and ask again. Only the name `refused-by-endpoint` itself changes
    /// the severity: switching the group `endpoint` off silences what is found without asking, not
    /// what the endpoint answers.
    REFUSED_BY_ENDPOINT = "refused-by-endpoint", Endpoint, Some(Error);
}

pub(super) static RULES: &[&Rule] = &[&REFUSED_BY_ENDPOINT];
