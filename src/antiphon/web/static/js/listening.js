// <antiphon-triage> lets one say by keyboard what each row is: j and k go down and up, y, n and 1 to 4 speak, u takes back.

const KINDS = { 1: "question", 2: "need", 3: "want", 4: "worry" };

class AntiphonTriage extends HTMLElement {
  connectedCallback() {
    this.heard = (event) => this.hear(event);
    this.swapped = (event) => this.stay(event);
    document.addEventListener("keydown", this.heard);
    this.addEventListener("htmx:afterSwap", this.swapped);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.heard);
  }

  get rows() {
    return [...this.querySelectorAll(".heard-row")];
  }

  hear(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const here = event.target.closest?.(".heard-row");
    if (event.key === "j" || event.key === "k") return this.move(event, here, event.key === "j" ? 1 : -1);
    const button = here && this.button(here, event.key);
    if (!button) return;
    event.preventDefault();
    this.last = here.id;
    button.click();
  }

  button(row, key) {
    if (KINDS[key]) return row.querySelector(`button[name=says][value=${KINDS[key]}]`);
    return /^[ynu]$/.test(key) ? row.querySelector(`button[data-key=${key}]`) : null;
  }

  move(event, here, step) {
    const rows = this.rows;
    const next = rows[here ? rows.indexOf(here) + step : 0];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  // What was said stands in the row, which keeps the focus: j goes on from there, u takes it back.
  stay(event) {
    const row = this.last && document.getElementById(this.last);
    if (row && (event.detail.target?.id === this.last || !document.activeElement || document.activeElement === document.body)) row.focus();
  }
}

customElements.define("antiphon-triage", AntiphonTriage);
