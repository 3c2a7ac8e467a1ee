"""Calls a function in a process of its own and prints its answer as JSON.

`python -m tests.run tests.jobs.homes seed`, with HONGMAO_HOME and the rest in the environment.
"""

import importlib
import json
import os
import sys

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "hongmao.settings"
    django.setup()
    module, function = sys.argv[1:]
    print(json.dumps(getattr(importlib.import_module(module), function)(), default=str))
