//! What lies under the cursor, explained.

use std::fmt::Write as _;
use std::ops::Range;

use super::completion::{definitions_of, sibling_tags};
use super::locate::{Role, Spot, Touched, locate};
use super::markdown::{code, escape};
use crate::manifest::name;
use crate::manifest::reference::in_words;
use crate::manifest::shape::{Field, Flag, Holds, Kind, List, Map, Shape, Text};
use crate::rules::Limits;
use crate::snapshot::Snapshot;
use crate::syntax::{Node, Value};

/// An explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// What is explained, in bytes of the document.
    pub range: Range<usize>,
    /// The explanation, in Markdown.
    pub markdown: String,
}

/// What lies at the byte `offset`: a member's name or a scalar value.
pub fn hover(snapshot: &Snapshot, offset: usize) -> Option<Hover> {
    let spot = locate(&snapshot.tree, snapshot.buffer.source(), offset);
    let touched = spot.touched?;
    let member = touched.member;
    let range = if touched.name { member.key_range() } else { member.value().range() };
    let page = Page { snapshot, spot: &spot, touched };
    let markdown = match touched.role {
        Role::Field(field) => page.field(field),
        Role::Entry(map) => page.entry(map),
        Role::Element(list) => page.element(list),
        Role::Root | Role::Unknown => return None,
    };
    Some(Hover { range, markdown })
}

/// Writing to a `String` cannot fail, so the results of `write!` are not looked at.
struct Page<'a, 't> {
    snapshot: &'a Snapshot,
    spot: &'a Spot<'t>,
    touched: Touched<'t>,
}

impl Page<'_, '_> {
    fn value(&self) -> Node<'_> {
        self.touched.member.value()
    }

    fn field(&self, field: &Field) -> String {
        let mut page = format!("**{}** · {}", field.name, type_in_words(&field.shape));
        page += if field.required { " · required" } else { " · optional" };
        if let Some(instead) = field.deprecated {
            let _ = write!(page, " · deprecated\n\n**Deprecated.** {instead}");
        }
        let _ = write!(page, "\n\n{}", field.doc);
        self.about_value(&mut page, &field.shape);
        match field.shape {
            Shape::Map(map) => {
                let _ = write!(page, "\n\n*Each name:* {}", map.doc);
            }
            Shape::List(list) => {
                let _ = write!(page, "\n\n*Each element:* {}", list.doc);
            }
            _ => {}
        }
        if !field.absent.is_empty() {
            let _ = write!(page, "\n\n*If absent:* {}", field.absent);
        }
        if !field.example.is_empty() {
            let _ = write!(page, "\n\n*Example:*\n\n```json\n{}\n```", field.example);
        }
        page
    }

    fn entry(&self, map: &Map) -> String {
        let name = self.touched.member.key().unwrap_or_default();
        let mut page = format!("**{}** · {}", code(name), map.kind.noun());
        if matches!(map.value, Shape::Text(_)) {
            let _ = write!(page, " · {}", type_in_words(&map.value));
        }
        self.introduce(&mut page, self.value());
        if let Some(doc) = super::completion::known_doc(self.spot, map.kind, name) {
            let _ = write!(page, "\n\n{doc}");
        }
        if let Kind::Target(_) = map.kind
            && let Some(target) = self.value().get(name::NAME)
            && let Shape::Object(object) = map.value
            && let Some(Shape::Text(text)) = object.field(name::NAME).map(|field| field.shape)
        {
            self.refer(&mut page, &text, target);
        }
        let _ = write!(page, "\n\n{}", map.doc);
        self.about_value(&mut page, &map.value);
        page
    }

    fn element(&self, list: &List) -> String {
        let mut page = format!("**element** · {}\n\n{}", type_in_words(&list.item), list.doc);
        self.about_value(&mut page, &list.item);
        page
    }

    /// What the present value means, and how much of its limits it uses.
    fn about_value(&self, page: &mut String, shape: &Shape) {
        let value = self.value();
        match shape {
            Shape::Text(text) => {
                self.choices(page, text);
                self.refer(page, text, value);
                if let Some(used) = self.used(text) {
                    let _ = write!(page, "\n\n{used}");
                }
            }
            Shape::Flag(Flag { on, off }) => {
                page.push('\n');
                for (json, doc) in [("true", on), ("false", off)] {
                    choice(page, json, doc, *value.value() == Value::Bool(json == "true"));
                }
            }
            Shape::Map(map) if value.is_object() => {
                let count = value.members().count();
                let (singular, plural) = counted(map.kind);
                let noun = if count == 1 { singular } else { plural };
                let _ = match limit(&self.snapshot.settings.limits, map.kind) {
                    Some(limit) => write!(page, "\n\n{count} of {limit} {plural}"),
                    None => write!(page, "\n\n{count} {noun}"),
                };
            }
            Shape::Map(_) | Shape::Object(_) | Shape::List(_) | Shape::Schema => {}
        }
    }

    fn choices(&self, page: &mut String, text: &Text) {
        if text.values.is_empty() {
            return;
        }
        // A long string is none of them, and need not be read to tell.
        let short = self.value().string().filter(|string| string.chars <= 64);
        let present = short.and_then(|_| self.value().text(self.snapshot.buffer.source()));
        page.push('\n');
        for one in text.values {
            let is_present = present.as_deref() == Some(one.value);
            choice(page, &format!("\"{}\"", one.value), one.doc, is_present);
        }
    }

    /// How much of its limits the string uses.
    fn used(&self, text: &Text) -> Option<String> {
        let string = self.value().string()?;
        match (text.holds, text.max) {
            (Holds::SecretValue, _) => None,
            (Holds::Icon | Holds::Readme, _) => {
                let range = self.value().string_range()?;
                Some(format!("{} bytes, decoded", grouped(self.decoded_len(range))))
            }
            (Holds::JavaScript, _) => {
                let range = self.value().string_range()?;
                let limit = self.snapshot.settings.limits.code_bytes;
                let about = if string.escaped { "about " } else { "" };
                Some(format!("{about}{} of {} bytes", grouped(range.len()), grouped(limit)))
            }
            (_, Some(max)) => {
                let chars = grouped(string.chars as usize);
                Some(format!("{chars} of {} characters", grouped(max as usize)))
            }
            _ => None,
        }
    }

    /// How many bytes base64 stands for, told by its length alone.
    fn decoded_len(&self, range: Range<usize>) -> usize {
        let source = self.snapshot.buffer.source();
        let last = source.bytes_at(range.end).reversed().take(range.len().min(2));
        let padding = last.take_while(|byte| *byte == b'=').count();
        (range.len() - padding) * 3 / 4
    }

    /// What a name refers to.
    fn refer(&self, page: &mut String, text: &Text, value: Node<'_>) {
        let (map, kind) = match text.holds {
            Holds::NameOf(kind) => (definitions_of(&self.snapshot.tree, kind), kind),
            Holds::SiblingTag => (sibling_tags(self.spot), Kind::Tag),
            _ => return,
        };
        let Some(target) = value.text(self.snapshot.buffer.source()) else { return };
        let noun = kind.noun();
        match map.and_then(|map| map.get(&target)) {
            Some(definition) => {
                let _ = write!(page, "\n\nNames {noun}: **{}**", code(&target));
                self.introduce(page, definition);
            }
            None => {
                let (_, noun) = noun.split_once(' ').unwrap_or(("", noun));
                let _ = write!(page, "\n\nThere is no {noun} called {}.", code(&target));
            }
        }
    }

    /// The title and the description of a definition.
    fn introduce(&self, page: &mut String, definition: Node<'_>) {
        let said = |field| {
            let text = definition.get(field)?.text(self.snapshot.buffer.source())?;
            Some(escape(&text)).filter(|text| !text.is_empty())
        };
        if let Some(title) = said(name::TITLE) {
            let _ = write!(page, "\n\n**{title}**");
        }
        if let Some(description) = said(name::DESCRIPTION) {
            let _ = write!(page, "\n\n{description}");
        }
    }
}

fn type_in_words(shape: &Shape) -> String {
    let words = in_words(shape, &|object| object.noun.to_owned());
    match shape {
        Shape::Text(text) if !text.values.is_empty() => format!("string, {words}"),
        _ => words,
    }
}

/// A line for one of several values.
fn choice(page: &mut String, json: &str, doc: &str, present: bool) {
    let _ = match present {
        true => write!(page, "\n- **`{json}`** (chosen): {doc}"),
        false => write!(page, "\n- `{json}`: {doc}"),
    };
}

/// The platform's limit on entries of `kind` in one map.
fn limit(limits: &Limits, kind: Kind) -> Option<usize> {
    match kind {
        Kind::Channel => Some(limits.channels),
        Kind::Message => Some(limits.messages),
        Kind::Event => Some(limits.events),
        Kind::State => Some(limits.states),
        Kind::Tag => Some(limits.tags),
        Kind::Secret => Some(limits.secrets),
        _ => None,
    }
}

/// What one entry and several are called.
fn counted(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Action => ("action", "actions"),
        Kind::Event => ("event", "events"),
        Kind::State => ("state", "states"),
        Kind::Entity => ("entity", "entities"),
        Kind::Channel => ("channel", "channels"),
        Kind::Message => ("message type", "message types"),
        Kind::Configuration => ("configuration", "configurations"),
        Kind::Tag => ("tag", "tags"),
        Kind::Interface => ("interface statement", "interface statements"),
        Kind::Secret => ("secret", "secrets"),
        Kind::Operation => ("operation", "operations"),
        Kind::Attribute => ("attribute", "attributes"),
        Kind::Target(_) => ("entry", "entries"),
    }
}

/// 1234567 → "1,234,567".
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::ide::tests::snapshot;
    use crate::syntax::Dialect;

    /// What is said at `$0`, below the text that it is said of.
    fn said(before: &str) -> String {
        let offset = before.find("$0").expect("a cursor");
        let text = before.replacen("$0", "", 1);
        match hover(&snapshot(&text, Dialect::Json), offset) {
            Some(Hover { range, markdown }) => format!("{}\n---\n{markdown}", &text[range]),
            None => "nothing".to_owned(),
        }
    }

    #[test]
    fn a_field_with_values() {
        assert_snapshot!(said(r#"{ "vis$0ibility": "private" }"#), @r#"
        "visibility"
        ---
        **visibility** · string, one of `"public"`, `"private"`, `"unlisted"` · optional

        Who can find and install the integration.

        - `"public"`: Anybody can find it in the integration hub and install it. Nothing in it can be changed any more without a new version.
        - **`"private"`** (chosen): Only the workspace that created it can see and install it.
        - `"unlisted"`: Like `public`, new versions for changes included, but the integration hub does not list it.

        *If absent:* The integration is private.

        *Example:*

        ```json
        "private"
        ```
        "#);
    }

    #[test]
    fn a_value() {
        assert_snapshot!(said(r#"{ "title": "Ordér$0 Tracker" }"#), @r#"
        "Ordér Tracker"
        ---
        **title** · string, 1 to 64 characters · optional

        The name people see in Botpress. Write it as the service writes itself, with capitals and spaces.

        13 of 64 characters

        *If absent:* No title is set; `bp lint` reports an error.

        *Example:*

        ```json
        "Order Tracker"
        ```
        "#);
    }

    #[test]
    fn a_flag_that_is_deprecated() {
        assert_snapshot!(said(r#"{ "public": tr$0ue }"#), @r#"
        true
        ---
        **public** · `true` or `false` · optional · deprecated

        **Deprecated.** Use `visibility`: `"public"` for `true`, `"private"` for `false`.

        Whether anybody can install the integration. `visibility` says this and more.

        - **`true`** (chosen): The same as `"visibility": "public"`.
        - `false`: The same as `"visibility": "private"`.

        *If absent:* `visibility` alone decides.

        *Example:*

        ```json
        false
        ```
        "#);
    }

    #[test]
    fn a_map() {
        assert_snapshot!(said(r#"{ "sta$0tes": { "a": {}, "b": {} } }"#), @r#"
        "states"
        ---
        **states** · object: by name, a state each · optional

        Where the integration keeps data between requests, by name: tokens, positions, whatever it must remember.

        2 of 20 states

        *Each name:* A state's name, in camelCase, such as `oAuthCredentials`. The code reads and writes the state by it.

        *If absent:* The integration keeps no data.

        *Example:*

        ```json
        {
          "credentials": {
            "type": "integration",
            "schema": { "type": "object", "properties": {} }
          }
        }
        ```
        "#);
    }

    #[test]
    fn an_entry() {
        assert_snapshot!(said(r#"{ "events": { "$0sh`ipped": { "title": "[x](y)", "description": "<b>" } } }"#), @r#"
        "sh`ipped"
        ---
        **``sh`ipped``** · an event

        **\[x\]\(y\)**

        \<b\>

        An event's name, in camelCase and usually saying what happened, such as `orderShipped`. Bots recognise the event by it.
        "#);
    }

    #[test]
    fn a_message_type() {
        assert_snapshot!(said(r#"{ "channels": { "c": { "messages": { "te$0xt": {} } } } }"#), @r#"
        "text"
        ---
        **`text`** · a message type

        Words.

        A message type's name, in camelCase. The usual ones are `text`, `image`, `audio`, `video`, `file`, `location`, `card`, `carousel`, `choice`, `dropdown` and `bloc`; bots know these. `markdown` is out of date: `text` takes its place.
        "#);
    }

    #[test]
    fn a_secret() {
        assert_snapshot!(said(r#"{ "secrets": { "KEY": "hun$0ter2" } }"#), @r#"
        "hunter2"
        ---
        **`KEY`** · a secret · string or `null`, at most 20000 characters

        A secret's name, in SCREAMING_SNAKE_CASE. The code reads it with `SECRET_` in front: `CLIENT_ID` is the variable `SECRET_CLIENT_ID`, so the name itself must not begin with `SECRET_`.

        `null` keeps the value that was set at deployment; a string, of at most 20,000 characters, sets it.
        "#);
    }

    #[test]
    fn an_icon() {
        assert_snapshot!(said(r#"{ "icon": "PHN2$0Zz4=" }"#), @r#"
        "PHN2Zz4="
        ---
        **icon** · string · optional

        The picture shown for the integration: the content of an SVG file in base64, not a path and not a `data:` URL.

        All versions of an integration share one icon, so a new one changes the older versions too.

        5 bytes, decoded

        *If absent:* No icon is set; `bp lint` reports an error.

        *Example:*

        ```json
        "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiPjxjaXJjbGUgY3g9IjQiIGN5PSI0IiByPSI0Ii8+PC9zdmc+"
        ```
        "#);
    }

    #[test]
    fn a_tag_that_exists() {
        assert_snapshot!(said(r#"{ "user": { "tags": { "id": { "title": "ID" } }, "creation": { "requiredTags": ["i$0d"] } } }"#), @r#"
        "id"
        ---
        **element** · string

        The name of a tag in the `tags` beside `creation`.

        Names a tag: **`id`**

        **ID**
        "#);
    }

    #[test]
    fn a_tag_that_does_not_exist() {
        assert_snapshot!(said(r#"{ "user": { "creation": { "requiredTags": ["i$0d"] } } }"#), @r#"
        "id"
        ---
        **element** · string

        The name of a tag in the `tags` beside `creation`.

        There is no tag called `id`.
        "#);
    }

    #[test]
    fn a_target() {
        assert_snapshot!(said(r#"{ "actions": { "go": { "title": "Go" } }, "interfaces": { "x": { "actions": { "a": { "na$0me": "go" } } } } }"#), @r#"
        "name"
        ---
        **name** · string, at most 200 characters · required

        The name of an action in this manifest's `actions`.

        Names an action: **`go`**

        **Go**

        2 of 200 characters

        *Example:*

        ```json
        "openTicket"
        ```
        "#);
    }

    #[test]
    fn an_interface_member() {
        assert_snapshot!(said(r#"{ "interfaces": { "x": { "actions": { "a$0": { "name": "go" } } } } }"#), @r#"
        "a"
        ---
        **`a`** · an interface member

        There is no action called `go`.

        The action's name in the interface, written as the interface writes it.
        "#);
    }

    #[test]
    fn nothing_is_said_of_what_is_unknown() {
        assert_eq!(said(r#"{ "stran$0ge": 1 }"#), "nothing");
        assert_eq!(said(r#"{ $0 }"#), "nothing");
        assert_eq!(said(r#"{ "input": {$0} }"#), "nothing");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(123_456), "123,456");
    }
}
