"""The browser fixtures themselves: what they are there to catch is caught."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import _watch


def _site(body, policy="default-src 'self' data:"):
    def app(_environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html"), ("Content-Security-Policy", policy)])
        return [f"<!doctype html><html lang=en><title>t</title><link rel=icon href=data:,>{body}".encode()]

    return app


@pytest.mark.parametrize(
    ("body", "policy", "word"),
    [
        ("<img src='http://example.org/x.png' alt=x>", "img-src *", "another machine"),
        ("<script>document.title = 'x'</script>", "script-src 'none'", "CSP script-src"),
        ("<script>console.error('said')</script>", "script-src 'unsafe-inline'", "said"),
        ("<script>throw new Error('thrown')</script>", "script-src 'unsafe-inline'", "thrown"),
    ],
)
def test_what_a_page_does_wrong_is_found(browser: Browser, serve, body, policy, word):
    context = browser.new_context()
    found = []
    _watch(context, found)
    page = context.new_page()
    page.goto(serve(_site(body, policy)))
    context.close()
    assert any(word in text for text in found), found


def test_a_quiet_page_passes(page_for, serve, accessible):
    page = page_for(serve(_site("<main><h1>Quiet</h1></main>")))
    page.goto("/")
    accessible(page)


def test_axe_finds_a_missing_alternative(page_for, serve, accessible):
    page = page_for(
        serve(_site("<main><h1>x</h1><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></main>"))
    )
    page.goto("/")
    with pytest.raises(AssertionError, match="image-alt"):
        accessible(page)
