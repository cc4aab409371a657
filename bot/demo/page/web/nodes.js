// Making elements, and keeping a list of them in step with what they show. Text is only ever text.

export function make(tag, given = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...inside.filter((one) => one !== null && one !== undefined && one !== ""));
  return node;
}

export const by = (id) => document.getElementById(id);

export function say(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

// Read out, each once; nothing that is said hides what was said just before.
export function announce(words) {
  if (!words) return;
  by("announce").append(make("p", {}, words));
  while (by("announce").childElementCount > 6) by("announce").firstChild.remove();
}

// A button that cannot be pressed now stays where it is in the order of focus.
export function may(button, yes) {
  button.setAttribute("aria-disabled", String(!yes));
}

export const barred = (button) => button.getAttribute("aria-disabled") === "true";

// Elements keep their places, and what is focused stays so: only what changed is made anew.
export function keep(parent, items, keyOf, build) {
  const known = new Map([...parent.children].map((one) => [one.dataset.key, one]));
  let at = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const shown = JSON.stringify(item);
    let node = known.get(key);
    if (!node || node.dataset.shown !== shown) {
      const made = build(item);
      made.dataset.key = key;
      made.dataset.shown = shown;
      if (node) {
        if (node === at) at = made;
        const focused = [...node.querySelectorAll("button")].indexOf(document.activeElement);
        // An opened menu stays open.
        if (node.querySelector('.more[aria-expanded="true"]')) made.querySelector(".more")?.click();
        node.replaceWith(made);
        if (focused >= 0) made.querySelectorAll("button")[focused]?.focus();
      }
      node = made;
    }
    known.delete(key);
    if (node === at) at = at.nextElementSibling;
    else parent.insertBefore(node, at);
  }
  for (const node of known.values()) node.remove();
}
