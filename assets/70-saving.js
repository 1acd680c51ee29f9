/* “Save” beside charts and tables: the menu, what is asked of the server, and files of tables. A picture is drawn
   in the browser, from what is on the screen (71-saved-pictures.js); a table's words go to the server and come
   back as a file. Nothing else is asked for. `traceSaving` is what the three files share. */
window.traceSaving = {kinds: []};
(function (saving) {
  'use strict';
  const NAMES = {png: 'PNG picture', svg: 'SVG picture', csv: 'CSV table', xlsx: 'Excel table'};
  let menu = null, opener = null, busy = null;

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
    const offer = function (source, form) {
      const item = document.createElement('button');
      item.type = 'button'; item.tabIndex = -1; item.textContent = NAMES[form];
      item.setAttribute('role', 'menuitem');
      item.addEventListener('click', function () {
        if (!busy) save(source, form);
        else if (busy !== menu) said('Not saved: another file is still being prepared.', true);
      });
      list.append(item);
    };
    button.dataset.save.split(' ').forEach(function (form) { offer(button, form); });
    const table = folded(button);
    if (table) table.dataset.save.split(' ').forEach(function (form) { offer(table, form); });
    menu.append(list);
    document.body.append(menu);
    const at = button.getBoundingClientRect(), own = menu.getBoundingClientRect();
    const below = at.bottom + own.height + 8 < window.innerHeight;
    menu.style.left = Math.max(8, at.right - own.width) + window.scrollX + 'px';
    menu.style.top = (below ? at.bottom + 2 : at.top - own.height - 2) + window.scrollY + 'px';
    button.setAttribute('aria-expanded', 'true');
    list.firstChild.focus();
  }
  /* The “Save” of the table folded away behind a chart, where the card has just one: offered by the chart's too.
     A grid is left to its own button: what it shows is known once it has been unfolded. */
  function folded(button) {
    if (button.dataset.save !== 'png svg') return null;
    const found = card(button).querySelectorAll('details.table-behind button.save:not([data-grid])');
    return found.length === 1 && card(button).querySelectorAll('button.save').length === 2 ? found[0] : null;
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
    if (button) {
      if (event.detail > 1) return;  // the second click of a double click means the first
      if (menu && opener === button) close(true); else open(button);
      return;
    }
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
    busy = own;
    said('Preparing the file …');
    try {
      const name = form === 'png' || form === 'svg' ? await picture(button, form) : await table(button, form);
      if (menu === own) close(true);
      said('Saved ' + name);
    } catch (error) {
      said('Not saved: ' + error.message, true);
    } finally { busy = null; }
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
  /* Leadership's pages say in one sentence for what their release answers; what a card says is about that card. */
  function pageScope(button) {
    return Array.from(document.querySelectorAll('main .release-scope b')).filter(function (one) {
      const about = one.closest('.card');
      return !about || about === button.closest('.card');
    }).map(text);
  }
  function sentence(words) { return /[.!?:;…]$/.test(words) ? words : words + '.'; }
  const text = function (element) { return element ? element.textContent.replace(/[ \t\n]+/g, ' ').trim() : ''; };
  function card(button) {
    return button.closest('.card, .state-block, .saved-figure') || document.querySelector('main');
  }
  /* What is drawn by hand beside this button: the nearest element that one of the kinds knows, and its kind. */
  function byHand(button) {
    const nearest = button.closest('.saved-table, .saved-figure, figure, .card');
    for (const kind of saving.kinds) {
      const node = nearest && nearest.querySelector(kind.selector);
      if (node) return {kind: kind, node: node};
    }
    return null;
  }
  function heading(button) {
    const named = card(button).getAttribute('aria-label');
    if (named) return named;
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
      beside: pageScope(button).concat(
        around(button, '.subtitle'), around(button, 'p.note, figcaption.note'), figures(button)
      ).map(sentence),
      version: Number(document.documentElement.getAttribute('data-version')) || null
    }, more);
  }

  /* Words of the card that belong to the chart; links to definitions and hints for the screen do not. */
  function around(button, kind) {
    return Array.from(card(button).querySelectorAll(kind)).filter(function (one) {
      return !one.matches('.figure-title') && !one.closest('.screen-only, .results, .places, .pool-list, form, details') && !one.querySelector('.definition') && text(one);
    }).map(text);
  }

  /* ---- tables ---- */
  async function table(button, form) {
    const grid = button.dataset.grid, source = button.dataset.source, more = {form: form}, hand = byHand(button);
    let path = '/saved/table';
    if (source) {
      path = '/saved/rows';
      Object.assign(more, {grid: source, request: {}});
    } else if (grid) {
      const api = await window.dash_ag_grid.getApiAsync(grid);
      if (button.dataset.rows === 'all') {
        path = '/saved/rows';
        Object.assign(more, {grid: grid, request: {filterModel: api.getFilterModel(), sortModel: sorting(api)}});
      } else { Object.assign(more, shownGrid(api)); }
    } else {
      Object.assign(more, hand ? numbers(hand) : shownTable(button.parentElement.querySelector('table')));
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
  /* The numbers of what is drawn by hand: as the page hands them over, else as it says them. */
  function numbers(hand) {
    const told = hand.node.closest('[data-table]');
    return told ? JSON.parse(told.dataset.table) : hand.kind.table(hand.node);
  }
  /* Figures of the tiles belong to the table of their lines. */
  function figures(button) {
    const hand = byHand(button);
    return hand && hand.kind.beside && hand.node.dataset.table ? [hand.kind.said(hand.node)] : [];
  }

  /* ---- pictures ---- */
  async function picture(button, form) {
    const facts = await (await ask('/saved/facts', question(button))).json();
    if (!button.isConnected) throw new Error('the page was drawn anew meanwhile; save again.');
    const drawing = await saving.compose(button, facts);
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

  Object.assign(saving, {text: text, card: card, around: around, byHand: byHand, pageScope: pageScope});
}(window.traceSaving));
