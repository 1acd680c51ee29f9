/* Cells of the tables. Text is always text: nothing here makes markup of data. */
var dagcomponentfuncs = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});

dagcomponentfuncs.Picture = function (props) {
  if (!props.value) return React.createElement('span', {className: 'no-picture'}, 'no picture');
  return React.createElement('img', {src: props.value, alt: '', width: 40, height: 40, loading: 'lazy', className: 'thumb'});
};

dagcomponentfuncs.ObjectLink = function (props) {
  if (!props.data) return null;
  // Followed inside the page, as every other link: the URL changes and the shell notices.
  const go = function (event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    window.history.pushState({}, '', props.data.href);
    window.dispatchEvent(new CustomEvent('_dashprivate_pushstate'));
    window.scrollTo(0, 0);
  };
  return React.createElement('a', {href: props.data.href, onClick: go}, props.value);
};

dagcomponentfuncs.Words = function (props) {
  return props.data ? React.createElement('span', null, props.data[props.words]) : null;
};

dagcomponentfuncs.Stage = function (props) {
  const kinds = {located: 'good', 'trail eliminated': 'good', identified: 'accent'};
  return props.value ? React.createElement('span', {className: 'pill ' + (kinds[props.value] || '')}, props.value) : null;
};

dagcomponentfuncs.Chance = function (props) {
  if (!props.data || props.value === null || props.value === undefined) return React.createElement('span', null, '–');
  const percent = function (x) { return (100 * x).toFixed(1); };
  const text = percent(props.value) + '\u202f% · ' + percent(props.data.chance_low) + '–' + percent(props.data.chance_high);
  return React.createElement('span', null, text);
};

dagcomponentfuncs.Spark = function (props) {
  if (!props.value) return null;
  const values = props.value.split(',').map(Number), top = Math.max.apply(null, values.concat([1]));
  const points = values.map(function (v, i) { return (2 + 96 * i / Math.max(values.length - 1, 1)).toFixed(1) + ',' + (24 - 20 * v / top).toFixed(1); });
  return React.createElement('svg', {viewBox: '0 0 100 26', width: 100, height: 26, role: 'img', 'aria-label': 'tips by week, most ' + top},
    React.createElement('polyline', {points: points.join(' '), fill: 'none', stroke: 'var(--mark)', strokeWidth: 1.4}));
};
