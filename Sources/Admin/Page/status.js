// The status page: services by name, kept up to date by events. All that is shown comes from strangers, so it is only ever set as text.
"use strict";

const MAXIMUM_SERVICES = 200; // shown at once; a search narrows them down
const MAXIMUM_INSTANCES = 100; // shown of one service
const OPEN_AT_FIRST = 12; // with so few services all are unfolded
const SAMPLES = 120; // seconds in the chart
const DELAY = 200; // milliseconds in which changes are gathered
const TOGETHER = 20; // services that are asked for one by one; of more, all are

const by = (id) => document.getElementById(id);
const services = new Map();
const elements = new Map();
const changed = new Set();
let needsAll = true;
let timer = 0;

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function age(seconds) {
  if (seconds === undefined || seconds === null) return "never";
  if (seconds < 2) return "just now";
  if (seconds < 120) return `${seconds} s ago`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min ago`;
  return seconds < 172800 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86400)} days ago`;
}

function plural(count, word) { return `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`; }

async function get(path) {
  const response = await fetch(path, { cache: "no-store" });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

// Services

function chips(instance) {
  const list = make("div", "chips");
  for (const key of Object.keys(instance.attributes).sort()) {
    const chip = make("span", "chip");
    chip.append(make("b", "", `${key} `), instance.attributes[key]);
    list.append(chip);
  }
  for (const tag of instance.tags) list.append(make("span", "chip", `#${tag}`));
  return list.childElementCount > 0 ? list : null;
}

function instanceRow(instance) {
  const row = make("tr");
  row.dataset.endpoint = instance.endpoint;
  const role = make("td", "role");
  if (instance.leader) role.append(make("span", "badge leader", "★ leader"));
  const attributes = make("td");
  const list = chips(instance);
  if (list) attributes.append(list);
  row.append(make("td", "address", instance.endpoint), role, make("td", "number", String(instance.created)), attributes);
  return row;
}

function instanceTable(service) {
  const table = make("table");
  const head = make("tr");
  for (const title of ["Address", "Role", "Created", "Attributes and tags"]) {
    const cell = make("th", "", title);
    cell.scope = "col";
    head.append(cell);
  }
  table.createTHead().append(head);
  table.createTBody().append(...service.instances.slice(0, MAXIMUM_INSTANCES).map(instanceRow));
  return table;
}

function fill(element, service) {
  const summary = element.firstElementChild;
  const end = make("span", "end");
  if (service.stale) end.append(make("span", "badge warn", "stale"));
  end.append(make("span", "quiet", plural(service.instances.length, "instance")));
  const leader = service.leader ? `led by ${service.leader}` : service.instances.length > 0 ? "no leader" : "";
  summary.replaceChildren(make("span", "name", service.service), make("span", "quiet", leader), end);
  element.classList.toggle("stale", service.stale);
  const rest = service.instances.length - MAXIMUM_INSTANCES;
  const from = service.sources.length > 0 ? `From ${service.sources.join(", ")}.` : "";
  const text = `${from}${service.stale ? " It can't be reached: this is what it said last." : ""}${rest > 0 ? ` ${plural(rest, "more instance")}.` : ""}`;
  element.replaceChildren(summary, ...(service.instances.length > 0 ? [instanceTable(service)] : []));
  if (text) element.append(make("p", "quiet", text));
}

function elementOf(service) {
  let element = elements.get(service.service);
  if (!element) {
    element = make("details");
    element.dataset.service = service.service;
    element.open = services.size <= OPEN_AT_FIRST;
    element.append(make("summary"));
    elements.set(service.service, element);
    fill(element, service);
  }
  return element;
}

function matches(service, words) {
  const text = [service.service, ...service.sources, ...service.instances.flatMap((instance) => [
    instance.endpoint, ...instance.tags, ...Object.entries(instance.attributes).map((entry) => entry.join("=")),
  ])].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

function show() {
  const words = by("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...services.values()].filter((service) => matches(service, words))
    .sort((one, other) => (one.service < other.service ? -1 : 1));
  const shown = found.slice(0, MAXIMUM_SERVICES).map(elementOf);
  const list = by("list");
  if (shown.length !== list.children.length || shown.some((element, index) => list.children[index] !== element)) {
    list.replaceChildren(...shown);
  }
  by("count").textContent = words.length > 0 ? `${found.length} of ${services.size}` : String(services.size);
  by("more").hidden = found.length <= MAXIMUM_SERVICES;
  by("more").textContent = `${found.length - MAXIMUM_SERVICES} more: search to narrow them down.`;
  by("none").hidden = found.length > 0;
  by("none").textContent = services.size > 0 ? "No service matches." : "No services are known yet.";
}

function take(service) {
  const before = services.get(service.service);
  if (before && JSON.stringify(before) === JSON.stringify(service)) return;
  services.set(service.service, service);
  const element = elements.get(service.service);
  if (element) fill(element, service);
  if (!before || before.leader === service.leader || !service.leader) return;
  by("news").textContent = `${service.service}: ${service.leader} leads now`;
  const row = element?.querySelector("tbody tr");
  row?.classList.add("changed");
}

function drop(name) {
  services.delete(name);
  elements.get(name)?.remove();
  elements.delete(name);
}

// One at a time: an older list must not come behind newer rows.
async function load() {
  const names = [...changed];
  const all = needsAll || names.length > TOGETHER;
  changed.clear();
  needsAll = false;
  try {
    if (all) {
      const rows = await get("/v1/services");
      const present = new Set(rows.map((row) => row.service));
      for (const name of [...services.keys()]) if (!present.has(name)) drop(name);
      rows.forEach(take);
    } else {
      for (const name of names) {
        const row = await get(`/v1/services/${encodeURIComponent(name)}`);
        if (row && row.presence === "known") take(row); else drop(name);
      }
    }
  } catch {
    needsAll = true;
    await new Promise((done) => setTimeout(done, 2000));
  }
  show();
  timer = 0;
  if (needsAll || changed.size) later();
}

function later() { if (!timer) timer = setTimeout(load, DELAY); }

function follow() {
  const events = new EventSource("/v1/events");
  const all = () => { needsAll = true; later(); };
  events.onopen = all;
  events.addEventListener("service", (event) => { changed.add(JSON.parse(event.data).service); later(); });
  events.addEventListener("source", all);
  events.onerror = () => {
    if (events.readyState !== EventSource.CLOSED) return;
    all();
    setTimeout(follow, 5000);
  };
}

// State and rate

const rates = [];
let last = null;

function draw() {
  const peak = Math.max(1, ...rates);
  const step = 600 / (SAMPLES - 1);
  const start = 600 - (rates.length - 1) * step;
  const points = rates.map((rate, index) => `${(start + index * step).toFixed(1)} ${(86 - (rate / peak) * 80).toFixed(1)}`);
  by("line").setAttribute("d", points.length > 1 ? `M${points.join("L")}` : "");
  by("area").setAttribute("d", points.length > 1 ? `M${start.toFixed(1)} 90L${points.join("L")}L600 90Z` : "");
  by("peak").textContent = rates.length > 1 ? `peak ${Math.round(Math.max(...rates)).toLocaleString("en")}` : "";
}

function note(answers) {
  const now = performance.now();
  if (last && now > last.time && answers >= last.answers) {
    const rate = (answers - last.answers) / ((now - last.time) / 1000);
    rates.push(rate);
    if (rates.length > SAMPLES) rates.shift();
    by("rate").textContent = (rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate)).toLocaleString("en");
  }
  last = { time: now, answers };
  by("total").textContent = `${answers.toLocaleString("en")} since the start`;
  draw();
}

function sourceItem(source) {
  const item = make("li");
  const look = { gone: "bad", refusing: "bad", waiting: "warn", idle: "", present: "" }[source.state];
  const words = { gone: "gone", refusing: "refuses", waiting: "no answer yet", idle: "not asked yet", present: "connected" }[source.state];
  item.append(make("span", "name", source.name), make("span", `badge ${look}`, words));
  const detail = source.state === "idle" ? "" : `last change ${age(source.sinceChange)}, last word ${age(source.sinceWord)}`;
  item.append(make("span", "detail quiet", source.reason ? `${source.reason}; ${detail}` : detail));
  return item;
}

function setState(text, look) {
  if (by("state").textContent !== text) by("state").textContent = text;
  by("state").className = `badge ${look}`;
}

async function refresh() {
  try {
    const status = await get("/v1/status");
    by("version").textContent = status.version;
    setState(status.ready ? "ready" : "not ready", status.ready ? "" : "warn");
    by("reasons").hidden = status.ready;
    by("reasons").textContent = status.reasons.join("\n");
    by("sources").replaceChildren(...status.sources.map(sourceItem));
    by("watches").textContent = `${plural(status.instances, "instance")}, ${status.watches} watched by name`;
    note(status.answers);
  } catch {
    setState("unreachable", "bad");
    last = null;
  }
}

by("search").addEventListener("input", show);
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target === by("search")) return;
  event.preventDefault();
  by("search").focus();
});
setInterval(() => { if (!document.hidden) refresh(); }, 1000);
refresh();
follow();
later();
