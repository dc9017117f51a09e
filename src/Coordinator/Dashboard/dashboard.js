"use strict";

// Keeps a page current: its numbers come by server-sent events, and what is drawn is fetched again when the campaign has decided something.

const connection = document.getElementById("connection");
const live = document.body.dataset.live;

function say(text) {
  connection.textContent = text;
  connection.hidden = text === "";
}

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
  part.innerHTML = await fetchText(part.dataset.part);
}

async function replaceContent() {
  const page = new DOMParser().parseFromString(await fetchText(location.href), "text/html");
  document.getElementById("content").replaceWith(page.getElementById("content"));
}

const renew = () => (part ? loadPart() : replaceContent()).catch(() => say("This page's figures could not be fetched."));

if (part && !live) renew();

if (live) {
  const source = new EventSource(live);
  let first = true;
  source.addEventListener("open", () => say(""));
  source.addEventListener("error", () => say("The connection is lost; trying again."));
  source.addEventListener("pulse", event => {
    document.getElementById("pulse").innerHTML = event.data;
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
    const page = new DOMParser().parseFromString(await fetchText(address), "text/html");
    document.getElementById("answer").replaceWith(page.getElementById("answer"));
    history.replaceState(null, "", address);
  });
}
