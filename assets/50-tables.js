/* Tables ask the server again, in place, when the scope or the data change. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  tables: {
    refresh: function (_search, _version, id, name) {
      if (window.dash_ag_grid) {
        window.dash_ag_grid.getApiAsync(id).then(function (api) { if (api && api.refreshInfiniteCache) api.refreshInfiniteCache(); }, function () {});
      }
      return window.dash_clientside.no_update;
    }
  }
});
