"""What words of French names and addresses say of a place, or do not say."""

from collections.abc import Mapping
from functools import lru_cache
from math import log2
from types import MappingProxyType

NAMES = 42_825
"""How many names the frequencies below were counted in: ``docs/methods/doublons.md``."""
RAREST_BITS = 10.0
"""A word that no table holds says this much."""

_GENERIC = """
agence centre commune communale communaux communal communautaire departemental departementale
depot emploi espace etablissement france intercommunal intercommunale local locale lecture lieu
maison multimedia municipal municipale numerique numeriques permanence plateforme point pole
public publique publics reseau service services site social sociale structure ville
"""
GENERIC = frozenset(_GENERIC.split())
"""Words of names that any place may have."""

_COUNTED = """
pays:526 action:465 mission:370 culturel:331 relais:317 jean:314 quartier:299 val:283 sud:282
mediation:277 jeunes:264 pour:225 grand:223 jeunesse:214 loire:206 familles:200 croix:180
solidarites:175 information:172 info:172 rouge:161 haute:161 pont:159 rurales:158 nord:157
chateau:146 haut:140 accueil:136 francaise:130 solidarite:130 vallee:130 andre:128 mer:126
martin:126 insertion:122 jacques:116 louis:114 francois:111 coeur:108 culture:108 lire:108
michel:107 bois:107 groupe:105 agriculture:104 vie:103 tous:102 georges:102 cote:101 ouest:100
foyer:100 animation:97 paul:97 salle:96 marie:96 sos:94 associations:94 livres:92 vienne:91
herault:90 formation:90 federation:88 informatique:88 bleu:88 bureau:83 union:83 mont:83 ile:82
mots:82 enseignement:79 atelier:79 est:78 provence:77 ligue:76 metropole:75 bains:74 bourg:74
conseil:73 loisirs:72 territoire:70 club:70 livre:70 base:68 limoges:68 acces:67 populaire:66
villeneuve:66 assistant:66 germain:65 denis:62 accompagnement:62 residence:63 saint:2554
sainte:252 pierre:241 direction:45
"""
_COUNTS: Mapping[str, int] = MappingProxyType(
    {word: int(count) for word, _, count in (one.partition(":") for one in _COUNTED.split())}
)

_STREETS = """
all=allee av=avenue ave=avenue bd=boulevard bld=boulevard blvd=boulevard boul=boulevard ch=chemin
che=chemin chem=chemin crs=cours dr=docteur esp=esplanade fg=faubourg gal=general gen=general
imp=impasse lot=lotissement mal=marechal mar=marechal pl=place pce=place pres=president
pdt=president qu=quai r=rue rte=route res=residence sq=square zi=zone za=zone zac=zone
prof=professeur cap=capitaine col=colonel lt=lieutenant cdt=commandant
"""
STREETS: Mapping[str, str] = MappingProxyType(
    {short: long for short, _, long in (one.partition("=") for one in _STREETS.split())}
)
"""Short forms of French addresses."""

_WAYS = """
rue avenue boulevard place allee chemin cours esplanade faubourg impasse lotissement quai route
residence square zone ter bis quater bp cs cedex batiment bat general marechal docteur president
france
"""
WAYS = frozenset(_WAYS.split())
"""Words of addresses that two streets may share without being one."""

_PUBLIC_HOSTS = """
facebook instagram twitter linkedin youtube google gouv.fr linktr.ee maisondeservicesaupublic.fr
pole-emploi francetravail info.lenord.fr caf.fr laposte pimms.org service-public.fr ameli.fr
msa.fr wordpress.com wix outlook over-blog rdv-aide-numerique conseiller-numerique
"""
PUBLIC_HOSTS = tuple(_PUBLIC_HOSTS.split())
"""Hosts of sites that are nobody's own."""
EVERYBODYS_MAILS = frozenset({"contact@example.org"})
"""Addresses put in the place of hidden ones."""


@lru_cache(maxsize=65_536)
def bits_of(word: str) -> float:
    """How much it says that two names share this word: minus log2 of its frequency."""
    count = _COUNTS.get(word)
    return RAREST_BITS if count is None else min(RAREST_BITS, log2(NAMES / count))
