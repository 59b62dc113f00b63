// Shows the devices' state and sends what a person does. Texts stand in the page, values come from the bench.
"use strict";

const $ = (id) => document.getElementById(id);
let shown = {};

async function send(method, path, body) {
  const problem = $("problem");
  try {
    const answer = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const said = answer.status === 204 ? null : await answer.json();
    problem.hidden = answer.ok;
    if (!answer.ok) problem.textContent = said.error || said.detail || said.title || answer.statusText;
  } catch (error) {
    problem.hidden = false;
    problem.textContent = String(error);
  }
  await refresh();
}

function word(element, on) {
  element.textContent = on ? element.dataset.on : element.dataset.off;
  element.classList.toggle("on", on);
  element.classList.toggle("off", !on);
}

function picture(image, path, stamp) {
  if (shown[path] === stamp) return;
  shown[path] = stamp;
  if (stamp) image.src = `${path}?${stamp}`;
}

function showCard(state) {
  const text = $("on-reader");
  const person = document.querySelector(`#people [data-key="${CSS.escape(state.person || "")}"]`);
  text.textContent = !state.card ? text.dataset.empty : person ? person.dataset.name : text.dataset.other;
  text.parentElement.classList.toggle("full", Boolean(state.card));
  $("lift").disabled = !state.card;
  for (const button of document.querySelectorAll("#people button")) {
    button.setAttribute("aria-pressed", String(Boolean(state.card) && button === person));
  }
}

function showPrinter(state, stamp) {
  const text = $("printer-now");
  const words = [text.dataset[state.paper] || state.paper];
  if (state.cover_open) words.push(text.dataset.cover);
  if (state.cutter_jammed) words.push(text.dataset.cutter);
  if (state.head_hot) words.push(text.dataset.head);
  text.textContent = words.join(" · ");
  const waiting = state.slips_waiting > 0;
  $("slip-link").hidden = $("tear").hidden = !waiting;
  $("no-slip").hidden = waiting;
  if (waiting) picture($("slip"), "printer/paper.png", stamp);
}

function makeFaults(section) {
  const place = section.querySelector("[data-faults]");
  place.append($("faults").content.cloneNode(true));
  place.querySelector("[data-clear]").addEventListener("click", () => send("DELETE", `${section.dataset.path}/faults`));
}

function showFaults(section, faults, state) {
  const place = section.querySelector("[data-faults]");
  const buttons = place.querySelector(".faults");
  if (buttons.childElementCount !== faults.length) {
    buttons.replaceChildren(...faults.map((fault) => faultButton(section, fault)));
  }
  faults.forEach((fault, at) => buttons.children[at].setAttribute("aria-pressed", String(fault.set)));
  const set = faults.filter((fault) => fault.set).map((fault) => fault.name);
  const word = place.querySelector("[data-set]");
  word.textContent = set.length ? word.dataset.some + set.join(" ") : word.dataset.none;
  place.querySelector(".state").replaceChildren(
    ...Object.entries(state).filter(([, value]) => Object(value) !== value).flatMap(([name, value]) => {
      const term = document.createElement("dt");
      term.textContent = name;
      const told = document.createElement("dd");
      told.textContent = value === null || value === "" ? "–" : String(value);
      return [term, told];
    }),
  );
}

function faultButton(section, fault) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.fault = fault.name;
  button.textContent = fault.name;
  const about = document.createElement("small");
  about.textContent = fault.about;
  button.append(about);
  button.addEventListener("click", () => {
    const path = `${section.dataset.path}/faults`;
    if (button.getAttribute("aria-pressed") === "true") send("DELETE", `${path}/${encodeURIComponent(fault.name)}`);
    else send("POST", path, { name: fault.name });
  });
  return button;
}

async function refresh() {
  let state;
  let faults;
  try {
    [state, faults] = await Promise.all(["state", "faults"].map(async (path) => (await fetch(path)).json()));
  } catch {
    word($("connection"), false);
    return;
  }
  word($("connection"), true);
  for (const section of document.querySelectorAll("[data-device]")) {
    section.hidden = !state[section.dataset.device];
    if (section.hidden) continue;
    const plugged = Boolean(state[section.dataset.device].plugged);
    word(section.querySelector("[data-plugged]"), plugged);
    const cable = section.querySelector("[data-cable]");
    cable.textContent = plugged ? cable.dataset.on : cable.dataset.off;
    cable.dataset.act = plugged ? "unplug" : "plug";
    showFaults(section, faults[section.dataset.device], state[section.dataset.device]);
  }
  showCard(state.id_card);
  showPrinter(state.printer, state.pictures.slip);
  const pages = state.pictures.pages;
  $("pages-link").hidden = $("take-pages").hidden = !pages;
  $("no-pages").hidden = Boolean(pages);
  if (pages) $("pages-link").href = `page-printer/paper.pdf?${pages}`;
  $("frame").hidden = !state.pictures.frame;
  picture($("frame"), "camera/frame.jpg", state.pictures.frame);
  const lamp = $("scanning");
  lamp.textContent = state.code_reader.scanning ? lamp.dataset.on : lamp.dataset.off;
  const jack = $("jack");
  jack.setAttribute("aria-pressed", String(Boolean(state.keypad && state.keypad.jack)));
  jack.textContent = state.keypad && state.keypad.jack ? jack.dataset.on : jack.dataset.off;
  $("platform").hidden = !state.platform;
}

async function start() {
  const samples = await (await fetch("samples")).json();
  for (const person of samples.people) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.key = person.key;
    button.dataset.name = button.textContent = person.name;
    const born = document.createElement("small");
    born.textContent = (person.birth_date || "").replace(/^(....)(..)(..)$/, "$1-$2-$3");
    button.append(born);
    button.addEventListener("click", () => send("POST", "id-card", { person: person.key }));
    $("people").append(button);
  }
  for (const paper of samples.papers) {
    $("paper").append(new Option(paper.page ? `${paper.title}（${paper.page}）` : paper.title, paper.key));
  }
  $("lift").addEventListener("click", () => send("DELETE", "id-card"));
  $("put").addEventListener("click", () =>
    send("POST", "camera/page", { paper: $("paper").value, ...JSON.parse($("lie").value) }));
  $("take").addEventListener("click", () => send("DELETE", "camera/page"));
  $("take-pages").addEventListener("click", () => send("POST", "page-printer/take"));
  $("tear").addEventListener("click", () => send("POST", "printer/tear"));
  for (const button of document.querySelectorAll("[data-printer]")) {
    button.addEventListener("click", () => send("POST", "printer/state", JSON.parse(button.dataset.printer)));
  }
  for (const button of document.querySelectorAll("[data-key]")) {
    if (button.closest("[data-device=keypad]")) {
      button.addEventListener("click", () => send("POST", "keypad", { key: button.dataset.key }));
    }
  }
  $("jack").addEventListener("click", () =>
    send("POST", "keypad/jack", { plugged: $("jack").getAttribute("aria-pressed") !== "true" }));
  $("code-form").addEventListener("submit", (event) => {
    event.preventDefault();
    send("POST", "code", { text: $("code").value });
  });
  for (const section of document.querySelectorAll("[data-device]")) {
    makeFaults(section);
    const cable = section.querySelector("[data-cable]");
    cable.addEventListener("click", () => send("POST", `${section.dataset.path}/${cable.dataset.act}`));
  }
  $("set-platform-fault").addEventListener("click", () =>
    send("POST", "platform/faults", JSON.parse($("platform-fault").value)));
  $("clear-platform-fault").addEventListener("click", () => send("DELETE", "platform/faults"));
  await refresh();
  setInterval(refresh, 700);
}

start();
