//! The compatibility group: differences from the version that `[diff] against` names, which `crate::diff`
//! finds. No rule here has a check of its own.

use super::rule::rule;

rule! {
    /// A change since the old version breaks users.
    ///
    /// ## What it finds
    /// Differences from the old version of the manifest that break bots, installations or stored data: a
    /// removed action, a new required property, a narrower type. The pages of the
    /// [checks](../diff/README.md) describe each of them. Only editors report this rule, and only if the
    /// settings file names an old version, for example `[diff] against = "git:origin/main..."`. The command
    /// `diff` prints the same differences.
    ///
    /// ## Why it matters
    /// Botpress rejects a deployment with breaking changes (`BreakingChanges`) unless the major version is
    /// higher. The severity is error as long as the version is too low.
    ///
    /// ## Example
    /// ```json
    /// { "name": "planner", "version": "1.5.0", "actions": {} }
    /// ```
    /// where version 1.4.2 has the action `createTask`.
    ///
    /// ## Fix
    /// Keep the old version's contract, or make the major version higher.
    BREAKING_CHANGE = "breaking-change", Compatibility, Some(Warning);

    /// A change since the old version may break users.
    ///
    /// ## What it finds
    /// Differences from the old version that break some users only, or whose effect cannot be determined:
    /// a new limit, a removed optional property, another pattern.
    ///
    /// ## Why it matters
    /// Botpress accepts the change without a new major version, but some calls or stored values may fail.
    ///
    /// ## Example
    /// ```json
    /// { "type": "string", "minLength": 1 }
    /// ```
    /// where the old version has no `minLength`.
    ///
    /// ## Fix
    /// Check whether a bot uses the changed part. `[[diff.accept]]` in the settings file accepts the
    /// change.
    RISKY_CHANGE = "risky-change", Compatibility, Some(Info);

    /// The version is too low for the changes since the old version.
    ///
    /// ## What it finds
    /// A `version` that does not allow the differences from the old version: lower than before, the same, or
    /// without a new major version despite breaking changes.
    ///
    /// ## Why it matters
    /// Botpress rejects the deployment.
    ///
    /// ## Example
    /// ```json
    /// { "name": "planner", "version": "1.5.0", "actions": {} }
    /// ```
    /// where version 1.4.2 has the action `createTask`.
    ///
    /// ## Fix
    /// Make the version the one that the message names.
    VERSION_TOO_LOW = "version-too-low", Compatibility, Some(Error);
}
