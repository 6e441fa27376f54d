"""What is left to mend on the sheets of a territory: who animates it, or who exploits the site."""

# route       method scope visitor person agent holder admin animator operator
TABLE = """
quality:list  GET    -     404 404 404 404 404 200 200
quality:list  HEAD   -     404 404 404 404 404 200 200
quality:csv   GET    -     404 404 404 404 404 200 200
quality:csv   HEAD   -     404 404 404 404 404 200 200
"""


def addresses(_cast):
    return {"quality:list": "/lieux/qualite/", "quality:csv": "/lieux/qualite/liste.csv"}
