#!/usr/bin/env bash
# Collects the licences of the libraries in the program from the packages that it was built with.
#
# usage: licences.sh FOLDER

set -euo pipefail
folder=$1
tools=$(dirname "$(readlink -f "$(command -v swift)")")
mkdir -p "$folder"

# copy FILE NAME: fails if the file is empty or missing.
copy() {
  test -s "$1" || { echo "error: there is no licence in '$1'" >&2; exit 1; }
  install -m 644 "$1" "$folder/$2"
}

# The compiler's package, whose name contains its version.
standard_library=$(readlink -f "$("$tools/clang" -print-file-name=libstdc++.a)")
compiler=$(dpkg -S "$standard_library" | sed 's/:.*//')

copy /usr/share/doc/libopenblas-pthread-dev/copyright OpenBLAS.txt
copy /usr/share/doc/liblapacke-dev/copyright LAPACK.txt
copy "/usr/share/doc/$compiler/copyright" GCC.txt
copy /usr/share/common-licenses/GPL-3 GPL-3.txt
copy "$tools/../share/swift/LICENSE.txt" Swift.txt
cat >"$folder/README.txt" <<'END'
The licence of the program toy is in LICENSE. It contains these third-party libraries:

OpenBLAS.txt  OpenBLAS, linear algebra (BSD)
LAPACK.txt    LAPACK and LAPACKE, linear algebra (BSD)
Swift.txt     the runtime and the standard library of Swift (Apache 2.0 with an exception for programs)
GCC.txt       libstdc++ and libgcc, the compiler's runtime libraries (GPL 3, GPL-3.txt, with the GCC Runtime Library
              Exception 3.1, which permits any licence for a program that a compiler links with them)
END
