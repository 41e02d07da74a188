//! Lengths that several fields share.

/// Maximum length of a title in code points.
pub const MAX_TITLE: u32 = 64;
/// Maximum length of a description in code points.
pub const MAX_DESCRIPTION: u32 = 256;
/// Maximum length of a name, a version or an attribute value in code points.
pub const MAX_NAME: u32 = 200;
/// Maximum length of a VRL script in code points.
pub const MAX_SCRIPT: u32 = 2000;
/// Maximum length of a secret value in code points.
pub const MAX_SECRET: u32 = 20_000;
