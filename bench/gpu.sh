#!/usr/bin/env bash
# The product on a GPU against timm and PyTorch: checks scores, losses and gradients, then times training and evaluation of S3-T and
# sandwich steps, all in one run (docs/performance.md).
#
#   bench/gpu.sh [--device cuda|cpu] [--quick]     --device cuda unless said; figures go to bench/results/
#   bench/gpu.sh --pack                            makes .build/gpu-pack.tar.gz, for a machine without the .NET SDK
#
# It takes a python3 with PyTorch (PYTHON names another one), cmake and a C++ compiler: the binding is built against that PyTorch's own
# libtorch. The managed part is built where `dotnet` is; elsewhere .build/gpu-pack.tar.gz, carried along with the sources, has it and the
# .NET runtime.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
pack="$root/.build/gpu-pack.tar.gz"
native="$root/offline/TorchSharp/native"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "gpu.sh: $*" >&2; }
die() { say "$*"; exit 1; }

# managed FOLDER: the built program without its native half.
managed() {
  local out="$root/.build/offline/bin/Bench/release"
  say "building (Release, lane offline)"
  dotnet build "$root/bench/Bench.csproj" -c Release -v q -nologo -p:Lane=offline -p:UseSharedCompilation=false >"$root/.build/gpu-build.log" 2>&1 ||
    { cat "$root/.build/gpu-build.log" >&2; die "the build failed"; }
  cp -r "$out/." "$1"
  rm -f "$1"/libTorchShim.so "$1"/*.pdb "$1"/*.xml
}

# make_pack: the program and the runtime it was built for, as one file.
make_pack() {
  local stage version dotnet_home
  dotnet_home=$(dirname "$(readlink -f "$(command -v dotnet)")")
  stage=$(mktemp -d)
  mkdir -p "$stage/program" "$root/.build"
  managed "$stage/program"
  version=$(sed -n 's/.*"version": *"\([0-9]*\.[0-9]*\)\..*/\1/p' "$stage/program/s3actors-bench.runtimeconfig.json" | head -n 1)
  version=$(basename "$(find "$dotnet_home/shared/Microsoft.NETCore.App" -maxdepth 1 -name "$version.*" | sort -V | tail -n 1)")
  mkdir -p "$stage/runtime/shared/Microsoft.NETCore.App" "$stage/runtime/host/fxr"
  cp -r "$dotnet_home/shared/Microsoft.NETCore.App/$version" "$stage/runtime/shared/Microsoft.NETCore.App/"
  cp -r "$dotnet_home/host/fxr/$version" "$stage/runtime/host/fxr/"
  tar -C "$stage" -czf "$pack.new" program runtime
  mv "$pack.new" "$pack"
  rm -rf "$stage"
  local mib=$(($(stat -c %s "$pack") >> 20))
  say "$pack: $mib MiB, .NET $version"
  [ "$mib" -lt 64 ] || die "that is more than the 64 MiB that are to be carried"
}

find_python() {
  local python
  for python in ${PYTHON:-} python3 /usr/bin/python3; do
    "$python" -c 'import torch' 2>/dev/null && { command -v "$python"; return 0; }
  done
  die "no python3 here has PyTorch; PYTHON names another one"
}

device=cuda
options=()
while [ $# -gt 0 ]; do
  case "$1" in
    --pack) command -v dotnet >/dev/null || die "--pack needs the .NET SDK"; make_pack; exit ;;
    --device) device=${2:-}; shift ;;
    --quick) options+=("$1") ;;
    *) sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done
case "$device" in cuda | cpu) ;; *) die "--device takes cuda or cpu" ;; esac

python=$(find_python)
# The libtorch of the very PyTorch that is compared with, where it brings its headers; else the one that is found.
home=$("$python" -c 'import os, torch; print(os.path.dirname(torch.__file__))')
[ -f "$home/include/ATen/ATen.h" ] && export TORCH_HOME="$home"
found=$(sh "$native/find-torch.sh")
include=$(sed -n 1p <<<"$found") lib=$(sed -n 2p <<<"$found") key=$(sed -n 3p <<<"$found")
shim="$root/.build/gpu-native/$key"
say "building the binding against $lib"
sh "$native/build.sh" "$shim" "$include" "$lib"

program="$root/.build/gpu"
rm -rf "$program" && mkdir -p "$program"
if command -v dotnet >/dev/null; then
  managed "$program"
  DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")")
else
  [ -f "$pack" ] || die "there is neither 'dotnet' here nor $pack (made by bench/gpu.sh --pack)"
  tar -C "$program" -xzf "$pack"
  DOTNET_ROOT="$program/runtime"
  program="$program/program"
  cp "$root"/bench/pytorch/*.py "$program/pytorch/"
fi
export DOTNET_ROOT DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 # no libicu is asked for
cp "$shim/libTorchShim.so" "$program/"
"$program/s3actors-bench" gpu --device "$device" --python "$python" --results "$root/bench/results" ${options[@]+"${options[@]}"}
