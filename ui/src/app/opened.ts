// For tests: the whole window over the backend in memory, and a person in front of it.

import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect } from "vitest";
import { useBackend } from "../ipc/backend";
import { fakeBackend, type FakeBackend } from "../ipc/fake";
import App from "./App.svelte";

export async function open(scenario: string, prepare: (fake: FakeBackend) => void = () => {}) {
  const fake = fakeBackend(scenario);
  fake.moving = false;
  prepare(fake);
  useBackend(fake);
  const person = userEvent.setup();
  render(App);
  await waitFor(() => expect(document.querySelector(".blank")).toBeNull());
  // The first rows take a turn more, as they do from the real one.
  const list = document.querySelector("[data-testid=upload-list]");
  if (list && !fake.silent.has("list_uploads") && fake.refuse.size === 0) {
    await waitFor(() => expect(document.querySelector("[aria-busy=true][data-testid=upload-list]")).toBeNull());
  }
  const asked = (command: string) => fake.asked.filter((a) => a.command === command).map((a) => a.args);
  const row = (name: string) => document.querySelector<HTMLElement>(`[data-name="${name}"]`)!;
  return { fake, person, asked, row };
}

export const at = (id: string) => screen.getByTestId(id);
export const find = (id: string) => screen.findByTestId(id);
export const gone = (id: string) => waitFor(() => expect(screen.queryByTestId(id)).toBeNull());
