"""How the tests of pages read and send them."""

import re
from html import unescape

from entrelieux.kernel.models import Message


def text(response):
    return response.content.decode()


def plain(response):
    """What is read: no tags, one kind of space."""
    said = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", text(response), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", said)))


def ticked(response, name):
    found = re.findall(rf'<input type="(?:checkbox|radio)" name="{name}"[^>]*>', text(response))
    return {re.search(r'value="([^"]*)"', one)[1] for one in found if " checked" in one}


def hidden(response, name="cle"):
    return re.search(rf'name="{name}" value="([^"]*)"', text(response))[1]


def reply_link_of(bridge):
    """The address of the message that waits to leave to the structure."""
    written = Message.objects.filter(
        key__startswith=f"vers:{bridge.ref}:", body__contains="/repondre/"
    )
    body = written.latest("pk").body
    return re.search(r"/repondre/([^/\s]+)/", body)[1]
