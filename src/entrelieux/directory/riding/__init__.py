"""By bus or train: there and back, on a day when the person is free and the place is open.

``opened`` knows the timetables of this site, ``asking`` what they allow, ``wording`` says it.
Nothing here knows roads: ``directory.reaching`` joins both.
"""

TRANSPORT = "transport"
"""How somebody travels who has neither car nor bicycle: a way besides those of roads."""
