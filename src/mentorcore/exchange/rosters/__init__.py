"""
Rosters: people as an HR system exports them, and tables that a spreadsheet opens without running them.
"""

from mentorcore.exchange.rosters.people import NewPerson, Roster, RosterProblem
from mentorcore.exchange.rosters.reading import read_roster
from mentorcore.exchange.rosters.writing import write_table


__all__ = ["NewPerson", "Roster", "RosterProblem", "read_roster", "write_table"]
