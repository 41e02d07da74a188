// Restarts after a crash of the server. This file does not import VS Code, so that it can be tested
// without it.

/** Delay before the first restart, in milliseconds. It doubles with each restart. */
const INITIAL_DELAY = 500;

/** Maximum number of consecutive restarts. */
const MAX_RESTARTS = 5;

/** Lifetime, in milliseconds, after which earlier crashes are ignored. */
const HEALTHY_LIFETIME = 60_000;

export class RestartPolicy {
  private crashes = 0;
  private hasStarted = false;

  /** Resets the policy, for a start that the user requested. */
  reset(): void {
    this.crashes = 0;
    this.hasStarted = false;
  }

  /** Called after the server has started. */
  started(): void {
    this.hasStarted = true;
  }

  /**
   * Returns the delay before the restart of a server that crashed after `lifetime`, or undefined if it
   * is not restarted. A server that has never started would fail again.
   */
  delay(lifetime: number): number | undefined {
    this.crashes = lifetime >= HEALTHY_LIFETIME ? 1 : this.crashes + 1;
    return this.hasStarted && this.crashes <= MAX_RESTARTS ? INITIAL_DELAY * 2 ** (this.crashes - 1) : undefined;
  }
}
