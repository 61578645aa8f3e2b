// Keeps an access token for the page: gets one, and the next one before it ends.

import { Trouble, ask } from "./api.js";

/** A new token is asked for when this much of the time that was left has gone. */
const RENEW_AFTER = 0.9;
/** While the server has no newer one, it is asked again this often, in milliseconds. */
const ASK_AGAIN = 60_000;
/** Waits after failures, in milliseconds: twice as long each time. */
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;
/** The longest that a timer can be set to: 24.8 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Gets tokens until it is stopped.
 *
 * - `onToken(token)`: here is one, `{ accessToken, user, company, endsAt }`, with its end by this browser's clock;
 * - `onTrouble(trouble)`: no new one could be got; the one before may still be good;
 * - `onEnd()`: the last one has ended, and the next one is being asked for.
 */
export class TokenKeeper {
  #path;
  #handlers;
  #held = null;
  #failures = 0;
  #replaced = null;
  #isAsking = false;
  #isStopped = false;
  #dueAt = Infinity;
  #timer;
  #endTimer;

  constructor(path, handlers) {
    this.#path = path;
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
  ask() {
    return this.#ask("GET");
  }

  /** Asks for another token, as Codat doesn't take this one: once for each. */
  replace(accessToken) {
    if (this.#isAsking || this.#replaced === accessToken) return;
    this.#replaced = accessToken;
    this.#ask("POST");
  }

  stop() {
    this.#isStopped = true;
    this.#held = null;
    clearTimeout(this.#timer);
    clearTimeout(this.#endTimer);
  }

  async #ask(method) {
    if (this.#isAsking || this.#isStopped) return;
    this.#isAsking = true;
    clearTimeout(this.#timer);
    try {
      const token = await fetchToken(method, this.#path);
      if (!this.#isStopped) this.#hold(token);
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      if (!this.#isStopped) this.#fail(error);
    } finally {
      this.#isAsking = false;
    }
  }

  #hold(token) {
    const isNewer = token.accessToken !== this.#held?.accessToken;
    this.#failures = 0;
    this.#held = token;
    clearTimeout(this.#endTimer);
    const left = token.endsAt - Date.now();
    this.#endTimer = setTimeout(() => this.#catchUp(), Math.min(left, LONGEST_TIMER));
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
      this.#askIn(Math.max(spread, trouble.retryAfter * 1_000));
    } else {
      this.#dueAt = Infinity;
      this.#held = null;
    }
    this.#handlers.onTrouble(trouble);
  }

  #askIn(wait) {
    this.#dueAt = Date.now() + wait;
    this.#timer = setTimeout(() => this.ask(), Math.min(wait, LONGEST_TIMER));
  }

  #catchUp() {
    if (this.#isStopped) return;
    if (this.#held && !this.token) {
      this.#held = null;
      this.#handlers.onEnd();
    }
    // Never before it is due: a server that has no good token would be asked without end.
    if (Date.now() >= this.#dueAt) this.ask();
  }
}

async function fetchToken(method, path) {
  const askedAt = Date.now();
  const { accessToken, user, company, expiresIn } = await ask(method, path, isToken);
  // Counted from the question, so that the way here isn't counted as life.
  return { accessToken, user, company, endsAt: askedAt + expiresIn * 1_000 };
}

/** One in its last second, of which the server says 0, is as good as none. */
function isToken({ accessToken, user, company, expiresIn }) {
  return (
    typeof accessToken === "string" &&
    accessToken !== "" &&
    typeof user === "string" &&
    typeof company?.id === "string" &&
    typeof company.name === "string" &&
    Number.isFinite(expiresIn) &&
    expiresIn > 0
  );
}
