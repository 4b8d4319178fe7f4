// Keys of the worklist: j and k move from child to child, e unfolds why, r marks scans as read.
// Enter opens the child, because it is a link; "/" is everywhere (base.js).
(() => {
  "use strict";
  const links = () => [...document.querySelectorAll("#list .to-child")];
  const line = () => document.activeElement?.closest("#list tr.line");

  const move = (step) => {
    const all = links();
    if (!all.length) return;
    const here = all.indexOf(line()?.querySelector(".to-child"));
    const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step;
    const chosen = all[Math.min(Math.max(next, 0), all.length - 1)];
    chosen.focus({ preventScroll: true });
    chosen.closest("tr").scrollIntoView({ block: "nearest" });
  };

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    e: () => { const more = line()?.querySelector("details"); if (more) more.open = !more.open; },
    r: () => line()?.querySelector("button.read")?.click(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable], dialog")) {
      // Not cleared, as browsers would: one goes on among those who were found.
      if (event.key === "Escape" && event.target.id === "q") { event.preventDefault(); event.target.blur(); }
      return;
    }
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });

  // After a scan was marked as read the keyboard stays on its child.
  document.addEventListener("htmx:afterSwap", (event) => {
    const row = event.detail.target?.id?.startsWith("row-") && document.getElementById(event.detail.target.id);
    if (row) row.querySelector(".to-child")?.focus({ preventScroll: true });
  });
})();
