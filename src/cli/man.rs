//! The man pages in `man`, generated from the arguments.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use clap::{Arg, ArgAction, Command, CommandFactory};
use clap_mangen::Man;

use super::args::Args;

/// The program and its version.
const VERSION: &str = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));

/// Returns the man pages by file name.
fn man_pages() -> BTreeMap<String, String> {
    let mut root = Args::command();
    root.build();
    let commands = root.get_subcommands().filter(|command| command.get_name() != "help");
    let commands: Vec<Command> = std::iter::once(&root).chain(commands).cloned().collect();
    commands.iter().map(|command| (file_stem(command) + ".1", man_page(command))).collect()
}

fn file_stem(command: &Command) -> String {
    command.get_bin_name().unwrap_or_else(|| command.get_name()).replace(' ', "-")
}

fn man_page(command: &Command) -> String {
    // clap keeps static names only.
    let name: &'static str = file_stem(command).leak();
    let mut command = command.clone().name(name).display_name(name);
    if command.get_overridden_usage().is_none() {
        let usage = usage(&command);
        command = command.override_usage(usage);
    }
    let man = Man::new(command.clone()).manual("User Commands").source(VERSION);
    let mut page = Vec::new();
    man.render_title(&mut page).unwrap();
    man.render_name_section(&mut page).unwrap();
    man.render_synopsis_section(&mut page).unwrap();
    man.render_description_section(&mut page).unwrap();
    man.render_options_section(&mut page).unwrap();
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page).unwrap();
    }
    // Each section starts with the same preamble.
    let page = String::from_utf8(page).unwrap();
    let (preamble, _) = page.split_once(".TH").unwrap();
    let mut page = format!("{preamble}{}", page.replace(preamble, ""));
    if let Some(help) = command.get_after_help() {
        page.push_str(&after_help_sections(&help.to_string()));
    }
    page
}

/// Returns the usage of a command with the values of its options.
fn usage(command: &Command) -> String {
    let mut usage = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_owned();
    let value = |arg: &Arg| {
        let names = arg.get_value_names().unwrap_or_default();
        names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    let is_shown = |arg: &&Arg| !arg.is_hide_set() && !arg.is_positional();
    for arg in command.get_arguments().filter(is_shown) {
        let flag = arg.get_long().map(|long| format!("--{long}")).unwrap_or_default();
        let _ = match arg.get_action() {
            ArgAction::Set | ArgAction::Append => write!(usage, " [{flag} {}]", value(arg)),
            _ => write!(usage, " [{flag}]"),
        };
    }
    for arg in command.get_positionals() {
        let value = value(arg);
        let _ = match (arg.is_required_set(), arg.get_action()) {
            (true, _) => write!(usage, " {value}"),
            (false, ArgAction::Append) => write!(usage, " [{value}]..."),
            (false, _) => write!(usage, " [{value}]"),
        };
    }
    if command.has_subcommands() {
        usage.push_str(" [COMMAND]");
    }
    usage
}

/// Converts the text after the options to sections. A paragraph whose first line ends with a colon
/// is a section of terms and descriptions, which two spaces separate; other paragraphs are notes.
fn after_help_sections(help: &str) -> String {
    let escape = |text: &str| text.trim().replace('\\', "\\\\").replace('-', "\\-");
    let mut sections = String::new();
    for paragraph in help.split("\n\n") {
        let (first, rest) = paragraph.split_once('\n').unwrap_or((paragraph, ""));
        let Some(heading) = first.strip_suffix(':') else {
            let _ = write!(sections, ".SH NOTES\n{}\n", escape(paragraph));
            continue;
        };
        let _ = writeln!(sections, ".SH \"{}\"", heading.to_uppercase());
        for line in rest.lines() {
            let (term, description) = line.trim_start().split_once("  ").unwrap_or((line, ""));
            let _ = write!(sections, ".TP\n\\fB{}\\fR\n{}\n", escape(term), escape(description));
        }
    }
    sections
}

/// `UPDATE_DOCS=1 cargo test --lib man_pages` updates the pages.
#[test]
fn man_pages_are_up_to_date() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/man"));
    let expected = man_pages();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::remove_dir_all(folder).unwrap();
        fs::create_dir(folder).unwrap();
        for (name, page) in &expected {
            fs::write(folder.join(name), page).unwrap();
        }
    }
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap());
    let actual: BTreeMap<String, String> = files
        .map(|file| {
            let page = fs::read_to_string(file.path()).unwrap().replace("\r\n", "\n");
            (file.file_name().into_string().unwrap(), page)
        })
        .collect();
    assert!(actual == expected, "man is out of date: see the comment of this test");
}
