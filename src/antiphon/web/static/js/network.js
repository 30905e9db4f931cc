// <antiphon-map> lets one move about the map of people: nearer, farther, along, and by keys from one point to the next.

const NEARER = 1.3;
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class AntiphonMap extends HTMLElement {
  connectedCallback() {
    this.svg = this.querySelector("svg");
    this.says = this.querySelector(".map-says");
    this.whole = this.box;
    this.querySelector(".map-tools").hidden = false;
    this.addEventListener("click", (event) => this.use(event));
    this.svg.addEventListener("keydown", (event) => this.hear(event));
    this.svg.addEventListener("wheel", (event) => this.roll(event), { passive: false });
    this.svg.addEventListener("pointerdown", (event) => this.take(event));
    this.svg.addEventListener("pointerover", (event) => this.tell(event.target.closest("a")));
  }

  get box() {
    return this.svg.getAttribute("viewBox").split(" ").map(Number);
  }

  look(box) {
    this.svg.setAttribute("viewBox", box.join(" "));
  }

  use(event) {
    const wanted = event.target.closest("[data-do]")?.dataset.do;
    if (wanted === "whole") this.look(this.whole);
    else if (wanted) this.near(wanted === "in" ? NEARER : 1 / NEARER);
    else if (this.dragged) event.preventDefault();
  }

  near(times, x = 0.5, y = 0.5) {
    const [left, top, width, height] = this.box;
    const [across, down] = [width / times, height / times];
    if (across > this.whole[2] * 2 || across < 40) return;
    this.look([left + (width - across) * x, top + (height - down) * y, across, down]);
  }

  roll(event) {
    if (!event.ctrlKey && document.activeElement !== this.svg) return; // the page scrolls on
    event.preventDefault();
    const seen = this.svg.getBoundingClientRect();
    const [x, y] = [(event.clientX - seen.left) / seen.width, (event.clientY - seen.top) / seen.height];
    this.near(event.deltaY < 0 ? NEARER : 1 / NEARER, x, y);
  }

  take(event) {
    const [from, box, seen] = [[event.clientX, event.clientY], this.box, this.svg.getBoundingClientRect()];
    const scale = Math.max(box[2] / seen.width, box[3] / seen.height);
    this.dragged = false;
    const move = (now) => {
      const [x, y] = [now.clientX - from[0], now.clientY - from[1]];
      if (Math.hypot(x, y) > 4) this.dragged = true;
      if (this.dragged) this.look([box[0] - x * scale, box[1] - y * scale, box[2], box[3]]);
    };
    const end = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
  }

  get points() {
    this.known ??= [...this.svg.querySelectorAll("a")].map((link) => {
      const circle = link.firstElementChild;
      return { link, x: circle.cx.baseVal.value, y: circle.cy.baseVal.value };
    });
    return this.known;
  }

  hear(event) {
    if (event.key === "+" || event.key === "-") return this.near(event.key === "+" ? NEARER : 1 / NEARER);
    if (event.key === "Enter" && this.here && event.target === this.svg) return this.here.link.dispatchEvent(new MouseEvent("click"));
    const way = WAYS[event.key];
    if (!way) return;
    event.preventDefault();
    this.go(this.here ? this.next(way) : this.points[0]);
  }

  next([right, down]) {
    const { here } = this;
    let [best, least] = [here, Infinity];
    for (const one of this.points) {
      const [x, y] = [one.x - here.x, one.y - here.y];
      const along = x * right + y * down;
      const far = along + 2 * Math.abs(x * down + y * right);
      if (along > 0.01 && far < least) [best, least] = [one, far];
    }
    return best;
  }

  go(point) {
    this.here?.link.classList.remove("here");
    this.here = point;
    point.link.classList.add("here");
    this.tell(point.link);
    const [left, top, width, height] = this.box;
    const inside = point.x > left && point.x < left + width && point.y > top && point.y < top + height;
    if (!inside) this.look([point.x - width / 2, point.y - height / 2, width, height]);
  }

  tell(link) {
    if (link) this.says.textContent = link.querySelector("title").textContent;
  }
}

customElements.define("antiphon-map", AntiphonMap);
