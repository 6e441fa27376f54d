"""What leaves by the post of a site, as it would be read: the morning comes when it is asked."""

import re
from email import message_from_string
from email.policy import default

from tests.journeys.signed_in import beside
from tests.journeys.walking import Walk

MORNING = """
import django
django.setup()
from django.utils import timezone
from entrelieux.kernel.models import Message
from entrelieux.site.cli import main
Message.objects.filter(not_before__gt=timezone.now()).update(not_before=timezone.now())
raise SystemExit(main(["work", "--once"]))
"""


def letters(begun: Walk) -> list[str]:
    """Texts that leave when the worker passes once: here, messages are printed as they are sent.

    What is written in the evening waits for the morning: it comes at once, at whatever hour the
    journey is walked.
    """
    printed = re.split(r"^-{20,}$", beside(begun.origin, MORNING), flags=re.MULTILINE)
    return [
        message_from_string(one.lstrip(), policy=default).get_content()
        for one in printed
        if "MIME-Version" in one
    ]
