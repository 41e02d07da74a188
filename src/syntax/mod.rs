//! The resilient tree: any text gives a tree and a list of errors.

/// Which texts count as well-formed; decided by the file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// JSON as the endpoint takes it: comments and trailing commas are errors.
    Json,
    /// JSON with comments and trailing commas.
    Jsonc,
}

impl Dialect {
    /// The dialect of a file called `path`, which may also be a URL: JSONC where the name ends in
    /// `.jsonc`, JSON everywhere else.
    pub fn of_path(path: &str) -> Dialect {
        if path.ends_with(".jsonc") { Dialect::Jsonc } else { Dialect::Json }
    }
}
