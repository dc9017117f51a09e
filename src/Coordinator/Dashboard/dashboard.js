"use strict";

// Keeps a page current: its numbers come by server-sent events, and what is drawn is fetched again when the campaign has decided something.

const connection = document.getElementById("connection");
const live = document.body.dataset.live;

function say(text) {
  connection.textContent = text;
  connection.hidden = text === "";
}

// Makes an element's content like another's. What is the same stays: the focus, a text that somebody marks, how far a table is scrolled.
function renewContent(element, fresh) {
  const nodes = [...element.childNodes];
  for (const node of [...fresh.childNodes]) {
    const at = nodes.findIndex(old => old.nodeName === node.nodeName);
    if (at < 0) {
      element.insertBefore(node, nodes[0] ?? null);
      continue;
    }
    nodes.splice(0, at).forEach(gone => gone.remove());
    const old = nodes.shift();
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeValue !== node.nodeValue) old.nodeValue = node.nodeValue;
      continue;
    }
    for (const { name } of [...old.attributes]) if (!node.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of node.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    renewContent(old, node);
  }
  nodes.forEach(gone => gone.remove());
}

const parsed = html => new DOMParser().parseFromString(html, "text/html");

async function fetchText(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.text();
}

const part = document.getElementById("part");
const restMilliseconds = 10000;
let loadedAt = 0;

async function loadPart() {
  loadedAt = Date.now();
  renewContent(part, parsed(await fetchText(part.dataset.part)).body);
}

async function replaceContent() {
  renewContent(document.getElementById("content"), parsed(await fetchText(location.href)).getElementById("content"));
}

const renew = () => (part ? loadPart() : replaceContent()).catch(() => say("This page's figures could not be fetched."));

if (part && !live) renew();

if (live) {
  const source = new EventSource(live);
  let first = true;
  source.addEventListener("open", () => say(""));
  source.addEventListener("error", () => say("The connection is lost; trying again."));
  source.addEventListener("pulse", event => {
    renewContent(document.getElementById("pulse"), parsed(event.data).body);
    if (part && "again" in part.dataset && Date.now() - loadedAt > restMilliseconds) renew();
  });
  source.addEventListener("journal", () => {
    if (part || !first) renew();
    first = false;
  });
}

// The sliders of "what if" show their value while they move, and their answer once they rest.
const form = document.getElementById("what-if");
if (form) {
  form.addEventListener("input", event => {
    const output = event.target.parentElement.querySelector("output");
    if (output) output.textContent = event.target.value;
  });
  form.addEventListener("change", async () => {
    const address = `${location.pathname}?${new URLSearchParams(new FormData(form))}`;
    renewContent(document.getElementById("answer"), parsed(await fetchText(address)).getElementById("answer"));
    history.replaceState(null, "", address);
  });
}

// What a pointer brings up in a chart, a finger does too.
const hint = document.getElementById("hint");
document.addEventListener("click", event => {
  const title = event.target.closest("svg *")?.querySelector("title");
  hint.textContent = title?.textContent ?? "";
  hint.hidden = !title;
});
