//! When to ask again.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// The first wait where the endpoint does not say how long; it doubles each time.
const INITIAL_BACKOFF: Duration = Duration::from_millis(500);
/// The longest of those.
const MAX_BACKOFF: Duration = Duration::from_secs(30);
/// Who asks for more patience than this gets none.
pub(super) const MAX_RETRY_AFTER: Duration = Duration::from_secs(120);

/// The time, and waiting.
pub(crate) trait Clock: Sync {
    /// Now, to measure by.
    fn now(&self) -> Instant;
    /// Now, as calendars have it.
    fn date(&self) -> SystemTime;
    /// Waits; false if there is no more sense in it.
    fn wait(&self, time: Duration) -> bool;
}

/// The real time, until somebody says stop.
#[derive(Debug, Default)]
pub(crate) struct CancelToken {
    said: Mutex<bool>,
    bell: Condvar,
}

impl CancelToken {
    /// Ends all waiting, and lets nothing more begin.
    pub(crate) fn cancel(&self) {
        *self.said.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.bell.notify_all();
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
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.bell.wait_timeout_while(said, time, |said| !*said);
        !*waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// Keeps everybody back while the endpoint wants to be left alone.
#[derive(Debug, Default)]
pub(super) struct RetryAfterGate {
    until: Mutex<Option<Instant>>,
}

impl RetryAfterGate {
    /// Nobody passes for so long.
    pub(super) fn block_for(&self, clock: &dyn Clock, time: Duration) {
        let until = clock.now().checked_add(time);
        let mut before = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        *before = (*before).max(until);
    }

    /// Waits until it is open; false if there is no more sense in it.
    pub(super) fn wait(&self, clock: &dyn Clock) -> bool {
        loop {
            let until = *self.until.lock().unwrap_or_else(PoisonError::into_inner);
            let left = until.map_or(Duration::ZERO, |until| until.duration_since(clock.now()));
            // Asking for no time at all still tells whether to go on.
            if !clock.wait(left) {
                return false;
            }
            if left.is_zero() {
                return true;
            }
        }
    }
}

/// How long to wait before the try after `tries` of them: longer each time, and never quite the
/// same, so that many who were sent away together do not come back together.
pub(super) fn backoff(tries: u32) -> Duration {
    let step =
        INITIAL_BACKOFF.saturating_mul(1 << tries.saturating_sub(1).min(16)).min(MAX_BACKOFF);
    step.mul_f64(0.5 + fastrand::f64() / 2.0)
}

/// A little more than `time`, not the same for everybody.
pub(super) fn with_jitter(time: Duration) -> Duration {
    time + Duration::from_millis(fastrand::u64(0..250))
}

/// How long the header `Retry-After` asks to wait: it holds seconds or a date.
pub(super) fn retry_after(value: &str, date: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are as good as never.
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
            for tries in 1..200 {
                let wait = backoff(tries);
                assert!(wait >= step / 2 && wait <= step, "{tries}: {wait:?}");
                step = (step * 2).min(MAX_BACKOFF);
            }
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        let seconds = |text| retry_after(text, now).map(|time| time.as_secs());
        assert_eq!(seconds("0"), Some(0));
        assert_eq!(seconds(" 17 "), Some(17));
        assert_eq!(seconds("99999999999999999999999"), Some(u64::MAX));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:50:00 GMT"), Some(23));
        // The two older forms of a date.
        assert_eq!(seconds("Sunday, 06-Nov-94 08:50:00 GMT"), Some(23));
        assert_eq!(seconds("Sun Nov  6 08:50:00 1994"), Some(23));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:00:00 GMT"), Some(0));
        for odd in ["", "-1", "1.5", "soon", "Sun, 99 Nov 1994"] {
            assert_eq!(seconds(odd), None, "{odd}");
        }
    }

    #[test]
    fn cancel_interrupts_wait() {
        let stop = Arc::new(CancelToken::default());
        assert!(stop.wait(Duration::ZERO));
        let waiting = std::thread::spawn({
            let stop = stop.clone();
            move || stop.wait(Duration::from_secs(3600))
        });
        stop.cancel();
        assert!(!waiting.join().unwrap());
        assert!(!stop.wait(Duration::ZERO));
    }
}
