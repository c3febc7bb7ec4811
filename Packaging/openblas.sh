#!/usr/bin/env bash
# Prepares the files for linking OpenBLAS statically: openblas.o, and a link to the static C++ library.
#
# usage: openblas.sh FOLDER
#
# In openblas.o the functions that Sources/CLAPACKE/loading.c calls have the prefix static_, and all other names are
# hidden. loading.c calls the constructor before the first matrix operation, not at the start of the program.

set -euo pipefail
folder=$1
cd "$(dirname "$0")/.."
clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
archive=$(dpkg -L libopenblas-pthread-dev | grep '/libopenblas\.a$')

mkdir -p "$folder"
"$clang" -DSTATIC_OPENBLAS -I Sources/CLAPACKE/include -c Sources/CLAPACKE/loading.c -o "$folder/loading.o"
needed=$(nm --undefined-only "$folder/loading.o" | sed -n 's/.* U static_//p')
rm "$folder/loading.o"

link=() rename=()
for function in $needed; do
  link+=(--undefined "$function")
  rename+=(--keep-global-symbol "static_$function" --redefine-sym "$function=static_$function")
done
ld -r "${link[@]}" "$archive" -o "$folder/whole.o"
# Undefined symbols always stay global.
objcopy "${rename[@]}" --remove-section .init_array --remove-section .fini_array \
  --remove-section .rela.init_array --remove-section .rela.fini_array "$folder/whole.o" "$folder/openblas.o"
rm "$folder/whole.o"

ln -sf "$("$clang" -print-file-name=libstdc++.a)" "$folder/libstdc++.a"
