/* The form of a visit. The fields are the truth: the map, the keys and the strip only read and
   set them, so that the page works without this script, and a draft holds all there is. */
"use strict";
document.documentElement.classList.add("is-scripted");

(() => {
  const form = document.getElementById("visit");
  const words = document.getElementById("visit-words").dataset;
  const byId = (id) => document.getElementById(id);
  const named = (name) => form.elements.namedItem(name);
  const SIGNS = { p: "hurts", t: "tender", s: "swollen" };
  const IMAGES = { m: "active", h: "healed", c: "clear", u: "uncertain" };
  const tab = crypto.getRandomValues(new Uint32Array(3)).join("-");
  named("tab").value = tab;

  /* --- keeping the draft ----------------------------------------------------------------- */

  let turn = 0;
  let timer = 0;
  let isSending = false;
  let isStale = false;
  let isOver = false;
  let waitingSince = 0;

  /* Half a second after the last change, and every three seconds while somebody goes on typing. */
  const changed = () => {
    if (isOver) return;
    if (!isStale) waitingSince = performance.now();
    isStale = true;
    clearTimeout(timer);
    timer = setTimeout(keep, performance.now() - waitingSince > 3000 ? 0 : 500);
  };

  const packed = (act) => {
    turn += 1;
    named("turn").value = turn;
    const data = new URLSearchParams(new FormData(form));
    data.set("act", act);
    return data;
  };

  async function keep() {
    if (isSending || isOver) return;
    isSending = true;
    isStale = false;
    byKept(words.keeping);
    try {
      const answer = await fetch(form.dataset.keep, {
        method: "POST", body: packed("keep"), redirect: "manual",
        headers: { Accept: "application/json" },
      });
      if (answer.ok) told(await answer.json());
      else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) trouble(words.signedOut);
      else trouble(await reason(answer));
    } catch {
      trouble(words.offline);
    } finally {
      isSending = false;
    }
    if (isStale) changed();
  }

  async function reason(answer) {
    const isTold = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    return (isTold && (await answer.json()).detail) || words.offline;
  }

  function trouble(message) {
    say("[data-trouble]", message);
    byKept("");
    isStale = false;
    clearTimeout(timer);
    timer = setTimeout(keep, 5000);
  }

  function told(answer) {
    say("[data-trouble]", "");
    if (answer.state === "written" || answer.state === "discarded") {
      isOver = true;
      say("[data-told]", answer.state === "written" ? words.written : words.discarded);
      byKept("");
      return;
    }
    if (answer.state === "forked") moveTo(answer.draft);
    if (answer.told) say("[data-told]", answer.told);
    named("version").value = answer.version;
    const resumed = document.querySelector("[data-resumed]");
    if (resumed) resumed.hidden = true;
    byKept(words.kept);
    showProblems(answer.problems);
    showLines(answer.lines);
    showHints(answer.hints);
    showNews(answer.news);
    form.querySelector("[data-velocity]").textContent = answer.velocity;
    if (!location.pathname.includes(answer.draft)) moveTo(answer.draft);
  }

  function moveTo(key) {
    const address = form.dataset.base.replace(/new\/$/, `${key}/`);
    named("draft").value = key;
    form.action = address;
    form.dataset.keep = `${address}keep/`;
    history.replaceState(null, "", address);
  }

  const byKept = (message) => { document.querySelector(".kept-state").textContent = message; };

  function say(selector, message) {
    const notice = document.querySelector(selector);
    notice.querySelector("[data-words]").textContent = message;
    notice.hidden = !message;
  }

  addEventListener("pagehide", () => {
    if (!(isStale || isSending) || isOver) return;
    fetch(form.dataset.keep, { method: "POST", body: packed("leaving"), keepalive: true });
  });
  form.addEventListener("submit", (event) => {
    if (isOver && form.dataset.sent) event.preventDefault();  // a second click
    const isSave = event.submitter && event.submitter.id === "save";
    clearTimeout(timer);
    if (event.submitter && event.submitter.dataset.adds) return;
    // Should the server fail just now, the draft holds what was typed last.
    if (isStale) fetch(form.dataset.keep, { method: "POST", body: packed("leaving"), keepalive: true }).catch(() => {});
    isOver = true;
    form.dataset.sent = isSave ? "yes" : "";
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  /* --- what is said at fields, in the strip and above ---------------------------------------- */

  function showProblems(problems) {
    const byField = new Map(problems.map((each) => [each.field, each]));
    for (const slot of form.querySelectorAll("[data-said]")) {
      const problem = byField.get(slot.dataset.said);
      const input = named(slot.dataset.said);
      if (input && input.setAttribute) {
        if (problem && problem.weight === "refused") input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
      showProblem(slot, problem);
    }
  }

  function showProblem(slot, problem) {
    const sure = slot.querySelector("input[type=checkbox]");
    if (!problem) {
      // A question that was answered stays, so that its answer is sent again.
      if (!(sure && sure.checked)) { slot.hidden = true; if (sure) sure.parentElement.remove(); }
      return;
    }
    slot.hidden = false;
    slot.className = `said is-${problem.weight}`;
    slot.querySelector("[data-words]").textContent = problem.message;
    if (sure) sure.parentElement.remove();
    if (problem.weight === "asked") {
      const label = document.createElement("label");
      label.className = "choice";
      const box = Object.assign(document.createElement("input"), { type: "checkbox", name: `sure:${slot.dataset.said}`, value: problem.value });
      label.append(box, ` ${words.sure}`);
      slot.append(label);
    }
  }

  function showLines(lines) {
    const list = form.querySelector("[data-lines]");
    list.replaceChildren(...lines.map((line) => {
      const item = document.createElement("li");
      const kind = document.createElement("b");
      kind.textContent = line.kind;
      item.append(kind, ` ${line.words}`);
      if (line.corrects) {
        const chip = Object.assign(document.createElement("span"), { className: "chip outline", textContent: words.corrects });
        item.append(" ", chip);
      }
      return item;
    }));
    const n = lines.length;
    form.querySelector("[data-count]").textContent = n === 1 ? words.one : words.many.replace("{n}", n);
  }

  function showHints(hints) {
    const list = form.querySelector("[data-hint-list]");
    list.replaceChildren(...hints.flatMap((hint, n) => {
      const link = Object.assign(document.createElement("a"), { href: `#${hint.field}`, textContent: hint.question });
      link.dataset.goto = hint.field;
      return n ? [" · ", link] : [link];
    }));
  }

  function showNews(news) {
    const notice = document.querySelector("[data-news]");
    notice.hidden = !news.length;
    notice.querySelector("[data-news-list]").replaceChildren(...news.map((each) => {
      const item = document.createElement("li");
      const who = document.createElement("b");
      who.textContent = each.who || words.system;
      item.append(who, `: ${each.words.join(" · ")}${each.n_more ? ` · +${each.n_more}` : ""}`);
      return item;
    }));
  }

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-goto]");
    if (!link) return;
    event.preventDefault();
    await goTo(link.dataset.goto);
  });

  async function goTo(name) {
    const [kind, about] = name.split(":");
    if (kind === "finding" && !byId(name)) await addRow("finding", about);
    if (kind === "lab" && !byId(name)) await addRow("lab", about);
    const target = byId(name) || named(name);
    if (!target) return;
    const folded = target.closest("details");
    if (folded) folded.open = true;
    (target.matches("fieldset") ? target.querySelector("input:checked") : target).focus();
    target.scrollIntoView({ block: "center" });
  }

  /* --- places: rows and map ------------------------------------------------------------------- */

  const list = form.querySelector("[data-places].places");
  const map = form.querySelector("[data-map] svg");
  const units = map ? [...map.querySelectorAll("[data-unit]")] : [];
  const nameOf = new Map(units.map((path) => [path.dataset.unit, path.getAttribute("aria-label")]));
  const rowOf = (site) => list.querySelector(`[data-place="${CSS.escape(site)}"]`);
  const part = (row, kind) => named(`${kind}:${row.dataset.place}`);

  function rowFor(site, name) {
    const known = rowOf(site);
    if (known) return known;
    const blank = byId("blank-place");
    const html = blank.innerHTML.replaceAll(blank.content.firstElementChild.dataset.place, site);
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const row = holder.content.firstElementChild;
    const shown = name || nameOf.get(site) || site;
    const was = row.querySelector("[data-name]").textContent;
    row.querySelector("[data-name]").textContent = shown;
    const clear = row.querySelector("[data-clear]");
    clear.setAttribute("aria-label", clear.getAttribute("aria-label").replace(was, shown));
    list.prepend(row);
    form.querySelector("[data-no-places]").hidden = true;
    return row;
  }

  function mark(row, key) {
    const lower = key.length === 1 ? key.toLowerCase() : key;
    if (SIGNS[lower]) toggle(part(row, SIGNS[lower]), "present");
    else if (IMAGES[lower]) markImage(row, IMAGES[lower]);
    else if (/^\d$/.test(lower)) severity(row, lower);
    else if (lower === "=") asBefore(row, "present");
    else if (lower === "-") asBefore(row, "absent");
    else if (lower === "Delete" || lower === "Backspace") clearRow(row);
    else return false;
    after(row);
    return true;
  }

  const toggle = (select, value) => { select.value = select.value === value ? "" : value; };

  function markImage(row, value) {
    toggle(part(row, "image"), value);
    const kind = named("modality");
    if (part(row, "image").value && !kind.value) kind.value = "mri";
  }

  function severity(row, digit) {
    const field = part(row, "severity");
    field.value = field.value === "1" && digit === "0" ? "10" : digit;
    part(row, "hurts").value = field.value === "0" ? "absent" : "present";
  }

  function asBefore(row, value) {
    for (const sign of row.dataset.lastSigns.split(" ").filter(Boolean)) part(row, sign).value = value;
  }

  function clearRow(row) {
    for (const field of row.querySelectorAll("select, input:not([type=hidden])")) field.value = "";
  }

  function after(row) {
    paint(row);
    changed();
  }

  function lookOf(row) {
    const felt = ["hurts", "tender", "swollen"].map((kind) => part(row, kind).value);
    const number = parseFloat(part(row, "severity").value.replace(",", "."));
    const isFelt = felt.includes("present") || number > 0;
    const image = part(row, "image").value;
    if (isFelt && image === "active") return "both";
    if (isFelt) return "felt";
    if (image) return image;
    if (felt.includes("absent") || number === 0) return "clear";
    return row.classList.contains("has-last") ? "last" : "";
  }

  function paint(row) {
    for (const select of row.querySelectorAll("select")) select.classList.toggle("is-set", Boolean(select.value));
    const said = [...row.querySelectorAll("select, input:not([type=hidden]):not([type=checkbox])")].some((field) => field.value);
    row.classList.toggle("is-said", said);
    const look = lookOf(row);
    for (const path of units) {
      if (path.dataset.unit !== row.dataset.place) continue;
      if (look) path.dataset.mark = look;
      else delete path.dataset.mark;
      path.setAttribute("aria-label", look ? `${nameOf.get(path.dataset.unit)}: ${words[look]}` : nameOf.get(path.dataset.unit));
    }
  }

  list.addEventListener("input", (event) => {
    const row = event.target.closest(".place");
    if (row) paint(row);
  });
  list.addEventListener("click", (event) => {
    const row = event.target.closest(".place");
    if (!row) return;
    if (event.target.closest("[data-still]")) { asBefore(row, "present"); after(row); }
    if (event.target.closest("[data-gone]")) { asBefore(row, "absent"); after(row); }
    if (event.target.closest("[data-clear]")) { clearRow(row); after(row); }
  });
  list.addEventListener("keydown", (event) => {
    const row = event.target.closest(".place");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === row) return onRow(event, row);
    if (event.key === "Escape") row.focus();
  });

  function onRow(event, row) {
    if (pressRow(row, event.key)) event.preventDefault();
  }

  function pressRow(row, key) {
    const rows = [...list.children];
    const at = rows.indexOf(row);
    if (key === "ArrowDown" && rows[at + 1]) rows[at + 1].focus();
    else if (key === "ArrowUp" && rows[at - 1]) rows[at - 1].focus();
    else if (key === "Enter") finder.focus();
    else return mark(row, key);
    return true;
  }
  for (const row of list.children) paint(row);

  /* One bone is in the tab order; arrows go to the nearest one in their direction. */
  const isNear = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const menu = byId("mark-menu");
  let menuUnit = null;

  function middle(path) {
    const box = path.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  }

  function neighbour(path, [dx, dy]) {
    const [x, y] = middle(path);
    let best = null;
    let least = Infinity;
    for (const other of units) {
      const [ox, oy] = middle(other);
      const along = (ox - x) * dx + (oy - y) * dy;
      const across = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
      const cost = along + 2.5 * across;
      if (other !== path && along > 1 && cost < least) { least = cost; best = other; }
    }
    return best;
  }

  function reach(path) {
    for (const each of units) each.setAttribute("tabindex", each === path ? "0" : "-1");
    path.focus({ preventScroll: true });
  }

  function openMenu(path) {
    menuUnit = path;
    menu.querySelector("[data-menu-name]").textContent = nameOf.get(path.dataset.unit);
    showPressed();
    menu.showModal();
  }

  function showPressed() {
    const row = rowOf(menuUnit.dataset.unit);
    for (const button of menu.querySelectorAll("[data-mark]")) {
      const key = button.dataset.mark;
      const isOn = row && (SIGNS[key] ? part(row, SIGNS[key]).value === "present" : IMAGES[key] && part(row, "image").value === IMAGES[key]);
      button.setAttribute("aria-pressed", String(Boolean(isOn)));
    }
  }

  if (map) {
    for (const [n, path] of units.entries()) {
      path.setAttribute("role", "button");
      path.setAttribute("tabindex", n ? "-1" : "0");
    }
    map.addEventListener("click", (event) => {
      const path = event.target.closest("[data-unit]");
      if (path) { reach(path); openMenu(path); }
    });
    map.addEventListener("keydown", (event) => {
      const path = event.target.closest("[data-unit]");
      if (!path || event.ctrlKey || event.metaKey || event.altKey) return;
      const direction = isNear[event.key];
      if (direction) { const next = neighbour(path, direction); if (next) reach(next); }
      else if (event.key === "Enter" || event.key === " ") openMenu(path);
      else if (!mark(rowFor(path.dataset.unit), event.key)) return;
      event.preventDefault();
    });
    menu.addEventListener("click", (event) => {
      const button = event.target.closest("[data-mark]");
      if (button) { mark(rowFor(menuUnit.dataset.unit), button.dataset.mark); showPressed(); }
      if (event.target.closest("[data-menu-done]")) menu.close();
    });
    menu.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const isOnButton = event.target.closest("[data-mark]");
      if (event.key === "Enter" && !isOnButton) menu.close();
      else if (event.key === " " || event.key === "Enter" || event.key === "Tab" || !mark(rowFor(menuUnit.dataset.unit), event.key)) return;
      showPressed();
      event.preventDefault();
    });
    menu.addEventListener("close", () => menuUnit && menuUnit.focus({ preventScroll: true }));
  }

  /* --- finding a place by its name -------------------------------------------------------------- */

  const finder = byId("find_place");
  const found = byId("found-places");
  let asked = Promise.resolve([]);
  let chosen = 0;
  let latest = 0;
  finder.setAttribute("role", "combobox");
  finder.setAttribute("aria-expanded", "false");
  finder.setAttribute("aria-controls", "found-places");
  finder.setAttribute("aria-autocomplete", "list");

  function ask() {
    latest += 1;
    const mine = latest;
    const typed = finder.value.trim();
    asked = typed ? fetchPlaces(typed) : Promise.resolve([]);
    asked.then((places) => { if (mine === latest) showPlaces(places); });
  }

  async function fetchPlaces(typed) {
    const body = new URLSearchParams({ words: typed, csrfmiddlewaretoken: named("csrfmiddlewaretoken").value });
    try {
      const answer = await fetch(form.dataset.places, { method: "POST", body, redirect: "manual" });
      return answer.ok ? (await answer.json()).places : [];
    } catch {
      return [];
    }
  }

  function showPlaces(places) {
    chosen = 0;
    found.replaceChildren(...places.map((place, n) => {
      const item = Object.assign(document.createElement("li"), { id: `found-${n}`, textContent: place.name });
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(n === 0));
      Object.assign(item.dataset, place);
      return item;
    }));
    found.hidden = !places.length;
    finder.setAttribute("aria-expanded", String(Boolean(places.length)));
    if (places.length) finder.setAttribute("aria-activedescendant", "found-0");
    else finder.removeAttribute("aria-activedescendant");
  }

  function choose(n) {
    const items = [...found.children];
    if (!items.length) return;
    chosen = (n + items.length) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
    finder.setAttribute("aria-activedescendant", items[chosen].id);
  }

  function take(place) {
    latest += 1;
    finder.value = "";
    showPlaces([]);
    const row = rowFor(place.site, place.name);
    row.focus();
    changed();
  }

  /* Whoever types fast marks the place before the server has found it: keys are held until then. */
  let held = null;

  async function takeChosen(at, keys) {
    held = keys;
    const places = await asked;
    held = null;
    if (places.length) take(places[Math.min(at, places.length - 1)]);
    else if (finder.value.trim()) showNothing();
    if (places.length) replay(keys);
  }

  function replay(keys) {
    while (keys.length) {
      const key = keys.shift();
      const active = document.activeElement;
      if (active.classList.contains("place")) pressRow(active, key);
      else if (active !== finder) return;
      else if (key === "Enter") { takeChosen(0, keys); return; }
      else if (key.length === 1) { finder.value += key; ask(); }
    }
  }

  function showNothing() {
    const item = Object.assign(document.createElement("li"), { textContent: words.noPlace });
    item.setAttribute("role", "option");
    item.setAttribute("aria-disabled", "true");
    item.setAttribute("aria-selected", "false");
    found.replaceChildren(item);
    found.hidden = false;
  }

  finder.addEventListener("input", ask);
  finder.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (held) {
      if (event.key === "Tab") return;
      if (event.key.length === 1 || /^(Enter|Arrow|Delete|Backspace)/.test(event.key)) held.push(event.key);
    } else if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Escape") showPlaces([]);
    else if (event.key === "Enter") takeChosen(chosen, []);
    else return;
    event.preventDefault();
  });
  found.addEventListener("mousedown", (event) => {
    const item = event.target.closest("li");
    if (item && item.dataset.site) { event.preventDefault(); take(item.dataset); }
  });
  finder.addEventListener("blur", () => showPlaces([]));

  /* --- further rows ------------------------------------------------------------------------------ */

  async function addRow(kind, typed) {
    const body = new URLSearchParams({ kind, words: typed, csrfmiddlewaretoken: named("csrfmiddlewaretoken").value });
    const answer = await fetch(form.dataset.row, { method: "POST", body, redirect: "manual" });
    if (!answer.ok) return null;
    const holder = document.createElement("template");
    holder.innerHTML = (await answer.text()).trim();
    const row = holder.content.firstElementChild;
    const key = row.dataset.lab || row.dataset.finding;
    const known = form.querySelector(`[data-${kind}="${CSS.escape(key)}"]`);
    if (known) return known;
    form.querySelector(kind === "lab" ? "[data-labs]" : "[data-findings]").append(row);
    return row;
  }

  async function addNamed(input) {
    const typed = input.value.trim();
    const said = input.closest(".field").querySelector("[data-add-said]");
    if (!typed) return;
    const row = await addRow(input.dataset.add, typed).catch(() => null);
    said.hidden = Boolean(row);
    said.textContent = row ? "" : words.unknown;
    if (!row) return;
    input.value = "";
    row.querySelector("input:not([type=hidden])").focus();
    changed();
  }

  for (const input of form.querySelectorAll("[data-add]")) {
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { event.preventDefault(); addNamed(input); }
    });
  }
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-adds]");
    if (button) { event.preventDefault(); addNamed(named(button.dataset.adds)); }
    if (event.target.closest("[data-same-ranges]")) sameRanges();
  });

  function sameRanges() {
    for (const row of form.querySelectorAll("[data-lab]")) {
      const range = row.querySelector("[data-last-range]");
      if (range && !range.value && row.querySelector("[data-step]").value) range.value = range.dataset.lastRange;
    }
    changed();
  }

  /* --- keys --------------------------------------------------------------------------------------- */

  const STATES = { p: "present", a: "absent", n: "not_looked_for", u: "unknown" };
  const next = (all, one, by) => all[all.indexOf(one) + by];

  function onFinding(event, fieldset) {
    const all = [...form.querySelectorAll(".finding")];
    const last = fieldset.dataset.lastStatus;
    const value = event.key === "=" ? last : STATES[event.key.toLowerCase()];
    if (value) pick(fieldset, value);
    else if (event.key === "Backspace" || event.key === "Delete") pick(fieldset, "");
    else if (event.key === "Enter") {
      const other = next(all, fieldset, event.shiftKey ? -1 : 1);
      (other ? other.querySelector("input:checked") : named("find_finding")).focus();
    } else return;
    event.preventDefault();
  }

  function pick(fieldset, value) {
    const box = [...fieldset.querySelectorAll("input[type=radio]")].find((each) => each.value === value);
    box.checked = true;
    box.focus();
    changed();
  }

  function step(event, input) {
    const all = [...form.querySelectorAll("[data-step]")];
    const by = event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey) ? -1 : 1;
    const other = next(all, input, by);
    if (other) { const folded = other.closest("details"); if (folded) folded.open = true; other.focus(); other.select(); }
    event.preventDefault();
  }

  function toPart(by) {
    const heads = [...form.querySelectorAll("h2[tabindex]")];
    const here = document.activeElement;
    const before = heads.filter((head) => head === here || head.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING);
    const at = Math.max(-1, heads.indexOf(before.at(-1))) + by;
    const head = heads[Math.min(heads.length - 1, Math.max(0, at))];
    const all = [...form.querySelectorAll("input:not([type=hidden]), select, textarea")];
    const first = all.find((field) => field.offsetParent && head.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING);
    (first || head).focus();
    head.scrollIntoView({ block: "start" });
  }

  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "F2") { toPart(event.shiftKey ? -1 : 1); event.preventDefault(); return; }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { byId("save").click(); event.preventDefault(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    const finding = target.closest && target.closest(".finding");
    if (finding && target.type === "radio") onFinding(event, finding);
    else if (target.matches && target.matches("[data-step]") && ["Enter", "ArrowDown", "ArrowUp"].includes(event.key)) step(event, target);
    else if (event.key === "Enter" && !event.defaultPrevented && target.matches && target.matches("form input:not([type=checkbox]), form select")) event.preventDefault();
  });

  form.addEventListener("input", (event) => {
    if (event.target.name === "find_place") return;
    if (event.target.name === "next_on" && event.target.value && !named("next_at").value) named("next_at").value = "09:00";
    changed();
  });
})();
