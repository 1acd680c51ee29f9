/* Tips: keys and buttons become one decision about the chosen rows; the server stores it or says why not. */
(function () {
  const GRID = 'tips-grid', KEYS = {a: 'actionable', u: 'unusable', d: 'duplicate', s: 'spam', p: 'pending'};

  function api() {
    return window.dash_ag_grid && document.getElementById(GRID) ? window.dash_ag_grid.getApi(GRID) : null;
  }
  // The chosen rows; where none is chosen, the one with the focus.
  function rows(grid) {
    const chosen = grid.getSelectedNodes().map(function (node) { return node.data; });
    const cell = grid.getFocusedCell(), node = cell && grid.getDisplayedRowAtIndex(cell.rowIndex);
    return (chosen.length ? chosen : node && node.data ? [node.data] : []).map(function (row) {
      return {tip_id: row.tip_id, updated_at: row.updated_at};
    });
  }
  function decision(action, grid, values) {
    return {action: action, rows: grid ? rows(grid) : [], values: values, at: Date.now()};
  }

  document.addEventListener('keydown', function (event) {
    const action = KEYS[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    const target = event.target;
    // Only where the table has the focus, and never while something is typed, as in a column's filter.
    if (!target.closest || !target.closest('#' + GRID)) return;
    if (target.closest('input:not([type=checkbox]), textarea, select, [contenteditable=true], .ag-popup')) return;
    const grid = api();
    if (!grid) return;
    event.preventDefault();
    const reason = document.getElementById('tips-reason');
    window.dash_clientside.set_props('tips-decision', {data: decision(action, grid, {reason: reason ? reason.value : ''})});
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    tips: {
      decide: function () {
        const given = Array.prototype.slice.call(arguments, -5), same = window.dash_clientside.no_update;
        const trigger = window.dash_clientside.callback_context.triggered[0];
        if (!trigger || !trigger.value) return same;
        const action = trigger.prop_id.split('.')[0].replace(/^tips-|-button$/g, '');
        return decision(action, api(), {country: given[0], cluster: given[1], investigation: given[2], reason: given[3]});
      },
      chosen: function (selected) {
        const n = (selected || []).length;
        return n === 1 ? '1 tip chosen' : n + ' tips chosen';
      },
      done: function (done) {
        const grid = api();
        if (grid && done) {
          if (!done.keep) grid.deselectAll();
          grid.refreshInfiniteCache();
        }
        return done && !done.keep ? '' : window.dash_clientside.no_update;
      }
    }
  });
})();
