// The trace types our charts use; a test compares this list with what the charts draw.
// A type that is missing here would draw nothing, without an error.
const Plotly = require('plotly.js/lib/core');
Plotly.register([
  require('plotly.js/lib/bar'),
  require('plotly.js/lib/choropleth'),
  require('plotly.js/lib/scattergeo'),
]);
module.exports = Plotly;
