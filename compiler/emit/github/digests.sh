# What was pushed, by digest: for the jobs after this one, and one small file an image for the builds on top of it.
mkdir -p "$RUNNER_TEMP/digests"
images=$(jq --null-input --compact-output '(env.METADATA | fromjson) as $built
  | env.IMAGES | fromjson | map(. + {digest: $built[.target]["containerimage.digest"]})')
jq --exit-status 'all(.digest != null)' <<<"$images" >/dev/null || {
  echo "::error::the builder does not say what it pushed: $images"
  exit 1
}
echo "images=$images" >>"$GITHUB_OUTPUT"
jq --raw-output '.[] | "\(.target) \(.repository)@\(.digest)"' <<<"$images" | while read -r target reference; do
  printf '%s' "$reference" >"$RUNNER_TEMP/digests/$target"
done
