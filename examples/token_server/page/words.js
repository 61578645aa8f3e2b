// What the page says to people.

/** By what the server answered; see `Refusal` in `refusal.rs`. */
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
    text: "We’ve made a note of it. Please try again later.",
  },
  not_signed_in: {
    title: "You’ve been signed out",
    text: "We do this when a page hasn’t been used for a while, to keep your account safe.",
  },
  not_theirs: {
    title: "This isn’t your company",
    text: "You can only see the connections of companies that are yours.",
  },
};

/** When the token before is still good. */
export const STILL_GOOD = "We couldn’t renew your secure access just now. You can carry on; we’ll keep trying.";

export const PLACEHOLDER = {
  title: (company) => `The connection panel of ${company} goes here`,
  text: "It’s loaded from connections-sdk.codat.io, which can’t be reached from this browser.",
};

export const CLOSED = {
  title: "You’ve closed the connection panel",
  text: "Your connections stay as they are.",
};

export function troubleWith(kind) {
  return TROUBLE[kind] ?? TROUBLE.misconfigured;
}

/** A length of time, in milliseconds, as people say it. */
export function timeLeft(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (h > 0) return `${h} h ${m} min`;
  if (m > 0) return `${m} min ${s} s`;
  return `${s} s`;
}
