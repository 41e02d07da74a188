//! Mistakes that people make in a manifest, as changes of its lines; for tests of the crate and for
//! fuzzing it.

/// A text with one mistake.
pub struct Accident {
    /// The text.
    pub text: String,
    /// The damaged line, counted from 0.
    pub line: usize,
}

/// Changes the line with this index. Returns `None` where the mistake is not possible.
type Damage = fn(&[&str], usize) -> Option<Vec<String>>;

/// A kind of mistake.
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// Whether a new line follows the line with the index.
    adds: bool,
    /// Whether its repair restores the text or its meaning.
    pub is_repairable: bool,
    damage: Damage,
}

const fn changed(name: &'static str, is_repairable: bool, damage: Damage) -> Kind {
    Kind { name, adds: false, is_repairable, damage }
}

const fn added(name: &'static str, damage: Damage) -> Kind {
    Kind { name, adds: true, is_repairable: false, damage }
}

/// All kinds.
pub const KINDS: &[Kind] = &[
    changed("closing brace deleted", true, |lines, at| closer(lines[at], '}').map(|_| vec![])),
    changed("closing brace doubled", true, |lines, at| {
        closer(lines[at], '}')?;
        Some(vec![lines[at].trim_end_matches(',').to_owned(), lines[at].to_owned()])
    }),
    changed("closing bracket deleted", true, |lines, at| closer(lines[at], ']').map(|_| vec![])),
    changed("brace for bracket", true, |lines, at| {
        closer(lines[at], ']').map(|line| vec![line.replace(']', "}")])
    }),
    changed("bracket for brace", true, |lines, at| {
        closer(lines[at], '}').map(|line| vec![line.replace('}', "]")])
    }),
    changed("opening line deleted", false, |lines, at| lines[at].ends_with("\": {").then(Vec::new)),
    changed("opening brace deleted", true, |lines, at| {
        lines[at].strip_suffix(" {").filter(|line| line.ends_with(':')).map(one)
    }),
    changed("closing quote deleted", true, |lines, at| {
        let (before, comma) = text_member(lines[at])?;
        Some(one(&format!("{}{comma}", before.strip_suffix('"')?)))
    }),
    changed("opening quote deleted", true, |lines, at| {
        text_member(lines[at])?;
        Some(one(&lines[at].replacen(": \"", ": ", 1)))
    }),
    changed("name without closing quote", true, |lines, at| {
        member(lines[at])?;
        Some(one(&lines[at].replacen("\":", ":", 1)))
    }),
    changed("name without quotes", true, |lines, at| {
        let name = member(lines[at])?;
        name.bytes().all(|byte| byte.is_ascii_alphanumeric()).then_some(())?;
        Some(one(&lines[at].replacen(&format!("\"{name}\":"), &format!("{name}:"), 1)))
    }),
    changed("quotes in a string", false, |lines, at| {
        let (before, comma) = text_member(lines[at])?;
        let start = before.find(": \"")? + 3;
        let (name, text) = before.split_at(start);
        let text = text.strip_suffix('"').filter(|text| text.len() > 6 && text.is_ascii())?;
        Some(one(&format!("{name}{}\"{}\"{}\"{comma}", &text[..1], &text[1..4], &text[4..])))
    }),
    changed("single quotes", true, |lines, at| {
        text_member(lines[at])?;
        (!lines[at].contains('\'')).then(|| one(&lines[at].replace('"', "'")))
    }),
    changed("typographic quotes", true, |lines, at| {
        let (before, comma) = text_member(lines[at])?;
        let before = before.replacen(": \"", ": “", 1);
        Some(one(&format!("{}”{comma}", before.strip_suffix('"')?)))
    }),
    changed("comma deleted", false, |lines, at| entry_with_comma(lines[at]).map(one)),
    changed("comma doubled", true, |lines, at| {
        entry_with_comma(lines[at]).map(|entry| one(&format!("{entry},,")))
    }),
    changed("trailing comma", true, |lines, at| {
        closer(lines.get(at + 1)?, '}').or_else(|| closer(lines[at + 1], ']'))?;
        let is_entry = !lines[at].ends_with(['{', '[', ',']);
        is_entry.then(|| one(&format!("{},", lines[at])))
    }),
    changed("semicolon for comma", true, |lines, at| {
        entry_with_comma(lines[at]).map(|entry| one(&format!("{entry};")))
    }),
    changed("colon deleted", true, |lines, at| {
        member(lines[at])?;
        Some(one(&lines[at].replacen("\": ", "\" ", 1)))
    }),
    changed("equals sign for colon", true, |lines, at| {
        member(lines[at])?;
        Some(one(&lines[at].replacen("\": ", "\" = ", 1)))
    }),
    changed("value deleted", false, |lines, at| {
        let (before, comma) = text_member(lines[at])?;
        Some(one(&format!("{}: {comma}", &before[..before.find(": \"")?])))
    }),
    added("quote typed", |lines, at| after_comma(lines[at], "\"")),
    added("name typed", |lines, at| after_comma(lines[at], "\"ti\"")),
    added("name and colon typed", |lines, at| after_comma(lines[at], "\"title\": ")),
    added("name and brace typed", |lines, at| after_comma(lines[at], "\"newOne\": {")),
    added("stray word", |lines, at| {
        lines[at].ends_with(',').then(|| vec![lines[at].to_owned(), "asdf".to_owned()])
    }),
    added("hash comment", |lines, at| after_comma(lines[at], "# that's it: {for}")),
    changed("Python literal", true, |lines, at| {
        let line = lines[at].trim_end_matches(',');
        let ends = [": true", ": false", ": null"].iter().any(|end| line.ends_with(end));
        let line = lines[at].replace(": true", ": True").replace(": false", ": False");
        ends.then(|| one(&line.replace(": null", ": None")))
    }),
    changed("line break in a string", false, |lines, at| {
        let (before, _) = text_member(lines[at])?;
        let start = before.find(": \"")? + 7;
        let is_long = lines[at].is_char_boundary(start) && start + 4 < before.len();
        is_long.then(|| vec![lines[at][..start].to_owned(), lines[at][start..].to_owned()])
    }),
    changed("conflict", false, |lines, at| {
        let (before, comma) = text_member(lines[at])?;
        let other = format!("{}x\"{comma}", before.strip_suffix('"')?);
        let [start, middle, end] = ["<<<<<<< HEAD", "=======", ">>>>>>> feature"];
        Some([start, lines[at], middle, &other, end].map(str::to_owned).to_vec())
    }),
];

impl Kind {
    /// The text with this mistake in the line `at`, which is neither the first nor the last.
    pub fn at(&self, text: &str, at: usize) -> Option<Accident> {
        let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let lines: Vec<&str> = text.lines().collect();
        if at == 0 || at + 1 >= lines.len() {
            return None;
        }
        let damaged = (self.damage)(&lines, at)?;
        let lines = lines[..at].iter().copied();
        let lines = lines.chain(damaged.iter().map(String::as_str));
        let lines: Vec<&str> = lines.chain(text.lines().skip(at + 1)).collect();
        let text = lines.join(line_break) + line_break;
        Some(Accident { text, line: at + usize::from(self.adds) })
    }
}

fn one(line: &str) -> Vec<String> {
    vec![line.to_owned()]
}

/// The line, if it consists of this closing bracket.
fn closer(line: &str, bracket: char) -> Option<&str> {
    let inside = line.trim_start().trim_end_matches(',');
    let is_inside = line.starts_with([' ', '\t']);
    (is_inside && inside.len() == 1 && inside.starts_with(bracket)).then_some(line)
}

/// The name of the member in the line.
fn member(line: &str) -> Option<&str> {
    let name = line.trim_start().strip_prefix('"')?.split_once("\": ")?.0;
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (is_plain && !name.is_empty() && line.len() < 200).then_some(name)
}

/// The member in the line up to its comma, and the comma, if it is a short text.
fn text_member(line: &str) -> Option<(&str, &str)> {
    member(line)?;
    let (before, comma) = match line.strip_suffix(',') {
        Some(before) => (before, ","),
        None => (line, ""),
    };
    let text = before.split_once(": \"")?.1.strip_suffix('"')?;
    (text.len() >= 6 && !text.contains(['"', '\\'])).then_some((before, comma))
}

/// The line without its comma, if a value ends there.
fn entry_with_comma(line: &str) -> Option<&str> {
    line.strip_suffix(',').filter(|entry| !entry.is_empty() && !entry.ends_with([',', '{', '[']))
}

/// The line and a new one with the same indentation.
fn after_comma(line: &str, new: &str) -> Option<Vec<String>> {
    let indentation = &line[..line.len() - line.trim_start().len()];
    line.ends_with(',').then(|| vec![line.to_owned(), format!("{indentation}{new}")])
}
