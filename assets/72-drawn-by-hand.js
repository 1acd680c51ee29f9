/* What pages draw by hand, without Plotly: how each kind is drawn as SVG, from the same elements, and its numbers
   as the page says them, where it does not hand them over (`data-table`, layouts/saving.py). */
(function (saving) {
  'use strict';
  const text = saving.text, PAD = saving.PAD, make = saving.make, letters = saving.letters, written = saving.written, width = saving.width;
  const all = function (node, selector) { return Array.from(node.querySelectorAll(selector)); };
  function kind(selector, draw, said, table, beside) {
    saving.kinds.push({selector: selector, draw: draw, said: said, table: table, beside: Boolean(beside)});
  }

  /* ---- bars on their own denominators ---- */
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
  /* Bars that the page draws as a table: the same rows, marks and words. */
  function strips(page, bars) {
    const type = page.type, colour = page.colour;
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
  kind('table.bars', strips, function (drawn) {
    return barsOf(drawn).map(function (one) { return one.row ? one.label + ' ' + one.count + ' ' + one.rate : one.group + ':'; }).join('; ');
  }, shownBars);

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

  function stacks(page, list) {
    const type = page.type, colour = page.colour;
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
  kind('ul.results', stacks, function (list) {
    return resultsOf(list).map(function (one) { return one.label + ' ' + one.count + ' ' + one.rate; }).join('; ');
  }, shownResults);

  /* ---- intervals with a dot on one scale: a board's expectation, chances of places and of the pool ---- */
  function interval(page, node, x0, track, y) {
    const soft = node.querySelector('.soft'), dot = node.querySelector('.dot'), colour = page.colour;
    const grey = node.classList.contains('grey'), at = function (style) { return x0 + parseFloat(style) / 100 * track; };
    make(page.root, 'line', {x1: x0, x2: x0 + track, y1: y, y2: y, stroke: colour('line')});
    if (!dot) return;
    make(page.root, 'rect', {
      x: at(soft.style.left), y: y - 3.5, width: parseFloat(soft.style.width) / 100 * track, height: 7, rx: 3.5,
      fill: colour(grey ? 'inset' : 'soft'), stroke: colour(grey ? 'control' : 'soft-edge'), 'stroke-width': 0.8
    });
    if (soft.classList.contains('beyond')) {  // wider than the scale: it ends open
      make(page.root, 'line', {x1: x0 + track, x2: x0 + track + 5, y1: y, y2: y, stroke: colour('soft-edge'), 'stroke-dasharray': '2 1'});
    }
    make(page.root, 'circle', {cx: at(dot.style.left), cy: y, r: 3.5, fill: colour(grey ? 'ink-3' : 'mark'), stroke: colour('surface')});
  }
  /* rows: {group}, or {label, bold, value, drawn (an .interval or nothing), beside (a line of its own)} */
  function intervals(page, rows, ticks) {
    const plain = page.type(13, 'ink'), bold = page.type(13, 'ink', 700), small = page.type(12, 'ink-3');
    const style = function (one) { return one.bold ? bold : plain; };
    const widest = function (name) { return Math.max.apply(null, rows.map(function (one) { return width(one[name] || '', bold); })); };
    const left = Math.min(widest('label') + 20, 0.5 * page.width), right = widest('value') + 14, x0 = PAD + left;
    const track = page.width - 2 * PAD - left - right;
    rows.forEach(function (one) {
      page.y += 22;
      if (one.group) { letters(page.root, PAD, page.y, one.group, small); return; }
      saving.broken(one.label, left - 10, style(one)).forEach(function (line, place) {
        if (place) page.y += 17;
        letters(page.root, PAD, page.y, line, style(one));
      });
      if (one.drawn) interval(page, one.drawn, x0, track, page.y - 4);
      letters(page.root, page.width - PAD, page.y, one.value, style(one), {'text-anchor': 'end'});
      if (one.beside) written(page, one.beside, small);
    });
    if (ticks) scale(page, ticks, x0, track, small);
    page.y += 8;
  }
  function scale(page, ticks, x0, track, style) {
    page.y += 10;
    make(page.root, 'line', {x1: x0, x2: x0 + track, y1: page.y, y2: page.y, stroke: page.colour('line')});
    page.y += 14;
    all(ticks, 'span').forEach(function (tick) {
      letters(page.root, x0 + parseFloat(tick.style.left) / 100 * track, page.y, text(tick), style, {'text-anchor': 'middle'});
    });
  }
  function told(rows) {
    return rows.map(function (one) { return one.group ? one.group + ':' : [one.label, one.value, one.beside].filter(Boolean).join(', '); }).join('; ');
  }
  function boardsOf(drawn) {
    return all(drawn, 'tr').filter(function (row) { return row.cells[0].matches('th'); }).map(function (row) {
      return {
        label: text(row.cells[0]), bold: Boolean(row.querySelector('b')), drawn: row.querySelector('.interval'),
        value: text(row.querySelector('.num')), said: text(row.cells[3])
      };
    });
  }
  kind('table.expected', function (page, drawn) { intervals(page, boardsOf(drawn), drawn.querySelector('.ticks')); },
    function (drawn) { return boardsOf(drawn).map(function (one) { return one.label + ' ' + one.said; }).join('; '); });

  function reason(node) { const found = node.querySelector('.reason[title]'); return found ? found.title : text(node.querySelector('.reason')); }
  function placesOf(drawn) {
    return all(drawn, '.place-button').map(function (place) {
      const state = text(place.querySelector('.place-picture > .pill'));
      return {
        label: place.dataset.place + '  ' + text(place.querySelector('.name')) + ' · ' + state,
        bold: place.parentElement.classList.contains('leaving'), drawn: place.querySelector('.interval'),
        value: text(place.querySelector('.chance b')),
        beside: [text(place.querySelector('.figures-line')), reason(place)].filter(Boolean).join(' · ')
      };
    });
  }
  kind('.places', function (page, drawn) { intervals(page, placesOf(drawn)); }, function (drawn) { return told(placesOf(drawn)); });

  function poolOf(drawn) {
    return all(drawn, '.pool-button, .pool-part').map(function (one) {
      if (one.matches('.pool-part')) return {group: text(one)};
      return {
        label: text(one.querySelector('.name')), drawn: one.querySelector('.interval'), beside: reason(one),
        value: text(one.querySelector('.chance b'))
      };
    });
  }
  kind('.pool-list', function (page, drawn) { intervals(page, poolOf(drawn)); }, function (drawn) { return told(poolOf(drawn)); });

  /* ---- the chance of doing better than the benchmark ---- */
  kind('.meter', function (page, drawn) {
    const x0 = PAD + 8, track = page.width - 2 * x0, at = function (node) { return x0 + parseFloat(node.style.left) / 100 * track; };
    page.y += 38;
    make(page.root, 'rect', {x: x0, y: page.y - 12, width: track, height: 12, fill: page.colour('inset')});
    all(drawn, '.cut').forEach(function (cut) {
      make(page.root, 'line', {x1: at(cut), x2: at(cut), y1: page.y - 18, y2: page.y + 4, stroke: page.colour('ink-3')});
    });
    const point = at(drawn.querySelector('.point')), label = drawn.querySelector('.point-label');
    make(page.root, 'path', {d: 'M' + point + ' ' + (page.y - 13) + 'l7 7l-7 7l-7 -7z', fill: page.colour('mark')});
    letters(page.root, Math.min(point, page.width - PAD - 20), page.y - 20, text(label), page.type(13, 'ink', 700), {'text-anchor': 'middle'});
    page.y += 8;
  }, function (drawn) { return text(drawn); });

  /* ---- the tiles of the overview, each with its line ---- */
  function tilesOf(drawn) {
    const part = function (tile, name) { return text(tile.querySelector('.' + name)); };
    return all(drawn, '.tile').map(function (tile) {
      return {
        tile: tile, label: part(tile, 'label'), value: part(tile, 'value'), detail: part(tile, 'detail'), change: part(tile, 'change'),
        line: tile.querySelector('img')
      };
    });
  }
  function tiles(page, drawn) {
    const made = tilesOf(drawn), top = made[0].tile.offsetTop;
    const abreast = made.filter(function (one) { return one.tile.offsetTop === top; }).length;
    const wide = (page.width - 2 * PAD) / abreast;
    let from = page.y + 4, deepest = from;
    made.forEach(function (one, place) {
      if (place && place % abreast === 0) from = deepest + 14;
      const x = PAD + (place % abreast) * wide;
      page.y = from;
      tile(page, one, x, wide - 12, made.some(function (other) { return other.line; }));
      deepest = place % abreast ? Math.max(deepest, page.y) : page.y;
    });
    page.y = deepest + 8;
  }
  function tile(page, one, x, wide, lined) {
    const lines = function (words, style) {
      saving.broken(words, wide, style).forEach(function (line) { page.y += 16; letters(page.root, x, page.y, line, style); });
    };
    lines(one.label, page.type(12, 'ink-2'));
    page.y += 28;
    letters(page.root, x, page.y, one.value, page.type(22, 'ink', 700));
    page.y += 2;
    if (one.detail) lines(one.detail, page.type(12, 'ink-3'));
    page.y += 6;
    if (one.line) line(page, one.line, x, wide);
    if (lined) page.y += 28;
    if (one.change) lines(one.change, page.type(12, 'ink'));
  }
  /* The line is a small SVG of its own, drawn by the server (layouts/parts.py). */
  function line(page, image, x, wide) {
    const bytes = Uint8Array.from(window.atob(image.src.split('base64,')[1]), function (one) { return one.charCodeAt(0); });
    const inner = new DOMParser().parseFromString(new TextDecoder().decode(bytes), 'image/svg+xml').documentElement;
    Object.entries({x: x, y: page.y, width: wide, height: 26}).forEach(function (pair) { inner.setAttribute(pair[0], pair[1]); });
    page.root.append(page.root.ownerDocument.importNode(inner, true));
  }
  kind('.strip', tiles, function (drawn) {
    return tilesOf(drawn).map(function (one) { return [one.label, one.value, one.detail, one.change].filter(Boolean).join(', '); }).join('; ');
  }, function (drawn) {
    return {
      headings: ['Figure', 'Value', 'Detail'],
      rows: tilesOf(drawn).map(function (one) { return [one.label, one.value, one.detail]; })
    };
  }, true);
}(window.traceSaving));
