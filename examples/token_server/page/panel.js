// Mounts Codat's Connections SDK, as https://docs.codat.io/auth-flow/optimize/connection-management describes it.
// The nonce is described in https://docs.codat.io/auth-flow/customize/sdk-customize-code#csp-nonce.

import { keepingFocus } from "./instead.js";

const SDK = "https://connections-sdk.codat.io";

const target = document.getElementById("codat-connections-container");
const nonce = document.querySelector("meta[name=csp-nonce]").content;

let latest = 0;

/**
 * Shows the panel for this token, in place of the one that was there. `props` are the component's callbacks.
 *
 * Resolves to whether it is there now: not if the panel was mounted again or removed meanwhile. It rejects if Codat's
 * component can't be loaded, or fails at once; then there is no panel.
 */
export async function mountPanel(accessToken, props) {
  const mine = ++latest;
  try {
    // Once loaded, the browser has it.
    const sdk = await import(SDK);
    if (mine !== latest) return false;
    keepingFocus(() => {
      target.replaceChildren();
      new sdk.CodatConnections({ target, props: { accessToken, ...props, options: { nonce } } });
    });
    return true;
  } catch (error) {
    if (mine !== latest) return false;
    removePanel();
    throw error;
  }
}

/** Takes the panel away. */
export function removePanel() {
  latest += 1;
  keepingFocus(() => target.replaceChildren());
}
