// An open page asks now and then whether somebody else is at the same child, and whether there is
// anything that it does not show. It asks while it is looked at, and at once when one comes back.
(() => {
  "use strict";
  const EVERY_MS = 15000;
  const news = document.getElementById("news");
  if (!news) return;
  const ask = () => {
    if (document.visibilityState === "visible") news.dispatchEvent(new Event("poll"));
  };
  window.addEventListener("load", ask);
  setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", ask);
})();
