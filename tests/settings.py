"""Settings for tests: nothing of a developer's own `var/` or environment reaches them."""

import os
import tempfile

for name in [name for name in os.environ if name.startswith("HONGMAO_")]:
    if name not in ("HONGMAO_DATABASE_URL", "HONGMAO_MONEY_EXAMPLES"):
        del os.environ[name]
os.environ["HONGMAO_HOME"] = tempfile.mkdtemp(prefix="hongmao-tests-")
os.environ["HONGMAO_SECRET"] = "a secret that only tests know, 32 characters or more"

from hongmao.settings import *  # noqa: E402, F403 - the environment has to be ready first

STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405 - else whitenoise warns
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
