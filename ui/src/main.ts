import "@fontsource-variable/inter/wght.css";
import "./shared/styles.css";
import { mount } from "svelte";
import App from "./app/App.svelte";
import { useBackend } from "./ipc/backend";
import { insideTauri, tauri } from "./ipc/tauri";
import { frames } from "./shared/frames";
import { say } from "./shared/words.svelte";

async function start(): Promise<void> {
  if (insideTauri()) {
    useBackend(tauri);
  } else if (import.meta.env.MODE !== "production") {
    // A plain browser while developing: `?fake=queue&language=de`. Left out of what ships.
    const { fakeBackend } = await import("./ipc/fake");
    const wished = new URLSearchParams(location.search);
    const fake = fakeBackend(wished.get("fake") ?? "trip");
    if (wished.get("language") === "de") fake.computerSpeaks = "de";
    useBackend(fake);
    setInterval(() => fake.tick(250), 250);
    Object.assign(window, { fake });
  } else {
    document.body.textContent = say("app-not-the-program");
    return;
  }
  Object.assign(window, { __frames: frames() });
  mount(App, { target: document.getElementById("app")! });
}

void start();
