#!/usr/bin/env python3
"""Turns the RUCIO_… variables of the hub into settings of the JupyterLab extension.

Settings that are already in the file stay, unless a variable says otherwise.
"""

import json
import os
from pathlib import Path

FILE = Path.home() / ".jupyter" / "jupyter_notebook_config.json"
SETTINGS = {
    "RUCIO_NAME": "name",
    "RUCIO_DISPLAY_NAME": "display_name",
    "RUCIO_BASE_URL": "rucio_base_url",
    "RUCIO_AUTH_URL": "rucio_auth_url",
    "RUCIO_CA_CERT": "rucio_ca_cert",
    "RUCIO_VO": "vo",
    "RUCIO_DESTINATION_RSE": "destination_rse",
    "RUCIO_RSE_MOUNT_PATH": "rse_mount_path",
}


def main() -> None:
    settings = json.loads(FILE.read_text()) if FILE.exists() else {}
    instance = {name: os.environ[variable] for variable, name in SETTINGS.items() if os.environ.get(variable)}
    if instance:
        rucio = settings.setdefault("RucioConfig", {})
        known = rucio.get("instances") or [{}]
        rucio["instances"] = [{**known[0], **instance}, *known[1:]]
        rucio.setdefault("default_instance", rucio["instances"][0].get("name"))
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(settings, indent=2) + "\n")


if __name__ == "__main__":
    main()
