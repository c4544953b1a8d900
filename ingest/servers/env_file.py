"""``make env``: ``.env`` for docker-compose.yml, with secrets nobody has seen.

Needs nothing but Python, since the machine that runs the containers may have nothing else.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def env_file(example: str) -> str:
    """The example with a secret for each name that has no value.

    >>> env_file("REDIS_PASSWORD=\\nAIRFLOW_PORT=8080\\n")
    'REDIS_PASSWORD=9c1f…\\nAIRFLOW_PORT=8080\\n'
    """
    return re.sub(
        r"^(\w+)=$", lambda line: f"{line[1]}={_secret(line[1])}", example, flags=re.MULTILINE
    )


def _secret(name: str) -> str:
    """64 letters and digits, which fit into a URL; a Fernet key has its own form."""
    if name.endswith("FERNET_KEY"):
        return base64.urlsafe_b64encode(os.urandom(32)).decode()
    return secrets.token_hex(32)


def main(folder: Path = ROOT) -> int:
    """Write ``.env`` beside ``.env.example``, readable for us alone; the exit status."""
    made = folder / ".env"
    example = (folder / ".env.example").read_text(encoding="utf-8")
    try:
        file = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(
            f"error: {made} is there; its secrets are in use, remove it yourself", file=sys.stderr
        )
        return 1
    with os.fdopen(file, "w", encoding="utf-8") as out:
        out.write(env_file(example))
    print(f"{made} has new secrets; docker compose up --build --detach uses them.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
