// Pictures of every screen in every state, and an accessibility check of each: `npm run shots`.
// Wants a Chromium on this machine (CHROMIUM names it, if it is not in the usual place).
// Options: names of scenarios or pictures to take, all without. Pictures land in dist/shots.

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { build, preview } from "vite";

const out = "dist/shots";
const site = "node_modules/.shots";
const sizes = { normal: { width: 1180, height: 760 }, small: { width: 720, height: 480 } };
const themes = ["dark", "light"];

const click = (id) => (page) => page.getByTestId(id).first().click();
const row = (n) => (page) => page.getByTestId("queue-row").nth(n);

/** name → scenario and what to do before the picture. */
const pictures = {
  "first-run": ["first-run"],
  "connect": ["first-run", click("connect-cloud")],
  "secret": ["secret", click("connect-cloud"), click("way-device_code")],
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
  "queue-search": ["queue", (page) => page.getByTestId("search").fill("nothing like this")],
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
  "settings": ["queue", click("open-settings")],
  "vault-choose": ["vault-choose"],
  "vault-locked": ["vault-locked"],
  "keyring-locked": ["keyring-locked"],
  "profile-in-use": ["profile-in-use"],
  "database-damaged": ["database-damaged"],
  "database-newer": ["database-newer"],
  "startup-failed": ["startup-failed"],
};

const only = process.argv.slice(2);
const wanted = Object.entries(pictures).filter(([name]) => only.length === 0 || only.includes(name));
mkdirSync(out, { recursive: true });

// What the real window allows, so that breaking it is seen here.
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'";

await build({ mode: "shots", logLevel: "error", build: { outDir: site, emptyOutDir: true } });
const server = await preview({ logLevel: "error", build: { outDir: site }, preview: { port: 1421, headers: { "Content-Security-Policy": policy } } });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let bad = 0;
for (const theme of themes) {
  for (const [size, viewport] of Object.entries(sizes)) {
    const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: "reduce" });
    for (const [name, [scenario, ...steps]] of wanted) {
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      const complain = (said) => {
        bad += 1;
        console.error(`${name} (${theme}, ${size}): ${said}`);
      };
      page.on("pageerror", (error) => complain(error.message));
      page.on("console", (message) => message.type() === "error" && complain(message.text()));
      await page.goto(`http://localhost:1421/?fake=${scenario}`);
      await page.evaluate(() => document.fonts.ready);
      try {
        for (const step of steps) await step(page);
      } catch (error) {
        complain(error.message);
      }
      await page.waitForTimeout(120);
      await page.screenshot({ path: `${out}/${name}-${theme}-${size}.png` });

      const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      if (sideways) complain("wider than the window");
      if (size === "normal") {
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() =>
          window.axe.run(document, {
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
            // Menus are drawn beside the page, outside its landmarks, as menus are.
            rules: { region: { enabled: !document.querySelector("[role=menu]") } },
          }),
        );
        for (const v of violations) {
          const where = v.nodes.slice(0, 3).map((n) => `${n.target} ${n.any[0]?.message ?? ""}`);
          complain([`${v.id}: ${v.help}`, ...where].join("\n    "));
        }
      }
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
await server.close();
console.log(bad === 0 ? `${wanted.length} screens, four ways each: nothing to complain about` : `${bad} complaints`);
process.exit(bad === 0 ? 0 : 1);
