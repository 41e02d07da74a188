// How often, and how soon, a server that ended by itself is started again. Nothing here knows of VS
// Code, so that it can be tested without it.

/** The pause before the first new start, in milliseconds; each further one is twice as long. */
const FIRST_PAUSE = 500;

/** How many new starts there are in a row. */
const STARTS = 5;

/** After how long a server counts as well again, in milliseconds. */
const HEALTHY = 60_000;

export class Patience {
  private ends = 0;
  private ran = false;

  /** A person asked for the start: what was before does not count. */
  renew(): void {
    this.ends = 0;
    this.ran = false;
  }

  /** A server is up. */
  started(): void {
    this.ran = true;
  }

  /**
   * The pause before the next start, for a server that ended after `lifetime`; undefined if there is to
   * be none. One that was never up would not be up the next time either.
   */
  pause(lifetime: number): number | undefined {
    this.ends = lifetime >= HEALTHY ? 1 : this.ends + 1;
    return this.ran && this.ends <= STARTS ? FIRST_PAUSE * 2 ** (this.ends - 1) : undefined;
  }
}
