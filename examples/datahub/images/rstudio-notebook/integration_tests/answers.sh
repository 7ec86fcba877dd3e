#!/bin/bash
# answers.sh IMAGE: starts the image as the hub would, and waits for RStudio's page behind the proxy.
set -euo pipefail

image=${1:?the image to start}
token=integration
folder=$(mktemp -d)
container=$(docker run --detach --publish 127.0.0.1::8888 "$image" \
    start-notebook.sh --IdentityProvider.token="$token")
trap 'docker logs --tail 40 "$container"; docker rm --force "$container" > /dev/null; rm -r "$folder"' EXIT
address=$(docker port "$container" 8888/tcp | head -n 1)

for _ in $(seq 60); do
    if curl --silent --fail --location --cookie-jar "$folder/cookies" --output "$folder/page" \
        --header "Authorization: token $token" "http://$address/rstudio/" \
        && grep -qi rstudio "$folder/page"; then
        echo "RStudio answers on $address"
        exit 0
    fi
    sleep 2
done
echo "no answer from RStudio after two minutes" >&2
exit 1
