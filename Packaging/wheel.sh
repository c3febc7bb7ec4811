#!/usr/bin/env bash
# Makes a wheel of the program and Notebooks/toy.py. The same program gives the same bytes.
#
# usage: SOURCE_DATE_EPOCH=SECONDS wheel.sh PROGRAM PYTHON STAGE OUTPUT-FOLDER
#
# PYTHON needs the packages of Packaging/requirements.txt; STAGE is a working folder.

set -euo pipefail
program=$1
python=$2
stage=$3
output=$4
here=$(dirname "$0")
floor=$("$here/floor.sh" "$program")

rm -rf "$stage"
mkdir -p "$stage/toy/bin" "$output"
rm -f "$output"/toy_*.whl
install -m 755 "$program" "$stage/toy/bin/toy"
install -m 644 "$here/../Notebooks/toy.py" "$stage/toy/__init__.py"
install -m 644 "$here"/wheel/* "$here/../LICENSE" "$stage"
: >"$stage/toy/py.typed"
"$here/licences.sh" "$stage/licences"

# The tag states the required C library, so that pip rejects the wheel on older systems.
TOY_VERSION=$("$program" --version | cut -d ' ' -f 2)
TOY_PLATFORM=manylinux_${floor//./_}_$(uname -m)
export TOY_VERSION TOY_PLATFORM
python=$(realpath --no-symlinks "$python")
output=$(realpath "$output")
(cd "$stage" && "$python" -m hatchling build --target wheel --directory "$output")
