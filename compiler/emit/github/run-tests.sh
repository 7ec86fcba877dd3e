# Runs the tests of the table on images that are in a registry; all of them, then fails if one failed.
failed=()
count=0
words() {
  jq --join-output ".$1[] + \"\\u0000\"" <<<"$test"
}
while IFS= read -r test; do
  name=$(jq --raw-output '.name | gsub("\\s+"; " ")' <<<"$test")
  script=$(jq --raw-output .script <<<"$test")
  platform=$(jq --raw-output .platform <<<"$test")
  mapfile -d '' -t options < <(words options)
  mapfile -d '' -t shell < <(words shell)
  while read -r target reference; do
    count=$((count + 1))
    echo "::group::$target: $name"
    status=0
    if [[ $(jq --raw-output .inside <<<"$test") == true ]]; then
      docker run --rm --pull always ${platform:+--platform "$platform"} "${options[@]}" --entrypoint "${shell[0]}" "$reference" \
        "${shell[@]:1}" "$script" </dev/null || status=$?
    else
      IMAGE=$reference bash -euo pipefail -c "$script" </dev/null || status=$?
    fi
    echo '::endgroup::'
    if [[ $status != 0 ]]; then
      failed+=("$target: $name")
      echo "::error::$target: test failed: $name"
    fi
  done < <(jq --raw-output --slurpfile images "$IMAGES" \
    '.targets as $targets | $images[0][] | select(.target | IN($targets[])) | "\(.target) \(.repository)@\(.digest)"' <<<"$test")
done < <(table | jq --compact-output '.[] | select((.steps == null) or (.steps | index(env.STEP)))')
echo "$count tests, ${#failed[@]} failed"
[[ ${#failed[@]} == 0 ]]
