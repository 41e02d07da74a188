//! Role of each keyword in the comparison.

use crate::manifest::field_names as names;
use crate::manifest::fields::SCHEMA;

/// How a keyword takes part in the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Part of the structure that [`super::normal`] reads.
    Structure,
    /// Lower limit; `true` if it is a count, for which 0 is not a limit.
    Lower { is_count: bool },
    /// Upper limit.
    Upper,
    /// Divisor of a number.
    Multiple,
    /// Flag that forbids equal elements.
    Unique,
    /// Regular expression.
    Pattern,
    /// Format of a string.
    Format,
    /// Default value.
    Default,
    /// Presentation in Botpress Studio.
    Display,
    /// Documentation.
    Words,
    /// Without influence.
    Ignored,
    /// Compared by equality only. Keywords of the description without a role here are opaque too.
    Opaque,
}

/// Returns the role of the keyword `name`, or `None` if it is not a keyword.
pub(super) fn role(name: &str) -> Option<Role> {
    let field = SCHEMA.field(name)?;
    Some(match field.name {
        names::TYPE
        | names::ENUM
        | names::CONST
        | names::PROPERTIES
        | names::REQUIRED
        | names::ADDITIONAL_PROPERTIES
        | names::ITEMS
        | names::ADDITIONAL_ITEMS
        | names::ANY_OF
        | names::ONE_OF
        | names::ALL_OF
        | names::NOT
        | names::REF => Role::Structure,
        names::MIN_LENGTH | names::MIN_ITEMS | names::MIN_PROPERTIES => {
            Role::Lower { is_count: true }
        }
        names::MINIMUM | names::EXCLUSIVE_MINIMUM => Role::Lower { is_count: false },
        names::MAX_LENGTH
        | names::MAX_ITEMS
        | names::MAX_PROPERTIES
        | names::MAXIMUM
        | names::EXCLUSIVE_MAXIMUM => Role::Upper,
        names::MULTIPLE_OF => Role::Multiple,
        names::UNIQUE_ITEMS => Role::Unique,
        names::PATTERN => Role::Pattern,
        names::FORMAT => Role::Format,
        names::DEFAULT => Role::Default,
        names::X_ZUI | names::UI => Role::Display,
        names::TITLE
        | names::DESCRIPTION
        | names::EXAMPLES
        | names::READ_ONLY
        | names::WRITE_ONLY
        | names::CONTENT_ENCODING
        | names::CONTENT_MEDIA_TYPE => Role::Words,
        names::DIALECT | names::SCHEMA_ID | names::COMMENT | names::DEFINITIONS => Role::Ignored,
        _ => Role::Opaque,
    })
}
