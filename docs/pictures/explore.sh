#!/usr/bin/env bash
# Takes the picture of the page of `toy explore`: what a browser shows first, in a window of 1280 by 800.
#
# usage: explore.sh TOY PICTURE.png [FRAGMENT]
#
# The fragment, such as '#k=50', is the state of the page, as in its address. Needs Chromium. Exits with 1
# if the picture is larger than 200 kB: README.md shows it.
set -euo pipefail
toy=$(realpath "$1")
picture=$(realpath "$2")
fragment=${3:-}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$toy" explore -o "$folder/explorer.html"
options=(--headless --disable-gpu --hide-scrollbars --force-device-scale-factor=1 "--window-size=1280,800"
  --virtual-time-budget=5000 "--user-data-dir=$folder/profile")
# Chromium's sandbox does not work as root.
if [ "$(id -u)" = 0 ]; then options+=(--no-sandbox); fi
chromium "${options[@]}" --screenshot="$folder/page.png" "file://$folder/explorer.html$fragment" 2> "$folder/log" \
  || { cat "$folder/log" >&2; exit 1; }
bytes=$(stat -c %s "$folder/page.png")
if [ "$bytes" -gt 200000 ]; then
  echo "the picture has $bytes bytes, more than 200000" >&2
  exit 1
fi
mv "$folder/page.png" "$picture"
echo "wrote $picture: $bytes bytes"
