// Keys of the review: a letter chooses a verdict, r the remark, s skips, Ctrl+Enter saves.
(() => {
  "use strict";
  const form = document.getElementById("verdict");
  if (!form) return;
  const remark = form.querySelector("textarea");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("textarea, select, input:not([type='radio'])")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "r") { event.preventDefault(); remark.focus(); return; }
    if (event.key === "s") { document.getElementById("skip")?.click(); return; }
    const chosen = form.querySelector(`input[data-key="${CSS.escape(event.key)}"]`);
    if (chosen) { event.preventDefault(); chosen.checked = true; chosen.focus({ preventScroll: true }); }
  });
})();
