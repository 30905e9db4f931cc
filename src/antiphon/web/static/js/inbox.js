// Triage by keyboard, how many are chosen, and the seconds in which an answer can be undone. All of it works without.

const rows = () => [...document.querySelectorAll(".inbox-row")];
const here = () => document.activeElement?.closest(".inbox-row");
const boxes = () => [...document.querySelectorAll("input[name=chosen]")];
const form = () => document.querySelector("form#triage");

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(here());
  const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  all[to].querySelector("a.whole").focus();
  all[to].scrollIntoView({ block: "nearest" });
}

// Where nothing is chosen, what one stands at is meant.
function mean() {
  const own = here()?.querySelector("input[name=chosen]");
  if (own && !boxes().some((box) => box.checked)) own.checked = true;
  count();
  return boxes().some((box) => box.checked);
}

function count() {
  const place = document.querySelector("#chosen-count");
  const all = document.querySelector("#choose-all");
  if (!place || !all) return;
  const chosen = boxes().filter((box) => box.checked).length;
  all.closest("label").hidden = false;
  all.checked = chosen > 0 && chosen === boxes().length;
  all.indeterminate = chosen > 0 && chosen < boxes().length;
  place.hidden = chosen === 0;
  place.textContent = `${chosen} ${place.dataset.words}`;
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  x: () => {
    const box = here()?.querySelector("input[name=chosen]");
    if (box) box.checked = !box.checked;
    count();
  },
  e: () => {
    const button = form()?.querySelector("[data-key=e]");
    if (button && mean()) form().requestSubmit(button);
  },
  s: () => {
    const menu = form()?.querySelector("details.put-off");
    if (!menu || !mean()) return;
    menu.open = true;
    menu.querySelector("button").focus();
  },
  a: () => {
    if (mean()) form().querySelector("#hand-to").focus();
  },
  "?": () => {
    const keys = document.querySelector("#keys");
    if (!keys) return;
    keys.open = !keys.open;
    if (keys.open) keys.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const act = KEYS[event.key];
  if (!act || typing || !document.querySelector("#listing")) return;
  event.preventDefault();
  act();
});

document.addEventListener("change", (event) => {
  if (event.target.id === "choose-all") boxes().forEach((box) => (box.checked = event.target.checked));
  if (event.target.id === "choose-all" || event.target.name === "chosen") count();
});
document.addEventListener("htmx:afterSettle", count);
count();

class AntiphonCountdown extends HTMLElement {
  connectedCallback() {
    const until = performance.now() + 1000 * Number(this.textContent);
    this.ticking = setInterval(() => {
      this.textContent = String(Math.max(0, Math.ceil((until - performance.now()) / 1000)));
    }, 250);
  }

  disconnectedCallback() {
    clearInterval(this.ticking);
  }
}

customElements.define("antiphon-countdown", AntiphonCountdown);
