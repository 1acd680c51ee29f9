/* “Save” beside charts and tables. A picture is drawn here, from what is on the screen, with a caption that says
   what it is about; a table's words go to the server and come back as a file. Nothing else is asked for. */
(function () {
  'use strict';
  const NAMES = {png: 'PNG picture', svg: 'SVG picture', csv: 'CSV table', xlsx: 'Excel table'};
  const SVG = 'http://www.w3.org/2000/svg', PAD = 16, LEAST = 560;
  let menu = null, opener = null;

  /* ---- the menu: made when it is opened, arrow keys inside, Escape closes, focus returns ---- */
  function close(refocus) {
    if (!menu) return;
    menu.remove(); menu = null;
    opener.setAttribute('aria-expanded', 'false');
    if (refocus && opener.isConnected) opener.focus();
  }
  function open(button) {
    close(false);
    opener = button;
    menu = document.createElement('div');
    menu.className = 'save-menu';
    const list = document.createElement('div');
    list.setAttribute('role', 'menu');
    list.setAttribute('aria-label', button.getAttribute('aria-label'));
    button.dataset.save.split(' ').forEach(function (form) {
      const item = document.createElement('button');
      item.type = 'button'; item.tabIndex = -1; item.textContent = NAMES[form];
      item.setAttribute('role', 'menuitem');
      item.addEventListener('click', function () { save(button, form); });
      list.append(item);
    });
    menu.append(list);
    document.body.append(menu);
    const at = button.getBoundingClientRect(), own = menu.getBoundingClientRect();
    const below = at.bottom + own.height + 8 < window.innerHeight;
    menu.style.left = Math.max(8, at.right - own.width) + window.scrollX + 'px';
    menu.style.top = (below ? at.bottom + 2 : at.top - own.height - 2) + window.scrollY + 'px';
    button.setAttribute('aria-expanded', 'true');
    list.firstChild.focus();
  }
  function said(words, failed) {
    let line = document.getElementById('save-status');
    if (!line) {
      line = document.createElement('div');
      line.id = 'save-status'; line.className = 'visually-hidden';
      line.setAttribute('role', 'status');
      document.body.append(line);
    }
    line.textContent = words;
    if (!menu) return;
    let shown = menu.querySelector('p');
    if (!shown) { shown = document.createElement('p'); menu.append(shown); }
    shown.className = failed ? 'failed' : ''; shown.textContent = words;
    shown.setAttribute('aria-hidden', 'true');
  }
  document.addEventListener('click', function (event) {
    const button = event.target.closest && event.target.closest('button.save');
    if (button) { if (menu && opener === button) close(true); else open(button); return; }
    if (menu && !menu.contains(event.target)) close(false);
  });
  document.addEventListener('keydown', function (event) {
    if (!menu) {
      const button = event.target.closest && event.target.closest('button.save');
      if (button && event.key === 'ArrowDown') { event.preventDefault(); open(button); }
      return;
    }
    if (event.key === 'Escape') { event.preventDefault(); close(true); return; }
    if (event.key === 'Tab') { close(true); return; }
    const items = Array.from(menu.querySelectorAll('[role=menuitem]')), here = items.indexOf(document.activeElement);
    const to = {ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: items.length - 1}[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[(to + items.length) % items.length].focus();
  });

  /* ---- saving ---- */
  async function save(button, form) {
    const own = menu;
    said('Preparing the file …');
    try {
      const name = form === 'png' || form === 'svg' ? await picture(button, form) : await table(button, form);
      if (menu === own) close(true);
      said('Saved ' + name);
    } catch (error) {
      said('Not saved: ' + error.message, true);
    }
  }
  async function ask(path, question) {
    let answer;
    try {
      answer = await fetch(path, {
        method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(question)
      });
    } catch (_unreachable) { throw new Error('the server cannot be reached.'); }
    if (answer.ok) return answer;
    if (answer.status === 401) throw new Error('you are signed out; reload the page.');
    if (answer.status === 413) throw new Error('the table is too large; narrow the filters.');
    let told = {};
    try { told = await answer.json(); } catch (_noWords) { told = {}; }
    throw new Error((told.problem || 'the server failed') + '.');
  }
  function download(blob, name) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();  // outside the document: this press must not count as one beside the menu
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
    return name;
  }
  /* Leadership's pages say in one sentence for what their release answers. */
  function pageScope() { return Array.from(document.querySelectorAll('main .release-scope b')).map(text); }
  const text = function (element) { return element ? element.textContent.replace(/[ \t\n]+/g, ' ').trim() : ''; };
  function card(button) { return button.closest('.card, .state-block') || document.querySelector('main'); }
  function heading(button) {
    const before = Array.from(card(button).querySelectorAll('h2')).filter(function (one) {
      return one.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING;
    });
    return text(before.pop()) || text(document.querySelector('main h1'));
  }
  function question(button, more) {
    const caption = text(button.parentElement.querySelector('caption')), title = heading(button);
    const own = window.location.pathname.split('/').slice(2).map(decodeURIComponent).concat(title);
    if (caption && title.indexOf(caption) < 0) own.push(caption);
    return Object.assign({
      page: text(document.querySelector('main h1')), search: window.location.search, title: own.join(': '),
      beside: pageScope().concat(around(button, '.subtitle'), around(button, 'p.note')),
      version: Number(document.documentElement.getAttribute('data-version')) || null
    }, more);
  }

  /* ---- tables ---- */
  async function table(button, form) {
    const grid = button.dataset.grid, more = {form: form};
    let path = '/saved/table';
    if (grid) {
      const api = await window.dash_ag_grid.getApiAsync(grid);
      if (button.dataset.rows === 'all') {
        path = '/saved/rows';
        Object.assign(more, {grid: grid, request: {filterModel: api.getFilterModel(), sortModel: sorting(api)}});
      } else { Object.assign(more, shownGrid(api)); }
    } else {
      const drawn = button.parentElement.querySelector('table, ul.results');
      Object.assign(more, drawn.matches('ul') ? shownResults(drawn) : drawn.matches('.bars') ? shownBars(drawn) : shownTable(drawn));
    }
    const answer = await ask(path, question(button, more));
    const name = /filename="?([^";]+)/.exec(answer.headers.get('Content-Disposition'))[1];
    return download(await answer.blob(), name);
  }
  function sorting(api) {
    return api.getColumnState().filter(function (one) { return one.sort; })
      .sort(function (a, b) { return a.sortIndex - b.sortIndex; })
      .map(function (one) { return {colId: one.colId, sort: one.sort}; });
  }
  function shownGrid(api) {
    // A column without a heading is a picture.
    const columns = api.getAllDisplayedColumns().map(function (one) { return one.getColDef(); })
      .filter(function (column) { return column.headerName; });
    const rows = [];
    api.forEachNodeAfterFilterAndSort(function (node) {
      rows.push(columns.map(function (column) {
        const value = node.data[column.field], words = column.cellRendererParams && column.cellRendererParams.words;
        return typeof value === 'number' || !words ? value : node.data[words];
      }));
    });
    return {headings: columns.map(function (one) { return one.headerName; }), rows: rows};
  }
  function shownTable(drawn) {
    const cells = function (row) { return Array.from(row.cells).map(text); };
    return {headings: cells(drawn.tHead.rows[0]), rows: Array.from(drawn.tBodies[0].rows).map(cells)};
  }
  function barsOf(drawn) {
    let group = '';
    const rows = [];
    Array.from(drawn.tBodies[0].rows).forEach(function (row) {
      if (row.classList.contains('group')) {
        const parts = Array.from(row.cells[0].childNodes).map(function (one) { return text(one).replace(/^· */, ''); }).filter(Boolean);
        group = parts[0] || '';
        rows.push({group: parts.join(' · ')});
        return;
      }
      const fill = row.querySelector('.fill'), whisker = row.querySelector('.whisker');
      rows.push({
        row: row, under: group, label: text(row.cells[0]), count: text(row.cells[2]), rate: text(row.cells[3]),
        sub: row.classList.contains('sub'), fill: fill, whisker: whisker, track: row.querySelector('.track')
      });
    });
    return rows;
  }
  function shownBars(drawn) {
    const rows = barsOf(drawn).filter(function (one) { return one.row; });
    return {
      headings: ['Group', 'Name', 'Count', 'Share'],
      rows: rows.map(function (one) { return [one.under, one.label, one.count, one.rate]; })
    };
  }

  /* Results with a stacked bar each, as the Cases page lists them. */
  function resultsOf(list) {
    return Array.from(list.children).map(function (one) {
      const head = one.firstElementChild;
      return {
        label: text(head.firstElementChild), count: text(head.lastElementChild), rate: text(one.lastElementChild),
        pieces: Array.from(one.querySelectorAll('.piece'))
      };
    });
  }
  function shownResults(list) {
    return {
      headings: ['Result', 'Count', 'Thanks to'],
      rows: resultsOf(list).map(function (one) { return [one.label, one.count, one.rate]; })
    };
  }

  /* ---- pictures ---- */
  async function picture(button, form) {
    const facts = await (await ask('/saved/facts', question(button))).json();
    if (!button.isConnected) throw new Error('the page was drawn anew meanwhile; save again.');
    const drawing = await compose(button, facts);
    const source = new XMLSerializer().serializeToString(drawing);
    const blob = new Blob(['<?xml version="1.0" encoding="UTF-8"?>\n', source], {type: 'image/svg+xml'});
    return download(form === 'svg' ? blob : await bitmap(blob, drawing), facts.name + form);
  }
  function bitmap(blob, drawing) {
    return new Promise(function (resolve, reject) {
      const image = new Image(), url = URL.createObjectURL(blob);
      image.onload = function () {
        const canvas = document.createElement('canvas');
        canvas.width = 2 * drawing.getAttribute('width');
        canvas.height = 2 * drawing.getAttribute('height');
        canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
        URL.revokeObjectURL(url);
        canvas.toBlob(resolve, 'image/png');
      };
      image.onerror = function () { reject(new Error('the picture could not be drawn.')); };
      image.src = url;
    });
  }
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
    const bars = graph ? null : button.parentElement.querySelector('table.bars, ul.results');
    const inside = graph || bars, own = Math.max(LEAST, inside.clientWidth + 2 * PAD);
    const root = document.implementation.createDocument(SVG, 'svg').documentElement;
    make(root, 'title', {}, facts.Title);
    make(root, 'desc', {}, described(figure, bars) + ' ' + caption(facts).join(' '));
    const hatched = make(make(root, 'defs'), 'pattern', {
      id: 'hatched', width: 4, height: 4, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)'
    });
    make(hatched, 'path', {d: 'M0 0V4', stroke: colour('ink-3'), 'stroke-width': 1.4});
    const ground = make(root, 'rect', {x: 0, y: 0, width: own, fill: colour('surface')});
    const page = {root: root, width: own, y: PAD - 4};
    written(page, facts.Title, type(15, 'ink', 700));
    around(button, '.subtitle').forEach(function (line) { written(page, line, type(12, 'ink-2')); });
    page.y += 8;
    legend(page, button, type(12, 'ink-2'), colour);
    if (graph) await drawn(page, graph);
    else if (bars.matches('ul')) stacks(page, bars, type, colour);
    else strips(page, bars, type, colour);
    around(button, 'p.note').forEach(function (line) { written(page, line, type(11, 'ink-3')); });
    page.y += 8;
    make(root, 'line', {x1: PAD, x2: own - PAD, y1: page.y, y2: page.y, stroke: colour('line')});
    page.y += 2;
    if (facts.Simulated !== 'no') written(page, 'Simulated campaign: no figure here is real.', type(11, 'caution', 700));
    caption(facts).forEach(function (line) { written(page, line, type(11, 'ink-2')); });
    const height = Math.ceil(page.y + PAD);
    ground.setAttribute('height', height);
    root.setAttribute('width', own); root.setAttribute('height', height);
    root.setAttribute('viewBox', '0 0 ' + own + ' ' + height);
    root.setAttribute('role', 'img');
    return root;
  }
  function caption(facts) {
    const line = function (name) { return name + ': ' + facts[name] + '.'; };
    return [
      facts.Campaign + '. ' + facts.Page, [line('Period'), line('Scope')].concat(pageScope()).join(' '),
      'As of ' + facts['As of'] + ' (' + facts['Time zone'] + '), data version ' + facts['Data version'] + '. ' + facts['Disclosure rule']
    ];
  }
  function described(figure, bars) {
    if (figure) return text(figure.querySelector('figcaption'));
    return (bars.matches('ul') ? resultsOf(bars).map(function (one) { return Object.assign({row: one}, one); }) : barsOf(bars)).map(function (one) { return one.row ? one.label + ' ' + one.count + ' ' + one.rate : one.group + ':'; }).join('; ');
  }
  /* Words of the card that belong to the chart; links to definitions and hints for the screen do not. */
  function around(button, kind) {
    return Array.from(card(button).querySelectorAll(kind)).filter(function (one) {
      return !one.closest('.screen-only, .results, form, details') && !one.querySelector('.definition') && text(one);
    }).map(text);
  }
  function legend(page, button, style, colour) {
    Array.from(card(button).querySelectorAll('.classes, .legend')).forEach(function (one) {
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
  function stacks(page, list, type, colour) {
    const whole = page.width - 2 * PAD;
    resultsOf(list).forEach(function (one) {
      let x = PAD;
      page.y += 22;
      letters(page.root, PAD, page.y, one.label, type(13, 'ink'));
      letters(page.root, page.width - PAD, page.y, one.count, type(13, 'ink'), {'text-anchor': 'end'});
      page.y += 6;
      make(page.root, 'rect', {x: PAD, y: page.y, width: whole, height: 12, fill: colour('inset')});
      one.pieces.forEach(function (piece) {
        const wide = parseFloat(piece.style.width) / 100 * whole, hatched = piece.classList.contains('hatched');
        make(page.root, 'rect', {
          x: x, y: page.y, width: wide, height: 12, stroke: hatched ? colour('grey') : 'none',
          fill: hatched ? 'url(#hatched)' : window.getComputedStyle(piece).backgroundColor
        });
        x += wide;
      });
      page.y += 12;
      written(page, one.rate, type(12, 'ink-3'));
    });
    page.y += 8;
  }
  /* Bars that the page draws as a table: the same rows, marks and words. */
  function strips(page, bars, type, colour) {
    const rows = barsOf(bars), plain = type(13, 'ink'), small = type(12, 'ink-2');
    const widest = function (name, style) { return Math.max.apply(null, rows.map(function (one) { return width(one[name] || '', style); })); };
    const left = Math.min(widest('label', plain) + 24, 0.45 * page.width), right = widest('rate', small), middle = widest('count', plain);
    const track = Math.max(page.width - 2 * PAD - left - right - middle - 30, 60), x0 = PAD + left;
    rows.forEach(function (one) {
      page.y += 20;
      if (!one.row) { letters(page.root, PAD, page.y, one.group, type(12, 'ink-3')); return; }
      letters(page.root, PAD + (one.sub ? 12 : 0), page.y, one.label, plain);
      if (one.track) bar(page, one, x0, track, colour);
      letters(page.root, x0 + track + 10 + middle, page.y, one.count, plain, {'text-anchor': 'end'});
      letters(page.root, page.width - PAD, page.y, one.rate, small, {'text-anchor': 'end'});
    });
    page.y += 8;
  }
  function bar(page, one, x0, track, colour) {
    const y = page.y - 10, part = function (style) { return parseFloat(style) / 100 * track; };
    make(page.root, 'rect', {x: x0, y: y, width: track, height: 12, fill: colour('inset')});
    if (one.fill) {
      const look = window.getComputedStyle(one.fill), hatched = one.fill.classList.contains('hatched');
      make(page.root, 'rect', {
        x: x0, y: y, width: part(one.fill.style.width), height: 12, stroke: hatched ? colour('grey') : 'none',
        fill: hatched ? 'url(#hatched)' : look.backgroundColor
      });
    }
    if (one.whisker) {
      const from = x0 + part(one.whisker.style.left), to = from + part(one.whisker.style.width);
      make(page.root, 'path', {
        d: 'M' + from + ' ' + (y + 1) + 'v10M' + to + ' ' + (y + 1) + 'v10M' + from + ' ' + (y + 6) + 'H' + to,
        stroke: colour('ink'), fill: 'none'
      });
    }
  }
})();
