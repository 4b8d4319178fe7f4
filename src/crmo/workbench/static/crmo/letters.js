// A letter being written: what was typed last is kept even if the page is left at once.
(() => {
  "use strict";
  const form = document.getElementById("letter-form");
  if (!form) return;
  let isChanged = false;
  let isSent = false;
  form.addEventListener("input", () => { isChanged = true; });
  form.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) isChanged = false; });
  // A button sends all of it: then there is nothing left to keep.
  form.addEventListener("submit", (event) => { isSent = event.submitter?.formTarget !== "_blank"; });
  window.addEventListener("pagehide", () => {
    if (!isChanged || isSent) return;
    const sent = new FormData(form);
    sent.set("act", "leaving");
    navigator.sendBeacon(form.dataset.keep, sent);
  });
})();
