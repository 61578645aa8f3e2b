// What the page says to people.

export const LOADING = { title: "Loading your connections…" };

export const RENEWING = { title: "Renewing your secure access…" };

export const CLOSED = {
  title: "You’ve closed the connection panel",
  text: "Your connections stay as they are.",
};

/** By the kind of a `Trouble`; see `api.js`. */
export const TROUBLE = {
  unavailable: {
    title: "We can’t show your connections right now",
    text: "The service that looks after them isn’t answering. Nothing has changed, and nothing is lost. We’ll keep trying.",
  },
  offline: {
    title: "We can’t reach Bank of Dave",
    text: "Please check your internet connection. We’ll keep trying.",
  },
  misconfigured: {
    title: "Something is wrong on our side",
    text: "We’ve made a note of it, and we’ll keep trying. You can also come back later.",
  },
  not_signed_in: {
    title: "You’ve been signed out",
    text: "That happens after a while without use, when you sign out in another window, and after half a day in any case. Sign in to carry on.",
  },
  not_theirs: {
    title: "This isn’t your company",
    text: "You can only see the connections of companies that are yours.",
  },
};

/** Neither Codat's component could be loaded, nor the list that stands in for it. */
export const FAILED = {
  title: "We couldn’t load your connections",
  text: "Please try again. If that doesn’t help, your browser or an extension may be blocking codat.io: allow it for this page, or use another browser.",
};

/** The list that stands in for Codat's component. */
export const LIST = {
  title: "Your connected systems",
  text: "You can’t change them here right now: the panel is loaded from connections-sdk.codat.io, which can’t be reached from this browser.",
  none: "No system is connected yet.",
};

/** By the status of a connection. */
export const STATUS = {
  Linked: "Connected",
  PendingAuth: "Waiting for you to authorise it",
  Unlinked: "Disconnected",
  Deauthorized: "Has to be authorised again",
};

/** `when` is the date as the server sends it. */
export const LAST_SYNC = (when) => `Last read ${when.slice(0, 10)}`;

/** When the token before is still good. */
export const STILL_GOOD = "We couldn’t renew your secure access just now. You can carry on; we’ll keep trying.";

export const SIGNING_OUT = {
  idle: "You’ll be signed out soon, because you haven’t used this page for a while.",
  longest: "You’ll be signed out soon, because you’ve been signed in for half a day.",
  stay: "Stay signed in",
};

/** A length of time, in milliseconds, as people say it. */
export function timeLeft(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (h > 0) return `${h} h ${m} min`;
  if (m > 0) return `${m} min ${s} s`;
  return `${s} s`;
}
