//! The two dialects of JSON that a manifest may be in.

/// The grammar that a text must follow. The file's name decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// JSON as the Botpress API accepts it: comments and trailing commas are errors.
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
