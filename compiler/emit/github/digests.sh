# What was pushed, by digest: for what comes after this, and one small file an image for the builds on top of it.
mkdir -p "$RUNNER_TEMP/digests"
images=$RUNNER_TEMP/images/images.json
recorded=$(jq --slurpfile built "$RUNNER_TEMP/metadata.json" 'map(. + {digest: $built[0][.target]["containerimage.digest"]})' "$images")
jq --exit-status 'all(.digest != null)' <<<"$recorded" >/dev/null || {
  echo "::error::the builder does not say what it pushed: $(jq --raw-output 'map(select(.digest == null) | .target) | join(", ")' <<<"$recorded")"
  exit 1
}
printf '%s\n' "$recorded" >"$images"
echo "images=$(jq --compact-output 'map({target, repository, digest})' "$images")" >>"$GITHUB_OUTPUT"
jq --raw-output '.[] | "\(.target) \(.repository)@\(.digest)"' "$images" | while read -r target reference; do
  printf '%s' "$reference" >"$RUNNER_TEMP/digests/$target"
done
