// What the page does better with scripts; without them it does all of it too.
"use strict";

const $ = (selector, within = document) => within.querySelector(selector);

// Leave quickly: blank at once, then replace this page, so that Back does not lead here.
function leave() {
  document.documentElement.classList.add("gone");
  location.replace($("[data-leave]").href);
}

function watchLeaving() {
  $("[data-leave]").addEventListener("click", (event) => { event.preventDefault(); leave(); });
  let presses = [];
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") { presses = []; return; }
    presses = [...presses, event.timeStamp].slice(-3);
    if (presses.length === 3 && presses[2] - presses[0] < 2000) leave();
  });
}

// The network by which a visitor arrived is counted with the view; it must not travel on with the address.
function forgetArrival() {
  const here = new URL(location.href);
  if (here.searchParams.has("via")) {
    here.searchParams.delete("via");
    history.replaceState(null, "", here);
  }
}

function closeMenu() {
  const menu = $(".menu");
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) { menu.open = false; $("summary", menu).focus(); }
  });
}

// Proof of work begins when somebody begins to write, and is mostly done when they are.
function prepareTip(form) {
  const status = $("[data-status]", form), proof = form.elements.proof;
  let working = null, waiting = false;
  $("[data-scripted]", form).hidden = false;
  form.querySelectorAll(".unscripted").forEach((part) => { part.hidden = true; });
  const done = (nonce) => {
    proof.value = nonce;
    working = null;
    if (waiting) form.submit();
  };
  const begin = () => {
    if (working || proof.value || !window.Worker) return;
    working = new Worker(form.dataset.worker);
    working.onmessage = (event) => done(event.data);
    working.onerror = () => done("");
    working.postMessage({ token: form.elements.token.value, bits: Number(form.dataset.bits) });
  };
  form.addEventListener("focusin", begin, { once: true });
  form.addEventListener("submit", (event) => {
    begin();
    if (!working) return;
    event.preventDefault();
    waiting = true;
    status.textContent = form.dataset.wait;
  });
}

function offerRegions(form) {
  const country = form.elements.country, region = form.elements.region, field = $("[data-region]", form);
  country.addEventListener("change", async () => {
    const address = new URL(form.dataset.regions, location.href);
    address.searchParams.set("country", country.value);
    address.searchParams.set("lang", document.documentElement.lang);
    const asked = country.value;
    const answer = asked ? await fetch(address).then((response) => (response.ok ? response.json() : [])).catch(() => []) : [];
    if (asked !== country.value) return;
    region.replaceChildren(region.options[0], ...answer.map(([value, name]) => new Option(name, value)));
    region.value = "";
    field.hidden = answer.length === 0;
  });
}

function prepareSharing(section) {
  const { copyPress, devicePress, copied, handed, title, done } = section.dataset;
  const count = (address) => navigator.sendBeacon(address);
  const said = $("[data-said]", section);
  if (navigator.clipboard) {
    $("[data-copy]", section).hidden = false;
    $("[data-copy] button", section).addEventListener("click", async (event) => {
      await navigator.clipboard.writeText(copied);
      event.target.textContent = said.textContent = done;
      count(copyPress);
    });
  }
  if (navigator.share) {
    $("[data-device]", section).hidden = false;
    $("[data-device] button", section).addEventListener("click", () => {
      navigator.share({ title, url: handed }).then(() => count(devicePress), () => {});
    });
  }
}

function prepareZoom(link) {
  const STEPS = 4; // classes x0 to x4 of the stylesheet
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const dialog = document.createElement("dialog");
    dialog.className = "zoom";
    dialog.setAttribute("aria-label", $("img", link).alt);
    const picture = document.createElement("img");
    picture.src = link.href;
    picture.alt = $("img", link).alt;
    const frame = document.createElement("div");
    frame.className = "pan";
    frame.tabIndex = 0;
    frame.append(picture);
    const tools = document.createElement("p");
    tools.className = "tools";
    let step = 0;
    const to = (next) => {
      // What is in the middle stays in the middle.
      const x = (frame.scrollLeft + frame.clientWidth / 2) / frame.scrollWidth;
      const y = (frame.scrollTop + frame.clientHeight / 2) / frame.scrollHeight;
      step = Math.max(0, Math.min(STEPS, next));
      picture.className = `x${step}`;
      larger.disabled = step === STEPS;
      smaller.disabled = step === 0;
      frame.scrollTo(x * frame.scrollWidth - frame.clientWidth / 2, y * frame.scrollHeight - frame.clientHeight / 2);
    };
    const button = (words, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = words;
      made.addEventListener("click", act);
      tools.append(made);
      return made;
    };
    const larger = button(link.dataset.in, () => to(step + 1));
    const smaller = button(link.dataset.out, () => to(step - 1));
    button(link.dataset.close, () => dialog.close());
    picture.addEventListener("click", () => to(step < STEPS ? step + 1 : 0));
    dialog.addEventListener("keydown", (pressed) => {
      if (pressed.key === "+") to(step + 1);
      if (pressed.key === "-") to(step - 1);
    });
    dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
    dialog.append(tools, frame);
    document.body.append(dialog);
    to(0);
    dialog.showModal();
    larger.focus();
  });
}

watchLeaving();
closeMenu();
forgetArrival();
document.querySelectorAll("[data-tip]").forEach((form) => { prepareTip(form); offerRegions(form); });
document.querySelectorAll("[data-share]").forEach(prepareSharing);
document.querySelectorAll("[data-zoom]").forEach(prepareZoom);
