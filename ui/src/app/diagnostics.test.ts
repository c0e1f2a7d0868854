// What is wrong, said and saved; and settings that go from one computer to another.

import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { afterEach, expect, test } from "vitest";
import { refusal } from "../ipc/fake";
import { standardSettings } from "../ipc/fake/rows";
import { toasts } from "../shared/toasts.svelte";
import { at, find, gone, open } from "./opened";

afterEach(() => {
  cleanup();
  toasts.clear();
});

test("what is wrong is said first, and what was read is what is saved", async () => {
  const { person, asked } = await open("queue", (fake) => {
    fake.diagnosis = {
      findings: [
        { well: true, what: "Network", said: "It carries what is sent." },
        { well: false, what: "Watched folder", said: "~/A001 is not there. Put the card in or connect the share." },
      ],
      report: "Labrun diagnostics\n== In words\n",
      file_name: "labrun-diagnostics.txt",
    };
  });
  await person.click(at("open-settings"));
  await person.click(at("open-diagnostics"));
  expect(await find("diagnostics-sum")).toHaveTextContent("1 thing to look at");
  expect(screen.getAllByTestId("finding")[0]).toHaveTextContent("Put the card in");
  expect(at("diagnostics-text")).toHaveTextContent("Labrun diagnostics == In words");
  await person.click(at("diagnostics-save"));
  expect(asked("save_diagnostics")).toHaveLength(1);
  expect(await find("toast")).toHaveTextContent("Diagnostics saved");
  await person.click(at("diagnostics-close"));
  await gone("diagnostics");
});

test("settings come from a file, and can be taken back", async () => {
  const { person, asked } = await open("queue", (fake) => (fake.exported = { ...standardSettings, limit_mbit: 40 }));
  await person.click(at("open-settings"));
  await person.click(at("settings-import"));
  await waitFor(() => expect(at("settings-kept")).toHaveTextContent("Settings imported"));
  await person.click(at("settings-undo"));
  await waitFor(() => expect(asked("set_settings")).toHaveLength(2));
  expect(asked("set_settings")).toEqual([{ settings: { ...standardSettings, limit_mbit: 40 } }, { settings: standardSettings }]);
  await person.click(at("settings-export"));
  expect(await find("toast")).toHaveTextContent("Settings exported");
});

test("nothing wrong is said as well, and what cannot be told says why", async () => {
  const { fake, person } = await open("queue");
  fake.refuse.set("diagnose", refusal("internal", "The log cannot be read."));
  await person.click(at("open-settings"));
  await person.click(at("open-diagnostics"));
  expect(await screen.findByText("The log cannot be read.")).toBeVisible();
  expect(at("diagnostics-save")).toBeDisabled();
  await person.click(at("diagnostics-again"));
  expect(await find("diagnostics-sum")).toHaveTextContent("Nothing is wrong");
});

test("the keys are on one page, and a question mark that is typed opens nothing", async () => {
  const { person } = await open("queue");
  await person.click(at("search"));
  await person.keyboard("?");
  expect(screen.queryByTestId("keys")).toBeNull();
  await person.clear(at("search"));
  at("upload-list").focus();
  await person.keyboard("?");
  expect(await find("keys")).toHaveTextContent("Select everything that is listed");
  await person.keyboard("{Escape}");
  await gone("keys");
  await person.keyboard("{Control>},{/Control}");
  expect(await find("settings")).toBeVisible();
});
