"""One row being read: each value is taken as it is, mended with a reason, or left out with one.

Layout (spaces, dots in a phone number) is not a mend; whatever changes or drops what a value says
is. The value as it came always stays in ``original``.
"""

import html
import math
import re
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from entrelieux.directory.drafts import Mend
from entrelieux.engine.language import fold

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|<!--.{0,2000}?-->", re.S)
_ACTIVE = re.compile(r"<(script|style)\b[^>]*>.*?(</\1\s*>|$)", re.I | re.S)
_ENTITY = re.compile(r"&(#\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,10});")
_FORMULA = re.compile(r"\s*(=\s*[\w+\-@(\"']|[+\-@]\s*[A-Za-z_.]+\s*\()")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"\\x([0-9A-Fa-f]{2})")
# Nearly every value needs no cleaning: one look tells.
_TO_CLEAN = re.compile(
    r"[\x00-\x1f\x7f\u00a0\u202f\\<>&\ud800-\udfff\ufffd-\uffff]|^[\s=+\-@']|\s$|  "
)
_DISARMED = frozenset("=+-@\t\r")
_SPACES = re.compile(r"[ \t\u00a0\u202f\r\f]+")
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}"
)
_SHOWN = 200
_MONTHS = {
    **{"janvier": 1, "janv": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4},
    **{"avr": 4, "mai": 5, "juin": 6, "juillet": 7, "juil": 7, "aout": 8, "septembre": 9},
    **{"sept": 9, "octobre": 10, "oct": 10, "novembre": 11, "nov": 11, "decembre": 12, "dec": 12},
}
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?$")
_FRENCH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: .*)?$")
_MONTH = re.compile(r"([a-z]+)[ -](\d{2}|\d{4})$")
# First figures of a number -> country code of its overseas département.
_OVERSEAS = {
    **dict.fromkeys(("0262", "0269", "0639", "0692", "0693"), "+262"),
    **dict.fromkeys(("0590", "0690", "0691"), "+590"),
    **dict.fromkeys(("0594", "0694"), "+594"),
    **dict.fromkeys(("0596", "0696", "0697"), "+596"),
}
NOTHING = {"", "-", "--", "/", ".", "non renseigne", "nc", "n/a", "na", "null", "none", "nan"}


class Reading:
    """The values of a row, and what was done to them.

    values: text by field, cleaned; lists and numbers of JSON stay what they are.
    """

    def __init__(self, values: dict[str, Any], *, today: date) -> None:
        self.today = today
        self.mends: list[Mend] = []
        self.original = {name: storable(value) for name, value in values.items() if _there(value)}
        self.values = {
            name: (self._clean(name, value) if _TO_CLEAN.search(value) else value)
            if isinstance(value, str)
            else value
            for name, value in self.original.items()
        }

    def mend(self, field: str, kept: str, why: str, *, found: str | None = None) -> None:
        """Note what was changed. ``found``: by default, the value as it came."""
        came = self.original.get(field, "") if found is None else found
        self.mends.append(Mend(field, as_text(came)[:_SHOWN], kept[:_SHOWN], why))

    def text(self, field: str, limit: int | None = None) -> str:
        """A value on one line, cut to ``limit`` signs with a mend."""
        value = as_text(self.values.get(field))
        if not value or (len(value) < 14 and fold(value.strip()) in NOTHING):
            return ""
        value = " ".join(value.split())
        if limit and len(value) > limit:
            value = value[: limit - 1].rstrip() + "…"
            self.mend(
                field, value, f"plus de {limit} signes : la suite est dans la ligne d'origine"
            )
        return value

    def long_text(self, field: str) -> str:
        """A text of several lines."""
        return as_text(self.values.get(field)).strip()

    def listed(self, field: str) -> list[str]:
        """The values of a cell that holds several: a JSON list, or text with separators."""
        from entrelieux.interchange.vocabularies import split

        value = self.values.get(field)
        if isinstance(value, list | tuple):
            return [text for item in value if (text := as_text(item).strip())]
        text = as_text(value).strip()
        if text[:1] + text[-1:] in {"[]", "{}"}:
            return [part.strip(" \"'") for part in text[1:-1].split(",") if part.strip(" \"'")]
        return list(split(text))

    def date(self, field: str) -> date | None:
        """A day between 2000 and today. A month alone gives its first day, with a mend."""
        text = self.text(field)
        if not text:
            return None
        found, exact = parse_date(text)
        if found is None:
            self.mend(field, "", "date illisible : laissée de côté")
        elif not date(2000, 1, 1) <= found <= self.today:
            self.mend(field, "", "date impossible (avant 2000 ou à venir) : laissée de côté")
            return None
        elif not exact:
            self.mend(field, found.isoformat(), "jour inconnu : premier du mois")
        return found

    def siret(self, field: str) -> str:
        """14 digits whose key is right; anything else is left out with its reason."""
        text = self.text(field)
        digits = re.sub(r"[\s.\u00a0-]", "", text)
        if not digits or set(digits) == {"0"}:
            if digits:
                self.mend(field, "", "numéro fictif (des zéros) : laissé de côté")
            return ""
        if re.fullmatch(r"W\d{9}", digits):
            return ""  # an association's own number: not a SIRET, and not a mistake
        if scientific := re.fullmatch(r"(\d)[.,]?(\d*)E\+?(\d+)", digits, re.I):
            self.mend(field, "", f"écrit par un tableur ({scientific[0]}) : chiffres perdus")
            return ""
        digits = re.sub(r"[.,]0$", "", digits)
        if re.fullmatch(r"\d{13}", digits) and is_siret("0" + digits):
            self.mend(field, "0" + digits, "zéro de tête rétabli")
            return "0" + digits
        if not re.fullmatch(r"\d{14}", digits):
            self.mend(field, "", "un SIRET compte 14 chiffres : laissé de côté")
            return ""
        if not is_siret(digits):
            self.mend(field, "", "SIRET impossible (clé de contrôle fausse) : laissé de côté")
            return ""
        return digits

    def code(self, field: str, what: str) -> str:
        """A postcode or a commune's code: five signs, a lost leading zero put back."""
        text = re.sub(r"[.,]0$", "", self.text(field).replace(" ", "").upper())
        if not text:
            return ""
        if re.fullmatch(r"\d{4}", text):
            self.mend(field, "0" + text, "zéro de tête rétabli")
            return "0" + text
        if not re.fullmatch(r"\d[\dAB]\d{3}", text):
            self.mend(field, "", f"{what} : cinq chiffres attendus ; laissé de côté")
            return ""
        return text

    def phone(self, field: str) -> str:
        """A number in French layout; the first one when there are several."""
        text = self.text(field)
        parts = [part for part in re.split(r"\s*[/|;,]\s*| ou ", text) if re.search(r"\d{2}", part)]
        if not parts:
            if text:
                self.mend(field, "", "aucun numéro : laissé de côté")
            return ""
        number = french_phone(parts[0])[:60]
        if re.fullmatch(r"\+\d{8,15}", parts[0]) and international_phone(number) != parts[0]:
            number = parts[0][:60]  # no layout of ours would give it back
        if len(parts) > 1:
            self.mend(field, number, "plusieurs numéros : le premier est gardé")
        return number

    def email(self, field: str) -> str:
        """An address that can exist; the first valid one when there are several."""
        found = self.emails(field)
        if len(found) > 1:
            self.mend(field, found[0], "plusieurs adresses : la première valable est gardée")
        return found[0] if found else ""

    def emails(self, field: str) -> tuple[str, ...]:
        """Every address that can exist, once, in their order."""
        text = self.text(field)
        if not text:
            return ()
        parts = [part for part in re.split(r"\s*[|;,]\s*|\s+", text) if part]
        valid = tuple(
            dict.fromkeys(part for part in parts if len(part) <= 254 and _EMAIL.fullmatch(part))
        )
        if not valid:
            self.mend(field, "", "adresse électronique impossible : laissée de côté")
        elif len(valid) < len(set(parts)):
            self.mend(field, "|".join(valid), "adresses impossibles : laissées de côté")
        return valid

    def url(self, field: str) -> str:
        """A web address, http or https; the first one when there are several."""
        text = self.text(field)
        if not text:
            return ""
        if text.startswith(("http://", "https://")) and _is_one_address(text):
            return text
        first = re.split(r"[|;\s]+|,(?=\s|http)", text.strip(" |;,"))[0]
        address = web_address(first)
        if not address:
            self.mend(field, "", "adresse web impossible : laissée de côté")
        elif first != text:
            self.mend(
                field, address, "plusieurs adresses ou du texte autour : la première est gardée"
            )
        elif address != first:
            self.mend(field, address, "« https:// » ajouté")
        return address

    def urls(self, field: str) -> tuple[str, ...]:
        """Every web address, once, in their order; one that cannot be is left out."""
        text = self.text(field)
        if "://" not in text.partition("://")[2]:
            return (address,) if (address := self.url(field)) else ()
        parts = [part for part in re.split(r"[|;\s]+|,(?=\s|http)", text) if part]
        valid = tuple(dict.fromkeys(web for part in parts if (web := web_address(part))))
        if list(valid) != list(dict.fromkeys(parts)):
            self.mend(field, "|".join(valid), "du texte ou une adresse impossible : laissé de côté")
        return valid

    def number(self, field: str) -> float | None:
        """A finite number, with a decimal point or comma."""
        value = self.values.get(field)
        if isinstance(value, str):
            text = value.strip().replace("\u2212", "-")
            if fold(text) in NOTHING:
                return None
            if "," in text:
                text = text.replace(",", ".")
                self.mend(field, text, "virgule décimale")
            value = text
        if value is None or isinstance(value, bool):
            return None
        try:
            number = float(value)
        except (TypeError, ValueError):
            self.mend(field, "", "un nombre était attendu : laissé de côté")
            return None
        return number if math.isfinite(number) else None

    def _clean(self, field: str, value: str) -> str:
        value = without_guard(value)
        if "\\x" in value and _ESCAPED.search(value):
            value = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
            self.mend(field, value, "lettres écrites en code (\\x..) : rétablies")
        if ("<" in value and _TAG.search(value)) or ("&" in value and _ENTITY.search(value)):
            value = plain(value)
            self.mend(field, value, "balises de page web retirées")
        if _FORBIDDEN.search(value):
            value = _FORBIDDEN.sub("", value)
        if "\ufffd" in value:
            value = value.replace("\ufffd", "")
            self.mend(field, value, "signes illisibles retirés")
        if value[:1] in "=+-@ \t" and _FORMULA.match(value):
            self.mend(field, value, "ressemble à une formule : gardé comme texte, jamais calculé")
        return _SPACES.sub(" ", value).strip()


def as_text(value: Any) -> str:
    """A value as text: empty for nothing, « a;b » for a list."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return ";".join(as_text(item) for item in value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)


def storable(value: Any) -> Any:
    """A value that both databases can hold: no control character, no surrogate, no infinity.

    Signs that cannot be stored are shown as U+FFFD, so that something is seen to have been there.
    """
    if isinstance(value, str):
        return _FORBIDDEN.sub("\ufffd", value) if _FORBIDDEN.search(value) else value
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(str(name)): storable(item) for name, item in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**63:
        return str(value)
    return value


def without_guard(value: str) -> str:
    """A text without the apostrophe that an export puts before what a spreadsheet would compute."""
    return value[1:] if value[:1] == "'" and value[1:2] in _DISARMED else value


def _there(value: Any) -> bool:
    return value is not None and value not in ("", [], {})


def plain(text: str) -> str:
    """A text without its tags; scripts and styles go with what they hold."""
    text = _ACTIVE.sub(" ", text)
    text = re.sub(r"<\s*(br|/p|/li|/div)\s*/?\s*>", "\n", text, flags=re.I)
    text = _TAG.sub("", text)
    return html.unescape(text).replace("\r\n", "\n").strip()


def parse_date(text: str) -> tuple[date | None, bool]:
    """(day, whether the day itself was given) from the notations met in files."""
    try:
        if found := _ISO.match(text):
            return date(int(found[1]), int(found[2]), int(found[3])), True
        if found := _FRENCH.match(text):
            return date(int(found[3]), int(found[2]), int(found[1])), True
        if found := _MONTH.match(fold(text).replace(".", "")):
            year = int(found[2]) + (2000 if len(found[2]) == 2 else 0)
            if month := _MONTHS.get(found[1]):
                return date(year, month, 1), False
        return datetime.fromisoformat(text).date(), True
    except ValueError:
        return None, True


def is_siret(digits: str) -> bool:
    """Luhn's key over 14 digits; La Poste's establishments follow a rule of their own.

    **Source:** INSEE, « numéro SIRET »; La Poste (SIREN 356000000): the digits add up to a
    multiple of 5.
    """
    if digits.startswith("356000000"):
        return sum(map(int, digits)) % 5 == 0 or _luhn(digits)
    return _luhn(digits)


def _luhn(digits: str) -> bool:
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        double = int(digit) * (2 if rank % 2 else 1)
        total += double - 9 if double > 9 else double
    return total % 10 == 0


def french_phone(text: str) -> str:
    """« 04 50 56 87 49 » from the usual notations; anything else as it came."""
    text = text.strip(" '-.")
    digits = re.sub(r"[\s.\u00a0()-]", "", text)
    digits = re.sub(r"^(?:\+|00)33(?:0(?=\d{9}))?", "0", digits)
    digits = re.sub(r"^(?:\+|00)(262|269|590|594|596)(?=\d{9}$)", "0", digits)
    if re.fullmatch(r"[1-9]\d{8}", digits):
        digits = "0" + digits
    if re.fullmatch(r"0\d{9}", digits):
        return " ".join(digits[at : at + 2] for at in range(0, 10, 2))
    return text


def international_phone(text: str) -> str:
    """« +33450568749 » from a French number in any layout; a number that begins with « + », without
    its spaces; empty for anything else (« 3646 » cannot be called from abroad).

    **Source:** ARCEP, national numbering plan (numbers of overseas départements).
    """
    digits = re.sub(r"[\s.\u00a0()-]", "", text)
    if re.fullmatch(r"\+\d{8,15}", digits):
        return digits
    if not re.fullmatch(r"0[1-9]\d{8}", digits):
        return ""
    return _OVERSEAS.get(digits[:4], "+33") + digits[1:]


def _is_one_address(text: str) -> bool:
    return "|" not in text and text.count("://") == 1 and web_address(text) == text


def web_address(text: str) -> str:
    """An http or https address of at most 500 signs, completed when only its scheme is missing."""
    if not re.match(r"[a-z][a-z0-9+.-]*:", text, re.I):
        text = "https://" + text.lstrip("/")
    text = re.sub(r"^(https?):/*", lambda found: found[1].lower() + "://", text, flags=re.I)
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return ""
    good = (
        parts.scheme in {"http", "https"}
        and re.fullmatch(r"[\w-]+(\.[\w-]+)+", host)
        and "@" not in parts.netloc
        and not re.search(r"[<>\"'\s\\]", text)
        and len(text) <= 500
    )
    return text if good else ""
