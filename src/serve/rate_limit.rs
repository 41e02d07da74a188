//! Limits the request rate.

use std::str::FromStr;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// A maximum number of requests per time, which is also the maximum burst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Maximum number of requests.
    pub requests: u32,
    /// The time.
    pub per: Duration,
}

impl FromStr for Rate {
    type Err = String;

    /// Parses `50`, `50/s`, `600/m` or `10000/h`.
    fn from_str(text: &str) -> Result<Rate, String> {
        let (number, unit) = text.split_once('/').unwrap_or((text, "s"));
        let seconds = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            _ => return Err("invalid time; use `s`, `m` or `h`, as in `50/s`".to_owned()),
        };
        match number.parse() {
            Ok(requests) if requests > 0 => {
                Ok(Rate { requests, per: Duration::from_secs(seconds) })
            }
            _ => {
                Err("not a number of requests; use a whole number from 1, as in `50/s`".to_owned())
            }
        }
    }
}

/// A token bucket with the capacity of the burst. Each request takes a token.
///
/// Stores the time at which the bucket is full again, instead of the number of tokens.
#[derive(Debug)]
pub(super) struct RateLimiter {
    rate: Rate,
    full_at: Mutex<Instant>,
}

impl RateLimiter {
    pub(super) fn new(rate: Rate, now: Instant) -> RateLimiter {
        RateLimiter { rate, full_at: Mutex::new(now) }
    }

    /// Takes a token, or returns the time until one is available.
    pub(super) fn acquire(&self, now: Instant) -> Result<(), Duration> {
        let interval = self.rate.per / self.rate.requests;
        let mut full_at = self.full_at.lock();
        let after = (*full_at).max(now) + interval;
        let wait = after.saturating_duration_since(now + self.rate.per);
        if !wait.is_zero() {
            return Err(wait);
        }
        *full_at = after;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn burst_is_limited_and_refilled() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let limiter = RateLimiter::new("4/s".parse().unwrap(), start);
        for _ in 0..4 {
            assert_eq!(limiter.acquire(at(0)), Ok(()));
        }
        assert_eq!(limiter.acquire(at(0)), Err(Duration::from_millis(250)));
        assert_eq!(limiter.acquire(at(200)), Err(Duration::from_millis(50)));
        assert_eq!(limiter.acquire(at(250)), Ok(()));
        assert_eq!(limiter.acquire(at(250)), Err(Duration::from_millis(250)));
        // Tokens beyond the burst are not saved.
        for _ in 0..4 {
            assert_eq!(limiter.acquire(at(60_000)), Ok(()));
        }
        assert!(limiter.acquire(at(60_000)).is_err());
    }

    #[test]
    fn rate_parses_units() {
        let rate = |requests, seconds| Ok(Rate { requests, per: Duration::from_secs(seconds) });
        assert_eq!("50".parse(), rate(50, 1));
        assert_eq!("600/m".parse(), rate(600, 60));
        assert_eq!("1/h".parse(), rate(1, 3600));
        for wrong in ["", "0", "-1", "1.5", "5/d", "5/", "/s", "99999999999"] {
            assert!(wrong.parse::<Rate>().is_err(), "{wrong}");
        }
    }
}
