"""Whether the pages can answer."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from hongmao.web.access import ANYONE, allow


@allow(ANYONE)
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 with `{"database": true}`, or 503 with false where the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": False}, status=503)
    return JsonResponse({"database": True})
