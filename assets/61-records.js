/* Small things of the pages on which people keep the records.
   A link to a definition scrolls there once the page is drawn: inside the app the browser does not do it. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  records: {
    // The file field of an upload comes without a name; people who cannot see it need one.
    nameUpload: function (_object, id) {
      const name = function (tries) {
        const field = document.querySelector('#' + id + ' input[type=file]');
        if (field) field.setAttribute('aria-label', 'Picture file');
        else if (tries > 0) setTimeout(function () { name(tries - 1); }, 100);
      };
      name(50);
      return window.dash_clientside.no_update;
    },
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
