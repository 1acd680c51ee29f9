/* The map's player: counts up week by week in the browser, from data that is already there. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  world: {
    play: function (_clicks, _ticks, data, value, max, paused) {
      const same = window.dash_clientside.no_update;
      const trigger = (window.dash_clientside.callback_context.triggered[0] || {}).prop_id || '';
      const last = data && data.weeks ? data.weeks.length - 1 : 0;
      if (trigger.startsWith('map-weeks') || !trigger) return [true, 'Play', last > 0 ? last : 1];
      if (trigger.startsWith('map-play')) {
        if (!paused) return [true, 'Play', same];
        if (last < 1) return [true, 'Play', same];
        return [false, 'Pause', value >= last ? 0 : value];
      }
      if (value >= last) return [true, 'Play', same];
      return [same, same, value + 1];
    },
    show: function (value, data) {
      const graph = document.querySelector('#map-graph .js-plotly-plot');
      if (!data || !data.weeks || !data.weeks.length) return 'No weeks to play for this layer';
      const last = data.weeks.length - 1, week = Math.min(value, last);
      if (graph && graph.data && graph.data.length > 1) {
        const locations = [], classes = [];
        data.countries.forEach(function (country, place) {
          const amount = data.values[place][week];
          if (amount === null || amount <= 0) return;
          let level = 0;
          data.limits.forEach(function (limit, step) { if (amount >= limit) level = step; });
          locations.push(country); classes.push(level);
        });
        // The server's figure is restored whole at the end, tooltips included.
        if (week < last) {
          window.Plotly.restyle(graph, {locations: [locations], z: [classes], text: [locations]}, [1]);
          graph.setAttribute('data-week', week);
        } else if (graph.hasAttribute('data-week')) {
          window.Plotly.restyle(graph, {locations: [locations], z: [classes], text: [locations]}, [1]);
          graph.removeAttribute('data-week');
        }
      }
      return week < last ? 'Running total up to ' + data.weeks[week] : 'Whole period, up to ' + data.weeks[last];
    }
  }
});
