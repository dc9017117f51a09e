"use strict";

// Keeps a page current: its numbers come by server-sent events, and the report is fetched again when the campaign has decided something.

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

async function loadReport() {
  const report = document.getElementById("report");
  if (report) report.innerHTML = await fetchText(report.dataset.part);
}

async function replaceContent() {
  const page = new DOMParser().parseFromString(await fetchText(location.href), "text/html");
  document.getElementById("content").replaceWith(page.getElementById("content"));
}

const decided = () => (document.getElementById("report") ? loadReport() : replaceContent()).catch(() => say("The report could not be fetched."));

if (live) {
  const source = new EventSource(live);
  let first = true;
  source.addEventListener("open", () => say(""));
  source.addEventListener("error", () => say("The connection is lost; trying again."));
  source.addEventListener("pulse", event => { document.getElementById("pulse").innerHTML = event.data; });
  source.addEventListener("journal", () => {
    if (!first || document.getElementById("report")) decided();
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
