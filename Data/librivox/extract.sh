#!/bin/sh
# Extracts the recordings of this folder from Debian's package pocketsphinx-testdata.
#
# usage: extract.sh [--output FOLDER] [PACKAGE.deb]
#
# Without PACKAGE.deb, apt-get downloads it. The files go into FOLDER, by default the one of this script. They are checked
# by their SHA-256, so that the same files are written from every version of the package.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$here
if [ "${1:-}" = --output ]; then
  folder=${2:?"--output requires a folder"}
  shift 2
fi
package=${1:-}

missing=
for program in dpkg-deb sha256sum; do
  command -v "$program" >/dev/null || missing="$missing $program"
done
[ -n "$package" ] || command -v apt-get >/dev/null || missing="$missing apt-get"
if [ -n "$missing" ]; then
  echo "error: not installed:$missing" >&2
  exit 1
fi

partial=$(mktemp -d)
trap 'rm -rf "$partial"' EXIT
trap 'exit 130' INT TERM

if [ -z "$package" ]; then
  # The user of apt's sandbox must be able to write there.
  chmod 755 "$partial"
  (cd "$partial" && apt-get download -q -o APT::Sandbox::User=root pocketsphinx-testdata)
  package=$(find "$partial" -name '*.deb')
fi
dpkg-deb --extract "$package" "$partial/package"

recordings=$partial/package/usr/share/pocketsphinx/test/data/librivox
(cd "$recordings" && sha256sum --quiet --check) <<'END'
b0557cf95c974d930577e58e46b7f068c432a6e3afcc286563d88922b2a5315c  sense_and_sensibility_01_austen_64kb-0870.wav
fbec491ef00ee734a67f0ee318e98c51c157b479e1629ff4f4426861ecac0414  sense_and_sensibility_01_austen_64kb-0880.wav
5793ffbdee55fb8bfd284943a6866864c832d9d4accf2661cabd39915c84ee10  sense_and_sensibility_01_austen_64kb-0890.wav
40882414ef4cc51f3ff7a63bad0c8c87e7f595ffeb8209fbf756c8ebc5c28a59  sense_and_sensibility_01_austen_64kb-0920.wav
954adbf0b56ac8a148cbe77b39ca18d76b5f2a1e1f405565bd786ce3e68a68b7  sense_and_sensibility_01_austen_64kb-0930.wav
END
mkdir -p "$folder"
cp "$recordings"/*.wav "$folder"
# The first licence in that file is that of the recordings.
awk '
  /^Files: \*/ { isOurs = 1 }
  /^Files:/ && !/^Files: \*/ { exit }
  isOurs && /^Copyright:/ { sub(/^Copyright: /, "Copyright "); inside = 1 }
  isOurs && /^ +2014-/ { sub(/^ +/, "          ") ; print; next }
  isOurs && /^License:/ { print ""; next }
  inside { sub(/^ \.$/, ""); sub(/^ +/, ""); sub(/ +$/, ""); print }
' "$partial/package/usr/share/doc/pocketsphinx-testdata/copyright" \
  | awk 'NF { for (; blank; blank--) print ""; print; next } { blank++ }' >"$folder/LICENSE-pocketsphinx"
for file in "$folder"/*.wav "$folder/LICENSE-pocketsphinx"; do
  echo "$file: $(wc -c <"$file") bytes"
done
