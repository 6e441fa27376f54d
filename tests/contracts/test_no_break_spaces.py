"""French signs stay on the line of their word: a no-break space, never an ordinary one."""

import re

import pytest

from scripts.build_catalogue import msgids

LOOSE = re.compile(r" [?!;:»](?![\w/])|« ")


@pytest.mark.parametrize("text", ["Où ?", "Attendu : un jour", "« oui»", "«oui »", "Oui ; non"])
def test_an_ordinary_space_is_seen(text):
    assert LOOSE.search(text)
    assert not LOOSE.search(re.sub(" (?=[?!;:»])|(?<=«) ", "\N{NO-BREAK SPACE}", text))


def test_no_french_text_leaves_a_sign_alone_at_the_start_of_a_line():
    loose = [
        (where, form)
        for where, msgid, _context in msgids()
        for form in ([msgid] if isinstance(msgid, str) else msgid)
        if LOOSE.search(form)
    ]
    assert loose == []
