/* AG Grid is a third of what a page weighs, and Dash would load it with every page. It is fetched when the first
   table that needs it is drawn; until then a box of its size stands in its place. */
(function () {
  'use strict';
  const React = window.React;
  let real = null, coming = null;

  function fetched() {
    coming = coming || new Promise(function (resolve, reject) {
      const script = document.createElement('script');
      script.src = document.querySelector('meta[name=grid-library]').content;
      script.onload = function () {
        real = window.dash_ag_grid;
        // What Dash draws must stay the same component, or each table would be built twice.
        window.dash_ag_grid = Object.assign({}, real, {AgGrid: Grid});
        resolve(real);
      };
      script.onerror = function () { coming = null; script.remove(); reject(new Error('the tables did not load.')); };
      document.body.append(script);
    });
    return coming;
  }

  function Grid(props) {
    const state = React.useState(Boolean(real)), failed = React.useState(false);
    React.useEffect(function () {
      let here = true;
      if (!real) {
        fetched().then(function () { if (here) state[1](true); }, function () { if (here) failed[1](true); });
      }
      return function () { here = false; };
    }, []);
    if (state[0]) return React.createElement(real.AgGrid, props);
    const words = failed[0] ? 'This table did not load. Reload the page to try again.' : null;
    return React.createElement('div', {id: props.id, className: props.className, style: props.style}, words);
  }
  Grid.dashRenderType = true;  // as the library's own says of itself

  window.dash_ag_grid = {
    AgGrid: Grid,
    getApi: function (id) { throw new Error('no grid found, or grid is not initialized yet, with id: ' + id); },
    getApiAsync: function (id) { return fetched().then(function () { return real.getApiAsync(id); }); }
  };
})();
