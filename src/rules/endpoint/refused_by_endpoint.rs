//! Rejections by the API, which `crate::api` turns into findings.

use crate::rules::rule::rule;

rule! {
    /// The Botpress API rejected the manifest.
    ///
    /// ## What it finds
    /// Errors in the response of the Botpress API to `validate`, at the field that the response
    /// names, or at the start of the manifest if it names none. `check` never reports this rule,
    /// because it sends no request.
    ///
    /// ## Why it matters
    /// Creating the integration would fail with the same error. Only the Botpress API knows your
    /// workspace and what already exists: a name that is taken, a version that can no longer be
    /// changed, a limit of your plan.
    ///
    /// ## Example
    /// ```json
    /// { "name": "acme/tracker", "version": "1.0.0" }
    /// ```
    /// where version 1.0.0 of `acme/tracker` exists and is public.
    ///
    /// ## Fix
    /// Follow the message, and validate again. Only the id `refused-by-endpoint` itself changes
    /// the severity: the group `endpoint` applies to local checks, not to responses of the
    /// Botpress API.
    REFUSED_BY_ENDPOINT = "refused-by-endpoint", Endpoint, Some(Error);
}
