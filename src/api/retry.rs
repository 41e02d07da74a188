//! Delays before retries.

use std::time::{Duration, Instant, SystemTime};

use parking_lot::{Condvar, Mutex};

/// Delay before the first retry without `Retry-After`. It doubles with each retry.
const INITIAL_BACKOFF: Duration = Duration::from_millis(500);
/// Maximum delay without `Retry-After`.
const MAX_BACKOFF: Duration = Duration::from_secs(30);
/// Maximum `Retry-After`. A longer delay is a fatal error.
pub(super) const MAX_RETRY_AFTER: Duration = Duration::from_secs(120);

/// A clock that can wait, and be replaced in tests.
pub(crate) trait Clock: Sync {
    /// Returns the current time of a monotonic clock.
    fn now(&self) -> Instant;
    /// Returns the current date and time.
    fn date(&self) -> SystemTime;
    /// Waits. Returns `false` if the request was cancelled.
    fn wait(&self, time: Duration) -> bool;
}

/// The system clock, with cancellation.
#[derive(Debug, Default)]
pub(crate) struct CancelToken {
    is_cancelled: Mutex<bool>,
    condvar: Condvar,
}

impl CancelToken {
    /// Cancels all waits, including later ones.
    pub(crate) fn cancel(&self) {
        *self.is_cancelled.lock() = true;
        self.condvar.notify_all();
    }
}

impl Clock for CancelToken {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn date(&self) -> SystemTime {
        SystemTime::now()
    }

    fn wait(&self, time: Duration) -> bool {
        let mut is_cancelled = self.is_cancelled.lock();
        self.condvar.wait_while_for(&mut is_cancelled, |is_cancelled| !*is_cancelled, time);
        !*is_cancelled
    }
}

/// Blocks all requests until the `Retry-After` of the API has elapsed.
#[derive(Debug, Default)]
pub(super) struct RetryAfterGate {
    until: Mutex<Option<Instant>>,
}

impl RetryAfterGate {
    /// Blocks requests for `time` from now.
    pub(super) fn block_for(&self, clock: &dyn Clock, time: Duration) {
        let until = clock.now().checked_add(time);
        let mut before = self.until.lock();
        *before = (*before).max(until);
    }

    /// Waits until requests are not blocked. Returns `false` if the request was cancelled.
    pub(super) fn wait(&self, clock: &dyn Clock) -> bool {
        loop {
            let until = *self.until.lock();
            let left = until.map_or(Duration::ZERO, |until| until.duration_since(clock.now()));
            // A wait of zero still checks for cancellation.
            if !clock.wait(left) {
                return false;
            }
            if left.is_zero() {
                return true;
            }
        }
    }
}

/// Returns the delay after a number of failed attempts: exponential, and randomized so that parallel
/// requests are not retried at the same time.
pub(super) fn backoff(attempts: u32) -> Duration {
    let step =
        INITIAL_BACKOFF.saturating_mul(1 << attempts.saturating_sub(1).min(16)).min(MAX_BACKOFF);
    step.mul_f64(0.5 + fastrand::f64() / 2.0)
}

/// Adds a short random delay to `time`.
pub(super) fn with_jitter(time: Duration) -> Duration {
    time + Duration::from_millis(fastrand::u64(0..250))
}

/// Parses the header `Retry-After`: seconds, or a date. `date` is the current date.
pub(super) fn retry_after(value: &str, date: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that overflows means an unlimited delay.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    Some(until.duration_since(date).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn backoff_is_exponential_and_capped() {
        for _ in 0..100 {
            let mut step = INITIAL_BACKOFF;
            for attempts in 1..200 {
                let wait = backoff(attempts);
                assert!(wait >= step / 2 && wait <= step, "{attempts}: {wait:?}");
                step = (step * 2).min(MAX_BACKOFF);
            }
        }
    }

    #[test]
    fn retry_after_parses_seconds_and_dates() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        let seconds = |text| retry_after(text, now).map(|time| time.as_secs());
        assert_eq!(seconds("0"), Some(0));
        assert_eq!(seconds(" 17 "), Some(17));
        assert_eq!(seconds("99999999999999999999999"), Some(u64::MAX));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:50:00 GMT"), Some(23));
        // The two obsolete date formats.
        assert_eq!(seconds("Sunday, 06-Nov-94 08:50:00 GMT"), Some(23));
        assert_eq!(seconds("Sun Nov  6 08:50:00 1994"), Some(23));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:00:00 GMT"), Some(0));
        for invalid in ["", "-1", "1.5", "soon", "Sun, 99 Nov 1994"] {
            assert_eq!(seconds(invalid), None, "{invalid}");
        }
    }

    #[test]
    fn cancel_interrupts_wait() {
        let token = Arc::new(CancelToken::default());
        assert!(token.wait(Duration::ZERO));
        let waiting = std::thread::spawn({
            let token = token.clone();
            move || token.wait(Duration::from_secs(3600))
        });
        token.cancel();
        assert!(!waiting.join().unwrap());
        assert!(!token.wait(Duration::ZERO));
    }
}
