import "@fontsource-variable/inter/wght.css";
import "./shared/styles.css";
import { mount } from "svelte";
import App from "./app/App.svelte";
import { useBackend } from "./ipc/backend";
import { insideTauri, tauri } from "./ipc/tauri";
import { frames } from "./shared/frames";

async function start(): Promise<void> {
  if (insideTauri()) {
    useBackend(tauri);
  } else if (import.meta.env.MODE !== "production") {
    // A plain browser while developing: `?fake=queue`. Left out of what ships.
    const { fakeBackend } = await import("./ipc/fake");
    const fake = fakeBackend(new URLSearchParams(location.search).get("fake") ?? "trip");
    useBackend(fake);
    setInterval(() => fake.tick(250), 250);
    Object.assign(window, { fake });
  } else {
    document.body.textContent = "This is the window of Labrun. Start Labrun itself to use it.";
    return;
  }
  Object.assign(window, { __frames: frames() });
  mount(App, { target: document.getElementById("app")! });
}

void start();
