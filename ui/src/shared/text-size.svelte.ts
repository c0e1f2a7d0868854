// How large the person has text: the root's size in pixels. What is placed in pixels asks here, and
// is placed anew when that changes while the window is open.

import { createSubscriber } from "svelte/reactivity";

const usual = 16;
let rem = usual;
let ruler: HTMLElement | null = null;

/** One rem wide, and seen by nobody: as wide as the browser makes it, whoever asked it to. */
function laidOut(): HTMLElement {
  if (ruler?.isConnected) return ruler;
  ruler = document.createElement("div");
  ruler.ariaHidden = "true";
  ruler.style.cssText = "position: absolute; visibility: hidden; width: 1rem; height: 0";
  document.body.append(ruler);
  rem = ruler.getBoundingClientRect().width || usual;
  return ruler;
}

const subscribe = createSubscriber((update) => {
  if (typeof ResizeObserver === "undefined") return;
  const ruler = laidOut();
  const observer = new ResizeObserver(() => {
    const now = ruler.getBoundingClientRect().width || usual;
    if (now === rem) return;
    rem = now;
    update();
  });
  observer.observe(ruler);
  return () => observer.disconnect();
});

export const textSize = {
  get rem(): number {
    laidOut();
    subscribe();
    return rem;
  },
};
