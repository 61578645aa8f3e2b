// Keeps the session alive while its user is there, and notices when it has ended: by itself, or in another window.

import { Trouble, ask } from "./api.js";

/** The session is looked at this often, in milliseconds. */
const LOOK_EVERY = 120_000;
/** The user is told this long before it ends, or a fifth of its length. */
const WARN_BEFORE = 120_000;
/** What shows that the user is there. */
const SIGNS = ["click", "keydown", "pointerdown", "pointermove", "wheel"];

/**
 * Watches until the session has ended.
 *
 * - `onSession({ user, fullName, companies })`: whose it is now;
 * - `onEnding({ canStay })`: it ends soon, unless the user gives a sign, if that helps;
 * - `onStay()`: it doesn't end soon any more;
 * - `onEnd()`: it has ended.
 */
export class SessionWatch {
  #handlers;
  #isAsking = false;
  #hasEnded = false;
  #isEnding = false;
  #canStay = true;
  #endsAt = Infinity;
  #length = 0;
  // The page itself was a sign.
  #seenAt = Date.now();
  #timer;

  constructor(handlers) {
    this.#handlers = handlers;
    for (const sign of SIGNS) {
      // Before the component can keep it to itself.
      document.addEventListener(sign, () => this.#seen(), { capture: true, passive: true });
    }
    // Whoever comes back may have signed out in another window.
    for (const [target, event] of [[document, "visibilitychange"], [window, "focus"], [window, "pageshow"]]) {
      target.addEventListener(event, () => {
        if (!document.hidden) this.#ask("POST");
      });
    }
    this.#ask("GET");
  }

  stop() {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
  }

  #seen() {
    // A tenth of its length apart: so little is lost where the last sign isn't told.
    const apart = Math.min(60_000, this.#length / 10);
    if ((this.#isEnding && this.#canStay) || Date.now() - this.#seenAt >= apart) this.#ask("POST");
  }

  async #ask(method) {
    if (this.#isAsking || this.#hasEnded) return;
    this.#isAsking = true;
    clearTimeout(this.#timer);
    if (method === "POST") this.#seenAt = Date.now();
    try {
      this.#hold(method, await ask(method, "/api/session", isSession));
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      // Without the server nothing is known but when it ends.
      if (trouble.kind === "not_signed_in" || Date.now() >= this.#endsAt) this.#end();
    } finally {
      this.#isAsking = false;
      this.#askLater();
    }
  }

  #hold(method, session) {
    if (this.#hasEnded) return;
    const left = session.endsIn * 1_000;
    this.#endsAt = Date.now() + left;
    this.#length = Math.max(this.#length, left);
    this.#handlers.onSession(session);
    const [wasEnding, couldStay] = [this.#isEnding, this.#canStay];
    this.#isEnding = left <= this.#warnBefore();
    // A sign that hasn't put it off won't do so the next time.
    if (method === "POST") this.#canStay = !this.#isEnding;
    if (this.#isEnding && !(wasEnding && couldStay === this.#canStay)) {
      this.#handlers.onEnding({ canStay: this.#canStay });
    } else if (!this.#isEnding && wasEnding) {
      this.#handlers.onStay();
    }
  }

  #askLater() {
    if (this.#hasEnded) return;
    const left = this.#endsAt - Date.now();
    const untilWarning = left - this.#warnBefore();
    const wait = Math.min(LOOK_EVERY, untilWarning > 0 ? untilWarning : left);
    this.#timer = setTimeout(() => this.#ask("GET"), Math.max(wait, 1_000));
  }

  #warnBefore() {
    return Math.min(WARN_BEFORE, this.#length / 5);
  }

  #end() {
    this.stop();
    this.#handlers.onEnd();
  }
}

function isSession({ user, fullName, companies, endsIn }) {
  const isCompany = (company) => typeof company?.id === "string" && typeof company.name === "string";
  return (
    typeof user === "string" &&
    typeof fullName === "string" &&
    Array.isArray(companies) &&
    companies.every(isCompany) &&
    Number.isFinite(endsIn)
  );
}
