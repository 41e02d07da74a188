//! The table of the rules of `bp lint`: where each applies, and which member it requires.
//!
//! Source: the ruleset of the official command line, version of August 2026.

use Severity::{Error, Hint, Warning};
use Step::{Any, Below, Name};

use crate::manifest::field_names;
use crate::rules::rule::{Rule, Severity};

/// A step of a path to values, as in JSONPath.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// `.name`
    Name(&'static str),
    /// `[*]`
    Any,
    /// `..name`
    Below(&'static str),
}

/// A rule about the values at a path.
pub struct Requirement {
    /// The rule's id.
    pub id: &'static str,
    /// Its default severity.
    pub severity: Option<Severity>,
    /// The path of the member it is about, from the value.
    pub field: &'static [&'static str],
    /// Whether the member has to be present, or absent.
    pub present: bool,
}

/// A path, and the rules about the values there.
pub struct Target {
    /// The path, from the root.
    pub path: &'static [Step],
    /// The noun for such a value in a message: "action", "input field".
    pub noun: &'static str,
    /// Whether the value is a JSON Schema, in which a member of `anyOf` or `allOf` can have the
    /// required member instead.
    pub schema: bool,
    /// The rules.
    pub wants: &'static [Requirement],
}

const TITLE: &[&str] = &[field_names::TITLE];

const DESCRIPTION: &[&str] = &[field_names::DESCRIPTION];

const ZUI_TITLE: &[&str] = &[field_names::X_ZUI, field_names::TITLE];

const SCHEMA: Step = Below(field_names::SCHEMA);

const PROPERTIES: Step = Name(field_names::PROPERTIES);

/// The id of the only rule that suggests to move a member.
pub const MIGRATE: &str = "consider-migrating-to-configurations";

const fn want(id: &'static str, severity: Severity, field: &'static [&'static str]) -> Requirement {
    Requirement { id, severity: Some(severity), field, present: true }
}

const fn unwanted(
    id: &'static str,
    severity: Severity,
    field: &'static [&'static str],
) -> Requirement {
    Requirement { id, severity: Some(severity), field, present: false }
}

const fn off(mut want: Requirement) -> Requirement {
    want.severity = None;
    want
}

/// Whether `rule` requires the field `field` of the manifest itself.
pub fn requires(rule: &Rule, field: &str) -> bool {
    let own = TARGETS.iter().filter(|target| target.path.is_empty());
    own.flat_map(|target| target.wants)
        .any(|want| want.present && want.id == rule.id && want.field == [field])
}

/// All rules, by path.
pub static TARGETS: &[Target] = &[
    Target {
        path: &[],
        noun: "integration",
        schema: false,
        wants: &[
            want("integration-title-must-be-present", Error, TITLE),
            want("integration-description-must-be-present", Error, DESCRIPTION),
            want("integration-must-have-an-icon", Error, &[field_names::ICON]),
            want("integration-must-have-a-readme-file", Error, &[field_names::README]),
            off(unwanted(MIGRATE, Hint, &[field_names::CONFIGURATION])),
            off(want(MIGRATE, Hint, &[field_names::CONFIGURATIONS])),
        ],
    },
    Target {
        path: &[Name(field_names::ACTIONS), Any],
        noun: "action",
        schema: false,
        wants: &[
            want("actions-should-have-a-title", Warning, TITLE),
            want("actions-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Name(field_names::ACTIONS), Any, Name(field_names::INPUT), SCHEMA, PROPERTIES, Any],
        noun: "input field",
        schema: true,
        wants: &[
            want("action-inputparams-should-have-a-title", Warning, ZUI_TITLE),
            want("action-inputparams-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[
            Name(field_names::ACTIONS),
            Any,
            Name(field_names::OUTPUT),
            SCHEMA,
            PROPERTIES,
            Any,
        ],
        noun: "output field",
        schema: true,
        wants: &[
            want("action-outputparams-should-have-a-title", Warning, ZUI_TITLE),
            want("action-outputparams-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Name(field_names::EVENTS), Any, SCHEMA, PROPERTIES, Any],
        noun: "event field",
        schema: true,
        wants: &[
            want("event-outputparams-should-have-title", Warning, ZUI_TITLE),
            want("event-outputparams-must-have-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Name(field_names::EVENTS), Any],
        noun: "event",
        schema: false,
        wants: &[
            want("events-must-have-a-title", Error, TITLE),
            want("events-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Name(field_names::CONFIGURATION), SCHEMA, PROPERTIES, Any],
        noun: "configuration field",
        schema: true,
        wants: &[
            want("configuration-fields-must-have-a-title", Error, ZUI_TITLE),
            want("configuration-fields-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Name(field_names::CONFIGURATIONS), Any],
        noun: "configuration",
        schema: false,
        wants: &[
            want("multiple-configurations-must-have-a-title", Error, TITLE),
            want("multiple-configurations-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Name(field_names::CONFIGURATIONS), Any, SCHEMA, PROPERTIES, Any],
        noun: "configuration field",
        schema: true,
        wants: &[
            // The linter itself spells them so.
            want("multipes-configurations-fields-must-have-a-title", Error, ZUI_TITLE),
            want("multipes-configurations-fields-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Name(field_names::USER), Name(field_names::TAGS), Any],
        noun: "user tag",
        schema: false,
        wants: &[
            want("user-tags-should-have-a-title", Warning, TITLE),
            want("user-tags-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Name(field_names::CHANNELS), Any],
        noun: "channel",
        schema: false,
        wants: &[
            want("channels-should-have-a-title", Warning, TITLE),
            want("channels-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[
            Name(field_names::CHANNELS),
            Any,
            Name(field_names::CONVERSATION),
            Name(field_names::TAGS),
            Any,
        ],
        noun: "conversation tag",
        schema: false,
        wants: &[
            want("channels-conversation-tags-should-have-a-title", Warning, TITLE),
            want("channels-conversation-tags-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[
            Name(field_names::CHANNELS),
            Any,
            Name(field_names::MESSAGE),
            Name(field_names::TAGS),
            Any,
        ],
        noun: "message tag",
        schema: false,
        wants: &[
            want("channels-message-tags-should-have-a-title", Warning, TITLE),
            want("channels-message-tags-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Below(field_names::UI), Any],
        noun: "legacy `ui` entry",
        schema: false,
        wants: &[
            unwanted("legacy-zui-title-should-be-removed", Error, TITLE),
            unwanted("legacy-zui-examples-should-be-removed", Hint, &[field_names::EXAMPLES]),
        ],
    },
    Target {
        path: &[Name(field_names::STATES), Any, SCHEMA, PROPERTIES, Any],
        noun: "state field",
        schema: true,
        wants: &[
            want("state-fields-should-have-title", Warning, ZUI_TITLE),
            want("state-fields-must-have-description", Error, DESCRIPTION),
        ],
    },
];
