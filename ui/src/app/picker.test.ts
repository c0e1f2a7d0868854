// From being signed in to a project, and from one project to another.

import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, expect, test, vi } from "vitest";
import { refusal } from "../ipc/fake";
import { manyProjects, whole } from "../ipc/fake/places";
import { ofEach } from "../ipc/fake/rows";
import { Search } from "../features/connections/search";
import { toasts } from "../shared/toasts.svelte";
import { at, find, gone, open } from "./opened";

afterEach(() => {
  cleanup();
  toasts.clear();
  vi.restoreAllMocks();
});

const names = (id: "account-row" | "project-row") => screen.queryAllByTestId(id).map((r) => r.dataset.name);
const active = (field: HTMLElement) => document.getElementById(field.getAttribute("aria-activedescendant") ?? "")?.dataset.name;

test("an account, then a project: by mouse", async () => {
  const { person, asked, row } = await open("picker");
  await find("account-list");
  await waitFor(() => expect(names("account-row")).toEqual(["Ærø Film", "Łódź Documentary Fund", "Nordlys Pictures", "Nordlys Pictures"]));
  expect(at("project-search")).toBeDisabled();
  await person.click(row("Ærø Film"));
  await waitFor(() => expect(names("project-row")).toEqual(["Færgen", "Sommerø"]));
  await person.click(row("Sommerø"));
  expect(asked("choose_project")).toEqual([
    { connection: "c1", account: { id: "a2", name: "Ærø Film" }, project: { id: "p20", name: "Sommerø" } },
  ]);
  expect(await find("project-name")).toHaveTextContent("Sommerø");
  expect(at("account-name")).toHaveTextContent("Ærø Film");
  expect(await find("toast")).toHaveTextContent("Connected to Sommerø");
});

test("the same by keyboard alone: type, arrows, Enter", async () => {
  const { person, asked } = await open("picker");
  await waitFor(() => expect(at("account-search")).toHaveFocus());
  // Enter alone chooses nothing by accident.
  await person.keyboard("{Enter}");
  expect(asked("list_projects")).toEqual([]);
  await person.keyboard("nordl");
  await waitFor(() => expect(active(at("account-search"))).toBe("Nordlys Pictures"));
  await person.keyboard("{ArrowDown}{ArrowUp}{Enter}");
  await waitFor(() => expect(at("project-search")).toHaveFocus());
  await waitFor(() => expect(names("project-row")).toHaveLength(8));
  await person.keyboard("{End}");
  expect(active(at("project-search"))).toBe("Tag 2 – Außen, Nacht");
  await person.keyboard("{Home}");
  expect(active(at("project-search"))).toBe("Árbol de la vida");
  await person.keyboard("{PageDown}{PageUp}{ArrowDown}");
  expect(active(at("project-search"))).toBe("Commercial – Nordlys");
  await person.keyboard("aussen");
  await waitFor(() => expect(names("project-row")).toEqual(["Tag 2 – Außen, Nacht"]));
  await person.keyboard("{Escape}");
  await waitFor(() => expect(names("project-row")).toHaveLength(8));
  await person.keyboard("strass{Enter}");
  await waitFor(() => expect(asked("choose_project")[0]).toMatchObject({ project: { name: "Straßenbahn" } }));
});

test("typing anywhere searches", async () => {
  const { person } = await open("picker-one-account");
  await find("project-list");
  await waitFor(() => expect(names("project-row")).toHaveLength(2));
  (document.activeElement as HTMLElement).blur();
  await person.keyboard("van");
  expect(at("project-search")).toHaveValue("van");
  await waitFor(() => expect(names("project-row")).toEqual(["Unit base van"]));
});

test("one account is no choice: its projects are there at once", async () => {
  const { asked } = await open("picker-one-account");
  await waitFor(() => expect(names("project-row")).toEqual(["Camera car", "Unit base van"]));
  expect(asked("list_projects")).toEqual([{ connection: "c1", account: "v1" }]);
  await waitFor(() => expect(at("project-search")).toHaveFocus());
});

test("the list is a listbox whose search field says how many fit", async () => {
  const { person } = await open("picker-one-account");
  await waitFor(() => expect(names("project-row")).toHaveLength(2));
  const field = at("project-search");
  expect(field).toHaveAttribute("role", "combobox");
  const list = document.getElementById(field.getAttribute("aria-controls")!)!;
  expect(list).toHaveAttribute("role", "listbox");
  expect(list).toHaveAccessibleName("Devices");
  await person.type(field, "car");
  const option = within(list).getByRole("option", { name: /Camera car/ });
  expect(field).toHaveAttribute("aria-activedescendant", option.id);
  expect(at("project-count")).toHaveTextContent("1 of 2 devices");
  await waitFor(() => expect(screen.getAllByRole("status").some((s) => s.textContent?.includes("1 of 2 devices"))).toBe(true));
  expect(option.querySelector("mark")).toHaveTextContent("car");
});

test("ten thousand projects: only what is in sight is in the page, and nothing is folded again by typing", async () => {
  const { person } = await open("picker-many");
  await waitFor(() => expect(at("project-count")).toHaveTextContent("10,000 projects"));
  // Six hundred pixels of 48 each where nothing is laid out, and six rows to spare at the end.
  const most = Math.ceil(600 / 48) + 6;
  expect(names("project-row").length).toBeLessThanOrEqual(most);

  const text = "øresund 77";
  const search = new Search(manyProjects(10_000));
  const expected = [...text].map((_, i) => {
    const fits = search.find(text.slice(0, i + 1)).length;
    return `${fits.toLocaleString("en-US")} of 10,000 projects`;
  });
  const normalize = vi.spyOn(String.prototype, "normalize");
  const field = at("project-search") as HTMLInputElement;
  field.focus();
  const times: number[] = [];
  for (const [i, letter] of [...text].entries()) {
    normalize.mockClear();
    const began = performance.now();
    await person.keyboard(letter);
    await waitFor(() => expect(at("project-count").textContent).toBe(expected[i]));
    times.push(performance.now() - began);
    // What is typed, and the few accented letters of the rows in sight.
    expect(normalize.mock.calls.length).toBeLessThan(most * 10);
    expect(names("project-row").length).toBeLessThanOrEqual(most);
  }
  expect(names("project-row")[0]).toMatch(/Øresund 77/);
  console.info(`10,000 projects: a key press to the filtered page took ${Math.max(...times).toFixed(0)} ms at most`);
});

test("a project is changed on the same screen, with the present one marked, and can be left alone", async () => {
  const { person, asked, row } = await open("frameio");
  await person.click(at("tab-connection"));
  await person.click(await find("change-project"));
  await waitFor(() => expect(row("Feature – Unit A")).toHaveAttribute("aria-selected", "true"));
  expect(row("Feature – Unit A")).toHaveTextContent("Connected");
  await person.click(at("picker-cancel"));
  expect(await find("project-name")).toHaveTextContent("Feature – Unit A");
  await person.click(at("change-project"));
  await find("picker");
  await person.keyboard("{Escape}");
  expect(await find("project-name")).toBeVisible();
  expect(asked("choose_project")).toEqual([]);

  await person.click(at("change-project"));
  await waitFor(() => expect(row("Feature – Unit B")).toBeTruthy());
  await person.click(row("Feature – Unit B"));
  await waitFor(() => expect(at("project-name")).toHaveTextContent("Feature – Unit B"));
});

test("files that were meant for another project are asked about once before they go elsewhere", async () => {
  const { person, asked, row } = await open("picker-former");
  await person.click(await find("tab-connection"));
  await waitFor(() => expect(row("Ærø Film")).toBeTruthy());
  await person.click(row("Ærø Film"));
  await waitFor(() => expect(row("Færgen")).toBeTruthy());
  await person.click(row("Færgen"));
  expect(await find("meant-for-confirm-dialog")).toHaveTextContent("These 12 files were meant for Feature – Unit Z");
  await person.click(screen.getByText("Back, keep waiting"));
  await gone("meant-for-confirm-dialog");
  expect(asked("choose_project")).toEqual([]);
  await person.click(row("Færgen"));
  await person.click(await find("meant-for-confirm"));
  await waitFor(() => expect(asked("choose_project")).toHaveLength(1));
});

test("the same project as before is not asked about", async () => {
  const { person, asked, row } = await open("picker-former", (fake) => {
    const c = fake.connections.get("c1")!;
    fake.connections.set("c1", { ...c, former_project: { id: "p1", name: "Feature – Unit A" } });
  });
  await person.click(await find("tab-connection"));
  await waitFor(() => expect(document.querySelector('[data-id="a1"]')).not.toBeNull());
  await person.click(document.querySelector<HTMLElement>('[data-id="a1"]')!);
  await waitFor(() => expect(row("Feature – Unit A")).toBeTruthy());
  await person.click(row("Feature – Unit A"));
  await waitFor(() => expect(asked("choose_project")).toHaveLength(1));
  expect(screen.queryByTestId("meant-for-confirm-dialog")).toBeNull();
});

test("no account says why, with the way to support", async () => {
  await open("picker-no-account");
  expect(await find("picker-empty")).toHaveTextContent("None of your accounts is enabled for Camera to Cloud");
  expect(at("support-link")).toHaveAttribute("href", expect.stringMatching(/^https:/));
});

test("no project says why; looking again asks again", async () => {
  const { fake, person, row } = await open("picker-no-project");
  expect(await find("picker-empty")).toHaveTextContent("no project that is open");
  fake.projects.set("a1", whole(manyProjects(3)));
  await person.click(at("project-refresh"));
  await waitFor(() => expect(row("Feature – Unit A 1")).toBeTruthy());
});

test("a machine without its application says so: that is a state and no error", async () => {
  await open("picker-not-running");
  expect(await find("picker-said")).toHaveTextContent("No application is running on this machine");
  expect(screen.queryByTestId("picker-refused")).toBeNull();
});

test("a list that was not read to its end says so", async () => {
  await open("picker-part");
  expect(await find("picker-part")).toHaveTextContent("only the first 5,000 accounts were read");
});

test("what cannot be read is said in words, and tried again", async () => {
  const { person } = await open("picker-refused");
  expect(await find("picker-refused")).toHaveTextContent("The camera cloud cannot be reached");
  await person.click(at("picker-retry"));
  await waitFor(() => expect(names("account-row")).toHaveLength(4));
});

test("while a list is on its way its place is kept", async () => {
  await open("picker-loading");
  expect(await find("account-loading")).toBeVisible();
  expect(at("account-list")).toHaveAttribute("aria-busy", "true");
});

test("an address that is typed can be looked for at the cloud itself, from the keyboard too", async () => {
  const { person, asked } = await open("picker-part");
  await waitFor(() => expect(at("account-search")).toHaveFocus());
  await person.keyboard("nobody");
  expect(screen.queryByTestId("look-there")).toBeNull();
  await person.keyboard("@elsewhere.example");
  expect(await find("look-there")).toHaveTextContent("Look for nobody@elsewhere.example at Eagle Eye CameraManager");
  await person.keyboard("{Enter}");
  await waitFor(() => expect(asked("list_accounts").at(-1)).toEqual({ connection: "c1", find: "nobody@elsewhere.example" }));
  expect(await screen.findByText(/finds nobody with nobody@elsewhere.example/)).toBeVisible();

  await person.clear(at("account-search"));
  await person.keyboard("person7@customer-7.example");
  await person.keyboard("{ArrowDown}{Enter}");
  expect(await screen.findByText(/Found at Eagle Eye CameraManager/)).toBeVisible();
  await waitFor(() => expect(names("account-row")).toEqual(["Customer 7"]));
  await person.clear(at("account-search"));
  await waitFor(() => expect(names("account-row").length).toBeGreaterThan(5));
});

test("an answer that was overtaken is thrown away", async () => {
  const { fake, person, row } = await open("picker");
  await waitFor(() => expect(row("Ærø Film")).toBeTruthy());
  fake.silent.add("list_projects");
  await person.click(document.querySelector<HTMLElement>('[data-id="a1"]')!);
  fake.silent.delete("list_projects");
  await person.click(row("Ærø Film"));
  await waitFor(() => expect(names("project-row")).toEqual(["Færgen", "Sommerø"]));
});

test("a choice that is refused leaves the list as it was", async () => {
  const { fake, person, row } = await open("picker-one-account");
  await waitFor(() => expect(row("Camera car")).toBeTruthy());
  fake.refuse.set("choose_project", refusal("offline", "platform did not answer."));
  await person.click(row("Camera car"));
  expect(await find("toast")).toHaveTextContent("platform did not answer.");
  expect(row("Camera car")).not.toHaveAttribute("aria-disabled", "true");
});

test("a way that chooses on the cloud's own page offers no list", async () => {
  const { person, asked } = await open("connected");
  await person.click(at("tab-connection"));
  expect(screen.queryByTestId("change-project")).toBeNull();
  expect(screen.getByText(/choose another project there/)).toBeVisible();
  expect(asked("list_accounts")).toEqual([]);
});

test.each(Object.keys(ofEach) as (keyof typeof ofEach)[])("%s: the list can be opened again while connected", async (kind) => {
  const { person, asked } = await open("first-run", (fake) => {
    const row = ofEach[kind]();
    fake.connections.set(row.id, row);
  });
  const tab = screen.queryByTestId("tab-connection");
  if (tab) await person.click(tab);
  await person.click(await find("change-project"));
  await waitFor(() => expect(names("project-row").length).toBeGreaterThan(0));
  expect(asked("list_accounts")).toHaveLength(1);
});
