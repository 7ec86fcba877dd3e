# The digests that the chosen step would move its tags to.
if [[ -n $TAG && ! $TAG =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ ]]; then
  echo '::error::the tag given is not one'
  exit 1
fi
rows=()
missing=false
while IFS= read -r row; do
  tag=$(jq --raw-output '.after // ""' <<<"$row")
  if [[ -z $tag && -z $TAG ]]; then
    echo '::error::this step starts from a pushed tag: give it'
    exit 1
  elif [[ -n $tag && -n $TAG && $tag != "$TAG" ]]; then
    echo "::error::this step starts from the tag $tag: give none"
    exit 1
  fi
  repository=$(jq --raw-output .repository <<<"$row")
  from=$repository:${tag:-$TAG}
  if ! manifest=$(docker buildx imagetools inspect --format '{{json .Manifest}}' "$from"); then
    echo "::error::there is no $from"
    missing=true
    continue
  fi
  digest=$(jq --raw-output .digest <<<"$manifest")
  rows+=("$(jq --compact-output --arg digest "$digest" --arg from "$from" \
    '{target, repository, digest: $digest, from: $from, tags}' <<<"$row")")
done < <(table | jq --compact-output '.[] | select(.step == env.STEP)')
if [[ $missing == true ]]; then exit 1; fi
images=$(printf '%s\n' "${rows[@]}" | jq --slurp --compact-output .)
echo "images=$images" >>"$GITHUB_OUTPUT"
echo "gpus=$(table | jq --compact-output '[.[] | select(.step == env.STEP) | .gpus[]] | unique')" >>"$GITHUB_OUTPUT"
{
  printf '| from | digest | to |\n| --- | --- | --- |\n'
  jq --raw-output '.[] | "| \(.from) | \(.digest) | \(.tags | join("<br>")) |"' <<<"$images"
} >>"$GITHUB_STEP_SUMMARY"
