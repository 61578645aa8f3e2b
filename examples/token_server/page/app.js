// The page: whose connections these are, the panel, and how long its token lives.

import { Trouble } from "./api.js";
import { clear, made, put } from "./instead.js";
import { fetchList } from "./list.js";
import { mountPanel, removePanel } from "./panel.js";
import { SessionWatch } from "./session.js";
import { TokenKeeper } from "./token.js";
import { CLOSED, FAILED, LOADING, RENEWING, SIGNING_OUT, STILL_GOOD, TROUBLE, timeLeft } from "./words.js";

const element = (id) => document.getElementById(id);
const [user, company, companies] = [element("user"), element("company"), element("companies")];
const [countdown, notice, ending] = [element("countdown"), element("notice"), element("ending")];

/** The company that the address names; without one the server takes the user's first. */
const wanted = new URLSearchParams(location.search).get("company_id");
const ofCompany = (id) => `?company_id=${encodeURIComponent(id)}`;
const ofWanted = wanted === null ? "" : ofCompany(wanted);

/** Whose page this is. */
const shown = {};
/** The token that the panel was mounted with. */
let mounted = null;
/** The last trouble, until there is a token again. */
let trouble = null;
let isClosed = false;

const keeper = new TokenKeeper(`/api/token${ofWanted}`, {
  onToken(token) {
    if (!isStill({ user: token.user, company: token.company.id })) return;
    trouble = null;
    tell("");
    company.textContent = token.company.name;
    count();
    // The server gives the same token until it is time for a new one.
    if (token.accessToken !== mounted) mount(token);
  },
  onTrouble(newTrouble) {
    trouble = newTrouble;
    if (trouble.kind === "not_signed_in") {
      signedOut();
    } else if (keeper.token && trouble.passes) {
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
      put("loading", RENEWING);
    }
  },
});

const watch = new SessionWatch({
  onSession(session) {
    const own = wanted === null ? session.companies[0] : session.companies.find(({ id }) => id === wanted);
    if (!isStill({ user: session.user, company: own?.id })) return;
    user.textContent = session.fullName;
    if (own) company.textContent = own.name;
    showCompanies(session.companies, own);
  },
  onEnding({ canStay }) {
    ending.hidden = false;
    const text = made("p", canStay ? SIGNING_OUT.idle : SIGNING_OUT.longest);
    ending.replaceChildren(text);
    if (!canStay) return;
    // A click anywhere is a sign, and so is one on this.
    const stay = made("button", SIGNING_OUT.stay);
    stay.type = "button";
    stay.className = "button";
    ending.append(stay);
  },
  onStay() {
    if (ending.contains(document.activeElement)) element("main").focus();
    ending.hidden = true;
  },
  onEnd: signedOut,
});

/** Whether this is whose page it has been so far. When somebody else has signed in meanwhile, they get theirs. */
function isStill(now) {
  for (const key of ["user", "company"]) {
    shown[key] ??= now[key];
    if (now[key] !== undefined && now[key] !== shown[key]) {
      stop();
      location.replace("/");
      return false;
    }
  }
  return true;
}

function showCompanies(all, current) {
  companies.hidden = all.length < 2;
  if (companies.hidden || companies.querySelector("a")) return;
  const items = all.map(({ id, name }) => {
    const link = made("a", name);
    link.href = `/${ofCompany(id)}`;
    if (id === current?.id) link.setAttribute("aria-current", "page");
    const item = made("li", "");
    item.append(link);
    return item;
  });
  companies.querySelector("ul").replaceChildren(...items);
}

async function mount(token) {
  mounted = token.accessToken;
  if (isClosed) return showClosed();
  const onError = (error) => componentFailed(error, token);
  try {
    // The component shows by itself what has become of a connection. Codat's webhooks tell your back end.
    const [onDisconnect, onReconnect] = [() => {}, () => {}];
    if (await mountPanel(token.accessToken, { onClose: close, onError, onDisconnect, onReconnect })) clear();
  } catch (error) {
    console.error("Codat's component:", error);
    await showList(token);
  }
}

/** In place of Codat's component: the server knows the connections, too. */
async function showList(token) {
  // A browser may remember that a module couldn't be loaded, until the page is.
  const action = { label: "Try again", run: () => location.reload() };
  const isCurrent = () => mounted === token.accessToken && !isClosed;
  try {
    const list = await fetchList(`/api/connections${ofWanted}`);
    if (isCurrent()) put("list", list, action);
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    if (isCurrent()) put("trouble", FAILED, action);
  }
}

/** The component's own close button. */
function close() {
  isClosed = true;
  removePanel();
  showClosed();
}

function showClosed() {
  put("closed", CLOSED, { label: "Show my connections", run: open });
}

function open() {
  isClosed = false;
  put("loading", LOADING);
  if (keeper.token) {
    mount(keeper.token);
  } else {
    keeper.ask();
  }
}

/** The component tells people itself; the console tells developers. */
function componentFailed(error, token) {
  console.error("Codat's component:", error?.message, error?.correlationId);
  // Codat may have refused the token. If it hasn't, a new one and a new start cost little, since the user can't go on.
  if (error?.errorCode === 401 || error?.userRecoverable === false) keeper.replace(token.accessToken);
}

function takeAway() {
  mounted = null;
  tell("");
  removePanel();
  countdown.textContent = "–";
}

function showTrouble() {
  takeAway();
  let action = { label: "Try again now", busy: "Trying again…", run: () => keeper.ask() };
  if (trouble.kind === "not_theirs") action = { label: "Show my connections", run: () => location.assign("/") };
  put("trouble", TROUBLE[trouble.kind], action);
}

function signedOut() {
  stop();
  // Nor does it show any more who it was.
  for (const id of ["company", "companies", "facts", "sign-out"]) element(id).hidden = true;
  put("trouble", TROUBLE.not_signed_in, { label: "Sign in", run: () => location.assign("/sign-in") });
}

function stop() {
  keeper.stop();
  watch.stop();
  takeAway();
  ending.hidden = true;
}

function tell(text) {
  notice.textContent = text;
}

function count() {
  const { token } = keeper;
  if (token) countdown.textContent = timeLeft(token.endsAt - Date.now());
}

setInterval(count, 1_000);

keeper.ask();
