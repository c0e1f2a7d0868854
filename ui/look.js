// What is wrong with the screen as it stands, in words: run in the page by `npm run shots` and by the
// trips through the real window.
//
// Each text, and each thing one can press, has to be inside whatever cuts it off: what hides its
// overflow, unless it says so with an ellipsis and holds the whole of it as a title, and the window.
// What scrolls shows all of itself in time, so from there on it is the one that has to be seen. No
// text lies on another.
(function look() {
  const wrong = [];
  const near = 2;
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth + 1) wrong.push(`the page is ${root.scrollWidth} wide in ${innerWidth}`);
  const within = (element, is) => {
    let one = element;
    while (one && !is(one)) one = one.parentElement;
    return one;
  };
  const styles = new Map();
  const style = (element) => {
    if (!styles.has(element)) styles.set(element, getComputedStyle(element));
    return styles.get(element);
  };
  const ellipsis = (one) => style(one).textOverflow === "ellipsis" || style(one).webkitLineClamp !== "none";
  // What only a screen reader is to have is clipped to nothing.
  const seen = (element) =>
    style(element).visibility === "visible" &&
    style(element).opacity !== "0" &&
    !within(element, (one) => style(one).clipPath !== "none");
  const named = (one) => one.dataset?.testid || (one.getAttribute("class") || one.tagName).replace(/ ?svelte-\w+/g, "");
  const shown = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
  // What lies above has a place of its own; everything else shares one.
  const above = (one) => ["fixed", "sticky"].includes(style(one).position) || (style(one).position === "absolute" && style(one).zIndex !== "auto");
  const layer = (element) => within(element, above);

  const check = (element, rect, what) => {
    let { left, right, top, bottom } = rect;
    for (let one = element; one && one !== root; one = one.parentElement) {
      const box = one.getBoundingClientRect();
      const { overflowX: x, overflowY: y } = style(one);
      if (ellipsis(one)) [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
      else if (x === "hidden" || x === "clip") {
        if (left < box.left - near || right > box.right + near) {
          return wrong.push(`${what} is cut off in its width by ${named(one)}`);
        }
      }
      if (style(one).webkitLineClamp !== "none") bottom = Math.min(bottom, box.bottom);
      else if ((y === "hidden" || y === "clip") && (top < box.top - near || bottom > box.bottom + near)) {
        return wrong.push(`${what} is cut off in its height by ${named(one)}`);
      }
      if (x === "auto" || x === "scroll") [left, right] = [box.left, box.right];
      if (y === "auto" || y === "scroll") [top, bottom] = [box.top, box.bottom];
      if (style(one).position === "fixed") break;
    }
    if (left < -near || right > innerWidth + near || top < -near || bottom > innerHeight + near) {
      wrong.push(`${what} is outside of the window: ${[left, right, top, bottom].map(Math.round)}`);
    }
  };
  /** What is seen of it past all edges; null: nothing. */
  const visible = (element, line) => {
    let [left, right, top, bottom] = [Math.max(line.left, 0), Math.min(line.right, innerWidth), Math.max(line.top, 0), Math.min(line.bottom, innerHeight)];
    for (let one = element; one && one !== root; one = one.parentElement) {
      const box = one.getBoundingClientRect();
      if (style(one).overflowX !== "visible") [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
      if (style(one).overflowY !== "visible") [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
      if (style(one).position === "fixed") break;
    }
    return right - left > near && bottom - top > near ? { left, right, top, bottom } : null;
  };
  const covered = (element, part, what) => {
    // Neighbours in a line touch.
    const inset = Math.min(3, (part.right - part.left) / 2);
    for (const x of [part.left + inset, part.right - inset]) {
      const there = document.elementFromPoint(x, (part.top + part.bottom) / 2);
      if (!there || there.contains(element) || element.contains(there)) continue;
      if (layer(there) === layer(element)) wrong.push(`${what} is covered by ${named(there)}`);
    }
  };

  const all = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const words = text.data.trim();
    const element = text.parentElement;
    if (!words || !seen(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const lines = [...range.getClientRects()].filter((line) => line.width > 0);
    if (lines.length === 0) continue;
    const rect = {
      left: Math.min(...lines.map((line) => line.left)),
      right: Math.max(...lines.map((line) => line.right)),
      top: Math.min(...lines.map((line) => line.top)),
      bottom: Math.max(...lines.map((line) => line.bottom)),
    };
    const what = `"${shown(words)}"`;
    check(element, rect, what);
    const its = layer(element);
    for (const line of lines) {
      const part = visible(element, line);
      if (!part) continue;
      covered(element, part, what);
      all.push({ text, what, part, its });
    }
    const short = within(element, (one) => ellipsis(one) && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1));
    if (short && !short.closest("[title]") && !short.querySelector("[title]")) wrong.push(`${what} is shortened, and nothing has all of it`);
    const pressed = element.closest("button, [role=button], [role=menuitem], a, .button");
    if (!pressed) continue;
    const cut = within(element, (one) => one === pressed || ellipsis(one));
    const box = pressed.getBoundingClientRect();
    const sticks = rect.left < box.left - near || rect.right > box.right + near;
    const high = rect.top < box.top - near || rect.bottom > box.bottom + near;
    if (high || (sticks && !(cut && ellipsis(cut)))) wrong.push(`${what} sticks out of its button`);
  }
  all.sort((one, other) => one.part.top - other.part.top);
  all.forEach((one, i) => {
    for (let n = i + 1; n < all.length && all[n].part.top < one.part.bottom; n += 1) {
      const other = all[n];
      if (other.text === one.text || other.its !== one.its) continue;
      const [a, b] = [one.part, other.part];
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      // Lines that stand close touch by a hair's breadth.
      if (wide > 3 && high > 0.3 * Math.min(a.bottom - a.top, b.bottom - b.top)) wrong.push(`${one.what} and ${other.what} lie on each other`);
    }
  });
  for (const one of document.querySelectorAll("button, input, [role=menuitem], a[href]")) {
    const rect = one.getBoundingClientRect();
    if (rect.width > 0 && seen(one)) {
      check(one, rect, `the ${one.tagName.toLowerCase()} ${one.dataset.testid ?? one.ariaLabel ?? one.textContent}`);
    }
  }
  for (const one of document.querySelectorAll("*")) {
    const scrolls = ["auto", "scroll"].includes(style(one).overflowX);
    // A text of a machine keeps its lines.
    if (scrolls && one.scrollWidth > one.clientWidth + 1 && one.tagName !== "PRE") {
      wrong.push(`${named(one)} is scrolled sideways`);
    }
  }
  return [...new Set(wrong)];
})
