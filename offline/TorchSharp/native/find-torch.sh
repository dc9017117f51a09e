#!/bin/sh
# Finds libtorch: TORCH_HOME, then a python3 that has torch, then the system. Prints three lines: the folder of its
# headers, the folder of its libraries, and a key that names this libtorch (version and place) in the build folder.
set -eu

# usable INCLUDE LIB
usable() { [ -f "$1/ATen/ATen.h" ] && [ -f "$1/torch/csrc/autograd/autograd.h" ] && [ -e "$2/libtorch_cpu.so" ]; }

found() {
  include=$1
  lib=$2
  # A folder of links (Debian's python3-torch) is the same libtorch as the folder it points to.
  real_lib=$(dirname "$(readlink -f "$lib/libtorch_cpu.so")")
  real_include=$(dirname "$(dirname "$(readlink -f "$include/ATen/ATen.h")")")
  if usable "$real_include" "$real_lib"; then
    include=$real_include
    lib=$real_lib
  fi
  version=$(sed -n 's/^#define TORCH_VERSION_\(MAJOR\|MINOR\|PATCH\) *\([0-9]*\).*/\2/p' \
    "$include/torch/csrc/api/include/torch/version.h" "$include/torch/headeronly/version.h" 2>/dev/null |
    head -n 3 | tr '\n' '.')
  place=$(printf '%s' "$lib" | cksum | cut -d ' ' -f 1)
  printf '%s\n%s\n%s\n' "$include" "$lib" "torch-$version$place"
  exit 0
}

if [ -n "${TORCH_HOME:-}" ]; then
  usable "$TORCH_HOME/include" "$TORCH_HOME/lib" && found "$TORCH_HOME/include" "$TORCH_HOME/lib"
  echo "TORCH_HOME=$TORCH_HOME holds no libtorch: include/ATen/ATen.h and lib/libtorch_cpu.so are expected there." >&2
  exit 1
fi

for python in python3 /usr/bin/python3; do
  home=$("$python" -c 'import importlib.util as u; s = u.find_spec("torch"); print(s.submodule_search_locations[0] if s else "")' 2>/dev/null) || continue
  [ -n "$home" ] && usable "$home/include" "$home/lib" && found "$home/include" "$home/lib"
done

for lib in /usr/lib/*-linux-gnu /usr/lib64 /usr/lib /usr/local/lib; do
  for include in /usr/include /usr/local/include; do
    usable "$include" "$lib" && found "$include" "$lib"
  done
done

echo "No libtorch on this machine: install Debian's libtorch-dev, or a PyTorch for python3, or set TORCH_HOME." >&2
exit 1
