// A live session moves by itself: the server tells what changed, the page puts it where it belongs.

const place = document.querySelector("[data-live]");
const words = place.querySelector("[data-words]");
const blank = document.querySelector("template[data-new-question]");

function say(text, moving) {
  if (words.textContent !== text) words.textContent = text;
  place.classList.toggle("moving", moving);
}

// A question that is new here: the blank one with its number, and the token of this page.
function made(id) {
  const found = blank.content.firstElementChild.cloneNode(true);
  const walker = document.createTreeWalker(found, NodeFilter.SHOW_ELEMENT);
  for (let node = found; node; node = walker.nextNode()) {
    if (node.id) node.id = node.id.replace(/0$/, id);
    if (node.htmlFor) node.htmlFor = node.htmlFor.replace(/0$/, id);
    if (node.name === "question") node.value = id;
    const action = node.getAttribute("action");
    if (action) node.setAttribute("action", action.replace("/questions/0/", `/questions/${id}/`));
  }
  found.dataset.question = id;
  return found;
}

function before(one, other) {
  if (one.dataset.state !== "waiting") return Number(one.dataset.question) > Number(other.dataset.question);
  const votes = Number(one.dataset.votes) - Number(other.dataset.votes);
  return votes > 0 || (votes === 0 && Number(one.dataset.question) < Number(other.dataset.question));
}

// What somebody is typing in stays where it is; a moved element would lose the focus.
function put(question) {
  const list = document.querySelector(`[data-list="${question.dataset.state}"] ol`);
  const focused = question.contains(document.activeElement) ? document.activeElement : null;
  const next = [...list.children].find((other) => other !== question && before(question, other)) ?? null;
  if (question.parentElement === list && question.nextElementSibling === next) return;
  list.insertBefore(question, next);
  focused?.focus({ preventScroll: true });
}

function show(told) {
  const question = document.getElementById(`q${told.id}`) ?? made(told.id);
  question.dataset.state = told.state;
  question.dataset.votes = told.votes;
  question.querySelector("[data-count]").textContent = told.votes;
  const shown = question.querySelector("[data-words]");
  if (shown.dataset.told !== told.html) {
    shown.dataset.told = told.html;
    shown.innerHTML = told.html;
  }
  for (const hidden of question.querySelectorAll("summary .visually-hidden, button .visually-hidden")) {
    hidden.textContent = ` · ${shown.querySelector(".prose")?.textContent.trim().slice(0, 60) ?? ""}`;
  }
  put(question);
}

function tidy() {
  let any = false;
  for (const section of document.querySelectorAll("[data-list]")) {
    section.hidden = section.querySelector("ol").children.length === 0;
    any ||= !section.hidden;
  }
  document.querySelector("[data-empty]").hidden = any;
}

// The badge beside the title says where the session stands now.
function mark(state) {
  const badge = document.querySelector("[data-badge]");
  badge.textContent = badge.dataset[state];
  badge.classList.toggle("response", state === "open");
}

const stream = new EventSource(place.dataset.live);
stream.addEventListener("open", () => say(place.dataset.on, true));
stream.addEventListener("error", () => say(place.dataset.off, false));
stream.addEventListener("message", (event) => {
  const told = JSON.parse(event.data);
  told.questions.forEach(show);
  tidy();
  mark(told.state);
  if (told.state === "over") {
    stream.close();
    say(place.dataset.over, false);
  } else if (told.state !== place.dataset.state) {
    place.dataset.state = told.state;
    say(place.dataset.changed, true);
  }
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-vote]");
  if (!form) return;
  event.preventDefault();
  const headers = { Accept: "application/json" };
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers });
  if (!answer.ok) return form.submit();
  const told = await answer.json();
  form.elements.wanted.value = told.voted ? "no" : "yes";
  form.querySelector("button").setAttribute("aria-pressed", told.voted);
  form.closest("[data-question]").querySelector("[data-count]").textContent = told.votes;
});
