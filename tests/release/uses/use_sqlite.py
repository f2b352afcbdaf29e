"""
The extra ``sqlite``: keep somebody in a file, and find them again.
"""

import tempfile
from datetime import UTC, datetime

from mentorcore import Person, open_store


with tempfile.TemporaryDirectory() as folder:
    url = f"sqlite:///{folder}/mentoring.db"
    with open_store(url) as store, store.transaction() as tx:
        tx.add(Person.register(id="ada", name="Ada Osei", email="ada@example.org", at=datetime.now(UTC)))
    with open_store(url, create=False) as store:
        (found,) = store.find(Person, email="ada@example.org")
        assert store.get(Person, found.id).name == "Ada Osei"
