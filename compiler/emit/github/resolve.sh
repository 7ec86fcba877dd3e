# The digests that the chosen step would move its tags to.
if [[ -n $TAG && ! $TAG =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ ]]; then
  echo '::error::the tag given is not one'
  exit 1
fi
# The rows of the step that hold for this branch or git tag. Where there is no branch, no rule that speaks of one holds.
chosen=$(table | jq --compact-output '
  def matches($text): . as $expression | $expression == null or ($text != "" and ($text | test($expression)));
  def now: (.branch | matches(env.BRANCH)) and (.git_tag | matches(env.GIT_TAG));
  map(select(.step == env.STEP) | select(all(.when[];
    if .not then all(.any[]; (.branch == null or env.BRANCH != "") and (now | not)) else any(.any[]; now) end)))')
if [[ $chosen == '[]' ]]; then
  echo '::error::no image has this step here'
  exit 1
fi
if [[ $UNTESTED != true ]] && ! jq --exit-status 'all(.[]; .blocked == [])' <<<"$chosen" >/dev/null; then
  jq --raw-output '.[] | select(.blocked != []) | "::error::\(.target): must pass first, and can run nowhere: \(.blocked | join(", "))"' \
    <<<"$chosen"
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
done < <(jq --compact-output '.[]' <<<"$chosen")
if [[ $missing == true ]]; then exit 1; fi
mkdir -p "$RUNNER_TEMP/images"
printf '%s\n' "${rows[@]}" | jq --slurp . >"$RUNNER_TEMP/images/images.json"
echo "gpus=$(jq --compact-output '[.[].gpus[]] | unique' <<<"$chosen")" >>"$GITHUB_OUTPUT"
{
  printf '| from | digest | to |\n| --- | --- | --- |\n'
  jq --raw-output '.[] | "| \(.from) | \(.digest) | \(.tags | join("<br>")) |"' "$RUNNER_TEMP/images/images.json"
} >>"$GITHUB_STEP_SUMMARY"
