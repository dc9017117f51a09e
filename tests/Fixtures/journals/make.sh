#!/usr/bin/env bash
# Freezes the format of this version: a campaign's journal and checkpoints, and one row of every event, as they are written today.
#
#   tests/Fixtures/journals/make.sh v2
#
# Run once for each version whose format differs, and commit what comes of it. A folder that exists is never written again: later versions
# are tested by reading it. v1 was made by this script from the commit that added it, over the stand-in packages of that time.
set -euo pipefail
version=${1:?a version, as v2}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
[ ! -e "$here/$version" ] || { echo "$version is frozen: it is never written again" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run=("$root/run.sh" run "$here/campaign.conf" --runs "$work")
folder=$work/frozen

# Stopped in its first training, and the checkpoint written then spoilt: so a pause, a rejection and three sessions stand in the journal.
"$root/run.sh" --help >/dev/null # builds
"${run[@]}" >/dev/null &
process=$!
until ls "$folder"/checkpoints/*.safetensors >/dev/null 2>&1; do kill -0 $process; sleep 0.02; done
kill -TERM $process
wait $process && exit 1 || [ $? -eq 3 ]
printf x >>"$(ls -t "$folder"/checkpoints/*.safetensors | head -n 1)"
"${run[@]}" >/dev/null

"$root/run.sh" audit frozen --verify --runs "$work"
mkdir -p "$here/$version/frozen"
cp "$here/campaign.conf" "$here/$version/"
cp -r "$folder/journal.db" "$folder/checkpoints" "$here/$version/frozen/"
S3ACTORS_FREEZE="$here/$version/events.txt" "$root/run.sh" test --filter FrozenEvents >/dev/null || [ -s "$here/$version/events.txt" ]
du -sh "$here/$version"
