"""A served dashboard on one of tests.scenes, with a refresher, for people who keep the records."""

import shutil
from datetime import UTC, datetime

from dashboard.app import create_app
from records import dirty, people, rollups
from records.database import connect, reading, writing
from records.settings import Settings
from tests.scenes import NOW, SCENES

PEOPLE = {"Ada": "analyst", "Ben": "analyst", "Mia": "manager", "Lea": "leadership", "Root": "administrator"}


class Desk:
    """`page(name, path)` signs a person in on a page; `read(statement)` looks into the records."""

    def __init__(self, template, folder, serve, page_for, scene="ten_days"):
        shutil.copy(template, folder / "trace.sqlite")
        self.settings = Settings(database_url=f"sqlite:///{folder / 'trace.sqlite'}", var_dir=folder)
        self.engine = connect(self.settings.database_url)
        self._page_for = page_for
        with writing(self.engine) as db:
            SCENES[scene](db)
            dirty.mark_other(db)
            for name, role in PEOPLE.items():
                people.add(db, name=name, role=role, at=NOW, by="test")
        rollups.refresh(self.engine, NOW)
        self._began = datetime.now(UTC)
        self._refresher = rollups.Refresher(self.engine, interval=0.3, clock=self.clock)
        self._refresher.start()
        self.base = serve(create_app(self.settings, engine=self.engine, now=self.clock).server)

    def clock(self):
        """The scene's present, moving on."""
        return NOW + (datetime.now(UTC) - self._began)

    def page(self, name, path, *, width=1280, **options):
        with writing(self.engine) as db:
            token = people.link(db, name=name, at=self.clock(), by="test")
        page = self._page_for(self.base, viewport={"width": width, "height": 1000}, **options)
        page.goto(f"/sign-in/{token}")
        page.get_by_role("heading", level=1).first.wait_for()
        page.goto(path)
        page.get_by_role("heading", level=1).first.wait_for()
        return page

    def read(self, statement):
        with reading(self.engine) as db:
            return db.execute(statement).mappings().all()

    def write(self, statement):
        with writing(self.engine) as db:
            db.execute(statement)
            dirty.mark_other(db)

    def close(self):
        self._refresher.stop()
        self.engine.dispose()


def pick(page, label, option):
    """Choose an option of a searchable list by its words."""
    field = page.get_by_role("textbox", name=label, exact=True)
    field.click()
    if field.is_editable():  # long lists are searched, short ones are not
        field.fill(option)
    page.get_by_role("option", name=option, exact=True).click()
