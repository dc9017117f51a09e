#!/usr/bin/env bash
# Sets up what is missing, builds what changed, and runs.
#
#   ./run.sh                   the quickstart campaign, to its report
#   ./run.sh test              the whole test suite
#   ./run.sh bench [NAME ...] [--json] [--thorough]    the benchmarks, all or those named (--list says which there are)
#   ./run.sh COMMAND ...       the product: run, status, audit, report, plan, cost, doctor, chaos (--help says more)
set -euo pipefail

caller=$PWD
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
export MSBUILDDISABLENODEREUSE=1 # no build server outlives the build and holds its memory or our output
# One thread a product of matrices: parallel work is whole passes and whole subnets, each on a core of its own,
# and a sum must not depend on how many threads a library happened to split it over.
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1} MKL_NUM_THREADS=${MKL_NUM_THREADS:-1}
say() { printf '%s\n' "run.sh: $*" >&2; }
die() { say "$*"; exit 1; }

# --- packages of the system ---------------------------------------------------------------------------------------

# The packages of those named that are not installed, one a line.
missing() {
  local name
  for name in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || printf '%s\n' "$name"
  done
}

install_system_packages() {
  command -v dpkg-query >/dev/null || { say "not Debian: taking for granted that $* or their like are installed"; return 0; }
  local names
  names=$(missing "$@" | tr '\n' ' ')
  [ -n "$names" ] || return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "as root, please: apt-get install $names"
    as_root=(sudo)
  fi
  say "installing $names"
  local log
  log=$(mktemp)
  # The lists of a fresh machine are empty or old: they are fetched only when something is to be installed.
  # shellcheck disable=SC2086
  if ! { "${as_root[@]}" apt-get update -q &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $names; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    die "apt-get could not install $names"
  fi
  rm -f "$log"
}

# The images of the campaigns, and what decodes JPEG and PNG.
set_up() {
  install_system_packages dataset-fashion-mnist libturbojpeg0 libspng0
}

# An NVIDIA GPU needs a libtorch with CUDA: that of TORCH_HOME or of python3's PyTorch, else the package, where the registry has it.
# TorchCuda is read by the build; set by hand (true, false) it is not asked for.
choose_torch() {
  [ -e /proc/driver/nvidia/version ] && [ -z "${TorchCuda:-}${TORCH_HOME:-}" ] || return 0
  python3 -c 'import importlib.util as u, sys; sys.exit(u.find_spec("torch") is None)' 2>/dev/null && return 0
  export TorchCuda=true
  say "an NVIDIA GPU: trying the package TorchSharp-cuda-linux (several GB)"
  dotnet restore "$root/src/Models" -p:ArtifactsPath="$root/.build/cuda-check" -v q >/dev/null 2>&1 || {
    TorchCuda=false
    say "that package cannot be had here; without TORCH_HOME or a python3 with PyTorch, campaigns run on the processor"
  }
  rm -rf "$root/.build/cuda-check"
}

# --- building -----------------------------------------------------------------------------------------------------

# Whether anything that a build reads is newer than its stamp; a folder is newer when a file in it came or went.
changed_since() {
  local stamp=$1
  shift
  [ ! -f "$stamp" ] || [ -n "$(cd "$root" && find "$@" -newer "$stamp" -print -quit)" ]
}

build() { # build STAMP WHAT FOLDER...
  local stamp=$1 what=$2
  shift 2
  changed_since "$stamp" "$@" Directory.Build.props Directory.Packages.props || return 0
  set_up
  choose_torch
  say "building $what (Release)"
  mkdir -p "$(dirname "$stamp")"
  local begun
  begun=$(mktemp "$(dirname "$stamp")/begun.XXXXXX")
  local log="$root/.build/build.log"
  dotnet build "$root/$what" -c Release -v q -nologo -p:UseSharedCompilation=false >"$log" 2>&1 ||
    { rm -f "$begun"; cat "$log" >&2; die "the build failed"; }
  mv "$begun" "$stamp" # its time is that of the build's beginning: what changed meanwhile is built again
  [ "$what" != S3Actors.sln ] || cp -p "$stamp" "$root/.build/product.stamp"
}

# --- tests --------------------------------------------------------------------------------------------------------

# run_project NAME OPTION ...: runs a test project, and leaves what it printed, whether it broke, and its seconds among the results.
run_project() {
  local name=$1 begun=$SECONDS broke=0
  shift
  dotnet test "$root/.build/bin/$name/release/S3Actors.Tests.$name.dll" --nologo "$@" >"$results/$name.output" 2>&1 || broke=1
  echo "$broke $((SECONDS - begun))" >"$results/$name.end"
}

run_tests() {
  install_system_packages python3-torch python3-msgpack chromium postgresql libfaketime
  build "$root/.build/tests.stamp" S3Actors.sln src tests bench hocon S3Actors.sln
  local passed=0 failed=0 broken=0 project name output p f broke seconds others=()
  results=$(mktemp -d)
  trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$results"' EXIT
  # The coordinator's tests wait for processes of their own most of the time: the others run beside them, one project after another.
  for project in "$root"/tests/*/*.csproj; do
    name=$(basename "$project" .csproj)
    if [ "$name" = Coordinator.Tests ]; then run_project "$name" "$@" & else others+=("$name"); fi
  done
  for name in "${others[@]}"; do run_project "$name" "$@"; done
  wait
  for project in "$root"/tests/*/*.csproj; do
    name=$(basename "$project" .csproj)
    output=$(<"$results/$name.output")
    read -r broke seconds <"$results/$name.end"
    [ "$broke" -eq 0 ] || broken=1
    p=$(sed -nE 's/.*Passed: *([0-9]+),.*/\1/p' <<<"$output" | tail -n 1)
    f=$(sed -nE 's/.*Failed: *([0-9]+),.*/\1/p' <<<"$output" | tail -n 1)
    if [ "${f:-0}" -gt 0 ] || [ -z "$p" ]; then printf '%s\n' "$output"; fi
    # A project that ran no test is a failure too: it would hide that its tests vanished.
    [ "${p:-0}" -gt 0 ] || [ $# -gt 0 ] || broken=1
    printf '%-20s %4d passed, %d failed  (%d s)\n' "$name" "${p:-0}" "${f:-0}" "$seconds"
    passed=$((passed + ${p:-0}))
    failed=$((failed + ${f:-0}))
  done
  [ $broken -eq 0 ] || [ $failed -gt 0 ] || failed=1 # an assembly that could not be run counts as one
  printf '%d passed, %d failed\n' $passed $failed
  [ $failed -eq 0 ]
}

# --- main ---------------------------------------------------------------------------------------------------------

command -v dotnet >/dev/null || die "the .NET 10 SDK is needed, and there is no 'dotnet' here"

if [ "${1:-}" = test ]; then
  shift
  run_tests "$@"
  exit
fi

if [ "${1:-}" = bench ]; then
  shift
  install_system_packages python3-torch libopenblas0-pthread # without it PyTorch has the reference BLAS, which is many times slower
  build "$root/.build/bench.stamp" bench/Bench.csproj src bench hocon
  exec "$root/.build/bin/Bench/release/s3actors-bench" "$@"
fi

build "$root/.build/product.stamp" src/Coordinator/Coordinator.csproj src hocon
[ $# -gt 0 ] || { cd "$root"; set -- run hocon/campaigns/quickstart.conf; caller=$root; }
cd "$caller"
exec "$root/.build/bin/Coordinator/release/s3actors" "$@"
