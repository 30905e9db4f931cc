// <antiphon-plan> lets an entry be carried to another day, by pointer or by keyboard. Where it may stand and what
// that means is said by the server, which gives the plan anew; without this script the link "Move" does the same.

class AntiphonPlan extends HTMLElement {
  connectedCallback() {
    this.held = null;
    this.target = null;
    this.addEventListener("dragstart", (event) => this.dragStart(event));
    this.addEventListener("dragover", (event) => this.dragOver(event));
    this.addEventListener("dragend", () => this.letGo());
    this.addEventListener("drop", (event) => this.drop(event));
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("focusout", (event) => this.lost(event));
    this.addEventListener("htmx:afterSettle", () => this.focusMoved());
  }

  get days() {
    return [...this.querySelectorAll("[data-day]")];
  }

  dragStart(event) {
    const entry = event.target.closest(".entry[draggable]");
    if (!entry) return;
    this.held = entry;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", entry.dataset.post);
    entry.classList.add("is-held");
  }

  dragOver(event) {
    const day = event.target.closest("[data-day]");
    if (!this.held || !day) return;
    event.preventDefault();
    this.aim(day);
  }

  drop(event) {
    const day = event.target.closest("[data-day]");
    if (!this.held || !day) return;
    event.preventDefault();
    this.put(this.held, day);
  }

  key(event) {
    const entry = event.target.closest(".entry[draggable]");
    if (!entry || !event.target.matches(".entry-link") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " ") {
      event.preventDefault();
      if (this.held) this.put(this.held, this.target);
      else this.pick(entry);
    } else if (this.held && event.key === "Escape") {
      event.preventDefault();
      this.letGo();
      this.say(this.dataset.left);
    } else if (this.held && event.key in STEPS) {
      event.preventDefault();
      this.step(STEPS[event.key]);
    }
  }

  pick(entry) {
    this.held = entry;
    entry.classList.add("is-held");
    this.aim(entry.closest("[data-day]") ?? this.days[0]);
    this.say(this.dataset.picked);
  }

  step(by) {
    const days = this.days;
    const place = Math.min(days.length - 1, Math.max(0, days.indexOf(this.target) + by));
    this.aim(days[place]);
    this.say(days[place].querySelector("h3").textContent.trim().replace(/\s+/g, " "));
  }

  aim(day) {
    this.target?.classList.remove("is-target");
    this.target = day;
    day?.classList.add("is-target");
  }

  put(entry, day) {
    const same = entry.closest("[data-day]") === day;
    this.letGo();
    if (same || !day) return this.say(this.dataset.left);
    const address = `${this.dataset.url}${entry.dataset.post}/`;
    const look = location.search.slice(1);
    if (!entry.dataset.from) {
      location.assign(`${address}?${new URLSearchParams({ from: "", day: day.dataset.day, look })}`);
      return;
    }
    this.moved = entry.dataset.post;
    const values = { from: entry.dataset.from, day: day.dataset.day, look };
    window.htmx.ajax("POST", address, { target: "#plan", swap: "innerHTML", values });
  }

  letGo() {
    this.held?.classList.remove("is-held");
    this.held = null;
    this.aim(null);
  }

  lost(event) {
    if (this.held && event.target.closest(".is-held") && event.relatedTarget) this.letGo();
  }

  focusMoved() {
    if (!this.moved) return;
    this.querySelector(`.entry[data-post="${this.moved}"] .entry-link`)?.focus();
    this.moved = null;
  }

  say(words) {
    this.querySelector("#told").textContent = words;
  }
}

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

customElements.define("antiphon-plan", AntiphonPlan);
