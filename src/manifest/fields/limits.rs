//! Lengths that several fields share.

/// Maximum length of a title in code points.
pub const TITLE_MAX: u32 = 64;
/// Maximum length of a description in code points.
pub const DESCRIPTION_MAX: u32 = 256;
/// Maximum length of a name, a version or an attribute value in code points.
pub const NAME_MAX: u32 = 200;
/// Maximum length of a VRL script in code points.
pub const SCRIPT_MAX: u32 = 2000;
/// Maximum length of a secret value in code points.
pub const SECRET_MAX: u32 = 20_000;
