//! Lengths that several fields share.

/// The most code points of a title.
pub const TITLE_MAX: u32 = 64;
/// The most code points of a description.
pub const DESCRIPTION_MAX: u32 = 256;
/// The most code points of a name, a version or an attribute's value.
pub const NAME_MAX: u32 = 200;
/// The most code points of a VRL script.
pub const SCRIPT_MAX: u32 = 2000;
/// The most code points of a secret's value.
pub const SECRET_MAX: u32 = 20_000;
