"""Make one token of a run: « lundi, mardi et du jeudi au samedi », « 1er et 3e », « 9-12h »."""

from dataclasses import replace

from entrelieux.engine.hours.words import MIDNIGHT, PUBLIC_HOLIDAY, Token

_JOINTS = frozenset(("dash", "to", "comma", "or", "slash"))
NOON = 12 * 60


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
        if token.kind == "number" and token.number <= 24 and near:
            result[index] = replace(token, kind="time", number=token.number * 60)
        elif token.kind == "noon" and near:
            result[index] = replace(token, kind="time", number=NOON)
        elif token.kind == "midnight":
            result[index] = replace(token, kind="time", number=MIDNIGHT if closes else 0)
        elif token.kind == "or" and before[1] == "time" and "time" in after:
            mends.append("« ou » entre deux plages lu comme « et ».")
    return _months(result)


def _months(tokens: list[Token]) -> list[Token]:
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        window = tokens[index : index + 3]
        if [token.kind for token in window] in (
            ["month", "to", "month"],
            ["month", "dash", "month"],
        ):
            word = f"{window[0].number},{window[2].number}"
            result.append(Token("months", " ".join(t.text for t in window), word=word))
            index += 3
        else:
            result.append(tokens[index])
            index += 1
    return result
