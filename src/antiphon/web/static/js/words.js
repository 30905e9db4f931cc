// <antiphon-words> is the toolbar around a textarea in which Markdown is written. Each button says what it puts before
// and after the marked words, or before each marked line; Control or Command with its key does the same.

class AntiphonWords extends HTMLElement {
  connectedCallback() {
    this.bar = this.querySelector("[role=toolbar]");
    this.area = this.querySelector("textarea");
    this.buttons = [...this.bar.querySelectorAll("button")];
    this.bar.hidden = false;
    this.walk(0);
    this.bar.addEventListener("click", (event) => this.style(event.target.closest("button")));
    this.bar.addEventListener("keydown", (event) => this.step(event));
    this.area.addEventListener("keydown", (event) => this.shortcut(event));
  }

  style(button) {
    if (!button) return;
    const { before = "", after = "", line } = button.dataset;
    const { selectionStart: start, selectionEnd: end, value } = this.area;
    if (line) return this.put(...this.lines(line, value.lastIndexOf("\n", start - 1) + 1, end));
    const words = value.slice(start, end);
    this.put(before + words + after, start, end, start + before.length, end + before.length);
  }

  lines(mark, start, end) {
    const words = this.area.value.slice(start, end);
    const marked = words.split("\n").map((one) => mark + one).join("\n");
    return [marked, start, end, start + marked.length, start + marked.length];
  }

  put(words, start, end, from, to) {
    this.area.focus();
    this.area.setSelectionRange(start, end);
    // Typed as by hand, so that the browser can take it back; what cannot do that is given the words.
    if (!document.execCommand("insertText", false, words)) this.area.setRangeText(words, start, end);
    this.area.setSelectionRange(from, to);
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  shortcut(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const button = this.buttons.find((one) => one.dataset.key === event.key.toLowerCase());
    if (!button) return;
    event.preventDefault();
    this.style(button);
  }

  // One stop of the tab key for the whole bar; arrows go from button to button.
  step(event) {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const here = this.buttons.indexOf(document.activeElement);
    this.walk((here + way + this.buttons.length) % this.buttons.length).focus();
  }

  walk(to) {
    this.buttons.forEach((one, place) => one.setAttribute("tabindex", place === to ? "0" : "-1"));
    return this.buttons[to];
  }
}

customElements.define("antiphon-words", AntiphonWords);
