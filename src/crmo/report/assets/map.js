"use strict";
// The body map: which scan is shown, what the colours mean, which place is meant.
(() => {
  const map = document.getElementById("body-map");
  const choices = [...document.querySelectorAll('input[name="map-view"]')];
  const way = document.getElementById("colour-by");
  const units = new Map();
  for (const shape of map ? map.querySelectorAll("svg [data-unit]") : []) {
    const name = shape.dataset.unit;
    units.set(name, [...(units.get(name) ?? []), shape]);
  }

  const bones = [...document.querySelectorAll("[data-bone]")];
  const attributes = way ? [...way.options].map((option) => option.dataset.attribute) : [];

  function mark(shape, attribute, category, labels) {
    for (const old of [...attributes, "candidate"]) shape.removeAttribute(`data-${old}`);
    const vague = category?.endsWith("?");
    const plain = category?.replace("?", "");
    if (category) shape.setAttribute(`data-${attribute}`, plain);
    if (vague) shape.setAttribute("data-candidate", "");
    const words = category ? `: ${labels[plain] ?? plain}${vague ? " (?)" : ""}` : "";
    shape.setAttribute("aria-label", shape.getAttribute("aria-label").split(": ")[0] + words);
  }

  // `way=unit:category,unit:category;way=…`, shorter in an attribute than JSON.
  function unpacked(text, wanted) {
    const part = text.split(";").find((each) => each.startsWith(`${wanted}=`)) ?? "=";
    return Object.fromEntries(part.split("=")[1].split(",").filter(Boolean).map((pair) => pair.split(":")));
  }

  function paint() {
    const chosen = choices.find((choice) => choice.checked);
    if (!chosen) return;
    const shades = unpacked(chosen.dataset.shades, way.value);
    const felt = chosen.value === "examination" && way.value === "status";
    const option = felt ? [...way.options].find((o) => o.value === "activity") : way.selectedOptions[0];
    const labels = JSON.parse(option.dataset.labels);
    for (const [name, shapes] of units) {
      for (const shape of shapes) mark(shape, option.dataset.attribute, shades[name], labels);
    }
    for (const bone of bones) {
      const category = shades[bone.dataset.bone];
      const plain = category?.replace("?", "");
      bone.lastElementChild.textContent = category ? `${labels[plain] ?? plain}${category.endsWith("?") ? " (?)" : ""}` : "";
    }
    map.querySelector("figcaption").textContent = chosen.dataset.words;
    const heads = [...document.querySelectorAll(".places thead th")];
    const column = heads.findIndex((head) => head.dataset.scan === chosen.value);
    for (const cell of document.querySelectorAll(".places :is(th, td)")) {
      cell.classList.toggle("is-chosen", cell.cellIndex === column);
    }
    for (const legend of document.querySelectorAll(".map-legend")) {
      legend.hidden = legend.dataset.way !== option.value;
    }
  }
  for (const choice of choices) choice.addEventListener("change", paint);
  if (way) way.addEventListener("change", paint);
  if (choices.length) paint();

  // A row of the list and its bones on the map light up together.
  for (const row of document.querySelectorAll(".places tbody tr")) {
    const shapes = row.dataset.units.split(" ").flatMap((name) => units.get(name) ?? []);
    const light = (on) => {
      row.classList.toggle("is-lit", on);
      for (const shape of shapes) shape.classList.toggle("is-lit", on);
    };
    row.addEventListener("mouseenter", () => light(true));
    row.addEventListener("mouseleave", () => light(false));
    const find = () => {
      row.scrollIntoView({ block: "nearest" });
      light(true);
      setTimeout(() => light(false), 2500);
    };
    for (const shape of shapes) {
      shape.addEventListener("click", find);
      shape.addEventListener("keydown", (event) => {
        if (event.key === "Enter") find();
      });
    }
  }

  // A bone of the plain list lights up on the map, those behind others included.
  for (const bone of bones) {
    const light = (on) => {
      for (const shape of units.get(bone.dataset.bone) ?? []) shape.classList.toggle("is-lit", on);
    };
    for (const event of ["mouseenter", "focus"]) bone.addEventListener(event, () => light(true));
    for (const event of ["mouseleave", "blur"]) bone.addEventListener(event, () => light(false));
  }

  // Two scans side by side: every pair is on the page already, one is shown.
  const earlier = document.getElementById("compare-earlier");
  const later = document.getElementById("compare-later");
  function compare() {
    let found = false;
    for (const block of document.querySelectorAll(".comparison")) {
      const pair = [block.dataset.earlier, block.dataset.later];
      const match = pair.includes(earlier.value) && pair.includes(later.value) && earlier.value !== later.value;
      block.hidden = !match;
      found ||= match;
    }
    document.querySelector(".no-pair").hidden = found;
  }
  if (earlier) for (const select of [earlier, later]) select.addEventListener("change", compare);
})();
