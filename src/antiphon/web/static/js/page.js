// What every page does beyond HTML: the CSRF token for partial requests, menus that close.

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
});

// Where the rows of the frame are wider than the phone, what one is at stands in view.
for (const row of document.querySelectorAll(".sections ul, .rooms ul")) {
  const here = row.querySelector("[aria-current]");
  if (here) row.scrollLeft = here.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}

// What is asked for again and again rests while nobody looks at the page.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.detail.elt?.hasAttribute("data-while-seen")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (event.detail.elt?.hasAttribute("data-unasked")) return;
    const place = document.querySelector(".notices");
    if (!place || place.querySelector("[data-failed]")) return;
    const line = document.createElement("p");
    line.className = "notice bad";
    line.dataset.failed = "";
    line.textContent = place.dataset.failed;
    place.append(line);
  });
}

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) document.querySelector(".notices [data-failed]")?.remove();
});
