// node build.cjs OUTPUT: bundles entry.js for the browser.
require('esbuild').buildSync({
  entryPoints: ['entry.js'],
  bundle: true,
  minify: true,
  format: 'iife',
  globalName: 'Plotly',
  outfile: process.argv[2],
  alias: {regl: '@plotly/regl', stream: 'stream-browserify'},
  define: {global: 'window', 'define.amd': 'false', 'process.env.NODE_DEBUG': 'false'},
  target: 'es2018',
  loader: {'.css': 'empty'},
  legalComments: 'inline',
});
