"""How a body is read: JSON said to be JSON, or a refusal that says what was expected."""

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from entrelieux.kernel.errors import UserError

JSON = "application/json"


class BodyRefusedError(UserError):
    """The body is not what it should be; raised inside the framework, which wraps it."""


class JsonParser(Parser):
    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type != JSON:
            error = BodyRefusedError(f"Le corps doit être du JSON (Content-Type : {JSON}).")
            error.code, error.status = "format-non-accepte", 415
            raise error
        try:
            return dict_or_refuse(json.loads(request.body))
        except (ValueError, RecursionError) as error:
            where = f", ligne {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
            raise BodyRefusedError(
                f"Le corps n'est pas du JSON que l'on puisse lire{where}.", code="json-illisible"
            ) from None


def dict_or_refuse(content: Any) -> dict[str, Any]:
    if isinstance(content, dict):
        return content
    raise BodyRefusedError("Le corps doit être un objet JSON : {…}.", code="json-illisible")
