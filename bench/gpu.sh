#!/usr/bin/env bash
# The product on a GPU against timm and PyTorch: checks scores, losses and gradients, then times training and evaluation of S3-T and
# sandwich steps, all in one run (docs/performance.md).
#
#   bench/gpu.sh [--device cuda|cpu] [--only float32|bfloat16] [--only s3-t|sandwich] [--only eager|compiled] [--no-compile] [--quick]
#                [--time-limit SECONDS] [--profile]      --profile: where the time goes, in the place of how fast it is
#   bench/gpu.sh --pack      makes .build/gpu-pack.tar.gz, for a machine without the .NET SDK
#
# It takes a python3 with PyTorch (PYTHON names another one). Figures come as they are measured, and go to bench/results/. On a GPU the
# product runs over that PyTorch's own libtorch, on the processor over the packaged one; TORCH_HOME names another. The program is built
# where `dotnet` is; elsewhere .build/gpu-pack.tar.gz, carried along with the sources, has it and the .NET runtime.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
pack="$root/.build/gpu-pack.tar.gz"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "gpu.sh: $*" >&2; }
die() { say "$*"; exit 1; }

build() {
  say "building (Release)"
  mkdir -p "$root/.build"
  dotnet build "$root/bench/Bench.csproj" -c Release -v q -nologo -p:UseSharedCompilation=false >"$root/.build/gpu-build.log" 2>&1 ||
    { cat "$root/.build/gpu-build.log" >&2; die "the build failed"; }
}

# make_pack: the program without libtorch, and the runtime it was built for, as one file.
make_pack() {
  local stage version dotnet_home
  build
  dotnet_home=$(dirname "$(readlink -f "$(command -v dotnet)")")
  stage=$(mktemp -d)
  cp -rL "$root/.build/bin/Bench/release" "$stage/program"
  find "$stage/program" \( -name '*.pdb' -o -name '*.xml' -o -name '__pycache__' \) -prune -exec rm -rf {} +
  mkdir "$stage/program/libtorch"
  cp -L "$root/.build/libtorch/libLibTorchSharp.so" "$stage/program/libtorch/"
  version=$(sed -n 's/.*"version": *"\([0-9]*\.[0-9]*\)\..*/\1/p' "$stage/program/s3actors-bench.runtimeconfig.json" | head -n 1)
  version=$(basename "$(find "$dotnet_home/shared/Microsoft.NETCore.App" -maxdepth 1 -name "$version.*" | sort -V | tail -n 1)")
  mkdir -p "$stage/runtime/shared" "$stage/runtime/host/fxr"
  local framework
  for framework in $(sed -n 's/.*"name": *"\(Microsoft[^"]*\)".*/\1/p' "$stage/program/s3actors-bench.runtimeconfig.json"); do
    mkdir "$stage/runtime/shared/$framework"
    cp -r "$dotnet_home/shared/$framework/$version" "$stage/runtime/shared/$framework/"
  done
  cp -r "$dotnet_home/host/fxr/$version" "$stage/runtime/host/fxr/"
  tar -C "$stage" -czf "$pack.new" program runtime
  mv "$pack.new" "$pack"
  rm -rf "$stage"
  local mib=$((($(stat -c %s "$pack") >> 20) + 1))
  say "$pack: under $mib MiB, .NET $version"
  [ "$mib" -le 64 ] || die "that is more than the 64 MiB that are to be carried"
}

find_python() {
  local python
  for python in ${PYTHON:-} python3 /usr/bin/python3; do
    "$python" -c 'import torch' 2>/dev/null && { command -v "$python"; return 0; }
  done
  return 1
}

device=cuda
options=()
while [ $# -gt 0 ]; do
  case "$1" in
    --pack) command -v dotnet >/dev/null || die "--pack needs the .NET SDK"; make_pack; exit ;;
    --device) device=${2:-}; shift ;;
    --only | --time-limit) [ $# -gt 1 ] || die "$1 takes a value"; options+=("$1" "$2"); shift ;;
    --quick | --no-compile | --profile) options+=("$1") ;;
    *) sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done
case "$device" in cuda | cpu) ;; *) die "--device takes cuda or cpu" ;; esac

python=$(find_python) || die "no python3 here has PyTorch; PYTHON names another one"
if [ "$device" = cuda ] && [ -z "${TORCH_HOME:-}" ]; then
  TORCH_HOME=$("$python" -c 'import os, torch; print(os.path.dirname(torch.__file__))')
  export TORCH_HOME
fi

if command -v dotnet >/dev/null; then
  build
  DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")")
  program="$root/.build/bin/Bench/release"
else
  [ -f "$pack" ] || die "there is neither 'dotnet' here nor $pack (made by bench/gpu.sh --pack)"
  rm -rf "$root/.build/gpu" && mkdir -p "$root/.build/gpu"
  tar -C "$root/.build/gpu" -xzf "$pack"
  DOTNET_ROOT="$root/.build/gpu/runtime"
  program="$root/.build/gpu/program"
  cp "$root"/bench/pytorch/*.py "$program/pytorch/"
fi
export DOTNET_ROOT DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 # no libicu is asked for
exec "$program/s3actors-bench" gpu --device "$device" --python "$python" --results "$root/bench/results" ${options[@]+"${options[@]}"}
