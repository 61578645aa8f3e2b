// Asks this server, and tells its answers from those of whatever stands before it.

/** What the server calls its refusals, and their status: see `refusal.rs`. */
const STATUS_OF = { not_signed_in: 401, not_theirs: 403, misconfigured: 502, unavailable: 503 };

/** Why there is no answer: `kind` is one of the server's words, or `offline`. */
export class Trouble extends Error {
  constructor(kind, retryAfter = 0) {
    super(kind);
    this.kind = kind;
    /** What the server asks to wait, in seconds. */
    this.retryAfter = retryAfter;
  }

  /** Whether waiting may help. */
  get passes() {
    return this.kind !== "not_signed_in" && this.kind !== "not_theirs";
  }
}

/** The server's answer, if `isValid` says that it is one, or else a `Trouble`. */
export async function ask(method, path, isValid) {
  let response;
  try {
    response = await fetch(path, { method, signal: AbortSignal.timeout(20_000) });
  } catch {
    throw new Trouble("offline");
  }
  // A gateway's page isn't JSON, and an answer may be cut off.
  const answer = await response.json().catch(() => null);
  if (response.status === 200 && answer !== null && isValid(answer)) return answer;
  if (response.status === 401) throw new Trouble("not_signed_in");
  const isRefusal = STATUS_OF[answer?.error] === response.status;
  throw new Trouble(isRefusal ? answer.error : "unavailable", Number(response.headers.get("Retry-After")) || 0);
}
