// The service worker of a brand's pages: shows what is pushed, and opens the page it tells of. It keeps nothing.

const read = (event) => {
  try {
    return event.data?.json() ?? {};
  } catch {
    return {};
  }
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const told = read(event);
  const shown = { body: told.body ?? "", data: { path: told.path ?? "/" } };
  if (told.about) shown.tag = told.about;
  event.waitUntil(self.registration.showNotification(told.title || self.location.host, shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.path));
});

async function open(path) {
  const address = new URL(path ?? "/", self.location.origin);
  if (address.origin !== self.location.origin) return null;
  const windows = await self.clients.matchAll({ type: "window" });
  const here = windows.find((one) => new URL(one.url).pathname.startsWith(new URL(self.registration.scope).pathname));
  if (!here) return self.clients.openWindow(address.href);
  await here.focus();
  return here.navigate(address.href);
}
