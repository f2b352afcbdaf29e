"""
The extra ``documents``: write a report about a mentorship in all four formats.
"""

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from mentorcore import Agreement, Cadence, Mentorship, Person, progress_report


now = datetime(2026, 1, 12, 9, tzinfo=UTC)

ada = Person.register(id="ada", name="Ada Osei", at=now)
ben = Person.register(id="ben", name="Ben Ruiz", at=now)
mentorship = Mentorship.offer(
    mentor="ada",
    mentee="ben",
    by="ada",
    at=now,
    reasoning="We work together.",
    potential="You ask well.",
    agreement=Agreement(cadence=Cadence.monthly(), starts_on=date(2026, 1, 12), ends_on=date(2026, 7, 12)),
)
mentorship.accept(by="ben", at=now)
mentorship.goals.set(by="ben", at=now, title="Lead a release", why="Can I?", measure="It ships.")
report = progress_report(mentorship, mentor=ada, mentee=ben, at=now + timedelta(days=30))

assert "Lead a release" in report.to_markdown()
assert "Lead a release" in report.to_html()
with tempfile.TemporaryDirectory() as folder:
    word, pdf = Path(folder, "report.docx"), Path(folder, "report.pdf")
    report.to_docx(word)
    report.to_pdf(pdf)
    assert word.read_bytes().startswith(b"PK")
    assert pdf.read_bytes().startswith(b"%PDF")
