// What a screen reader would stumble over, on every screen. Contrast needs pixels: `npm run shots`.

import { cleanup } from "@testing-library/svelte";
import axe from "axe-core";
import { afterEach, expect, test } from "vitest";
import { scenarioNames } from "../ipc/fake";
import { toasts } from "../shared/toasts.svelte";
import { at, find, open } from "./opened";

afterEach(() => {
  cleanup();
  toasts.clear();
});

async function violations(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    rules: {
      "color-contrast": { enabled: false },
      // Menus and dialogs are drawn beside the page, outside its landmarks.
      region: { enabled: !document.querySelector("[role=menu], [role=alertdialog]") },
    },
  });
  return violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target).join(", ")})`);
}

test.each(scenarioNames.filter((name) => !name.startsWith("full")))("nothing is in the way in the scene %s", async (name) => {
  await open(name);
  expect(await violations()).toEqual([]);
});

const trips: Record<string, [scene: string, ...clicks: string[]]> = {
  "the clouds": ["first-run", "connect-cloud"],
  "the ways": ["known-keys", "connect-cloud", "provider-eagle_eye"],
  "a form with every kind of field": ["first-run", "connect-cloud", "provider-multicam", "way-token"],
  "a form with known keys": ["known-keys", "connect-cloud", "provider-eagle_eye", "way-distributor"],
  "a form with a check": ["first-run", "connect-cloud", "provider-vinli", "way-code"],
  "accounts and projects": ["picker-part", "account-row"],
  "changing the project": ["frameio", "tab-connection", "change-project"],
  "leaving": ["vinli", "disconnect"],
  "taking off the list": ["lost-with-files", "tab-connection", "forget"],
  "adding files among several": ["four-clouds", "all-uploads", "add-files"],
  "settings": ["queue", "open-settings"],
  "settings of a company's network": ["own-network", "open-settings"],
  "settings that were refused": ["data-folder-refused", "open-settings", "authority-add", "data-folder-choose"],
};

test.each(Object.entries(trips))("nothing is in the way at %s", async (_, [scene, ...clicks]) => {
  const { person } = await open(scene);
  for (const id of clicks) {
    await find(id).catch(() => {});
    await person.click(document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)[0] ?? at(id));
  }
  await new Promise((drawn) => setTimeout(drawn, 30));
  expect(await violations()).toEqual([]);
});

test("the check finds what it should", async () => {
  document.body.innerHTML = '<main><h1>x</h1><img src="a.png"><input></main>';
  const found = (await violations()).join();
  expect(found).toContain("image-alt");
  expect(found).toContain("label");
});
