/* The picture of what a “Save” button stands beside, as SVG: title, legend, the drawing, notes, and a caption that
   says what it is about. A chart is handed over by Plotly; what a page draws by hand, by its kind
   (72-drawn-by-hand.js). */
(function (saving) {
  'use strict';
  const SVG = 'http://www.w3.org/2000/svg', PAD = 16, LEAST = 560, text = saving.text;

  function make(parent, name, attributes, words) {
    const made = parent.ownerDocument.createElementNS(SVG, name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (words !== undefined) made.textContent = words;
    parent.append(made);
    return made;
  }
  const pen = document.createElement('canvas').getContext('2d');
  function width(words, style) { pen.font = style.weight + ' ' + style.size + 'px ' + style.family; return pen.measureText(words).width; }
  function broken(words, most, style) {
    const lines = [];
    words.split(' ').forEach(function (word) {
      const last = lines.length - 1, longer = last < 0 ? word : lines[last] + ' ' + word;
      if (last >= 0 && width(longer, style) <= most) lines[last] = longer; else lines.push(word);
    });
    return lines;
  }
  function written(page, words, style) {
    broken(words, page.width - 2 * PAD, style).forEach(function (line) {
      page.y += style.size * 1.4;
      letters(page.root, PAD, page.y, line, style);
    });
  }
  function letters(parent, x, y, words, style, more) {
    return make(parent, 'text', Object.assign({
      x: x, y: y, fill: style.fill, 'font-family': style.family, 'font-size': style.size, 'font-weight': style.weight
    }, more), words);
  }
  async function compose(button, told) {
    const facts = told.facts, look = window.getComputedStyle(document.body);
    const colour = function (name) { return look.getPropertyValue('--' + name).trim(); };
    const type = function (size, ink, weight) {
      return {size: size, fill: colour(ink), weight: weight || 400, family: look.fontFamily.replace(/"/g, "'")};
    };
    const figure = button.closest('figure'), graph = figure && figure.querySelector('.js-plotly-plot');
    const hand = graph ? null : saving.byHand(button);
    const inside = graph || hand.node, own = Math.max(LEAST, inside.clientWidth + 2 * PAD);
    const root = document.implementation.createDocument(SVG, 'svg').documentElement;
    make(root, 'title', {}, facts.Title);
    make(root, 'desc', {}, (hand ? hand.kind.said(hand.node) : text(figure.querySelector('figcaption'))) + ' ' + caption(button, facts).join(' '));
    const hatched = make(make(root, 'defs'), 'pattern', {
      id: 'hatched', width: 4, height: 4, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)'
    });
    make(hatched, 'path', {d: 'M0 0V4', stroke: colour('ink-3'), 'stroke-width': 1.4});
    const ground = make(root, 'rect', {x: 0, y: 0, width: own, fill: colour('surface')});
    const page = {root: root, width: own, y: PAD - 4, type: type, colour: colour};
    written(page, facts.Title, type(15, 'ink', 700));
    saving.around(button, '.subtitle').forEach(function (line) { written(page, line, type(12, 'ink-2')); });
    page.y += 8;
    legend(page, button, type(12, 'ink-2'), colour);
    if (graph) await drawn(page, graph);
    else hand.kind.draw(page, hand.node);
    saving.around(button, 'p.note, figcaption.note').forEach(function (line) { written(page, line, type(11, 'ink-3')); });
    page.y += 8;
    make(root, 'line', {x1: PAD, x2: own - PAD, y1: page.y, y2: page.y, stroke: colour('line')});
    page.y += 2;
    if (facts.Simulated !== 'no') written(page, 'Simulated campaign: no figure here is real.', type(11, 'caution', 700));
    caption(button, facts).forEach(function (line) { written(page, line, type(11, 'ink-2')); });
    const height = Math.ceil(page.y + PAD);
    ground.setAttribute('height', height);
    root.setAttribute('width', own); root.setAttribute('height', height);
    root.setAttribute('viewBox', '0 0 ' + own + ' ' + height);
    root.setAttribute('role', 'img');
    return root;
  }
  function caption(button, facts) {
    const line = function (name) { return name + ': ' + facts[name] + '.'; };
    return [
      facts.Campaign + '. ' + facts.Page, [line('Period'), line('Scope')].concat(saving.pageScope(button)).join(' '),
      'As of ' + facts['As of'] + ' (' + facts['Time zone'] + '), data version ' + facts['Data version'] + '. ' + facts['Disclosure rule']
    ];
  }
  function legend(page, button, style, colour) {
    Array.from(saving.card(button).querySelectorAll('.classes, .legend')).forEach(function (one) {
      let x = PAD;
      const entries = Array.from(one.childNodes).filter(function (entry) { return text(entry); });
      page.y += 16;
      entries.forEach(function (entry) {
        const words = text(entry), mark = entry.querySelector && entry.querySelector('i');
        if (x + width(words, style) + 30 > page.width) { x = PAD; page.y += 16; }
        if (mark) {
          const look = window.getComputedStyle(mark), at = {x: x, y: page.y - 9, width: 11, height: 11};
          if (mark.classList.contains('hatched')) {
            make(page.root, 'rect', Object.assign(at, {fill: 'url(#hatched)', stroke: colour('grey'), 'stroke-width': 0.8}));
          } else { make(page.root, 'rect', Object.assign(at, {fill: look.backgroundColor})); }
          x += 16;
        }
        letters(page.root, x, page.y, words, style);
        x += width(words, style) + 14;
      });
    });
  }
  async function drawn(page, graph) {
    const size = {width: graph.clientWidth, height: graph.clientHeight};
    const source = await window.Plotly.toImage(graph, Object.assign({format: 'svg', imageDataOnly: true}, size));
    const inner = new DOMParser().parseFromString(source, 'image/svg+xml').documentElement;
    if (inner.nodeName !== 'svg') throw new Error('the chart could not be drawn.');
    inner.setAttribute('x', (page.width - size.width) / 2);
    inner.setAttribute('y', page.y + 6);
    page.root.append(page.root.ownerDocument.importNode(inner, true));
    page.y += size.height + 10;
  }

  Object.assign(saving, {compose: compose, PAD: PAD, make: make, letters: letters, written: written, width: width, broken: broken});
}(window.traceSaving));
