/* Draws what layouts/markup.py describes: elements that no callback touches, all of them as one component. */
(function () {
  'use strict';
  const make = window.React.createElement;
  // As Dash's own elements do: an address that would run a script is not followed.
  const addresses = ['href', 'src', 'action', 'formAction', 'data', 'cite', 'poster'];

  function draw(node) {
    if (!Array.isArray(node)) return node;  // a text or a number
    const attributes = Object.assign({}, node[1]);
    addresses.forEach(function (name) {
      if (attributes[name]) attributes[name] = window.dash_clientside.clean_url(attributes[name]);
    });
    const link = node[0] === 'link';
    if (link) attributes.setProps = function () {};
    const kind = link ? window.dash_core_components.Link : node[0];
    return make.apply(null, [kind, attributes].concat(node.slice(2).map(draw)));
  }

  window.trace_markup = {
    Markup: function (props) {
      return make.apply(null, [window.React.Fragment, null].concat(props.tree.map(draw)));
    }
  };
})();
