# Which builds this run is about. A build is affected if a file that it is made from changed, if its row in the table is not
# the one that stood there at the base, or if a build that it stands on is affected. Without a base, all are.
declare -A image part job shard print tested platform parents touched old affected
builds=() jobs=() inputs=() ignored=() changed=() messages=()
rule_branch=() rule_message=() rule_files=()

# Where a name is not UTF-8, byte by byte.
matches() {
  local LC_ALL=C.UTF-8
  if [[ $1 =~ $2 ]]; then return 0; fi
  LC_ALL=C
  [[ $1 =~ $2 ]]
}

any() {
  local expression=$1 text
  shift
  for text; do
    if matches "$text" "$expression"; then return 0; fi
  done
  return 1
}

while IFS= read -r line; do
  rest=${line#* }
  case "${line%% *}" in
    @job) jobs+=("$rest") ;;
    @build)
      read -r t i p j s f k n u <<<"$rest"
      builds+=("$t") image[$t]=$i part[$t]=$p job[$t]=$j shard[$t]=$s print[$t]=$f tested[$t]=$k platform[$t]=$n parents[$t]=$u
      ;;
    @input) inputs+=("$rest") ;;
    @ignore) ignored+=("$rest") ;;
    @rule) rule_branch+=('') rule_message+=('') rule_files+=('') ;;
    @branch) rule_branch[-1]=$rest ;;
    @message) rule_message[-1]=$rest ;;
    @file) rule_files[-1]+="$rest"$'\n' ;;
  esac
done < <(table)

is_commit() {
  [[ $1 =~ ^[0-9a-f]{40,64}$ && ! $1 =~ ^0+$ ]] && git cat-file -e "$1^{commit}" 2>/dev/null
}

# The base: of a pull request, the branch that it was merged into for this run; of a push, the last commit of the branch
# that went through (a run that failed or gave way to a later one has published nothing), else what the branch was before.
base=
case "$EVENT" in
  pull_request)
    if git rev-parse --verify --quiet 'HEAD^2^{commit}' >/dev/null; then
      base=$(git rev-parse 'HEAD^1')
      git log -1 --format=%B%x00 'HEAD^2' >"$RUNNER_TEMP/messages"
    fi
    ;;
  push)
    last=
    if [[ -n $BRANCH ]] && command -v gh >/dev/null; then
      last=$(gh run list --workflow "${WORKFLOW##*/}" --branch "$BRANCH" --event push --status success --limit 1 \
        --json headSha --jq '.[0].headSha // ""') || last=
    fi
    # run again, it is to do what it did
    if is_commit "$last" && [[ $last != "$(git rev-parse HEAD)" ]]; then
      base=$last
    elif is_commit "$BEFORE"; then
      base=$BEFORE
    fi
    if [[ -n $base ]]; then range=("$base..HEAD"); else range=(-1 HEAD); fi
    git log --format=%B%x00 "${range[@]}" >"$RUNNER_TEMP/messages"
    ;;
esac

why=
if [[ -z $base ]]; then
  why='there is nothing to compare with'
else
  git diff --name-only -z --no-renames "$base" HEAD -- >"$RUNNER_TEMP/changed"
  mapfile -d '' -t changed <"$RUNNER_TEMP/changed"
  if git cat-file -e "$base:$WORKFLOW" 2>/dev/null; then
    git show "$base:$WORKFLOW" >"$RUNNER_TEMP/before.yml"
    while read -r word t _ _ _ _ f _; do
      if [[ $word == @build ]]; then old[$t]=$f; fi
    done <"$RUNNER_TEMP/before.yml"
  fi
fi
if [[ -s $RUNNER_TEMP/messages ]]; then
  # each whole, and each of its lines
  mapfile -d '' -t messages <"$RUNNER_TEMP/messages"
  mapfile -t -O "${#messages[@]}" messages < <(tr '\0' '\n' <"$RUNNER_TEMP/messages")
fi

for ((n = 0; n < ${#rule_branch[@]}; n++)); do
  if [[ -n ${rule_branch[n]} ]] && ! matches "$BRANCH" "${rule_branch[n]}"; then continue; fi
  if [[ -n ${rule_message[n]} ]] && ! any "${rule_message[n]}" "${messages[@]}"; then continue; fi
  if [[ -n ${rule_files[n]} ]]; then
    found=false
    while IFS= read -r expression; do
      if [[ -n $expression ]] && any "$expression" "${changed[@]}"; then found=true; fi
    done <<<"${rule_files[n]}"
    if [[ $found == false ]]; then continue; fi
  fi
  why=${why:-'a rule of the stack says so'}
done

relevant=()
for file in "${changed[@]}"; do
  keep=true
  for expression in "${ignored[@]}"; do
    if matches "$file" "$expression"; then keep=false; fi
  done
  if [[ $keep == true ]]; then relevant+=("$file"); fi
done

for input in "${inputs[@]}"; do
  # targets, what a name must begin with (with a `*` after it), and all that it must be; the second only because it is quick
  read -r list start expression <<<"$input"
  near=()
  for file in "${relevant[@]}"; do
    if [[ $file == "${start%?}"* ]]; then near+=("$file"); fi
  done
  if any "$expression" "${near[@]}"; then
    IFS=, read -ra of <<<"$list"
    for t in "${of[@]}"; do touched[$t]=yes; done
  fi
done

count=0
for t in "${builds[@]}"; do
  if [[ $EVENT == dispatch && -n $IMAGE && $IMAGE != "$EVERY_IMAGE" ]]; then
    if [[ ${image[$t]} == "$IMAGE" ]]; then affected[$t]='it was asked for'; fi
  elif [[ -n $why ]]; then
    affected[$t]=$why
  elif [[ ${old[$t]-} != "${print[$t]}" ]]; then
    affected[$t]='it is defined otherwise than at the base'
  elif [[ -n ${touched[$t]-} ]]; then
    affected[$t]='a file that it is made from changed'
  fi
  if [[ -z ${affected[$t]-} ]]; then
    IFS=, read -ra of <<<"${parents[$t]}"
    for p in "${of[@]}"; do
      if [[ -n ${affected[$p]-} ]]; then affected[$t]="it stands on $p"; fi
    done
  fi
  if [[ -n ${affected[$t]-} ]]; then count=$((count + 1)); fi
done

# The affected builds of one job, by shard. Targets, jobs and shards are plain words, so that this needs no JSON writer.
group() {
  local t key list=() separator=''
  local -A targets=() tests=() native=()
  for t in "${builds[@]}"; do
    if [[ -z ${affected[$t]-} ]]; then continue; fi
    case "$1" in
      "${job[$t]}") key=${shard[$t]} ;;
      '') key=${part[$t]} ;;
      *) continue ;;
    esac
    if [[ -z ${targets[$key]-} ]]; then list+=("$key") native[$key]=${platform[$t]}; fi
    # with a runner of its own only if all of it is for that platform
    if [[ ${native[$key]} != "${platform[$t]}" ]]; then native[$key]=-; fi
    targets[$key]+=",$t"
    if [[ ${tested[$t]} != - ]]; then tests[$key]+=",${tested[$t]}"; fi
  done
  printf '['
  for key in "${list[@]}"; do
    printf '%s{"name":"%s","platform":"%s","targets":"%s","tests":"%s"}' \
      "$separator" "$key" "${native[$key]#-}" "${targets[$key]#,}" "${tests[$key]-}"
    separator=,
  done
  printf ']'
}

{
  printf 'parts=%s\n' "$(group '')"
  printf 'jobs={'
  separator=
  for j in "${jobs[@]}"; do
    printf '%s"%s":%s' "$separator" "$j" "$(group "$j")"
    separator=,
  done
  printf '}\n'
  date --utc '+date=%Y-%m-%d'
  date --utc '+created=%Y-%m-%dT%H:%M:%SZ'
} >>"$GITHUB_OUTPUT"

{
  if [[ $count == 0 ]]; then
    echo 'Nothing that an image is made from changed.'
  else
    printf '| build | why |\n| --- | --- |\n'
    for t in "${builds[@]}"; do
      if [[ -n ${affected[$t]-} ]]; then printf '| %s | %s |\n' "$t" "${affected[$t]}"; fi
    done
  fi
} >>"$GITHUB_STEP_SUMMARY"
