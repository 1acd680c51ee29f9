/* A link to a definition scrolls there once the page is drawn: inside the app the browser does not do it. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  records: {
    showAnchor: function (hash) {
      const target = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
      if (target) {
        document.querySelectorAll('.definitions .chosen').forEach(function (one) { one.classList.remove('chosen'); });
        target.classList.add('chosen');
        const folded = target.querySelector('details.folded');
        if (folded) folded.open = true;
        target.scrollIntoView({block: 'center'});
        target.focus({preventScroll: true});
      }
      return window.dash_clientside.no_update;
    }
  }
});
