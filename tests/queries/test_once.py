"""What a consistent read asked is asked once, comes unharmed, and is never kept while writing."""

import pandas as pd

from queries import campaign, objects, outcomes
from queries.filters import Filters
from queries.once import once
from records import bulk
from records.database import reading, writing
from records.tables import objects as table


def test_a_question_is_asked_once_in_a_read_and_again_in_the_next(engine):
    asked = []
    for _ in range(2):
        with reading(engine) as db:
            assert [once(db, "how many", lambda: asked.append(1) or len(asked)) for _ in range(3)] == [
                len(asked)
            ] * 3
    assert len(asked) == 2


def test_a_writer_sees_what_it_wrote(engine):
    with writing(engine) as db:
        assert objects.catalogue(db, Filters()).empty
        bulk.load(db, table, pd.DataFrame({"object_id": ["A"]}))
        assert list(objects.catalogue(db, Filters())["object_id"]) == ["A"]


def test_who_changes_a_frame_disturbs_nobody(engine):
    with writing(engine) as db:
        bulk.load(db, table, pd.DataFrame({"object_id": ["A", "B"]}))
    with reading(engine) as db:
        first = objects.catalogue(db, Filters())
        first["object_id"] = "changed"
        first.loc[0, "title"] = "changed"
        again = objects.catalogue(db, Filters())
        assert list(again["object_id"]) == ["A", "B"] and list(again["title"]) == ["", ""]


def test_the_shared_questions_run_each_statement_once(engine, statements):
    with reading(engine) as db:
        for _ in range(2):
            state = campaign.state(db)
            campaign.extent(db)
            objects.periods(db, Filters())
            outcomes.per_object(db, Filters())
            outcomes.per_case(db, Filters())
    assert state.version == 0
    assert len(statements) - len(set(statements)) == 1  # only the cases of per_case are asked anew
