#!/usr/bin/env bash
# Makes an archive of a program installed in a folder, and a checksum file beside it. The same program gives the same
# bytes.
#
# usage: SOURCE_DATE_EPOCH=SECONDS archive.sh FOLDER OUTPUT-FOLDER
#
# FOLDER contains bin/toy and share; the archive adds README, licences and checksums. Its name has version and machine.

set -euo pipefail
stage=$1
output=$2
here=$(dirname "$0")
machine=$(uname -m)
version=$("$stage/bin/toy" --version | cut -d ' ' -f 2)
floor=$("$here/floor.sh" "$stage/bin/toy")
name=toy-$version-linux-$machine

sed -e "s/@VERSION@/$version/g" -e "s/@MACHINE@/$machine/g" -e "s/@FLOOR@/$floor/g" "$here/archive/README.md" \
  >"$stage/README.md"
install -m 644 "$here/../LICENSE" "$stage/LICENSE"
"$here/licences.sh" "$stage/licences"
rm -f "$stage/SHA256SUMS"
sums=$(cd "$stage" && find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum)
echo "$sums" >"$stage/SHA256SUMS"

mkdir -p "$output"
rm -f "$output"/toy-*.tar.gz*
tar --create --directory "$stage" --transform "s,^\.,$name," --sort name --mtime "@$SOURCE_DATE_EPOCH" --owner 0 \
  --group 0 --numeric-owner --mode u=rwX,go=rX --format gnu . | gzip -9n >"$output/$name.tar.gz"
(cd "$output" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
echo "$output/$name.tar.gz: $(stat -c %s "$output/$name.tar.gz") bytes, for glibc $floor or newer"
