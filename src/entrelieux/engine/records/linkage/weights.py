"""How much each agreement weighs, in bits (base-2 logarithm of the ratio of m to u)."""

START = -2.0
CERTAIN = 0.95
DOUBTFUL = 0.5
NAME_SAME = 6.0
NAME_OTHER = -6.0
KIND = (3.0, -4.0)
SIRET = (4.0, -1.0)
TELEPHONE = (4.0, -1.0)
COURRIEL = (4.0, -0.5)
SITE_WEB = (2.0, -0.5)
ADRESSE = (4.0, -3.0)
DISTANCE = ((30.0, 3.0), (100.0, 1.5), (300.0, -1.0), (1_000.0, -4.0), (float("inf"), -8.0))
