# Gives what was pushed, and tested, its tags: copies of manifests, nothing is built or pulled.
jq --compact-output '.[]' <<<"$IMAGES" | while IFS= read -r image; do
  source=$(jq --raw-output '"\(.repository)@\(.digest)"' <<<"$image")
  mapfile -t tags < <(jq --raw-output '.tags[]' <<<"$image")
  options=()
  for tag in "${tags[@]}"; do options+=(--tag "$tag"); done
  docker buildx imagetools create --prefer-index=false "${options[@]}" "$source"
done
{
  printf '| image | tags |\n| --- | --- |\n'
  jq --raw-output '.[] | "| \(.repository)@\(.digest) | \(.tags | join("<br>")) |"' <<<"$IMAGES"
} >>"$GITHUB_STEP_SUMMARY"
