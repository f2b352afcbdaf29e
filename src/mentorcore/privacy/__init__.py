"""
Privacy: what is kept about a person, giving it to them, erasing it, and letting go of what is kept no longer.
"""

from __future__ import annotations

from mentorcore.privacy.erasure import Erasure, erase_person
from mentorcore.privacy.export import PersonExport, export_person
from mentorcore.privacy.retention import Expired, apply_retention


__all__ = ["Erasure", "Expired", "PersonExport", "apply_retention", "erase_person", "export_person"]
