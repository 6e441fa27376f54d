"""The agenda of permanences: public to read, managed by those who act for a structure."""

# route                     method scope statuses
TABLE = """
agenda:week                 GET   - 200
agenda:week                 HEAD  - 200
agenda:feed                 GET   - 200
agenda:feed                 HEAD  - 200
"""


def addresses(cast):
    return {
        "agenda:week": "/agenda/?commune=48080",
        "agenda:feed": "/agenda.ics?commune=48080",
    }
