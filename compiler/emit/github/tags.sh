# Gives what was pushed, and tested, its tags: copies of manifests, nothing is built or pulled.
jq --raw-output '.[] | "\(.repository)@\(.digest) \(.tags | join(" "))"' "$IMAGES" | while read -r image tags; do
  options=()
  for tag in $tags; do options+=(--tag "$tag"); done
  docker buildx imagetools create --prefer-index=false "${options[@]}" "$image"
done
{
  printf '| image | tags |\n| --- | --- |\n'
  jq --raw-output '.[] | "| \(.repository)@\(.digest) | \(.tags | join("<br>")) |"' "$IMAGES"
} >>"$GITHUB_STEP_SUMMARY"
