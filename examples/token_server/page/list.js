// The list of connections that stands in for Codat's component where it can't be loaded.

import { ask } from "./api.js";
import { made } from "./instead.js";
import { LAST_SYNC, LIST, STATUS } from "./words.js";

/** The box to `put`: the connections, as the server lists them. It rejects with a `Trouble`. */
export async function fetchList(path) {
  const { connections } = await ask("GET", path, isList);
  const list = document.createElement("ul");
  list.className = "connections";
  list.append(...connections.map(item));
  return { ...LIST, content: connections.length > 0 ? list : made("p", LIST.none) };
}

function item({ platform, status, lastSync }) {
  const item = document.createElement("li");
  item.append(made("b", platform ?? "–"), made("span", STATUS[status] ?? status ?? ""));
  if (lastSync) item.append(made("small", LAST_SYNC(lastSync)));
  return item;
}

function isList({ connections }) {
  return Array.isArray(connections) && connections.every((connection) => connection !== null && typeof connection === "object");
}
