# What to test, to build and to push. Each image is pushed by its digest alone, to the repository of its first tag; a build
# without a tag at this moment, or an internal one, is built and not pushed.
declare -A internal
tests=() info=() contexts=() settings=() pushed=() gpus=()
IFS=, read -ra chosen <<<"$TARGETS"

definition=$(docker buildx bake --file "$BAKE_FILE" --print "${chosen[@]}")
images=()
wanted() {
  [[ ",$TARGETS," == *",$1,"* ]]
}

while read -r word target first second; do
  # what Bake builds on the way, an internal build or one without a tag at this moment, stands on what was pushed too
  if [[ $word != @context ]] && ! wanted "$target"; then continue; fi
  case "$word" in
    @test) tests+=("$first") ;;
    @info) info+=("$first") settings+=("$first.output=type=local,dest=info/$target") ;;
    @internal) internal[$target]=yes ;;
    @gpu) gpus+=("$first") ;;
    @context)
      # the parent that this run has pushed; else Bake builds it
      if [[ -s $PARENTS/$first ]]; then contexts+=("$target.contexts.$second=docker-image://$(<"$PARENTS/$first")"); fi
      ;;
  esac
done < <(table)

for target in "${chosen[@]}"; do
  tags=$(jq --compact-output --arg target "$target" '.target[$target].tags // []' <<<"$definition")
  first=$(jq --raw-output '.[0] // ""' <<<"$tags")
  if [[ -n ${internal[$target]-} || -z $first ]]; then
    settings+=("$target.output=type=cacheonly")
    continue
  fi
  pushed+=("$target")
  settings+=("$target.tags=${first%:*}" "$target.output=type=image,push=true,push-by-digest=true,name-canonical=true")
  images+=("$(jq --null-input --compact-output --arg target "$target" --arg repository "${first%:*}" --argjson tags "$tags" \
    '{target: $target, repository: $repository, tags: $tags}')")
done

join() {
  local IFS=,
  echo "$*"
}
{
  echo "tests=${tests[0]:+,}$(join "${tests[@]}")"
  echo "info=$(join "${info[@]}")"
  echo "pushed=$(join "${pushed[@]}")"
  echo "gpus=$(printf '%s\n' "${gpus[@]}" | jq --raw-input --slurp --compact-output 'split("\n") | map(select(. != "")) | unique')"
  echo "images=$(printf '%s\n' "${images[@]}" | jq --slurp --compact-output .)"
  echo 'contexts<<END_OF_SETTINGS'
  printf '%s\n' "${contexts[@]}" 'END_OF_SETTINGS'
  echo 'settings<<END_OF_SETTINGS'
  printf '%s\n' "${contexts[@]}" "${settings[@]}" 'END_OF_SETTINGS'
} >>"$GITHUB_OUTPUT"
