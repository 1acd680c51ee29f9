/* Small things the browser does by itself: heartbeat, theme, copy link, menu. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  shell: {
    // Ask for the data's version; pages redraw only when it changed. A hidden tab asks nothing.
    version: async function (_ticks, known) {
      const same = window.dash_clientside.no_update;
      if (document.hidden && known) return same;
      try {
        const answer = await fetch('/data-version', {cache: 'no-store'});
        if (answer.status === 401) { window.location.reload(); return same; }
        if (!answer.ok) return same;
        const version = (await answer.json()).version;
        document.documentElement.setAttribute('data-version', version);
        return version === known ? same : version;
      } catch (_unreachable) {
        return same;
      }
    },
    theme: function (_clicks, _stamp, stored) {
      const trigger = window.dash_clientside.callback_context.triggered[0];
      const system = window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
      let theme = stored || system;
      if (trigger && trigger.prop_id.startsWith('theme-button') && trigger.value) {
        theme = theme === 'dark' ? 'light' : 'dark';
      }
      document.documentElement.setAttribute('data-mantine-color-scheme', theme);
      document.documentElement.setAttribute('data-ag-theme-mode', theme);
      return [theme === stored ? window.dash_clientside.no_update : theme, theme, theme === 'dark' ? 'Light' : 'Dark'];
    },
    copyLink: async function () {
      try {
        await navigator.clipboard.writeText(window.location.href);
        return ['Link copied', 'Copied'];
      } catch (_refused) {
        window.prompt('Copy this link', window.location.href);
        return ['', 'Copy link'];
      }
    },
    menu: function () {
      const trigger = window.dash_clientside.callback_context.triggered[0];
      const sidebar = document.getElementById('sidebar');
      const opening = trigger && trigger.prop_id.startsWith('menu-button') && !sidebar.classList.contains('open');
      return opening ? 'sidebar open' : 'sidebar';
    },
    current: function (page) {
      if (!page) return '';
      document.title = page.title + ' · Trace an Object';
      document.querySelectorAll('#navigation a').forEach(function (link) {
        const here = new URL(link.href).pathname === page.path ||
          (page.path || '').startsWith(new URL(link.href).pathname + '/') && new URL(link.href).pathname !== '/';
        if (here) link.setAttribute('aria-current', 'page'); else link.removeAttribute('aria-current');
      });
      return '';
    },
    carryFilters: function (search) {
      const keep = new URLSearchParams();
      new URLSearchParams(search || '').forEach(function (value, key) {
        if (['from', 'to', 'object', 'category', 'agency', 'country', 'channel', 'network'].includes(key)) keep.append(key, value);
      });
      const tail = keep.toString() ? '?' + keep.toString() : '';
      return Array.prototype.slice.call(arguments, 1).map(function (href) { return href.split('?')[0] + tail; });
    }
  }
});
