"use strict";
// Files may be dropped on the form; without this script the plain file input does the same.
for (const form of document.querySelectorAll("form[data-uploads]")) {
  const drop = form.querySelector("[data-drop]");
  const input = drop.querySelector("input[type=file]");
  const chosen = form.querySelector("[data-chosen]");
  const tell = () => {
    chosen.textContent = [...input.files].map((file) => file.name).join(", ");
  };
  const over = (is) => drop.classList.toggle("is-over", is);
  drop.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  drop.addEventListener("dragleave", () => over(false));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; tell(); }
  });
  input.addEventListener("change", tell);
  form.addEventListener("submit", (event) => {
    if (form.classList.contains("is-sending")) { event.preventDefault(); return; }
    form.classList.add("is-sending");
    form.setAttribute("aria-busy", "true");
    const button = form.querySelector("[data-while]");
    if (button) { button.textContent = button.dataset.while; }
  });
}
window.addEventListener("pageshow", (event) => { if (event.persisted) { window.location.reload(); } });
