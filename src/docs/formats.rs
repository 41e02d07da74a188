//! Formats of strings in JSON Schema.

use core::net::{Ipv4Addr, Ipv6Addr};

use url::Url;

/// A typical value of each format that has one.
const EXAMPLES: &[(&str, &str)] = &[
    ("date-time", "2026-01-01T12:00:00Z"),
    ("date", "2026-01-01"),
    ("time", "12:00:00Z"),
    ("duration", "P1D"),
    ("email", "jane@example.com"),
    ("idn-email", "jane@example.com"),
    ("hostname", "example.com"),
    ("idn-hostname", "example.com"),
    ("ipv4", "192.0.2.1"),
    ("ipv6", "2001:db8::1"),
    ("uri", "https://example.com"),
    ("url", "https://example.com"),
    ("iri", "https://example.com"),
    ("uri-reference", "https://example.com"),
    ("iri-reference", "https://example.com"),
    ("uri-template", "https://example.com/{id}"),
    ("uuid", "123e4567-e89b-42d3-a456-426614174000"),
    ("json-pointer", "/a"),
    ("relative-json-pointer", "0"),
    ("regex", "^a"),
];

/// Returns a typical value of `format`.
pub(crate) fn example(format: &str) -> Option<&'static str> {
    EXAMPLES.iter().find(|(name, _)| *name == format).map(|(_, text)| *text)
}

/// Whether `text` has the format `format`. Formats without a check accept any text.
pub(crate) fn has_format(text: &str, format: &str) -> bool {
    match format {
        "date-time" => {
            text.split_once(['T', 't']).is_some_and(|(day, time)| is_date(day) && is_time(time))
        }
        "date" => is_date(text),
        "time" => is_time(text),
        "email" | "idn-email" => is_email(text),
        "uri" | "url" | "iri" => Url::parse(text).is_ok() && !text.contains(char::is_whitespace),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "uuid" => is_uuid(text),
        // A typical value is certain to have the format, and any other text is not.
        format => example(format).is_none_or(|typical| text == typical),
    }
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        let is_word = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
        !name.is_empty()
            && name.chars().all(is_word)
            && !name.starts_with('.')
            && !name.ends_with('.')
            && !name.contains("..")
            && host.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            })
    })
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(index, c)| match index {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit(),
        })
}

/// Returns the number that `text` is, if it has exactly `digits` digits.
fn number(text: &str, digits: usize) -> Option<u32> {
    let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut next = |digits| parts.next().and_then(|part| number(part, digits));
    let (Some(year), Some(month), Some(day)) = (next(4), next(2), next(2)) else { return false };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return false,
    };
    parts.next().is_none() && (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    let (Some(clock), Some(rest)) = (text.get(..8), text.get(8..)) else { return false };
    let is_clock = |text: &str| {
        let mut parts = text.split(':').map(|part| number(part, 2));
        matches!(parts.next(), Some(Some(0..=23))) && parts.all(|part| matches!(part, Some(0..=59)))
    };
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if zone.len() == fraction.len() {
                return false;
            }
            zone
        }
        None => rest,
    };
    let has_zone = match zone {
        "Z" | "z" => true,
        zone => zone.strip_prefix(['+', '-']).is_some_and(|zone| zone.len() == 5 && is_clock(zone)),
    };
    clock.split(':').count() == 3 && is_clock(clock) && has_zone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_examples_have_their_format() {
        for (format, text) in EXAMPLES {
            assert!(has_format(text, format), "{format}");
        }
    }

    #[test]
    fn format_check_rejects_near_misses() {
        for (text, format) in [
            ("2026-02-29", "date"),
            ("2026-1-01", "date"),
            ("2026-01-01 12:00:00Z", "date-time"),
            ("2026-01-01T24:00:00Z", "date-time"),
            ("2026-01-01T12:00:00", "date-time"),
            ("12:00:00.Z", "time"),
            ("a@b@c", "email"),
            ("..@b", "email"),
            ("example.com", "uri"),
            ("https://a b", "uri"),
            ("1.2.3", "ipv4"),
            ("é234567-e89b-42d3-a456-426614174000", "uuid"),
        ] {
            assert!(!has_format(text, format), "{text} {format}");
        }
    }
}
