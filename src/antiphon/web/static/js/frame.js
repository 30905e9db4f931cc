// <antiphon-frame>: a picture over range inputs (left, top, width, height, focusx, focusy, in percent of the sides).
// The frame and the focus can be dragged; the inputs stay what is sent, and what a keyboard moves.

class AntiphonFrame extends HTMLElement {
  connectedCallback() {
    this.inputs = new Map();
    for (const input of this.querySelectorAll("input[type=range]")) this.inputs.set(input.name.split("-")[0], input);
    this.place = this.querySelector(".frame-picture");
    this.shown = this.put("div", "frame-shown", this.place);
    this.corner = this.inputs.has("width") ? this.put("span", "frame-corner", this.shown) : null;
    this.focus_ = this.inputs.has("focusx") ? this.put("span", "frame-focus", this.place) : null;
    this.addEventListener("input", () => this.draw());
    this.place.addEventListener("pointerdown", (event) => this.take(event));
    this.draw();
  }

  put(tag, name, into) {
    const made = document.createElement(tag);
    made.className = name;
    made.setAttribute("aria-hidden", "true");
    into.append(made);
    return made;
  }

  value(name) {
    return Number(this.inputs.get(name)?.value ?? 0);
  }

  write(name, value) {
    const input = this.inputs.get(name);
    if (input) input.value = Math.min(100, Math.max(Number(input.min), value));
  }

  draw() {
    if (this.value("left") + this.value("width") > 100) this.write("width", 100 - this.value("left"));
    if (this.value("top") + this.value("height") > 100) this.write("height", 100 - this.value("top"));
    for (const name of this.inputs.keys()) this.style.setProperty(`--${name}`, `${this.value(name)}%`);
  }

  take(event) {
    const what = event.target;
    if (event.button !== 0) return;
    event.preventDefault();
    const box = this.place.getBoundingClientRect();
    const start = { x: event.clientX, y: event.clientY };
    const before = Object.fromEntries([...this.inputs.keys()].map((name) => [name, this.value(name)]));
    const move = (now) => {
      const across = (100 * (now.clientX - start.x)) / box.width;
      const down = (100 * (now.clientY - start.y)) / box.height;
      this.drag(what, before, across, down, (100 * (now.clientX - box.left)) / box.width, (100 * (now.clientY - box.top)) / box.height);
    };
    const end = () => {
      this.place.removeEventListener("pointermove", move);
      this.inputs.values().next().value.dispatchEvent(new Event("change", { bubbles: true }));
    };
    this.place.setPointerCapture(event.pointerId);
    this.place.addEventListener("pointermove", move);
    this.place.addEventListener("pointerup", end, { once: true });
    this.place.addEventListener("pointercancel", end, { once: true });
  }

  drag(what, before, across, down, x, y) {
    if (what === this.corner) {
      this.write("width", Math.min(before.width + across, 100 - before.left));
      this.write("height", Math.min(before.height + down, 100 - before.top));
    } else if (what === this.shown) {
      this.write("left", Math.min(before.left + across, 100 - before.width));
      this.write("top", Math.min(before.top + down, 100 - before.height));
    } else if (this.focus_) {
      this.write("focusx", x);
      this.write("focusy", y);
    }
    this.draw();
  }
}

customElements.define("antiphon-frame", AntiphonFrame);
