"""The views that the public page may read, and the one function that it may call."""
# ruff: noqa: S608 -- the statements are put together from constants of this file

_NOW = {"postgresql": "now()", "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 'now')"}


def views(dialect: str) -> list[str]:
    """What the public may know: displays of this moment by the database's clock, never a plan or a tip."""
    shown = f"p.shown_from <= {_NOW[dialect]} AND (p.shown_until IS NULL OR p.shown_until > {_NOW[dialect]})"
    return [
        f"""CREATE VIEW displayed_objects AS
        SELECT p.object_id, p.slot, p.shown_from, o.category, o.image, o.image_sha256, o.licence
        FROM display_periods AS p JOIN objects AS o ON o.object_id = p.object_id
        WHERE {shown}""",
        f"""CREATE VIEW displayed_texts AS
        SELECT t.object_id, t.language, t.title, t.question, t.alt, t.reviewed
        FROM object_texts AS t JOIN display_periods AS p ON p.object_id = t.object_id
        WHERE {shown}""",
        f"""CREATE VIEW withdrawn_objects AS
        SELECT DISTINCT q.object_id FROM display_periods AS q
        WHERE q.shown_from <= {_NOW[dialect]} AND NOT EXISTS (
            SELECT 1 FROM display_periods AS p WHERE p.object_id = q.object_id AND {shown})""",
        "CREATE VIEW public_campaign AS SELECT name, timezone, languages, slots, simulated FROM campaign",
    ]


# The page's role may add to the count of views, but neither read nor lower it: the owner's function does it.
COUNT_VIEWS = """CREATE FUNCTION count_views(
    on_day date, of_object text, from_country text, by_network text, number integer
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
    INSERT INTO views AS v (day, object_id, country, network, n)
    VALUES (on_day, of_object, from_country, by_network, greatest(number, 0))
    ON CONFLICT (day, object_id, country, network) DO UPDATE SET n = v.n + excluded.n
$$"""
