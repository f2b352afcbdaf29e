"""
Figures of a progress report: pictures that say the same as the table beside them.
"""

from mentorcore.documents.figures.figure import Figure


__all__ = ["Figure"]
