"""Tokens of OSM opening hours, and a place among them."""

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r'\s+|(?P<comment>"[^"]*")|(?P<time>\d{1,2}:\d{2}(?!\d))|(?P<always>24/7)'
    r"|(?P<year>(?:19|2\d)\d\d(?!\d))|(?P<number>\d{1,3}(?!\d))|(?P<word>[A-Za-z]+)|(?P<mark>\|\||.)",
    re.ASCII | re.DOTALL,
)


class OsmError(ValueError):
    """Not an expression of OSM opening hours."""


class Token(NamedTuple):
    kind: str
    text: str

    @property
    def value(self) -> int:
        return int(self.text)


END = Token("end", "")


def tokens_of(text: str) -> list[Token]:
    return [Token(m.lastgroup, m[0]) for m in _TOKEN.finditer(text) if m.lastgroup]


class Cursor:
    """A place in a run of tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self, step: int = 0) -> Token:
        place = self.at + step
        return self.tokens[place] if place < len(self.tokens) else END

    def next(self) -> Token:
        token = self.peek()
        self.at += 1
        return token

    def ahead(self, text: str) -> bool:
        return self.peek().text == text

    def take(self, text: str) -> bool:
        taken = self.ahead(text)
        self.at += taken
        return taken

    def expect(self, text: str) -> None:
        if not self.take(text):
            raise self.refusal()

    def kind(self, kind: str) -> Token:
        if self.peek().kind != kind:
            raise self.refusal()
        return self.next()

    def number(self, least: int, most: int) -> int:
        number = self.kind("number").value
        if not least <= number <= most:
            raise self.refusal()
        return number

    def rank(self, token: Token, names: tuple[str, ...]) -> int:
        if token.text not in names:
            raise self.refusal()
        return names.index(token.text)

    def refusal(self) -> OsmError:
        return OsmError(" ".join(token.text for token in self.tokens[self.at - 1 : self.at + 3]))
