//! The settings file `integration-manifest.toml`, merged with the settings of the editor.
//!
//! [`Config`] is data that is parsed from a text. The server and the command line use the same `Resolver`,
//! which reads files, so that both report the same findings. It needs the feature `files`.

mod baseline;
#[cfg(feature = "files")]
mod baseline_file;
mod description;
mod edit;
mod editing;
mod glob;
mod layers;
#[cfg(feature = "files")]
mod load;
mod merged;
#[cfg(feature = "files")]
mod paths;
mod presets;
mod read;
#[cfg(feature = "files")]
mod resolver;
mod validate;
mod value;
#[cfg(feature = "files")]
mod workspace_folders;

pub use baseline::{BASELINE_NAME, Baseline, BaselineChange};
#[cfg(feature = "files")]
pub use baseline_file::{BaselineFile, MAX_BYTES as MAX_BASELINE, baseline_name};
pub use description::{json_schema, reference};
pub use edit::{AcceptedDifference, accept_differences, add_embed, baseline_edit, set_severity};
pub use editing::{Completion, CompletionKind, Fix, Hover, completions, fixes, hover};
pub use layers::{CheckSettings, DiffSettings, FailOn, FormatSettings, Indent, Problem, all_off};
#[cfg(feature = "files")]
pub use load::{BaseFile, check_file};
pub use merged::Config;
#[cfg(feature = "files")]
pub use paths::absolute;
#[cfg(feature = "files")]
pub use resolver::{ConfigFile, Overlay, Resolver};
#[cfg(feature = "files")]
pub use workspace_folders::FolderConfigs;

/// The name of a settings file.
pub const FILE_NAME: &str = "integration-manifest.toml";

#[cfg(all(test, feature = "files"))]
mod tests;
