/* Rotation: choose a place and an object, by click, drag or keyboard; ask the server for what a button says.
   What is shown as data stays data: values travel in data attributes, nothing is made markup. */
(function () {
  'use strict';
  var choice = null; // {place} or {object}, with its words
  var dragged = null;

  function set(id, data) { window.dash_clientside.set_props(id, {data: data}); }
  function closest(target, selector) { return target && target.closest ? target.closest(selector) : null; }
  function inPage(node) { return closest(node, '.rotation'); }

  function choose(next) {
    choice = next;
    set('rotation-choice', next);
  }
  function put(place, object) {
    choice = null;
    set('rotation-choice', null);
    var places = {};
    places[place] = object;
    set('rotation-event', {places: places, at: Date.now()});
  }
  function of(node) {
    if (!node) return null;
    if (node.dataset.place) return {place: node.dataset.place, object: node.dataset.object, words: node.dataset.words};
    return {candidate: node.dataset.candidate, words: node.dataset.words};
  }
  // A place and a candidate together are a swap; anything else is a new choice.
  function meet(first, second) {
    if (!first || !second) return false;
    var place = first.place || second.place, candidate = first.candidate || second.candidate;
    if (!place || !candidate) return false;
    put(place, candidate);
    return true;
  }
  function same(a, b) { return a && b && a.place === b.place && a.candidate === b.candidate; }

  function picked(node) {
    var next = of(node);
    if (same(choice, next)) { choose(null); return; }
    if (!meet(choice, next)) choose(next);
  }

  function act(node) {
    var asked = JSON.parse(node.dataset.act);
    var field = node.dataset.reasonFrom ? document.querySelector(node.dataset.reasonFrom) : null;
    if (field) asked.reason = field.value;
    asked.at = Date.now();
    if (asked.what === 'withdraw' || asked.what === 'hold' || asked.what === 'release') choose(null);
    set('rotation-act', asked);
    var around = closest(node, 'details.popping');
    if (around) around.open = false;
  }

  function edit(node) {
    set('rotation-event', {places: JSON.parse(node.dataset.edits), at: Date.now()});
    choose(null);
  }
  function stay() {
    var places = {};
    document.querySelectorAll('.place-button').forEach(function (card) { places[card.dataset.place] = card.dataset.object; });
    set('rotation-event', {places: places, only: true, at: Date.now()});
  }
  function withdraw(node) {
    var field = document.querySelector(node.dataset.reasonFrom);
    set('withdraw-event', {object: node.dataset.withdraw, reason: field ? field.value : '', at: Date.now()});
  }

  var pressed = [
    ['[data-place], [data-candidate]', picked], ['[data-act]', act], ['[data-edits]', edit],
    ['[data-stay]', stay], ['[data-reset]', function () { set('rotation-event', {reset: true, at: Date.now()}); choose(null); }]
  ];
  document.addEventListener('click', function (event) {
    var button = closest(event.target, '[data-withdraw]');
    if (button) { withdraw(button); return; }
    document.querySelectorAll('details.popping[open]').forEach(function (open) {
      if (!open.contains(event.target)) open.open = false;
    });
    if (!inPage(event.target)) return;
    for (var i = 0; i < pressed.length; i += 1) {
      var found = closest(event.target, pressed[i][0]);
      if (found && !found.disabled) { pressed[i][1](found); return; }
    }
  });
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape') return;
    var open = document.querySelector('details.popping[open]');
    if (open) { open.open = false; open.querySelector('summary').focus(); return; }
    if (choice) choose(null);
  });

  document.addEventListener('dragstart', function (event) {
    var node = closest(event.target, '[data-place], [data-candidate]');
    if (!node || !inPage(node)) return;
    dragged = of(node);
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', dragged.words);
  });
  function target(event) {
    if (!dragged) return null;
    var node = closest(event.target, dragged.place ? '[data-candidate]' : '[data-place]');
    return node && !node.disabled ? node : null;
  }
  document.addEventListener('dragover', function (event) {
    var node = target(event);
    if (!node) return;
    event.preventDefault();
    node.classList.add('over');
  });
  document.addEventListener('dragleave', function (event) {
    var node = closest(event.target, '.over');
    if (node && !node.contains(event.relatedTarget)) node.classList.remove('over');
  });
  document.addEventListener('drop', function (event) {
    var node = target(event);
    if (!node) return;
    event.preventDefault();
    node.classList.remove('over');
    meet(dragged, of(node));
    dragged = null;
  });
  document.addEventListener('dragend', function () { dragged = null; });

  // Draw components as the server describes them, changing only what differs: what has the focus keeps it.
  function patch(parent, children) {
    var wanted = (Array.isArray(children) ? children : [children]).filter(function (c) { return c !== null && c !== undefined && c !== ''; });
    wanted.forEach(function (child, i) {
      var old = parent.childNodes[i], tag = child.type ? child.type.toUpperCase() : '#text';
      if (!old || old.nodeName !== tag) {
        var made = child.type ? document.createElement(child.type.toLowerCase()) : document.createTextNode('');
        if (old) parent.replaceChild(made, old); else parent.appendChild(made);
        old = made;
      }
      if (!child.type) { if (old.nodeValue !== String(child)) old.nodeValue = String(child); return; }
      attributes(old, child.props);
      patch(old, child.props.children === undefined ? [] : child.props.children);
    });
    while (parent.childNodes.length > wanted.length) parent.removeChild(parent.lastChild);
  }
  function attributes(node, props) {
    var wanted = {};
    Object.keys(props).forEach(function (name) {
      var value = props[name];
      if (name === 'children' || name === 'style' || value === null || value === false) return;
      wanted[name === 'className' ? 'class' : name.toLowerCase()] = value === true ? '' : String(value);
    });
    Array.from(node.attributes).forEach(function (had) {
      if (!(had.name in wanted) && had.name !== 'style') node.removeAttribute(had.name);
    });
    Object.keys(wanted).forEach(function (name) {
      if (name !== 'aria-pressed' && node.getAttribute(name) !== wanted[name]) node.setAttribute(name, wanted[name]);
    });
    Object.keys(props.style || {}).forEach(function (name) { node.style[name] = props.style[name]; });
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    rotation: {
      // Merge one event into the edits; null takes a person's own choice of a place back.
      edit: function (event, stored) {
        if (!event) return window.dash_clientside.no_update;
        if (event.reset) return {};
        var places = event.only ? {} : Object.assign({}, (stored || {}).places);
        Object.keys(event.places).forEach(function (place) {
          var object = event.places[place];
          Object.keys(places).forEach(function (other) { if (object && places[other] === object) delete places[other]; });
          if (object === null) delete places[place]; else places[place] = object;
        });
        return {places: places};
      },
      // Show what is chosen, also after the board was drawn anew, and say it.
      mark: function (chosen, drawn) {
        Object.keys(drawn || {}).forEach(function (id) { patch(document.getElementById(id), drawn[id]); });
        document.querySelectorAll('[data-place], [data-candidate]').forEach(function (node) {
          node.setAttribute('aria-pressed', same(chosen, of(node)) ? 'true' : 'false');
        });
        if (!chosen) { choice = null; return ''; }
        choice = chosen;
        return chosen.words + ' chosen. ' + (chosen.place ? 'Now choose an object in the pool.' : 'Now choose its place.');
      }
    }
  });
}());
