// Pictures of every screen in every state, and an accessibility check of each: `npm run shots`.
// Wants a Chromium on this machine (CHROMIUM names it, if it is not in the usual place).
// Options: names of scenarios or pictures to take, all without. Pictures land in dist/shots, those of
// another language than English (SHOTS_LANGUAGE=de) in a folder of it.
// With text twice as large, and right to left, nothing may be cut off or lie on anything else:
// SHOTS_WAYS=1 keeps these as well.

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { build, preview } from "vite";

const language = process.env.SHOTS_LANGUAGE ?? "en";
const out = language === "en" ? "dist/shots" : `dist/shots/${language}`;
const site = "node_modules/.shots";
const sizes = { normal: { width: 1180, height: 760 }, small: { width: 720, height: 480 } };
const themes = ["dark", "light"];

const click = (id) => (page) => page.getByTestId(id).first().click();
const fill = (id, text) => (page) => page.getByTestId(id).fill(text);
const see = (id) => (page) => page.getByTestId(id).first().waitFor();
const press = (key) => (page) => page.keyboard.press(key);
/** Files held over the card of a cloud that takes none. */
const hold = async (page) => {
  const box = await page.locator("[data-testid=connection-card][data-provider=multicam]").boundingBox();
  await page.evaluate(([x, y]) => window.fake.drop({ drop: "over", x, y }), [box.x + 20, box.y + 20]);
};
/** Files that a second start was given. */
const hand = (page) =>
  page.evaluate(() => {
    window.fake.handed = ["/Volumes/A004_MAG/A004_C001_0304XK_001.mov", "/Volumes/SOUND_2/SC042-T03.wav"];
    window.fake.change({ handed: true });
  });
const row = (n) => (page) => page.getByTestId("queue-row").nth(n);

/** name → scenario and what to do before the picture. */
const pictures = {
  "first-run": ["first-run"],
  "connect": ["first-run", click("connect-cloud")],
  "ways-frameio": ["first-run", click("connect-cloud"), click("provider-frameio")],
  "ways-multicam": ["first-run", click("connect-cloud"), click("provider-multicam")],
  "ways-known": ["known-keys", click("connect-cloud"), click("provider-eagle_eye")],
  "secret": ["secret", click("connect-cloud"), click("provider-frameio"), click("way-device_code")],
  "form-application": ["first-run", click("connect-cloud"), click("provider-frameio"), click("way-application")],
  "form-multicam": ["first-run", click("connect-cloud"), click("provider-multicam"), click("way-token")],
  "form-dealer": ["first-run", click("connect-cloud"), click("provider-eagle_eye"), click("way-reseller")],
  "form-known": ["known-keys", click("connect-cloud"), click("provider-eagle_eye"), click("way-reseller")],
  "form-checked": [
    "first-run",
    click("connect-cloud"),
    click("provider-vinli"),
    click("way-code"),
    fill("field-client_id", "set-wheels"),
    fill("field-client_secret", "not shown"),
    fill("field-app_id", "app-1"),
    fill("field-app_secret", "not shown"),
    click("check-set-up"),
    see("check-set-up-said"),
  ],
  "form-keys-wrong": [
    "first-run",
    click("connect-cloud"),
    click("provider-vinli"),
    click("way-code"),
    fill("field-app_id", "set-wheels"),
    fill("field-app_secret", "wrong"),
    click("show-app_secret"),
    click("check-set-up"),
    see("check-set-up-said"),
  ],
  "form-failed": ["form-failed"],
  "address-failed": ["address-failed"],
  "browser": ["browser"],
  "browser-over": ["browser-over"],
  "browser-trouble": ["browser-trouble"],
  "browser-failed": ["browser-failed"],
  "entering": ["entering"],
  "confirming": ["confirming"],
  "picker": ["picker"],
  "picker-open": ["picker", click("account-row"), see("project-row")],
  "picker-search": ["picker-many", see("project-row"), fill("project-search", "unit 10")],
  "picker-many": ["picker-many", see("project-row")],
  "picker-one-account": ["picker-one-account", see("project-row")],
  "picker-part": ["picker-part", click("account-row"), see("project-row")],
  "picker-look": ["picker-part", see("account-row"), fill("account-search", "person7@customer-7.example")],
  "picker-found": ["picker-part", see("account-row"), fill("account-search", "person7@customer-7.example"), press("ArrowDown"), press("Enter"), see("account-row")],
  "picker-nothing-fits": ["picker-many", see("project-row"), fill("project-search", "nothing like it")],
  "picker-loading": ["picker-loading"],
  "picker-loading-projects": ["picker-loading-projects", click("account-row")],
  "picker-no-account": ["picker-no-account", see("picker-empty")],
  "picker-no-project": ["picker-no-project", see("picker-empty")],
  "picker-not-running": ["picker-not-running", see("picker-empty")],
  "picker-refused": ["picker-refused", see("picker-refused")],
  "picker-former": ["picker-former", click("tab-connection"), click("account-row"), click("project-row"), see("meant-for-confirm")],
  "picker-long": ["picker-long", click("account-row"), see("project-row")],
  "change-project": ["frameio", click("tab-connection"), click("change-project"), see("project-row")],
  "connected-frameio": ["frameio", click("tab-connection"), see("who-picture")],
  "connected-multicam": ["multicam"],
  "connected-eagle-eye": ["eagle-eye"],
  "connected-vinli": ["vinli"],
  "disconnect-vinli": ["vinli", click("disconnect")],
  "four-clouds": ["four-clouds"],
  "four-clouds-all": ["four-clouds", click("all-uploads"), click("add-files")],
  "four-clouds-drop": ["four-clouds", click("all-uploads"), hold],
  "lost-with-files": ["lost-with-files", click("tab-connection")],
  "forget": ["lost-with-files", click("tab-connection"), click("forget")],
  "starting": ["starting"],
  "code": ["code"],
  "code-expired": ["code-expired"],
  "code-trouble": ["code-trouble"],
  "sign-in-failed": ["sign-in-failed"],
  "connected-empty": ["connected"],
  "connection": ["connected", click("tab-connection")],
  "disconnect": ["queue", click("tab-connection"), click("disconnect")],
  "no-project": ["no-project"],
  "queue": ["queue"],
  "queue-hover": ["queue", (page) => row(1)(page).hover()],
  "queue-selected": ["queue", (page) => row(1)(page).click(), (page) => row(5)(page).click({ modifiers: ["Shift"] })],
  "queue-menu": ["queue", (page) => row(3)(page).click({ button: "right" })],
  "queue-pause": ["queue", click("pause-queue")],
  "queue-details": ["queue", (page) => row(0)(page).click(), (page) => page.keyboard.press("Enter")],
  "queue-cancel": ["queue", (page) => row(0)(page).click(), (page) => page.keyboard.press("Delete")],
  "queue-toast": ["queue", click("add-files")],
  "queue-drop": ["queue", (page) => page.evaluate(() => window.fake.drop({ drop: "over", x: 600, y: 300 }))],
  "queue-select-all": ["full", (page) => row(1)(page).click(), press("Control+a")],
  "queue-selected-pause": ["queue", (page) => row(1)(page).click(), (page) => row(5)(page).click({ modifiers: ["Shift"] }), click("selected-pause")],
  "queue-search": ["queue", (page) => page.getByTestId("search").focus(), fill("search", "nothing like this")],
  "practice": ["practice"],
  "failing": ["failing"],
  "failing-details": ["failing", click("filter-attention"), (page) => row(1)(page).click(), (page) => page.keyboard.press("Enter")],
  "offline": ["offline"],
  "paused": ["paused"],
  "cloud-paused": ["cloud-paused", click("tab-connection")],
  "signed-out": ["signed-out"],
  "signed-out-connection": ["signed-out", click("tab-connection")],
  "storage": ["storage"],
  "done": ["done", click("filter-done")],
  "several": ["several"],
  "several-drop": ["several", (page) => page.evaluate(() => window.fake.drop({ drop: "over", x: 600, y: 300 }))],
  "long-names": ["long-names"],
  "long-names-connection": ["long-names", click("tab-connection")],
  "full": ["full"],
  "full-end": ["full", (page) => row(1)(page).click(), press("End"), (page) => page.waitForTimeout(600)],
  "offered": ["offered"],
  "offered-list": ["offered", click("filter-offered"), see("upload-all-offered")],
  "offered-selected": ["offered", click("filter-offered"), see("upload-all-offered"), (page) => row(0)(page).click(), (page) => row(3)(page).click({ modifiers: ["Shift"] })],
  "offered-only": ["offered-only"],
  "offered-details": ["offered", click("filter-offered"), see("upload-all-offered"), (page) => row(1)(page).click(), press("Enter"), see("detail-asset")],
  "growing": ["growing"],
  "growing-details": ["growing", (page) => row(0)(page).click(), press("Enter"), see("detail-asset")],
  "paused-rows": ["paused-rows"],
  "paused-details": ["paused-rows", (page) => row(4)(page).click(), press("Enter"), see("detail-asset")],
  "list-coming": ["list-coming", see("row-coming")],
  "list-refused": ["list-refused", see("filter-empty")],
  "many-parts": ["many-parts", (page) => row(0)(page).click(), press("Enter"), see("detail-asset")],
  "checksums": ["done-details", (page) => row(0)(page).click(), press("Enter"), click("part-sums-toggle"), (page) => page.getByTestId("save-receipt").scrollIntoViewIfNeeded()],
  "together": ["queue", (page) => row(1)(page).click(), press("Enter"), see("together")],
  "captive": ["captive"],
  "proxy": ["proxy"],
  "untrusted": ["untrusted"],
  "clock-wrong": ["clock-wrong"],
  "metered": ["metered"],
  "busy": ["busy"],
  "attention": ["attention-many", click("filter-attention"), (page) => row(4)(page).click(), press("Enter"), see("failure-words")],
  "keys": ["queue", click("open-settings"), click("open-keys"), see("keys")],
  "network-panel": ["queue", click("network-chip"), see("network-panel")],
  "network-poor-panel": ["network-poor", click("network-chip"), see("network-panel")],
  "network-ethernet": ["network-ethernet"],
  "network-fair": ["network-fair"],
  "network-poor": ["network-poor"],
  "network-down": ["network-down"],
  "network-unknown": ["network-unknown"],
  "network-absent": ["network-absent"],
  "network-metered": ["network-metered"],
  "network-long": ["network-long"],
  "folders": ["folders", click("tab-connection"), (page) => page.getByTestId("automatic").scrollIntoViewIfNeeded()],
  "folders-none": ["connected", click("tab-connection"), (page) => page.getByTestId("automatic").scrollIntoViewIfNeeded()],
  "folders-offering": ["folders-offering", click("tab-connection"), (page) => page.getByTestId("automatic").scrollIntoViewIfNeeded()],
  "folder-stop": ["folders", click("tab-connection"), click("folder-stop")],
  "folder-dialog": ["queue", click("watch-folder"), see("folder-dialog")],
  "folder-dialog-filled": ["folders", click("tab-connection"), click("folder-change"), see("folder-dialog"), fill("folder-take", "*.mxf, *.wav"), press("Enter")],
  "settings": ["settings-automatic", click("open-settings")],
  "settings-set": ["settings-schedule", click("open-settings"), click("leave-50"), see("settings-undo")],
  "settings-schedule": ["settings-schedule", click("open-settings"), (page) => page.getByTestId("rule-edit").nth(1).click(), (page) => page.getByTestId("rule-add").scrollIntoViewIfNeeded()],
  "settings-order": ["settings-schedule", click("open-settings"), (page) => page.getByTestId("treat-as-metered").scrollIntoViewIfNeeded()],
  "settings-end": ["settings-schedule", click("open-settings"), (page) => page.getByTestId("redirect-port").scrollIntoViewIfNeeded()],
  "settings-network": ["own-network", click("open-settings"), see("data-folder-reset"), (page) => page.getByTestId("data-folder-reset").scrollIntoViewIfNeeded()],
  "settings-refused": ["data-folder-refused", click("open-settings"), click("proxy-at"), click("proxy-use"), click("authority-add"), click("data-folder-choose"), (page) => page.getByTestId("data-folder-refused").scrollIntoViewIfNeeded()],
  "settings-language": ["settings-german", click("open-settings"), click("language-de"), see("settings-undo")],
  "settings-proxy": ["own-network", click("open-settings"), see("proxy-forget"), (page) => page.getByTestId("proxy-address").evaluate((one) => one.scrollIntoView({ block: "center" }))],
  "settings-elsewhere": ["settings-elsewhere", click("open-settings"), click("settings-import"), see("settings-undo"), click("settings-export"), see("toast")],
  "settings-update-off": ["update-off", click("open-settings"), (page) => page.getByTestId("update-by-itself").scrollIntoViewIfNeeded()],
  "settings-update-ready": ["update-ready", click("open-settings"), (page) => page.getByTestId("update-by-itself").scrollIntoViewIfNeeded()],
  "settings-update-refused": ["update-refused", click("open-settings"), (page) => page.getByTestId("update-by-itself").scrollIntoViewIfNeeded()],
  "update-ready": ["update-ready", see("update-line")],
  "update-refused": ["update-refused", see("update-line")],
  "diagnostics": ["diagnosed", click("open-settings"), click("open-diagnostics"), see("diagnostics-sum")],
  "handed-over": ["several-frameio", see("connection-card"), hand, see("handed-over")],
  "queue-german": ["queue"],
  "settings-german": ["settings-german", click("open-settings")],
  "code-german": ["code"],
  "data-folder-moving": ["data-folder-moving"],
  "data-folder-away": ["data-folder-away"],
  "vault-choose": ["vault-choose"],
  "vault-locked": ["vault-locked"],
  "keyring-locked": ["keyring-locked"],
  "profile-in-use": ["profile-in-use"],
  "database-damaged": ["database-damaged"],
  "database-newer": ["database-newer"],
  "startup-failed": ["startup-failed"],
};

/** In another language than English, whatever the others are taken in. */
const spokenIn = (name) => (name.endsWith("-german") ? "de" : language);

/** Runs in the page: what is cut off, covered, or cannot be got at. */
const look = `${readFileSync(new URL("look.js", import.meta.url), "utf8")}()`;

/** How large a person has set text in the browser. The theme changes nothing of what is looked for. */
const text = { "at 100 %": 16, "at 200 %": 32 };
const directions = ["ltr", "rtl"];

const only = process.argv.slice(2);
const wanted = Object.entries(pictures).filter(([name]) => only.length === 0 || only.includes(name));
mkdirSync(out, { recursive: true });

// What the real window allows, so that breaking it is seen here.
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'";

await build({ mode: "shots", logLevel: "error", build: { outDir: site, emptyOutDir: true } });
const server = await preview({ logLevel: "error", build: { outDir: site }, preview: { port: 1421, headers: { "Content-Security-Policy": policy } } });
const launch = (size) =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", `--blink-settings=defaultFontSize=${size}`],
  });
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let bad = 0;

/** One screen, as it stands after its steps. */
async function open(context, name, complain) {
  const [scenario, ...steps] = pictures[name];
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => complain(error.message));
  page.on("console", (message) => message.type() === "error" && complain(message.text()));
  await page.goto(`http://localhost:1421/?fake=${scenario}&language=${spokenIn(name)}`);
  await page.evaluate(() => document.fonts.ready);
  try {
    for (const step of steps) await step(page);
  } catch (error) {
    complain(error.message);
  }
  await page.waitForTimeout(120);
  return page;
}

async function checkAccess(page, complain) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
      // Menus and panels are drawn beside the page, outside its landmarks.
      rules: { region: { enabled: !document.querySelector("[role=menu], [data-testid=network-panel]") } },
    }),
  );
  for (const v of violations) {
    const where = v.nodes.slice(0, 3).map((n) => `${n.target} ${n.any[0]?.message ?? ""}`);
    complain([`${v.id}: ${v.help}`, ...where].join("\n    "));
  }
}

/** Everything is there, whichever way it is read. */
async function checkRoom(page, picture, complain) {
  for (const direction of directions) {
    await page.evaluate((direction) => (document.documentElement.dir = direction), direction);
    // What looks how much room there is takes a few turns to settle.
    let wrong = [];
    for (let turn = 0; turn < 8; turn += 1) {
      await page.waitForTimeout(50 * (turn + 1));
      wrong = await page.evaluate(look);
      if (wrong.length === 0) break;
    }
    if (process.env.SHOTS_WAYS) await page.screenshot({ path: `${out}/${picture}-${direction}.png` });
    for (const one of wrong) complain(`${direction}: ${one}`);
  }
}

for (const [how, size] of Object.entries(text)) {
  const browser = await launch(size);
  for (const theme of how === "at 100 %" ? themes : themes.slice(0, 1)) {
    for (const [room, viewport] of Object.entries(sizes)) {
      const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: "reduce" });
      for (const [name] of wanted) {
        const complain = (said) => {
          bad += 1;
          console.error(`${name} (${theme}, ${room}, ${how}): ${said}`);
        };
        const page = await open(context, name, complain);
        if (how === "at 100 %") {
          await page.screenshot({ path: `${out}/${name}-${theme}-${room}.png` });
          if (room === "normal") await checkAccess(page, complain);
        }
        if (theme === themes[0]) await checkRoom(page, `${name}-${room}-${size}`, complain);
        await page.close();
      }
      await context.close();
    }
  }
  await browser.close();
}
await server.close();
console.log(bad === 0 ? `${wanted.length} screens, two sizes in two themes each: nothing to complain about` : `${bad} complaints`);
process.exit(bad === 0 ? 0 : 1);
