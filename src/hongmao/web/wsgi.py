"""The pages as a WSGI application."""

import os

import django
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hongmao.settings")

django.setup()

from hongmao.web.statics import collect  # noqa: E402 - Django has to be ready first

collect()
application = get_wsgi_application()
