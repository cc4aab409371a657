// What the server tells, and what it is asked to do.
import { by, say } from "./nodes.js";

const ENDED = "The demo has ended. Start it again with “make demo” or “tocsin demo”; this page then comes back by itself.";
const token = document.querySelector('meta[name="token"]').content;
let run = "";

export function listen(show) {
  const source = new EventSource("live");
  let failing = 0;
  const gone = (away) => { by("gone").hidden = !away; say(by("gone"), away ? ENDED : ""); };
  source.onmessage = (event) => {
    clearTimeout(failing);
    failing = 0;
    const state = JSON.parse(event.data);
    if (run && run !== state.run) return location.reload();
    run = state.run;
    gone(false);
    show(state);
  };
  source.addEventListener("ended", () => gone(true));
  source.onerror = () => {
    failing ||= setTimeout(() => gone(true), 1500);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(show), 2000);
  };
}

// Returns "" when it was done, else why not.
export async function ask(path, body) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Demo-Token": token },
      body: JSON.stringify(body),
    });
    return (await answer.json()).error ?? "";
  } catch {
    return ENDED;
  }
}

// Hands a file over in a room; without one it is the picture of the demo.
export async function attach(pane, view, name, text, file = "") {
  const query = new URLSearchParams({ pane, view, name, text });
  try {
    const answer = await fetch(`attach?${query}`, { method: "POST", headers: { "X-Demo-Token": token }, body: file });
    return (await answer.json()).error ?? "";
  } catch {
    return ENDED;
  }
}

export async function files() {
  return (await fetch("files")).json();
}
