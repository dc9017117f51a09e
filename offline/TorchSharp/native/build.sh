#!/bin/sh
# build.sh FOLDER INCLUDE LIB: builds libTorchShim.so in FOLDER against the libtorch with these headers and libraries.
# The library appears complete or not at all; only one build of a folder runs at a time.
set -eu
folder=$1
source=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder"
exec 9>"$folder/lock"
flock 9

generator="Unix Makefiles"
command -v ninja >/dev/null 2>&1 && generator=Ninja
log="$folder/build.log"
if ! {
  cmake -S "$source" -B "$folder/cmake" -G "$generator" -DCMAKE_BUILD_TYPE=Release \
    -DTORCH_INCLUDE="$2" -DTORCH_LIB="$3" &&
    cmake --build "$folder/cmake" --parallel
} >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
cp "$folder/cmake/libTorchShim.so" "$folder/libTorchShim.so.new"
mv -f "$folder/libTorchShim.so.new" "$folder/libTorchShim.so"
