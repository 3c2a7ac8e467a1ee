"""Sees to a browser for the tests that drive one: installs Debian's Chromium where it can."""

import os
import shutil
import subprocess
import sys

PACKAGES = ("chromium", "fonts-noto-cjk")
NAMES = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    """The path of a Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install(apt: str) -> None:
    """Install Chromium from Debian's packages, as root; a failure is told, never fatal."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print("Installing Chromium for the browser tests…", flush=True)
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        subprocess.run([apt, *arguments], check=False, env=environment, capture_output=True)


def main() -> int:
    """Have a browser, or say loudly that there is none."""
    apt = shutil.which("apt-get")
    if browser() is None and apt and os.geteuid() == 0:
        install(apt)
    if browser() is None:
        print(
            "\n*** NO BROWSER: the browser tests will be LEFT OUT. Install Chromium "
            "(Debian: apt-get install chromium) to run them. ***\n",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
