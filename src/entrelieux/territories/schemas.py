"""The commune as the API and the command line give it: stable names, words of the standard."""

from pydantic import BaseModel, Field

from entrelieux.territories.cards import CommuneCard


class CommuneOut(BaseModel):
    """Une commune, telle que l'API la donne."""

    code: str = Field(description="Code INSEE de la commune d'aujourd'hui", examples=["48080"])
    nom: str = Field(examples=["Langogne"])
    departement: str = Field(description="Code du département", examples=["48"])
    region: str = Field(description="Nom de la région", examples=["Occitanie"])
    epci: str | None = Field(description="SIREN de l'intercommunalité ; null s'il n'y en a pas")
    population: int = Field(description="Population municipale", ge=0)
    codes_postaux: list[str] = Field(examples=[["48300"]])
    lon: float = Field(description="Longitude (WGS 84) de la mairie, à défaut du centre")
    lat: float = Field(description="Latitude (WGS 84) de la mairie, à défaut du centre")
    label: str = Field(
        description="Nom qui distingue des homonymes", examples=["Langogne (Lozère, 48)"]
    )

    @classmethod
    def from_card(cls, card: CommuneCard) -> "CommuneOut":
        return cls(
            code=card.code,
            nom=card.name,
            departement=card.departement_code,
            region=card.region_name,
            epci=card.epci_code or None,
            population=card.population,
            codes_postaux=list(card.postcodes),
            lon=card.lon,
            lat=card.lat,
            label=card.label,
        )
