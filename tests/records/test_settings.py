import pytest

from records.settings import Settings, SettingsError


def test_defaults_need_no_environment():
    settings = Settings.from_environment({})
    assert settings.database_url.startswith("sqlite:///")
    assert settings.board_url == settings.database_url


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRACE_PROXY_HOPS", "many"),
        ("TRACE_PROXY_HOPS", "9"),
        ("TRACE_SECURE_COOKIES", "perhaps"),
        ("TRACE_DATABASE_URL", "mysql://x"),
        ("TRACE_COUNTRY_TABLE", "/nowhere.mmdb"),
        ("TRACE_LOG_LEVEL", "loud"),
        ("TRACE_DATABSE_URL", "sqlite:///x"),
    ],
)
def test_a_wrong_setting_is_named(name, value):
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})
