#!/opt/conda/bin/python
"""A notebook server on a remote site (interLink): opens a way back to the hub, then starts as usual.

The hub passes JHUB_HOST and SSH_PORT (where to dial), FWD_PORT (what to forward), and the user's name and token.
"""

import asyncio
import os
import subprocess
import sys
import threading

import asyncssh
from jupyterhub.singleuser import main


async def keep_tunnel() -> None:
    port = int(os.environ["FWD_PORT"])
    while True:
        try:
            async with asyncssh.connect(
                os.environ["JHUB_HOST"],
                port=int(os.environ["SSH_PORT"]),
                username=os.environ["JUPYTERHUB_USER"],
                password=os.environ["JUPYTERHUB_API_TOKEN"],
                known_hosts=None,  # the hub's proxy makes a new key at each start
                keepalive_interval=15,
            ) as connection:
                listener = await connection.forward_remote_port("", port, "localhost", port)
                await listener.wait_closed()
        except (OSError, asyncssh.Error) as problem:
            print(f"the tunnel closed ({problem}), trying again", file=sys.stderr)
        await asyncio.sleep(5)


if __name__ == "__main__":
    threading.Thread(target=lambda: asyncio.run(keep_tunnel()), daemon=True).start()
    subprocess.run(["/usr/local/bin/setup-rucio.sh"], check=True)
    sys.exit(main())
