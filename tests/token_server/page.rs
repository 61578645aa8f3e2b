//! The page in a real browser.

use std::time::Duration;

use codat_client::api::Connections;
use codat_client::models::CreateConnection;
use codat_client::sandbox::{Fault, Sandbox};
use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::browser::{OFFLINE, ONLINE, Page, Setup, drive};
use crate::http::company_of;
use crate::server::Server;
use crate::world::World;

/// Where Codat's component is, when it is there.
const PANEL: &str = "#codat-connections-container .stand-in";

/// The token that the component was last mounted with.
async fn token_of_the_panel(page: &Page) -> String {
    page.text(PANEL).await;
    let token = page.eval("return mounts.at(-1).token").await;
    token.as_str().unwrap().to_owned()
}

/// Where the focus is: the element's id, or else its name.
async fn focused(page: &Page) -> Value {
    page.eval("return document.activeElement.id || document.activeElement.localName")
        .await
}

/// How many components are in the page.
async fn panels(page: &Page) -> u64 {
    let count = page
        .eval("return document.querySelectorAll('.stand-in').length")
        .await;
    count.as_u64().unwrap()
}

#[tokio::test]
async fn each_user_sees_the_connections_of_their_company_only() {
    drive("panel", ONLINE, |page| async move {
        let world = World::start().await;
        for (name, full_name, company, id) in [
            ("amira", "Amira Khan", "Khan’s Bakery", world.bakery),
            ("tom", "Tom Hartley", "Hartley Cycles", world.cycles),
        ] {
            page.sign_in(world.server.origin(), name).await;
            let token = token_of_the_panel(&page).await;
            assert_eq!(company_of(&token), id.to_string());
            assert!(world.sandbox.accepts_token(&token));
            page.wait_for_text("#company", company).await;
            page.wait_for_text("#user", full_name).await;
            page.wait_for_text("#countdown", "23 h 59 min").await;
            // The component's styles have come through the page's policy.
            let panel = page.client().find(Locator::Css(PANEL)).await.unwrap();
            assert_eq!(panel.css_value("color").await.unwrap(), "rgba(1, 2, 3, 1)");
            // And the page's own don't reach into the component.
            let button = page
                .client()
                .find(Locator::Css(".stand-in button"))
                .await
                .unwrap();
            for (property, of_the_browser) in [
                ("font-weight", "400"),
                ("min-height", "0px"),
                ("box-sizing", "border-box"),
            ] {
                assert_eq!(
                    button.css_value(property).await.unwrap(),
                    of_the_browser,
                    "{property}"
                );
            }
            page.screenshot(&format!("panel-of-{name}")).await;

            page.click("header button").await;
            page.wait_for_text("h1", "Sign in").await;
            page.goto(world.server.origin()).await;
            page.wait_for_text("h1", "Sign in").await;
        }
        assert_eq!(world.token_requests(), 2);
    })
    .await;
}

#[tokio::test]
async fn the_panel_is_mounted_again_before_its_token_ends() {
    drive("renewed", ONLINE, |page| async move {
        let world = World::with_tokens_that_live(Duration::from_secs(20)).await;
        page.sign_in(world.server.origin(), "amira").await;
        let first = token_of_the_panel(&page).await;
        page.eval(
            "document.querySelector('.stand-in button').focus();
             globalThis.gaps = 0;
             const instead = document.getElementById('instead');
             const count = () => { if (instead.childElementCount > 0) gaps += 1; };
             new MutationObserver(count).observe(instead, { childList: true });",
        )
        .await;
        // In the page's own time: what is asked is whether there was a moment without a good token.
        let mounts = page
            .eval_async("while (mounts.length < 2) await new Promise((next) => setTimeout(next, 50)); return mounts;")
            .await;
        let second = mounts[1]["token"].as_str().unwrap();
        assert_ne!(second, first);
        assert_eq!(company_of(second), world.bakery.to_string());
        let lived = mounts[1]["at"].as_u64().unwrap() - mounts[0]["at"].as_u64().unwrap();
        assert!(lived < 20_000, "the first token had ended: {lived} ms");
        assert!(lived > 10_000, "too early: {lived} ms");
        assert_eq!(page.eval("return gaps").await, 0, "there was no panel in between");
        assert_eq!(panels(&page).await, 1);
        assert_eq!(page.text("#instead").await, "");
        assert_eq!(focused(&page).await, "panel");
    })
    .await;
}

#[tokio::test]
async fn a_forged_company_gets_403() {
    drive("forged", ONLINE, |page| async move {
        let world = World::start().await;
        page.sign_in(world.server.origin(), "amira").await;
        token_of_the_panel(&page).await;
        let ask = |company| {
            format!("const answer = await fetch('/api/token?company_id={company}'); return [answer.status, await answer.text()];")
        };
        let own = page.eval_async(&ask(world.bakery)).await;
        assert_eq!(own[0], 200);
        let forged = page.eval_async(&ask(world.cycles)).await;
        assert_eq!(forged, json!([403, r#"{"error":"not_theirs"}"#]));
    })
    .await;
}

#[tokio::test]
async fn while_codat_is_down_the_page_says_so_and_recovers() {
    drive("recovered", ONLINE, |page| async move {
        let world = World::start().await;
        world.sandbox.set_fault(|_| Fault::status(503));
        page.sign_in(world.server.origin(), "amira").await;
        page.wait_for_text("#instead h2", "We can’t show your connections right now")
            .await;
        let words = page.text("main").await;
        assert!(words.contains("Khan’s Bakery"), "{words}");
        for jargon in ["503", "Codat", "error", "undefined", "null"] {
            assert!(!words.contains(jargon), "{jargon}: {words}");
        }
        page.screenshot("codat-down").await;

        // Who tries again sees that it is being tried, keeps the focus, and is told again.
        let label = page
            .eval(
                "const button = document.querySelector('#instead button');
                 button.focus();
                 button.click();
                 return button.textContent;",
            )
            .await;
        assert_eq!(label, "Trying again…");
        page.wait_for_text("#instead button", "Try again now").await;
        let label = page.eval("return document.activeElement.textContent").await;
        assert_eq!(label, "Try again now");

        world.sandbox.set_fault(|_| Fault::none());
        // Unless the page has just done so by itself.
        page.eval("document.querySelector('#instead button')?.click()")
            .await;
        let token = token_of_the_panel(&page).await;
        assert_eq!(company_of(&token), world.bakery.to_string());
        assert_eq!(page.text("#instead").await, "");
        assert_eq!(focused(&page).await, "panel");
    })
    .await;
}

#[tokio::test]
async fn a_page_that_is_open_outlives_an_outage_of_codat() {
    drive("outlived", ONLINE, |page| async move {
        let world = World::with_tokens_that_live(Duration::from_secs(12)).await;
        page.sign_in(world.server.origin(), "amira").await;
        let first = token_of_the_panel(&page).await;
        world.sandbox.set_fault(|_| Fault::status(503));
        // Nothing changes while the token is good. Its end takes the panel along, though the server is still trying.
        page.wait_for_text("#instead h2", "Renewing your secure access")
            .await;
        assert_eq!(panels(&page).await, 0);
        page.wait_for_text("#instead h2", "We can’t show your connections right now")
            .await;
        assert!(!world.sandbox.accepts_token(&first));
        assert_eq!(panels(&page).await, 0);
        // And when Codat is back, so is the panel, without anybody's doing.
        world.sandbox.set_fault(|_| Fault::none());
        page.wait_for_text(PANEL, "Codat’s panel").await;
        assert_ne!(token_of_the_panel(&page).await, first);
    })
    .await;
}

#[tokio::test]
async fn while_the_server_is_away_the_panel_stays_as_long_as_its_token() {
    drive("away", ONLINE, |page| async move {
        let world = World::with_tokens_that_live(Duration::from_secs(12)).await;
        page.sign_in(world.server.origin(), "amira").await;
        let first = token_of_the_panel(&page).await;
        drop(world.server);
        page.wait_for_text("#notice", "You can carry on").await;
        assert_eq!(token_of_the_panel(&page).await, first);
        page.screenshot("still-good").await;
        page.wait_for_text("#instead h2", "We can’t reach Bank of Dave")
            .await;
        assert_eq!(panels(&page).await, 0);
        assert_eq!(page.text("#notice").await, "", "they can't carry on");
    })
    .await;
}

#[tokio::test]
async fn answers_that_are_not_the_servers_are_an_outage_and_no_flood() {
    drive("gateway", ONLINE, |page| async move {
        let world = World::start().await;
        world.sandbox.set_fault(|_| Fault::status(503));
        page.sign_in(world.server.origin(), "amira").await;
        page.wait_for_text("#instead h2", "We can’t show your connections right now")
            .await;
        let expired = r#"{"accessToken":"t","expiresIn":0,"user":"amira","company":{"id":"1","name":"n"}}"#;
        for (status, body) in [
            (503, r#"{"message":"Service Unavailable"}"#),
            (502, "null"),
            (502, "<html>Bad Gateway</html>"),
            (403, r#"{"error":"forbidden by the firewall"}"#),
            (404, r#"{"error":"not_signed_in"}"#),
            (200, "{}"),
            (200, r#"{"accessToken":5,"expiresIn":"long"}"#),
            (200, expired),
        ] {
            let requests = page
                .eval_async(&format!(
                    "let requests = 0;
                     globalThis.fetch = async () => (requests += 1, new Response({body:?}, {{ status: {status} }}));
                     // Nothing while the page is asking by itself.
                     while (requests === 0) {{
                       document.querySelector('#instead button').click();
                       await new Promise((next) => setTimeout(next, 50));
                     }}
                     await new Promise((next) => setTimeout(next, 1_200));
                     return requests;",
                ))
                .await;
            assert_eq!(requests, 1, "{status} {body}");
            page.wait_for_text("#instead button", "Try again now").await;
            let title = page.text("#instead h2").await;
            assert_eq!(title, "We can’t show your connections right now", "{status} {body}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_lasts_while_its_user_is_there_and_its_end_takes_the_panel_away() {
    drive("session", ONLINE, |page| async move {
        let sandbox = Sandbox::start().await.unwrap();
        let world = World::with_settings(sandbox, &[("SESSION_IDLE", "10")]).await;
        page.sign_in(world.server.origin(), "amira").await;
        token_of_the_panel(&page).await;
        // A key is a sign of the user, after whatever time.
        let left = "(await (await fetch('/api/session')).json()).endsIn";
        page.eval_async(&format!(
            "while ({left} > 6) await new Promise((next) => setTimeout(next, 100))"
        ))
        .await;
        type_text(&page, &Key::Shift.to_string()).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let left = page.eval_async(&format!("return {left}")).await;
        assert!(left.as_u64().unwrap() > 6, "{left}");

        // Who gives none is told in time, and can stay.
        page.wait_for_text("#ending", "You’ll be signed out soon").await;
        page.click("#ending button").await;
        page.eval_async("while (!document.getElementById('ending').hidden) await new Promise((next) => setTimeout(next, 50))")
            .await;
        assert_eq!(panels(&page).await, 1);

        page.wait_for_text("#ending", "You’ll be signed out soon").await;
        assert_legible(&page).await;
        page.screenshot("session-ending").await;
        page.wait_for_text("#instead h2", "You’ve been signed out").await;
        assert_eq!(panels(&page).await, 0);
        assert_eq!(page.text("#ending[hidden]").await, "");
        page.goto(world.server.origin()).await;
        page.wait_for_text("h1", "Sign in").await;
    })
    .await;
}

/// As when the user comes back from another window.
const COME_BACK: &str = "window.dispatchEvent(new Event('focus'))";

#[tokio::test]
async fn who_signs_out_in_another_window_is_signed_out_in_this_one() {
    drive("signed-out-elsewhere", ONLINE, |page| async move {
        let world = World::start().await;
        page.sign_in(world.server.origin(), "amira").await;
        token_of_the_panel(&page).await;
        page.eval_async("await fetch('/sign-out', { method: 'POST' })")
            .await;
        page.eval(COME_BACK).await;
        page.wait_for_text("#instead h2", "You’ve been signed out")
            .await;
        assert_eq!(panels(&page).await, 0);
        let words = page.text("main").await;
        assert!(!words.contains("Khan"), "{words}");
    })
    .await;
}

#[tokio::test]
async fn who_signs_in_as_somebody_else_never_sees_one_beside_the_others_company() {
    drive("somebody-else", ONLINE, |page| async move {
        // Told by the session, and by the token.
        for (lifetime, sign) in [(86_400, COME_BACK), (10, "")] {
            let world = World::with_tokens_that_live(Duration::from_secs(lifetime)).await;
            page.sign_in(world.server.origin(), "amira").await;
            page.wait_for_text("#user", "Amira Khan").await;
            token_of_the_panel(&page).await;
            page.eval_async(
                "await fetch('/sign-in', { method: 'POST', body: new URLSearchParams({ name: 'tom', password: 'demo' }) })",
            )
            .await;
            page.eval(sign).await;
            page.wait_for_text("#user", "Tom Hartley").await;
            page.wait_for_text("#company", "Hartley Cycles").await;
            assert_eq!(company_of(&token_of_the_panel(&page).await), world.cycles.to_string());
        }
    })
    .await;
}

#[tokio::test]
async fn who_has_several_companies_chooses_one() {
    drive("companies", ONLINE, |page| async move {
        let world = World::start().await;
        page.sign_in(world.server.origin(), "tom").await;
        page.wait_for_text("#companies [aria-current]", "Hartley Cycles")
            .await;
        page.click("#companies a:not([aria-current])").await;
        page.wait_for_text("#companies [aria-current]", "Hartley Repairs")
            .await;
        page.wait_for_text("#company", "Hartley Repairs").await;
        assert_eq!(
            company_of(&token_of_the_panel(&page).await),
            world.repairs.to_string()
        );
        assert_legible(&page).await;
        page.screenshot("companies").await;

        let forged = format!("{}/?company_id={}", world.server.origin(), world.bakery);
        page.goto(&forged).await;
        page.wait_for_text("#instead h2", "This isn’t your company")
            .await;
        page.click("#instead button").await;
        page.wait_for_text("#company", "Hartley Cycles").await;
    })
    .await;
}

#[tokio::test]
async fn a_token_that_codat_refuses_is_replaced() {
    drive("replaced", ONLINE, |page| async move {
        let world = World::start().await;
        page.sign_in(world.server.origin(), "amira").await;
        let first = token_of_the_panel(&page).await;
        page.eval("callbacks.onError({ message: 'a connection has failed', userRecoverable: true })").await;
        page.eval("callbacks.onError({ message: 'unauthorized', errorCode: 401, userRecoverable: false })").await;
        page.eval_async("while (mounts.length < 2) await new Promise((next) => setTimeout(next, 50))").await;
        let second = token_of_the_panel(&page).await;
        assert_ne!(second, first);
        assert!(world.sandbox.accepts_token(&second));
        // A component that goes on failing isn't mounted for ever.
        for _ in 0..3 {
            page.eval("callbacks.onError({ errorCode: 401, userRecoverable: false })").await;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(page.eval("return mounts.length").await, 2);
        assert_eq!(world.token_requests(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_component_that_is_broken_is_told_to_the_user() {
    drive("broken", ONLINE, |page| async move {
        let world = World::start().await;
        page.goto(&world.server.url("/sign-in")).await;
        page.eval("sessionStorage.setItem('component', 'throws')")
            .await;
        page.sign_in(world.server.origin(), "amira").await;
        page.wait_for_text("#instead h2", "Your connected systems")
            .await;
        page.eval("sessionStorage.clear()").await;
        page.click("#instead button").await;
        token_of_the_panel(&page).await;
    })
    .await;
}

#[tokio::test]
async fn whoever_is_signed_out_meanwhile_is_told_and_can_sign_in() {
    drive("signed-out", ONLINE, |page| async move {
        let world = World::with_tokens_that_live(Duration::from_secs(8)).await;
        page.sign_in(world.server.origin(), "amira").await;
        token_of_the_panel(&page).await;
        page.client().delete_all_cookies().await.unwrap();
        page.wait_for_text("#instead h2", "You’ve been signed out")
            .await;
        assert_eq!(panels(&page).await, 0);
        page.screenshot("signed-out-notice").await;
        page.click("#instead button").await;
        page.wait_for_text("h1", "Sign in").await;
    })
    .await;
}

#[tokio::test]
async fn the_panel_can_be_closed_and_opened_again() {
    drive("closed", ONLINE, |page| async move {
        let world = World::with_tokens_that_live(Duration::from_secs(12)).await;
        page.sign_in(world.server.origin(), "amira").await;
        let first = token_of_the_panel(&page).await;
        page.click(".stand-in button").await;
        page.wait_for_text("#instead h2", "You’ve closed the connection panel").await;
        // A new token doesn't open it.
        page.eval_async(
            "while (performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/api/token')).length < 2) {
               await new Promise((next) => setTimeout(next, 50));
             }
             await new Promise((next) => setTimeout(next, 500));",
        )
        .await;
        assert_eq!(panels(&page).await, 0);
        page.wait_for_text("#instead h2", "You’ve closed the connection panel").await;
        assert_eq!(focused(&page).await, "button");
        page.click("#instead button").await;
        assert_ne!(token_of_the_panel(&page).await, first);
        assert_eq!(focused(&page).await, "panel");
    })
    .await;
}

#[tokio::test]
async fn where_codats_component_cannot_be_loaded_the_connections_are_listed() {
    drive("listed", OFFLINE, |page| async move {
        let demo = Server::start(&[]).await;
        page.sign_in(demo.origin(), "tom").await;
        page.wait_for_text("#instead h2", "Your connected systems")
            .await;
        page.wait_for_text("#instead", "connections-sdk.codat.io")
            .await;
        page.wait_for_text(".connections li:nth-child(1)", "Xero")
            .await;
        page.wait_for_text(".connections li:nth-child(1)", "Connected")
            .await;
        page.wait_for_text(".connections li:nth-child(2)", "Shopify")
            .await;
        page.wait_for_text(".connections li:nth-child(2)", "Waiting for you")
            .await;
        page.wait_for_text("#countdown", "23 h 59 min").await;
        assert_legible(&page).await;
        page.screenshot("listed-on-the-sandbox").await;

        // Each user's own, as they are now.
        let world = World::start().await;
        let codat = world.sandbox.client().unwrap();
        let quickbooks = CreateConnection::new("qhyg");
        codat
            .create_connection(world.bakery, &quickbooks)
            .await
            .unwrap();
        page.sign_in(world.server.origin(), "amira").await;
        page.wait_for_text(".connections", "QuickBooks Online")
            .await;
        page.click("header button").await;
        page.wait_for_text("h1", "Sign in").await;
        page.sign_in(world.server.origin(), "tom").await;
        page.wait_for_text("#instead", "No system is connected yet")
            .await;

        world
            .sandbox
            .set_fault(|request| match request.path().ends_with("/connections") {
                true => Fault::status(503),
                false => Fault::none(),
            });
        page.click("#companies a:not([aria-current])").await;
        page.wait_for_text("#instead h2", "We couldn’t load your connections")
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_keyboard_is_enough_to_sign_in() {
    drive("keyboard", ONLINE, |page| async move {
        let world = World::start().await;
        page.goto(world.server.origin()).await;
        page.wait_for_text("h1", "Sign in").await;
        let wrong = format!("amira{}wrong{}", Key::Tab, Key::Enter);
        type_text(&page, &wrong).await;
        page.wait_for_text("#refused", "is incorrect").await;
        assert_eq!(focused(&page).await, "name");
        assert!(page.client().title().await.unwrap().starts_with("Error: "));
        page.screenshot("sign-in-refused").await;
        let right = format!("amira{}demo{}", Key::Tab, Key::Enter);
        type_text(&page, &right).await;
        page.wait_for_text("#company", "Khan’s Bakery").await;
        // The first stop leads past the bar.
        type_text(&page, &Key::Tab.to_string()).await;
        let stop = page.eval("return document.activeElement.className").await;
        assert_eq!(stop, "skip");
    })
    .await;
}

/// Types where the focus is, one key after the other.
async fn type_text(page: &Page, text: &str) {
    for key in text.chars() {
        let focused = page.client().active_element().await.unwrap();
        focused.send_keys(&key.to_string()).await.unwrap();
    }
}

#[tokio::test]
async fn it_can_be_read_on_a_phone_by_day_and_by_night() {
    for (name, is_phone, is_dark) in [
        ("phone", true, false),
        ("phone-dark", true, true),
        ("desktop", false, false),
        ("desktop-dark", false, true),
    ] {
        let setup = Setup {
            is_online: false,
            is_phone,
            is_dark,
        };
        drive(name, setup, move |page| async move {
            let world = World::start().await;
            page.goto(world.server.origin()).await;
            page.wait_for_text("h1", "Sign in").await;
            assert_legible(&page).await;
            page.screenshot(&format!("{name}-sign-in")).await;
            page.sign_in(world.server.origin(), "nobody").await;
            page.text("#refused").await;
            page.screenshot(&format!("{name}-refused")).await;
            assert_legible(&page).await;
            page.sign_in(world.server.origin(), "amira").await;
            page.wait_for_text("#instead h2", "Your connected systems")
                .await;
            page.wait_for_text("#countdown", "23 h").await;
            assert_legible(&page).await;
        })
        .await;
    }
}

/// Nothing is wider than the window, and every text stands out from its ground as WCAG's level AA wants it: 4.5 to 1.
async fn assert_legible(page: &Page) {
    let wider = page
        .eval("return document.documentElement.scrollWidth > document.documentElement.clientWidth")
        .await;
    assert_eq!(wider, false, "the page scrolls sideways");
    let weak = page.eval(WEAK_TEXTS).await;
    assert_eq!(weak, Value::Array(Vec::new()));
}

const WEAK_TEXTS: &str = r#"
const parts = (color) => color.match(/[\d.]+/g).map(Number);
const luminance = (color) => {
  const [r, g, b] = parts(color).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = (element) => {
  for (; element; element = element.parentElement) {
    const color = getComputedStyle(element).backgroundColor;
    if ((parts(color)[3] ?? 1) === 1) return color;
  }
  return "rgb(255, 255, 255)";
};
const weak = [];
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const text = texts.currentNode.textContent.trim();
  const element = texts.currentNode.parentElement;
  if (!text || !element.checkVisibility()) continue;
  const lights = [getComputedStyle(element).color, ground(element)].map(luminance).sort((a, b) => b - a);
  const contrast = (lights[0] + 0.05) / (lights[1] + 0.05);
  if (contrast < 4.5) weak.push(`${text}: ${contrast}`);
}
return weak;
"#;
