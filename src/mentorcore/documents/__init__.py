"""
Documents: what the record is used for, with the mentee's consent and with a citation for every claim.
"""

from mentorcore.documents.citations import Changed, Citation, Staleness
from mentorcore.documents.document import Document, DocumentKind
from mentorcore.documents.figures import Figure
from mentorcore.documents.letters import promotion_case, recommendation_letter, testimonial
from mentorcore.documents.report import progress_report


__all__ = [
    "Changed",
    "Citation",
    "Document",
    "DocumentKind",
    "Figure",
    "Staleness",
    "progress_report",
    "promotion_case",
    "recommendation_letter",
    "testimonial",
]
