"""
One mentorship, from the offer to its first confirmed milestone. Run ``python examples/quickstart.py``; with
a store URL behind it, such as ``sqlite:///mentoring.db``, what it writes is kept.
"""

import sys
import tempfile
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import mentorcore as mc


week = timedelta(days=7)
now = datetime(2026, 1, 12, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))

with tempfile.TemporaryDirectory() as folder:
    url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/mentoring.db"
    with mc.open_store(url) as store:
        # A mentor says why, and what potential she sees. Nothing is formal until the other agrees.
        why, potential = "Your questions have become better than my answers.", "You could lead a release."
        rhythm, last = mc.Cadence.weekly(every=2), date(2026, 7, 12)
        terms = mc.Agreement(cadence=rhythm, starts_on=now.date(), ends_on=last)
        with store.transaction() as tx:
            ada = tx.add(mc.Person.register(name="Ada Osei", timezone="Europe/Berlin", at=now)).id
            ben = tx.add(mc.Person.register(name="Ben Ruiz", at=now)).id
            offer = mc.Mentorship.offer(
                mentor=ada, mentee=ben, by=ada, at=now, reasoning=why, potential=potential, agreement=terms
            )
            tx.add(offer)

        # The mentee accepts, sets a goal of his own, and asks what interests him most.
        with store.transaction() as tx:
            m = tx.get(mc.Mentorship, offer.id)
            m.accept(by=ben, at=now)
            measure = "It ships, and nobody had to call Ada."
            goal = m.goals.set(by=ben, at=now, title="Lead a release", why="Can I?", measure=measure)
            late = m.questions.ask(by=ben, at=now, text="When is it too late to call it off?", interest=5)
            size = m.questions.ask(by=ben, at=now, text="How large may a release be?", interest=4)

        # They meet. She tells a story on one question, and does not know the answer to the other.
        now += week
        with store.transaction() as tx:
            m = tx.get(mc.Mentorship, offer.id)
            met = m.meetings.schedule(by=ada, at=now, starts=now, minutes=50)
            topic = mc.Topic("What belongs into a release", minutes=40, raised_by=ben, serves=goal.id)
            m.meetings.hold(met.id, by=ben, at=now, summary="We drew the whole release.", topics=[topic])
            story = mc.Story("In 2019 I waited until a customer saw it.", lesson="Say it at once.")
            m.questions.answer(late.id, by=ada, at=now, answer=story)
            ask_around = mc.FollowUp(owner=ada, due_on=date(2026, 1, 23), task="Ask the platform team")
            m.questions.answer(size.id, by=ada, at=now, answer=mc.Unknown(follow_up=ask_around))

        # A milestone is real once it is written down; the other confirms the revision that she read.
        now += week
        with store.transaction() as tx:
            m = tx.get(mc.Mentorship, offer.id)
            title, said = "A release plan", "Ben planned the release alone, and the board approved it."
            proof, day = [mc.Evidence.link("https://example.org/plan"), mc.Evidence.of(met.id)], now.date()
            plan = m.milestones.document(
                by=ben, at=now, title=title, statement=said, happened_on=day, evidence=proof, goal=goal.id
            )
            m.milestones.confirm(plan.id, by=ada, at=now, revision=plan.revision)
            m.actions.take_on(by=ben, at=now, title="Rehearse the rollback", due_on=date(2026, 2, 3))
            m.meetings.schedule(by=ben, at=now, starts=now + week, minutes=50)

        # What the record says, and what is open next.
        m, names = store.get(mc.Mentorship, offer.id), {x: store.get(mc.Person, x).name for x in (ada, ben)}
        told = [x.answer for q in m.questions for x in q.answers if isinstance(x.answer, mc.Story)]
        page = [
            f"{names[ada]} mentors {names[ben]}, who wants to: {m.goals.active[0].title}",
            f"Confirmed:     {m.milestones.confirmed[0].statement}",
            f"A story told:  {told[0].text} {told[0].lesson}",
            f"Next meeting:  {m.meetings.scheduled[0].local_start:%A %d %B %Y, %H:%M}",
            *(f"Open question: {q.text} (interest {q.interest} of 5)" for q in m.questions.open),
            *(f"Open action:   {a.title}, by {a.due_on} ({names[a.owner]})" for a in m.actions.open),
        ]
        for alert in mc.attention(m, at=now):
            who = names[alert.who[0]]
            page.append(f"Needs someone: {alert.concern.value}, since {alert.since:%d %B} ({who})")
        print("\n".join(page))
