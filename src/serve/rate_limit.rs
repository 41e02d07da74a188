//! How many requests are judged in a time.

use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many requests in such a time; as many may come at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub requests: u32,
    /// In which time.
    pub per: Duration,
}

impl FromStr for Rate {
    type Err = String;

    /// Reads `50`, `50/s`, `600/m` or `10000/h`.
    fn from_str(text: &str) -> Result<Rate, String> {
        let (number, unit) = text.split_once('/').unwrap_or((text, "s"));
        let seconds = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            _ => return Err("the time is one of `s`, `m` and `h`, as in `50/s`".to_owned()),
        };
        match number.parse() {
            Ok(requests) if requests > 0 => {
                Ok(Rate { requests, per: Duration::from_secs(seconds) })
            }
            _ => Err("write a whole number of requests from 1 on, as in `50/s`".to_owned()),
        }
    }
}

/// Lets as many requests through as a rate allows.
///
/// It is a bucket with room for `requests` tokens, which fills evenly; each request takes one.
/// Instead of the tokens it keeps the moment at which the bucket will be full again.
#[derive(Debug)]
pub(super) struct RateLimiter {
    rate: Rate,
    full: Mutex<Instant>,
}

impl RateLimiter {
    pub(super) fn new(rate: Rate, now: Instant) -> RateLimiter {
        RateLimiter { rate, full: Mutex::new(now) }
    }

    /// Takes a token, or says how long it takes until there is one.
    pub(super) fn pass(&self, now: Instant) -> Result<(), Duration> {
        let one = self.rate.per / self.rate.requests;
        let mut full = self.full.lock().unwrap_or_else(PoisonError::into_inner);
        let after = (*full).max(now) + one;
        let wait = after.saturating_duration_since(now + self.rate.per);
        if !wait.is_zero() {
            return Err(wait);
        }
        *full = after;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_one_after_another() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let gate = RateLimiter::new("4/s".parse().unwrap(), start);
        for _ in 0..4 {
            assert_eq!(gate.pass(at(0)), Ok(()));
        }
        assert_eq!(gate.pass(at(0)), Err(Duration::from_millis(250)));
        assert_eq!(gate.pass(at(200)), Err(Duration::from_millis(50)));
        assert_eq!(gate.pass(at(250)), Ok(()));
        assert_eq!(gate.pass(at(250)), Err(Duration::from_millis(250)));
        // Nothing is saved up beyond the burst.
        for _ in 0..4 {
            assert_eq!(gate.pass(at(60_000)), Ok(()));
        }
        assert!(gate.pass(at(60_000)).is_err());
    }

    #[test]
    fn rates_are_read() {
        let rate = |requests, seconds| Ok(Rate { requests, per: Duration::from_secs(seconds) });
        assert_eq!("50".parse(), rate(50, 1));
        assert_eq!("600/m".parse(), rate(600, 60));
        assert_eq!("1/h".parse(), rate(1, 3600));
        for wrong in ["", "0", "-1", "1.5", "5/d", "5/", "/s", "99999999999"] {
            assert!(wrong.parse::<Rate>().is_err(), "{wrong}");
        }
    }
}
