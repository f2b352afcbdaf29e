"""
The extra ``cli``: ask on the command line which backends there are.
"""

import subprocess
import sys
from pathlib import Path


script = Path(sys.executable).with_name("mentorcore")
finished = subprocess.run([script, "backends"], capture_output=True, text=True, check=True)

assert "memory" in finished.stdout
