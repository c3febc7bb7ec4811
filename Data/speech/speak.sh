#!/bin/sh
# Speaks the sentences of sentences.txt into WAV files of 8 kHz and 16 bits.
#
# usage: speak.sh [FOLDER]
#
# The files go into FOLDER, by default the one of this script. The same versions of espeak-ng and
# sox write the same bytes.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here}

missing=
for program in espeak-ng sox; do
  command -v "$program" >/dev/null || missing="$missing $program"
done
if [ -n "$missing" ]; then
  echo "error: not installed:$missing ('make speech-data' installs them by apt)" >&2
  exit 1
fi

# Variants of plain en-gb are left out: espeak-ng 1.51 speaks all of them with the same voice.
voices='en-us+f3 en-gb-x-rp+m2 en-us+f2 en-us+m7 en-gb-scotland+f2 en-029+m6
  en-gb-x-rp+f4 en-us+m1 en-gb-x-gbcwmd+f1 en-gb-x-gbclan+m1 en-us-nyc+f5 en-gb-x-rp+m3'

mkdir -p "$folder"
partial=$(mktemp -d)
trap 'rm -rf "$partial"' EXIT
trap 'exit 130' INT TERM

# Beside each sentence: a voice, words per minute, and the peak in dB below full scale. The three
# have cycles of 12, 7 and 5 sentences, so that none of them tells another.
awk -v list="$voices" '
  BEGIN { count = split(list, voices) }
  /^[0-9]/ {
    name = $1
    sub(/^[^ ]+ /, "")
    print name, voices[n % count + 1], 150 + 5 * (n % 7), 1 + n % 5, $0
    n++
  }
' "$here/sentences.txt" >"$partial/plan"

while read -r name voice speed level sentence; do
  echo "$voice: $sentence"
  espeak-ng -v "$voice" -s "$speed" -w "$partial/spoken.wav" "$sentence" </dev/null
  # Resampling can exceed the peak, so there are 6 dB less before it. What is softer than 0.05 % of full
  # scale before and after the sentence is no speech. -D: no dither, which would be noise of our own;
  # -R: where anything is random, the same on every run.
  sox -R -D "$partial/spoken.wav" -b 16 "$partial/ready.wav" \
    gain -6 rate -v 8000 silence 1 1s 0.05% reverse silence 1 1s 0.05% reverse gain -n "-$level"
  mv "$partial/ready.wav" "$folder/harvard-$name.wav"
done <"$partial/plan"
