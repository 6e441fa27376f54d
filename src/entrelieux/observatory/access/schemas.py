"""Access as the API gives it: the figures of the page and of the command, under the same names."""

from pydantic import BaseModel, Field

PEOPLE = "Habitants (population municipale)"
MINUTES = "Minutes d'un aller ; null : au-delà de la limite"


class AccessTerritoryOut(BaseModel):
    cle: str = Field(examples=["dep-48"])
    nom: str = Field(examples=["Lozère"])
    communes: int
    habitants: int = Field(description=PEOPLE)


class AccessAskedOut(BaseModel):
    """Ce qui est répondu, chaque réglage avec sa valeur, donnée ou habituelle."""

    territoire: str
    quoi: str
    mode: str
    minutes: str
    quand: str
    partage: str
    indicateur: str


class SharedOut(BaseModel):
    """Lieux pour 10 000 habitants, chacun divisé entre ceux qui peuvent y venir."""

    mean: float | None
    median: float | None
    gini: float | None = Field(description="0 : tous autant ; null : aucun lieu")
    palma: float | None = Field(
        description="Ce qu'a le dixième le mieux servi, sur ce qu'ont les quatre dixièmes "
        "qui ont le moins ; null : ceux-là n'ont rien"
    )


class AccessLineOut(BaseModel):
    """Une fonction ou un besoin."""

    code: str = Field(examples=["mediation_numerique"])
    libelle: str
    habitants: int = Field(description=PEOPLE)
    a_portee: int = Field(description="Habitants qui en trouvent un assez près, sûrement")
    a_verifier: int = Field(description="Habitants qui n'en trouvent qu'aux horaires inconnus")
    part_a_portee: float = Field(ge=0, le=1)
    lieux: int
    minutes_medianes: int | None = Field(
        description="Minutes que la moitié des habitants ne dépasse pas ; null : plus loin"
    )
    lieux_pour_10000_en_partageant: SharedOut
    part_a_portee_par_densite: list[float | None] = Field(
        description="Communes denses, intermédiaires, rurales, très peu denses ; null : personne"
    )
    habitants_un_seul_lieu: int
    lieux_itinerants: int
    lieux_a_certaines_heures: int
    habitants_par_ce_qui_passe: int


class NatureOut(BaseModel):
    nature: str
    lieux: int
    habitants: int


class MeshOut(BaseModel):
    """Le maillage, quand un seul besoin ou une seule fonction est demandé."""

    habitants_par_nombre_de_lieux: list[int] = Field(description="Aucun, un, deux, trois ou plus")
    minutes_au_1er_2e_3e: list[int | None]
    natures: list[NatureOut]
    habitants_deux_natures: int
    lieux_du_territoire: int
    minutes_au_semblable: int | None
    minutes_a_un_autre: int | None
    groupes_a_200_m: int
    lieux_seuls: int = Field(description="Lieux dont des communes dépendent seules")


class FifthOut(BaseModel):
    """Un cinquième des habitants, par valeur de l'indicateur."""

    communes: int
    habitants: int
    de: float
    a: float
    part_a_portee: float
    lieux_pour_10000_en_partageant: float


class CrossedOut(BaseModel):
    """Le croisement avec un indicateur. Masqué : un cinquième dirait la valeur d'une commune."""

    code: str
    libelle: str
    annee: int
    unite: str
    source: str
    licence: str
    masque: bool = Field(description="Un cinquième a moins de 5 communes ou de 1 000 habitants")
    cinquiemes: list[FifthOut]
    concentration: float | None
    communes_sans_valeur: int
    habitants_sans_valeur: int


class AccessCommuneOut(BaseModel):
    code: str = Field(description="Code INSEE", examples=["48080"])
    nom: str
    habitants: int = Field(description=PEOPLE)
    minutes: dict[str, int | None] = Field(description=f"Par code demandé. {MINUTES}")


class AccessSourceOut(BaseModel):
    """Une source ; null : non dit par le producteur."""

    titre: str
    producteur: str | None
    licence: str | None


class AccessOut(BaseModel):
    """L'accès d'un territoire, et une page de ses communes par code INSEE."""

    territoire: AccessTerritoryOut
    demande: AccessAskedOut
    lignes: list[AccessLineOut]
    maillage: MeshOut | None
    indicateur: CrossedOut | None
    communes: list[AccessCommuneOut]
    suivant: str | None = Field(
        description="À donner en « curseur » pour les communes qui suivent ; null : c'est tout"
    )
    methode: str = Field(description="D'où viennent les minutes")
    source_des_trajets: str
    estimation: bool = Field(description="Aucune route n'a été suivie")
    fiction: bool = Field(description="Des lieux ou des routes sont inventés")
    sources: list[AccessSourceOut]
