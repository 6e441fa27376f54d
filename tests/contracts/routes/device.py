"""Whether the line holds, and for whom: asked by the forms that a device keeps."""

# route  method scope visitor person agent holder admin animator operator
TABLE = """
device   GET    -     200
device   HEAD   -     200
"""


def addresses(cast):
    return {"device": "/appareil/"}
