// Beside the hour of an event, by its own clock, say the hour by the clock of who reads, where the two differ.
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const language = document.documentElement.lang || undefined;

function said(zone, begins, ends) {
  const form = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone: zone });
  return form.formatRange(begins, ends);
}

for (const when of document.querySelectorAll(".event-when")) {
  const [begins, ends] = [...when.querySelectorAll("time")].map((time) => new Date(time.dateTime));
  const own = said(here, begins, ends);
  if (own === said(when.dataset.zone, begins, ends)) continue;
  const words = document.createElement("span");
  words.className = "event-here";
  words.textContent = when.dataset.here.replace("{}", own);
  when.append(" ", words);
}
