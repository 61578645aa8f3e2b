// Keeps an access token for the page: gets one, and the next one before it ends.

/** A new token is asked for when this much of the time that was left has gone. */
const RENEW_AFTER = 0.9;
/** While the server has no newer one, it is asked again this often, in milliseconds. */
const ASK_AGAIN = 60_000;
/** Waits after failures, in milliseconds: twice as long each time. */
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;

/** Why there is no token: `kind` is one of the server's words, or `offline`. */
export class NoToken extends Error {
  constructor(kind, retryAfter) {
    super(kind);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  /** Whether waiting may help. */
  get passes() {
    return this.kind === "unavailable" || this.kind === "offline" || this.kind === "misconfigured";
  }
}

/**
 * Gets tokens until the page is left.
 *
 * - `onToken(token)`: here is one, `{ accessToken, company, endsAt }`, with its end by this browser's clock;
 * - `onTrouble(trouble)`: no new one could be got; the one before may still be good;
 * - `onEnd()`: the last one has ended, and the next one is being asked for.
 */
export class TokenKeeper {
  #handlers;
  #held = null;
  #failures = 0;
  #asking = false;
  #dueAt = Infinity;
  #timer;
  #endTimer;

  constructor(handlers) {
    this.#handlers = handlers;
    // Timers sleep when the computer does, and in pages that aren't looked at they are late.
    for (const [target, event] of [[document, "visibilitychange"], [window, "pageshow"], [window, "online"]]) {
      target.addEventListener(event, () => this.#catchUp());
    }
  }

  /** The token that is good now, if one is. */
  get token() {
    return this.#held && Date.now() < this.#held.endsAt ? this.#held : null;
  }

  /** Asks for a token now. */
  async ask() {
    if (this.#asking) return;
    this.#asking = true;
    clearTimeout(this.#timer);
    try {
      this.#hold(await fetchToken());
    } catch (error) {
      if (!(error instanceof NoToken)) throw error;
      this.#fail(error);
    } finally {
      this.#asking = false;
    }
  }

  #hold(token) {
    const isNewer = token.accessToken !== this.#held?.accessToken;
    this.#failures = 0;
    this.#held = token;
    clearTimeout(this.#endTimer);
    const left = token.endsAt - Date.now();
    this.#endTimer = setTimeout(() => this.#catchUp(), left);
    // The server gives the old one while it can't get a new one, as long as it is good.
    const wait = isNewer ? left * RENEW_AFTER : Math.min(left / 2, ASK_AGAIN);
    this.#askIn(Math.max(wait, 1_000));
    this.#handlers.onToken(token);
  }

  #fail(trouble) {
    this.#failures += 1;
    if (trouble.passes) {
      const wait = Math.min(FIRST_WAIT * 2 ** (this.#failures - 1), LONGEST_WAIT);
      // Not everybody's page at the same moment.
      const spread = wait * (0.75 + Math.random() / 2);
      this.#askIn(Math.max(spread, (trouble.retryAfter ?? 0) * 1_000));
    } else {
      this.#dueAt = Infinity;
      this.#held = null;
    }
    this.#handlers.onTrouble(trouble);
  }

  #askIn(wait) {
    this.#dueAt = Date.now() + wait;
    // The longest that a timer can be set to is 24.8 days.
    this.#timer = setTimeout(() => this.ask(), Math.min(wait, 2 ** 31 - 1));
  }

  #catchUp() {
    if (this.#held && !this.token) {
      this.#held = null;
      this.#handlers.onEnd();
      this.ask();
    } else if (Date.now() >= this.#dueAt) {
      this.ask();
    }
  }
}

async function fetchToken() {
  const askedAt = Date.now();
  let response;
  try {
    response = await fetch("/api/token", { signal: AbortSignal.timeout(20_000) });
  } catch {
    throw new NoToken("offline");
  }
  let answer;
  try {
    answer = await response.json();
  } catch {
    // A proxy's page, or an answer that was cut off.
    throw new NoToken("unavailable");
  }
  if (!response.ok) {
    throw new NoToken(answer.error, Number(response.headers.get("Retry-After")) || undefined);
  }
  const { accessToken, company, expiresIn } = answer;
  // Counted from the question, so that the way here isn't counted as life.
  return { accessToken, company, endsAt: askedAt + expiresIn * 1_000 };
}
