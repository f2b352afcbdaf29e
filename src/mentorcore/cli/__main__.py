"""
``python -m mentorcore.cli``.
"""

from __future__ import annotations

from mentorcore.cli import main


if __name__ == "__main__":
    main()
