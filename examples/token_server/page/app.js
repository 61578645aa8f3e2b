// The page: whose connections these are, the panel, and how long its token lives.

import { mountPanel, removePanel } from "./panel.js";
import { TokenKeeper } from "./token.js";
import { CLOSED, PLACEHOLDER, STILL_GOOD, timeLeft, troubleWith } from "./words.js";

const element = (id) => document.getElementById(id);
const [user, company] = [element("user"), element("company")];
const [countdown, notice, instead] = [element("countdown"), element("notice"), element("instead")];

/** The last trouble, until there is a token again. */
let trouble = null;
let shown = null;
let isClosed = false;
let isNamed = false;

const keeper = new TokenKeeper({
  onToken(token) {
    trouble = null;
    notice.replaceChildren();
    notice.className = "notice";
    company.textContent = token.company.name;
    if (!isNamed) nameUser();
    // The server gives the same token until it is time for a new one.
    if (token.accessToken !== shown) show(token);
  },
  onTrouble(newTrouble) {
    trouble = newTrouble;
    if (keeper.token && trouble.passes) {
      tell(STILL_GOOD);
    } else {
      showTrouble();
    }
  },
  onEnd() {
    if (trouble) {
      showTrouble();
    } else {
      takeAway();
      put("loading", "Renewing your secure access…", "");
    }
  },
});

async function show(token) {
  shown = token.accessToken;
  if (isClosed) return showClosed();
  const isMounted = await mountPanel(token.accessToken, { onClose: close, onError: componentFailed });
  if (token.accessToken !== shown || isClosed) return;
  if (isMounted) {
    instead.replaceChildren();
    return;
  }
  const { title, text } = PLACEHOLDER;
  // A browser may remember that a module couldn't be loaded, until the page is.
  put("placeholder", title(token.company.name), text, { label: "Try again", run: () => location.reload() });
}

/** The component's own close button. */
function close() {
  isClosed = true;
  removePanel();
  showClosed();
}

function showClosed() {
  put("closed", CLOSED.title, CLOSED.text, { label: "Show my connections", run: open });
}

function open() {
  isClosed = false;
  put("loading", "Loading your connections…", "");
  shown = null;
  keeper.ask();
}

/** The component tells people itself; the console tells developers. */
function componentFailed(error) {
  console.error("Codat's component:", error?.message, error?.correlationId);
}

function takeAway() {
  shown = null;
  removePanel();
  countdown.textContent = "–";
}

function showTrouble() {
  takeAway();
  const { title, text } = troubleWith(trouble.kind);
  const tryAgain = { label: "Try again now", busy: "Trying again…", run: () => keeper.ask() };
  const signIn = { label: "Sign in", run: () => location.assign("/sign-in") };
  put("trouble", title, text, trouble.passes ? tryAgain : signIn);
}

/** Something else in the panel's place. */
function put(kind, title, text, action) {
  const isThere = instead.querySelector("h2")?.textContent === title;
  const isAwaited = instead.querySelector("[aria-disabled]") !== null;
  // Whoever hasn't asked again needn't hear it again.
  if (isThere && !isAwaited) return;
  const hadFocus = instead.contains(document.activeElement);
  const box = document.createElement("div");
  box.className = `box is-${kind}`;
  // Read out by screen readers, as nobody asked for it.
  if (kind === "trouble") box.setAttribute("role", "alert");
  box.append(made("h2", title), made("p", text));
  if (action) box.append(buttonFor(action));
  instead.replaceChildren(box);
  if (hadFocus) box.querySelector("button")?.focus();
}

function buttonFor({ label, busy, run }) {
  const button = made("button", label);
  button.type = "button";
  button.className = "button";
  button.addEventListener("click", () => {
    if (busy) {
      // Not `disabled`, which would take the focus away.
      button.setAttribute("aria-disabled", "true");
      button.textContent = busy;
    }
    run();
  });
  return button;
}

function made(name, text) {
  const it = document.createElement(name);
  it.textContent = text;
  return it;
}

function tell(text) {
  notice.textContent = text;
  notice.className = "notice is-soft";
}

async function nameUser() {
  try {
    const response = await fetch("/api/me");
    if (!response.ok) return;
    const me = await response.json();
    isNamed = true;
    user.textContent = me.name;
    company.textContent = me.company.name;
  } catch {
    // The token's request tells that the server is out of reach; when it isn't any more, this is asked again.
  }
}

setInterval(() => {
  const { token } = keeper;
  if (token) countdown.textContent = timeLeft(token.endsAt - Date.now());
}, 1_000);

nameUser();
keeper.ask();
