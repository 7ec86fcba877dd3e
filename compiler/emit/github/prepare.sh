# What to test, to build and to push, as files: of many targets it is more than an environment holds. Each image is pushed by its
# digest alone, to the repository of its first tag; a build without a tag at this moment, or an internal one, is only built.
IFS=, read -ra chosen <<<"$TARGETS"
docker buildx bake --file docker-bake.hcl --print "${chosen[@]}" >"$RUNNER_TEMP/definition.json"

# A parent that this run has pushed is taken by its digest; any other, Bake builds on the way.
table | while read -r word target first second; do
  if [[ $word == @context ]]; then
    if [[ ! -s $PARENTS/$first ]]; then continue; fi
    first=docker-image://$(<"$PARENTS/$first")
  fi
  printf '%s %s %s %s\n' "$word" "$target" "$first" "$second"
done >"$RUNNER_TEMP/rows"

jq --null-input --rawfile rows "$RUNNER_TEMP/rows" --slurpfile definition "$RUNNER_TEMP/definition.json" '
  def attributes: if type == "string" then split(",") | map(split("=") | {(.[0]): (.[1:] | join("="))}) | add else . end;
  # as the stack says it, if it does, but by digest
  def pushed: (.output // [] | .[0] // {} | attributes)
    + {type: "image", push: "true", "push-by-digest": "true", "name-canonical": "true"};
  def rows($word): $rows | split("\n") | map(split(" ") | select(.[0] == $word) | {target: .[1], first: .[2], second: .[3]});
  (env.TARGETS | split(",")) as $chosen
  | def wanted: map(select(.target | IN($chosen[])));
  (rows("@internal") | map(.target)) as $internal
  | ($chosen | map(select(IN($internal[]) | not) | {target: ., bake: ($definition[0].target[.] // {})}
      | {target, tags: (.bake.tags // []), output: (.bake | pushed)} | select(.tags != [])
      | . + {repository: (.tags[0] | sub(":[^:/]*$"; ""))})) as $images
  | (rows("@info") | wanted) as $info
  | {
      images: ($images | map({target, repository, tags})),
      info: ($info | map(.first)),
      tests: (rows("@test") | wanted | map(.first)),
      gpus: (rows("@gpu") | wanted | map(.first) | unique),
      # what a Bake file after the own one changes in it
      run: {target: (
        reduce rows("@context")[] as $row ({}; .[$row.target].contexts[$row.second] = $row.first)
        | reduce $chosen[] as $target (.; .[$target].output = ["type=cacheonly"])
        | reduce $images[] as $image (.; .[$image.target] += {tags: [$image.repository], output: [$image.output]})
        | reduce $info[] as $row (.; .[$row.first].output = ["type=local,dest=\(env.RUNNER_TEMP)/info/\($row.target)"]))}
    }' >"$RUNNER_TEMP/prepared.json"

prepared() {
  jq --raw-output "$@" "$RUNNER_TEMP/prepared.json"
}
mkdir -p "$RUNNER_TEMP/images"
prepared .run >"$RUNNER_TEMP/run.json"
prepared .images >"$RUNNER_TEMP/images/images.json"
prepared '.images[].target' >"$RUNNER_TEMP/pushed"
prepared '.info[]' >"$RUNNER_TEMP/info-targets"
{
  echo "tests=$(prepared '.tests | map("," + .) | add // ""')"
  echo "pushed=$(prepared '.images != []')"
  echo "info=$(prepared '.info != []')"
  echo "gpus=$(prepared --compact-output .gpus)"
} >>"$GITHUB_OUTPUT"
