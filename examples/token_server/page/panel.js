// Mounts Codat's Connections SDK, as https://docs.codat.io/auth-flow/optimize/connection-management describes it.
// The nonce is described in https://docs.codat.io/auth-flow/customize/sdk-customize-code#csp-nonce.

const SDK = "https://connections-sdk.codat.io";

const target = document.getElementById("codat-connections-container");
const nonce = document.querySelector("meta[name=csp-nonce]").content;

let latest = 0;

/**
 * Shows the panel for this token, in place of the one that was there.
 *
 * Resolves to whether it is there now: not if Codat's component couldn't be loaded, nor if the panel was
 * mounted again or removed meanwhile.
 */
export async function mountPanel(accessToken, { onClose, onError }) {
  const mine = ++latest;
  let sdk;
  try {
    // Once loaded, the browser has it.
    sdk = await import(SDK);
  } catch {
    if (mine === latest) target.replaceChildren();
    return false;
  }
  if (mine !== latest) return false;
  target.replaceChildren();
  new sdk.CodatConnections({
    target,
    props: {
      accessToken,
      onClose,
      onError,
      // The component shows by itself what has become of a connection. Codat's webhooks tell your back end.
      onDisconnect: () => {},
      onReconnect: () => {},
      options: { nonce },
    },
  });
  return true;
}

/** Takes the panel away. */
export function removePanel() {
  latest += 1;
  target.replaceChildren();
}
