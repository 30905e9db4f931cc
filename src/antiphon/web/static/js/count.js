/* Antiphon counts visits: no cookie, no storage, nothing at all where a browser asks not to be tracked. */
(function (w, d, n) {
  var me = d.currentScript, from = d.referrer, last;
  w.antiphon = function () {};
  if (!me || n.doNotTrack == 1 || w.doNotTrack == 1 || n.globalPrivacyControl || n.webdriver) return;
  var to = new URL("count", me.src).href, key = me.dataset.site, hash = "hash" in me.dataset;
  function here() {
    var path = location.pathname;
    return location.origin + (hash ? path.replace(/\/$/, "") + location.hash.replace(/^#!?/, "") : path);
  }
  function send(act, name) {
    var kept = (location.search.match(/[?&](utm_\w+|by)=[^&#]*/g) || []).join("").replace(/^&/, "?");
    var hit = JSON.stringify({ site: key, url: here() + kept, ref: from.split(/[?#]/)[0], act: act, name: name || "" });
    try {
      fetch(to, { method: "POST", body: hit, mode: "no-cors", credentials: "omit", keepalive: true })["catch"](function () {});
    } catch (e) {
      if (n.sendBeacon) n.sendBeacon(to, hit);
    }
  }
  function page(again) {
    var now = here();
    if (again !== true && now === last) return;
    if (last) from = last;
    last = now;
    send("page");
  }
  function begin() {
    ["pushState", "replaceState"].forEach(function (name) {
      var was = history[name];
      history[name] = function () {
        var out = was.apply(this, arguments);
        page();
        return out;
      };
    });
    w.addEventListener("popstate", page);
    w.addEventListener("hashchange", page);
    w.addEventListener("pageshow", function (e) { if (e.persisted) page(true); });
    d.addEventListener("submit", function (e) {
      send("form", e.target.getAttribute("id") || e.target.getAttribute("name"));
    }, true);
    w.antiphon = function (name) { send("event", String(name)); };
    page();
  }
  if (d.prerendering) d.addEventListener("prerenderingchange", begin, { once: true });
  else begin();
})(window, document, navigator);
