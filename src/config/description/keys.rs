//! The list of settings.

use super::names::Names;
use super::types::{Choice, Format, Key, Requirement, Shape, Table};
use crate::docs::SectionKind;

/// The whole file.
pub(in crate::config) static SETTINGS: Table = Table::new(&[
    Key::new(
        "extends",
        Shape::Extends,
        "Settings to start from. An entry is the name of a preset, or the path of another settings \
         file, relative to this one, with the extension `.toml`. Later entries override earlier ones, \
         and this file overrides all of them. Globs and paths in such a file are relative to the \
         folder of the file that extends it. Files can extend others, up to 8 levels.",
    )
    .default("[]")
    .example("extends = [\"strict\", \"../shared.toml\"]"),
    Key::new(
        "exclude",
        Shape::Globs { empty: None },
        "Globs of manifests that are not checked, formatted or reported, relative to the folder of \
         this file. They apply to the search in folders and to the editor. On the command line, a file \
         given as PATH is checked anyway.",
    )
    .default("[]")
    .example("exclude = [\"vendor/**\", \"old.integration.json\"]"),
    Key::new(
        "rules",
        Shape::Map(Names::Rules, &Shape::Choice(SEVERITIES)),
        "Severities by rule or group. A rule's own entry overrides that of its group.",
    )
    .example("[rules]\npublish = \"off\"\ndeprecated-public = \"error\""),
    Key::new("limits", Shape::Table(&LIMITS), "Limits of the platform, which increase over time.")
        .example("[limits]\nchannels = 12"),
    Key::new(
        "format",
        Shape::Table(&FORMAT),
        "How `fmt` and the editor format manifests. It overrides the indentation of the editor, and \
         an option of `fmt` overrides it.",
    )
    .example("[format]\nindent = 4\nexpand = \"always\""),
    Key::new("check", Shape::Table(&CHECK), "Which findings `check` reports and fails on.")
        .example("[check]\nmax-warnings = 0"),
    Key::new(
        "baseline",
        Shape::Table(&BASELINE),
        "The file with accepted findings, which `check --write-baseline` writes.",
    )
    .example("[baseline]\nfile = \"accepted.json\""),
    Key::new(
        "embed",
        Shape::Map(Names::ContentFields, &Shape::Text(Format::EmbeddedFile)),
        "Files whose content is embedded in a field. A key is the name of a field or, if that name can \
         occur several times, a JSON Pointer. A path is relative to the folder of this file.",
    )
    .example("[embed]\nicon = \"icon.svg\"\nreadme = \"README.md\""),
    Key::new(
        "docs",
        Shape::Table(&DOCS),
        "The file with the reference of the integration, and what `docs` puts in it.",
    )
    .example("[docs]\ninject = \"README.md\""),
    Key::new(
        "overrides",
        Shape::Tables(&OVERRIDE),
        "Severities and files for some of the manifests. Later overrides take precedence over earlier \
         ones, and all of them over `[rules]` and `[embed]`.",
    )
    .example("[[overrides]]\nfiles = [\"drafts/**\"]\nrules = { publish = \"off\" }"),
    Key::new(
        "diff",
        Shape::Table(&DIFF),
        "The version to compare with, the levels of differences, and accepted differences.",
    )
    .example("[diff]\nagainst = \"git:origin/main...\""),
]);

/// The keys that the settings of an editor have too.
pub(in crate::config) const EDITOR_KEYS: [&str; 2] = ["rules", "limits"];

/// The severities.
pub(in crate::config) const SEVERITIES: &[Choice] = &[
    Choice { name: "off", doc: "The rule reports nothing." },
    Choice { name: "hint", doc: "A suggestion, shown without underlining." },
    Choice { name: "info", doc: "Information." },
    Choice { name: "warning", doc: "A likely problem." },
    Choice { name: "error", doc: "A problem. `check` exits with 1." },
];

/// The presets.
pub(in crate::config) const PRESETS: &[Choice] = &[
    Choice {
        name: "minimal",
        doc: "Only the groups `syntax` and `endpoint`: invalid JSON, and what the Botpress API rejects or \
              ignores.",
    },
    Choice { name: "recommended", doc: "The default severities, whatever the editor sets." },
    Choice {
        name: "strict",
        doc: "The rules of `publish` with their own severity also for a private integration, and warnings \
              instead of hints.",
    },
];

static LIMITS: Table = Table {
    noun: "limit",
    requirements: &[],
    keys: &[
        Key::new(
            "channels",
            Shape::Limit(|limits| &mut limits.channels),
            "Channels per integration.",
        ),
        Key::new(
            "messages",
            Shape::Limit(|limits| &mut limits.messages),
            "Message types per channel.",
        ),
        Key::new("events", Shape::Limit(|limits| &mut limits.events), "Events per integration."),
        Key::new("states", Shape::Limit(|limits| &mut limits.states), "States per integration."),
        Key::new("tags", Shape::Limit(|limits| &mut limits.tags), "Tags per `tags`."),
        Key::new("secrets", Shape::Limit(|limits| &mut limits.secrets), "Secrets per integration."),
        Key::new(
            "schema-bytes",
            Shape::Limit(|limits| &mut limits.schema_bytes),
            "Bytes of one JSON Schema, without insignificant white space.",
        ),
        Key::new(
            "code-bytes",
            Shape::Limit(|limits| &mut limits.code_bytes),
            "Bytes of the bundled code.",
        ),
    ],
};

static FORMAT: Table = Table::new(&[
    Key::new(
        "indent",
        Shape::Indent { min: 1, max: 16 },
        "Indentation of one level: a number of spaces from 1 to 16, or `\"tab\"`.",
    )
    .default("2")
    .example("format.indent = \"tab\""),
    Key::new(
        "line-width",
        Shape::Integer { min: 20, max: 320 },
        "Maximum number of columns of a line with an array on it. A longer array has a line for each \
         element.",
    )
    .default("80")
    .example("format.line-width = 100"),
    Key::new(
        "expand",
        Shape::Choice(&[
            Choice { name: "auto", doc: "An array of scalars is on one line if it fits." },
            Choice { name: "always", doc: "Every array has a line for each element." },
            Choice { name: "never", doc: "An array of scalars is on one line, whatever its width." },
        ]),
        "Which arrays have a line for each element. Objects always have a line for each member.",
    )
    .default("\"auto\"")
    .example("format.expand = \"always\""),
]);

/// The sections of the reference.
static SECTIONS: [Choice; SectionKind::ALL.len()] = {
    let mut sections = [Choice { name: "", doc: "" }; SectionKind::ALL.len()];
    let mut index = 0;
    while index < sections.len() {
        let kind = SectionKind::ALL[index];
        sections[index] = Choice { name: kind.name(), doc: kind.content() };
        index += 1;
    }
    sections
};

static DOCS: Table = Table::new(&[
    Key::new(
        "inject",
        Shape::Text(Format::EmbeddedFile),
        "Markdown file with the markers of `docs --inject`, relative to the folder of this file. The rule \
         `docs-outdated` reports when its blocks do not fit the manifest any more.",
    )
    .example("docs.inject = \"hub.md\""),
    Key::new(
        "sections",
        Shape::Choices(&SECTIONS),
        "Sections of the reference. Without this setting, it has all but `states` and `secrets`. A block \
         for one section is not affected.",
    )
    .example("docs.sections = [\"configuration\", \"actions\", \"events\"]"),
    Key::new(
        "states",
        Shape::Boolean,
        "Whether to include the states and the names of secrets.",
    )
    .default("false")
    .example("docs.states = true"),
    Key::new(
        "heading",
        Shape::Integer { min: 1, max: 4 },
        "Level of the headings of sections in Markdown.",
    )
    .default("2")
    .example("docs.heading = 3"),
]);

static CHECK: Table = Table::new(&[
    Key::new(
        "max-warnings",
        Shape::Integer { min: 0, max: u32::MAX as i128 },
        "Maximum number of warnings. With more, `check` exits with 1.",
    )
    .example("check.max-warnings = 10"),
    Key::new(
        "fail-on",
        Shape::Choice(&[
            Choice { name: "error", doc: "An error makes `check` exit with 1." },
            Choice { name: "warning", doc: "A warning or an error makes `check` exit with 1." },
            Choice { name: "info", doc: "Any finding except a hint makes `check` exit with 1." },
            Choice { name: "hint", doc: "Any finding makes `check` exit with 1." },
            Choice { name: "never", doc: "No finding makes `check` exit with 1." },
        ]),
        "Lowest severity of the findings that make `check` exit with 1.",
    )
    .default("\"error\"")
    .example("check.fail-on = \"warning\""),
    Key::new(
        "publish",
        Shape::Boolean,
        "Whether to report the group `publish` for private integrations. `false` leaves it out.",
    )
    .default("true")
    .example("check.publish = false"),
]);

static BASELINE: Table = Table::new(&[
    Key::new(
        "file",
        Shape::Text(Format::BaselineFile),
        "Path of the baseline, relative to the folder of this file, or `off`.",
    )
    .default("\"integration-manifest.baseline.json\"")
    .example("baseline.file = \"off\""),
    Key::new(
        "show",
        Shape::Boolean,
        "Whether an editor shows accepted findings as hints. Without it, it does not show them.",
    )
    .default("false")
    .example("baseline.show = true"),
]);

static OVERRIDE: Table = Table {
    noun: "setting",
    requirements: &[Requirement {
        any_of: &[&["files"]],
        message: "this override has no effect because it has no `files`",
    }],
    keys: &[
        Key::new(
            "files",
            Shape::Globs { empty: Some("this override has no effect because `files` is empty") },
            "Globs of the manifests that the override is for, relative to the folder of this file. A glob \
             without a slash matches at any depth, and a glob that names a folder matches everything in \
             it.",
        )
        .example("files = [\"drafts/**\"]"),
        Key::new(
            "rules",
            Shape::Map(Names::Rules, &Shape::Choice(SEVERITIES)),
            "Severities by rule or group, like `[rules]`.",
        ),
        Key::new(
            "embed",
            Shape::Map(Names::ContentFields, &Shape::Text(Format::EmbeddedFile)),
            "Files whose content is embedded in a field, like `[embed]`.",
        ),
    ],
};

static DIFF: Table = Table::new(&[
    Key::new(
        "against",
        Shape::Text(Format::Visible),
        "The old version: `git:REV`, `git:REV...` for the merge base of REV and HEAD, or `hub:` for \
         the published version.",
    )
    .example("diff.against = \"git:origin/main...\""),
    Key::new(
        "fail-on",
        Shape::Choice(&[
            Choice { name: "version", doc: "The new version number is too low." },
            Choice { name: "breaking", doc: "Any breaking difference." },
            Choice { name: "risky", doc: "Any risky or breaking difference." },
            Choice { name: "any", doc: "Any difference except notes." },
            Choice { name: "never", doc: "Nothing makes `diff` exit with 1." },
        ]),
        "Differences that make `diff` exit with 1.",
    )
    .default("\"version\"")
    .example("diff.fail-on = \"breaking\""),
    Key::new(
        "zero",
        Shape::Choice(&[
            Choice { name: "platform", doc: "As Botpress compares them: like any other version." },
            Choice { name: "semver", doc: "A minor version may break users, as in semver." },
        ]),
        "Meaning of versions below `1.0.0`.",
    )
    .default("\"platform\"")
    .example("diff.zero = \"semver\""),
    Key::new(
        "levels",
        Shape::Map(
            Names::DiffLevels,
            &Shape::Choice(&[
                Choice { name: "off", doc: "The difference is not reported." },
                Choice { name: "note", doc: "No user is affected." },
                Choice { name: "addition", doc: "The new manifest offers more than the old one." },
                Choice { name: "risky", doc: "Some users may be affected." },
                Choice { name: "breaking", doc: "Users of the old manifest stop working." },
            ]),
        ),
        "Levels by check, by part, or by check in a part (`\"event/value-added\"`).",
    )
    .example("[diff.levels]\nbound-added = \"breaking\""),
    Key::new(
        "accept",
        Shape::Tables(&ACCEPT),
        "Accepted differences. They require no version and do not change the exit code.",
    )
    .example("[[diff.accept]]\nfinding = \"3f9c1ab07d42\"\nreason = \"Never written.\""),
]);

static ACCEPT: Table = Table {
    noun: "setting",
    requirements: &[
        Requirement {
            any_of: &[&["finding"], &["id", "pointer"]],
            message: "add `finding`, or `id` and `pointer`",
        },
        Requirement { any_of: &[&["reason"]], message: "add a `reason`" },
    ],
    keys: &[
        Key::new(
            "finding",
            Shape::Text(Format::Visible),
            "Fingerprint of the finding, from the JSON report.",
        )
        .example("finding = \"3f9c1ab07d42\""),
        Key::new("id", Shape::Text(Format::Check), "Id of the check.")
            .example("id = \"property-removed\""),
        Key::new(
            "pointer",
            Shape::Text(Format::Any),
            "JSON Pointer of the difference. `*` is any name, and `**` at the end is any path.",
        )
        .example("pointer = \"/actions/createIssue/input/**\""),
        Key::new(
            "until",
            Shape::Text(Format::Version),
            "Version from which the entry has no effect any more.",
        )
        .example("until = \"3.0.0\""),
        Key::new("reason", Shape::Text(Format::Visible), "Why the difference is accepted.")
            .example("reason = \"No bot sets it.\""),
    ],
};
