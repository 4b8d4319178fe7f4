"use strict";
// Lights up the words of a reading and the reading of a word, and keeps decisions as they are made.
// Without this script the links between them do the same, and the button at the foot keeps them.
(() => {
  const parts = (element) => (element.dataset.parts || element.dataset.part || "").trim().split(/\s+/);
  const words = [...document.querySelectorAll(".to-part")];
  const readings = [...document.querySelectorAll(".reading")];
  const light = (numbers) => {
    const wanted = new Set(numbers);
    for (const each of [...words, ...readings]) {
      each.classList.toggle("is-lit", parts(each).some((number) => wanted.has(number)));
    }
  };
  for (const word of words) {
    word.addEventListener("mouseenter", () => light(parts(word)));
    word.addEventListener("focus", () => light(parts(word)));
    word.addEventListener("mouseleave", () => light([]));
    word.addEventListener("click", (event) => {
      const part = document.querySelector(word.getAttribute("href"));
      if (!part) { return; }
      event.preventDefault();
      for (const number of parts(word)) {
        const details = document.querySelector(`#part-${number} details`);
        if (details) { details.open = true; }
      }
      light(parts(word));
      part.scrollIntoView({ block: "center" });
      const summary = part.querySelector("summary");
      if (summary) { summary.focus({ preventScroll: true }); }
    });
  }
  for (const part of document.querySelectorAll(".part")) {
    part.addEventListener("mouseenter", () => light(parts(part)));
    part.addEventListener("focusin", () => light(parts(part)));
    part.addEventListener("mouseleave", () => light([]));
  }
  const form = document.getElementById("decisions");
  if (!form || !window.htmx) { return; }
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.form !== form) { return; }
    const reading = input.closest(".reading");
    if (reading) { reading.className = `entry reading is-${input.value}`; }
    const values = Object.fromEntries(new FormData(form));
    window.htmx.ajax("POST", form.getAttribute("action"), {
      target: "#standing", select: "#standing", swap: "outerHTML", values: { ...values, act: "decide", htmx: "1" },
    });
  });
})();
