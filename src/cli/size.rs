//! Sizes in bytes, as arguments.

use std::fmt;
use std::str::FromStr;

/// A number of bytes, such as `1000` or `64M`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size(pub(super) usize);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Size, String> {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let shift = match text[digits.len()..].to_ascii_uppercase().as_str() {
            "" => 0,
            "K" => 10,
            "M" => 20,
            "G" => 30,
            _ => return Err("invalid unit; use `K`, `M` or `G`, as in `64M`".to_owned()),
        };
        let number: u32 = digits
            .parse()
            .map_err(|_| "not a number of bytes; use a whole number, as in `64M`".to_owned())?;
        // Offsets in a document are 32 bits wide.
        let bytes = u64::from(number) << shift;
        if bytes > u64::from(u32::MAX) {
            return Err("too large; the maximum is one byte less than 4 GiB".to_owned());
        }
        usize::try_from(bytes).map(Size).map_err(|error| error.to_string())
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            bytes if bytes > 0 && bytes.is_multiple_of(1 << 20) => write!(f, "{}M", bytes >> 20),
            bytes => write!(f, "{bytes}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Size;

    #[test]
    fn size_parses_units_and_rejects_overflow() {
        let size = |text: &str| text.parse::<Size>().ok().map(|size| size.0);
        assert_eq!(size("1000"), Some(1000));
        assert_eq!(size("2k"), Some(2048));
        assert_eq!(size("64M"), Some(64 << 20));
        assert_eq!(size("4095M"), Some(4095 << 20));
        for invalid in ["", "M", "1T", "1.5M", "-1", "4G", "4294967296"] {
            assert_eq!(size(invalid), None, "{invalid}");
        }
        assert_eq!(Size(64 << 20).to_string(), "64M");
        assert_eq!(Size(1000).to_string(), "1000");
    }
}
