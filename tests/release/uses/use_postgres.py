"""
The extra ``postgres``: ask for a server that is not there, which the driver has to be loaded for.
"""

from mentorcore import open_store
from mentorcore.errors import Unavailable


try:
    open_store("postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=2")
except Unavailable:
    pass
else:
    raise AssertionError("a server answered at port 1")
