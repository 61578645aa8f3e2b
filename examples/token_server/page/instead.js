// What is in the panel's place while there is no panel.

const place = document.getElementById("panel");
const instead = document.getElementById("instead");

/**
 * Shows a box there, of a `kind` that the style sheet knows: `trouble` is read out by screen readers, as nobody asked
 * for it. `content` is an element below the text. `action` is a button: `{ label, run }`, and `busy` to say on it once it is pressed.
 */
export function put(kind, { title, text, content }, action) {
  const isThere = instead.querySelector("h2")?.textContent === title;
  const isAwaited = instead.querySelector("[aria-disabled]") !== null;
  // Whoever hasn't asked again needn't hear it again.
  if (isThere && !isAwaited && !content) return;
  const box = document.createElement("div");
  box.className = `box is-${kind}`;
  if (kind === "trouble") box.setAttribute("role", "alert");
  box.append(made("h2", title));
  if (text) box.append(made("p", text));
  if (content) box.append(content);
  if (action) box.append(buttonFor(action));
  keepingFocus(() => instead.replaceChildren(box));
}

export function clear() {
  keepingFocus(() => instead.replaceChildren());
}

/** Makes a change to the panel or its place. Who had the focus there has it there afterwards. */
export function keepingFocus(change) {
  const hadFocus = place.contains(document.activeElement);
  change();
  const focused = document.activeElement;
  const isKept = focused !== place && place.contains(focused);
  if (hadFocus && !isKept) (instead.querySelector("button") ?? place).focus();
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

export function made(name, text) {
  const it = document.createElement(name);
  it.textContent = text;
  return it;
}
