"""Make one token of a run: « lundi, mardi et du jeudi au samedi », « 1er et 3e », « 9-12h »."""

from calendar import monthrange
from dataclasses import replace

from entrelieux.engine.hours.osm import MONTHS
from entrelieux.engine.hours.words import MIDNIGHT, PUBLIC_HOLIDAY, Token

_JOINTS = frozenset(("dash", "to", "comma", "or", "slash"))
NOON = 12 * 60
EARLIEST_BARE = 5  # « 3-11h » is a slip of the pen; « 3h-11h » is taken at its word


def merge_days(tokens: list[Token], mends: list[str]) -> list[Token]:
    """Merge runs such as « lundi, mardi et du jeudi au samedi » into one token."""
    listed = _dashes_make_lists(tokens)
    if listed:
        mends.append("Tirets entre des jours lus comme une liste, et non comme une suite.")
    merged: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.kind not in ("days", "public_holidays"):
            merged.append(token)
            index += 1
            continue
        chain = bool(merged) and merged[-1].text.lower() == "du"
        days, text, last = _day_set(token), [token.text], token
        index += 1
        while True:
            joint, after = _next_day(tokens, index)
            if after is None:
                break
            following = tokens[after]
            if joint in ("dash", "to") and not (listed and joint == "dash"):
                days |= _range(last, following)
            elif joint == "or" and chain and len(text) == 1:
                days |= _range(last, following)
                mends.append("« ou » lu comme « au » entre deux jours.")
            else:
                days |= _day_set(following)
            text += [item.text for item in tokens[index : after + 1]]
            last, index = following, after + 1
        merged.append(Token("days", " ".join(text), days=days, word=token.word))
    return _ordinals(merged)


def _dashes_make_lists(tokens: list[Token]) -> bool:
    return any(
        a.kind == c.kind == e.kind == "days" and b.kind == d.kind == "dash"
        for a, b, c, d, e in zip(
            tokens, tokens[1:], tokens[2:], tokens[3:], tokens[4:], strict=False
        )
    )


def _day_set(token: Token) -> frozenset[int]:
    return frozenset((PUBLIC_HOLIDAY,)) if token.kind == "public_holidays" else token.days


def _next_day(tokens: list[Token], index: int) -> tuple[str, int | None]:
    """The joint and the place of the next day of a run, skipping « le », « du »."""
    joint = ""
    while index < len(tokens) and tokens[index].kind in (*_JOINTS, "filler", "mark"):
        token = tokens[index]
        if token.kind in _JOINTS:
            if joint not in ("", "comma"):
                return joint, None
            joint = token.kind
        index += 1
    if index < len(tokens) and tokens[index].kind in ("days", "public_holidays"):
        return joint, index
    return joint, None


def _range(first: Token, last: Token) -> frozenset[int]:
    if len(first.days) != 1 or len(last.days) != 1:
        return _day_set(first) | _day_set(last)
    start, end = min(first.days), min(last.days)
    return frozenset((start + step) % 7 for step in range((end - start) % 7 + 1))


def _ordinals(tokens: list[Token]) -> list[Token]:
    """« 1er et 3e mardi » : the ordinals become one mark before the day."""
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        numbers: list[int] = []
        look = index
        while look < len(tokens) and tokens[look].kind in ("ordinal", "comma", "filler", "slash"):
            if tokens[look].kind == "ordinal":
                numbers.append(tokens[look].number)
            elif not numbers:
                break
            look += 1
        if numbers and look < len(tokens) and tokens[look].kind == "days":
            word = ",".join(str(number) for number in numbers)
            result.append(Token("nth", " ".join(t.text for t in tokens[index:look]), word=word))
            index = look
        else:
            result.append(tokens[index])
            index += 1
    return result


def settle_times(tokens: list[Token], mends: list[str]) -> list[Token]:
    """Decide which bare numbers, noons and months are times or ranges."""
    result = list(tokens)
    reach = ("dash", "to", "slash", "until")
    for index, token in enumerate(result):
        before = [result[i].kind if i >= 0 else "" for i in (index - 2, index - 1)]
        after = [result[i].kind if i < len(result) else "" for i in (index + 1, index + 2)]
        opens = after[0] in reach and after[1] in ("time", "number", "noon", "midnight")
        closes = before[1] in reach and before[0] == "time"
        near = opens or closes or before[1] == "until"
        slip = opens and 0 < token.number < EARLIEST_BARE
        if token.kind == "number" and token.number <= 24 and near and not slip:
            result[index] = replace(token, kind="time", number=token.number * 60)
        elif token.kind == "noon" and near:
            result[index] = replace(token, kind="time", number=NOON)
        elif token.kind == "midnight":
            result[index] = replace(token, kind="time", number=MIDNIGHT if closes else 0)
        elif token.kind == "or" and before[1] == "time" and "time" in after:
            mends.append("« ou » entre deux plages lu comme « et ».")
    return result


def merge_months(tokens: list[Token]) -> list[Token]:
    """One token, in OSM syntax, of « juillet et août », « du 1er au 15 août », « juin à sept. »."""
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        found = _months_at(tokens, index)
        if found is None:
            result.append(tokens[index])
            index += 1
            continue
        osm, end = found
        text = " ".join(token.text for token in tokens[index:end])
        result.append(Token("months", text, word=osm))
        index = end
    return result


def _months_at(tokens: list[Token], index: int) -> tuple[str, int] | None:
    """OSM months of a run that begins here, and the place after it."""
    numbers = frozenset(("number", "ordinal"))
    run = [(place, token) for place, token in _solid(tokens, index)]
    kinds = ["number" if token.kind in numbers else token.kind for _place, token in run]
    marks = [(place + 1, token.number) for place, token in run]
    reach = ("dash", "to")
    if kinds[:5] == ["number", "month", kinds[2] if len(kinds) > 2 else "", "number", "month"]:
        if kinds[2] in reach:
            first, last = (_date(marks[i][1], marks[i + 1][1]) for i in (0, 3))
            return (f"{first}-{last}", marks[4][0]) if first and last else None
        return None
    if kinds[:4] in (["number", joint, "number", "month"] for joint in reach):
        first, last = (_date(marks[i][1], marks[3][1]) for i in (0, 2))
        ordered = first and last and marks[0][1] < marks[2][1]
        return (f"{first}-{last[-2:]}", marks[3][0]) if ordered else None
    before = next((t.kind for t in reversed(tokens[:index]) if t.kind != "filler"), "")
    if kinds[:2] == ["number", "month"] and before in ("off", "except"):
        only = _date(marks[0][1], marks[1][1])  # « fermé le 1er mai »
        return (only, marks[1][0]) if only else None
    if kinds[:1] != ["month"] or before in (*numbers, "from", "until", "before"):
        return None
    if kinds[1:3] in ([joint, "month"] for joint in reach):
        return f"{MONTHS[marks[0][1] - 1]}-{MONTHS[marks[2][1] - 1]}", marks[2][0]
    listed = 1
    while kinds[listed : listed + 2] == ["comma", "month"]:
        listed += 2
    if kinds[listed : listed + 1] == ["number"] and marks[listed][1] > 99:
        return None  # one year only: not a habit
    return ",".join(MONTHS[number - 1] for _place, number in marks[:listed:2]), marks[listed - 1][0]


def _solid(tokens: list[Token], index: int) -> list[tuple[int, Token]]:
    """The first tokens from a place, « de » and « en » aside; none if it is one of those."""
    found: list[tuple[int, Token]] = []
    for place in range(index, min(index + 40, len(tokens))):
        if tokens[place].kind == "filler":
            if place == index:
                return []
            continue
        found.append((place, tokens[place]))
    return found


def _date(number: int, month: int) -> str:
    valid = 1 <= number <= monthrange(2024, month)[1]
    return f"{MONTHS[month - 1]} {number:02}" if valid else ""
