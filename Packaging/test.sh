#!/usr/bin/env bash
# Tests the archive and the wheel without compilers: in a minimal Debian made by debootstrap, with a fresh Python virtual
# environment. Their results are compared with those of the ordinary program on this machine.
#
# usage: test.sh ORDINARY-PROGRAM FOLDER-OF-ARCHIVE-AND-WHEEL FOLDER-FOR-DEBIAN [SUITE ...]
#
# Run as root. MIRROR is the package mirror for debootstrap. An existing Debian from an earlier run is reused.

set -euo pipefail
if [ "${IN_A_NAMESPACE:-}" != yes ]; then
  # The mounts below end with the namespace.
  IN_A_NAMESPACE=yes exec unshare --mount "$0" "$@"
fi
ordinary=$(realpath "$1")
out=$(realpath "$2")
mkdir -p "$3"
debian=$(realpath "$3")
shift 3
project=$(realpath "$(dirname "$0")/..")
mirror=${MIRROR:-http://deb.debian.org/debian}

one() {
  if [ $# != 1 ] || [ ! -e "$1" ]; then
    echo "error: expected one file, found: $*" >&2
    exit 1
  fi
  echo "$1"
}
archive=$(one "$out"/toy-*.tar.gz)
wheel=$(one "$out"/toy_*.whl)

say() { printf '== %s\n' "$*"; }
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# start_times PROGRAM PROGRAM: the median start times in microseconds, measured alternately.
start_times() {
  python3 - "$@" <<'END'
import subprocess, sys, time

def once(program):
    begin = time.perf_counter()
    subprocess.run([program, "--version"], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin

pairs = [[once(program) for program in sys.argv[1:]] for _ in range(201)]
print(*(round(1e6 * sorted(times)[100]) for times in zip(*pairs)))
END
}

# The commands: closed forms, whose output must be identical, and matrix computations, which depend on the rounding of
# OpenBLAS.
closed_forms=(
  "--version"
  "risk --n 500 --k 50 --depth 2"
  "risk --n 12 --k 1..12 --depth 2,3 --bounds --format json"
  "risk-ratio --n 50 --format csv -o -"
  "risk --n 50 --k 20 --depth 2,3 --certify"
  "risk --data spectrum.csv --k 2 --depth 3,5 --format csv"
  "expressivity --depth 2,3"
  "landscape --depth 3"
  "explain parity"
)
matrices=(
  "risk --data frames.csv --sigma 0.1 --k 2,4 --depth 2,3 --format csv --columns risk,linear_risk"
  "learn --data frames.csv --sigma 0.1 --k 4 --depth 2 --starts 2 --format csv --columns risk,theory_risk"
  "learn --n 40 --k 10 --depth 3 --starts 1 --format csv --columns theory_risk"
  "realize T.csv --family bilevel --format csv -o -"
)

inputs=$debian/inputs
mkdir -p "$inputs"
(cd "$inputs" && seq 9 -1 1 >spectrum.csv && printf '0.5,0.1\n0.1,0.3\n' >T.csv && awk 'BEGIN {
  for (i = 0; i < 60; i++) for (j = 0; j < 6; j++) printf "%.6f%s", sin(7 * i + j * j), j < 5 ? "," : "\n"
}' >frames.csv)

# answers PROGRAM FOLDER [PREFIX ...]: runs all commands, with a prefix such as chroot, and writes their output to FOLDER.
answers() {
  local program=$1 folder=$2 number=0 question
  shift 2
  rm -rf "$folder"
  mkdir -p "$folder"
  for question in "${closed_forms[@]}" "${matrices[@]}"; do
    number=$((number + 1))
    # shellcheck disable=SC2086
    (cd "$inputs" && LC_ALL=C.UTF-8 "$@" "$program" $question >"$folder/$number.txt" 2>"$folder/$number.log") \
      || fail "toy $question: $(cat "$folder/$number.log")"
  done
}

# compare FOLDER: compares the output with that of the ordinary program.
compare() {
  local number=0 question
  for question in "${closed_forms[@]}"; do
    number=$((number + 1))
    cmp "$debian/ordinary/$number.txt" "$1/$number.txt" || fail "the output of toy $question differs"
  done
  for question in "${matrices[@]}"; do
    number=$((number + 1))
    paste -d , "$debian/ordinary/$number.txt" "$1/$number.txt" | awk -F , '
      NR > 1 || $1 + 0 == $1 {
        for (i = 1; i <= NF / 2; i++) {
          a = $i; b = $(i + NF / 2); d = a - b; if (d < 0) d = -d; s = a < 0 ? -a : a
          if (d > 1e-9 * (s > 1 ? s : 1)) { print "error: " a " differs from " b; exit 1 }
        }
      }' || fail "the output of toy $question differs"
  done
  echo "${#closed_forms[@]} closed forms are identical, ${#matrices[@]} matrix computations agree within rounding"
}

say "output of the ordinary program"
answers "$ordinary" "$debian/ordinary"

try_in() {
  local suite=$1 root=$debian/$1 work=/root/try
  say "a minimal Debian, $suite"
  if [ ! -e "$root/made" ]; then
    rm -rf "$root"
    debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$debian/$suite.log" \
      || fail "debootstrap: $(tail -n 5 "$debian/$suite.log")"
    touch "$root/made"
  fi
  mount --rbind /dev "$root/dev"
  mount -t proc proc "$root/proc"
  cp -L /etc/resolv.conf "$root/etc/resolv.conf"
  # The package registry may need a local certificate or mirror.
  inside() { chroot "$root" env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin HOME=/root LC_ALL=C.UTF-8 "$@"; }
  for tool in cc gcc clang swift gfortran ld; do
    ! inside sh -c "command -v $tool" || fail "the minimal Debian has $tool"
  done
  echo "glibc $(inside ldd --version | sed -n '1s/.* //p')"

  say "$suite: the archive"
  rm -rf "$root$work"
  mkdir -p "$root$work"
  cp "$archive" "$archive.sha256" "$root$work"
  inside sh -ec "cd $work; sha256sum --check --quiet ./*.sha256; tar xzf toy-*.tar.gz; cd toy-*/
    sha256sum --check --quiet SHA256SUMS; mkdir -p /usr/local; cp -r bin share /usr/local; ldd bin/toy"
  mkdir -p "$root$inputs"
  cp "$inputs"/*.csv "$root$inputs"
  answers /usr/local/bin/toy "$debian/$suite-archive" chroot "$root" env -C "$inputs"
  compare "$debian/$suite-archive"

  say "$suite: the program with only the C and mathematics libraries"
  local alone=$debian/$suite-alone library
  rm -rf "$alone"
  install -D "$root/usr/local/bin/toy" "$alone/toy"
  for library in $(inside ldd /usr/local/bin/toy | grep -o '/[^ ]*'); do
    install -D "$root/$library" "$alone$library"
  done
  cp "$inputs"/*.csv "$alone"
  # Swift's runtime reads the command line from there.
  mkdir "$alone/proc"
  mount -t proc proc "$alone/proc"
  answers /toy "$debian/$suite-alone-answers" chroot "$alone"
  compare "$debian/$suite-alone-answers"
  umount "$alone/proc"
  (cd "$alone" && find . -type f -name '*.so*')

  say "$suite: the manual page and completions"
  inside apt-get update -qq
  inside env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    man-db python3 python3-venv ca-certificates >"$debian/$suite.log" 2>&1 \
    || fail "apt-get: $(tail -n 5 "$debian/$suite.log")"
  inside env MANWIDTH=80 man toy >"$debian/$suite.man"
  grep -q 'risk-ratio' "$debian/$suite.man" || fail "the manual page is missing"
  echo "the manual page has $(wc -l <"$debian/$suite.man") lines"
  inside bash -ec '. /usr/local/share/bash-completion/completions/toy; complete -p toy'

  say "$suite: the wheel, in a virtual environment of $(inside python3 --version)"
  cp "$wheel" "$project/Tests/Python/test_toy.py" "$root$work"
  # Settings with which pip reaches its registry here.
  local variables=()
  mapfile -t variables < <(env | grep -E '^(PIP_(INDEX_URL|DEFAULT_TIMEOUT|EXTRA_INDEX_URL)|[a-z]+_proxy|[A-Z]+_PROXY)=' || true)
  [ ! -e /etc/ssl/certs/ca-certificates.crt ] \
    || cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
  inside sh -ec "cd $work; python3 -m venv fresh; fresh/bin/pip install --quiet --no-index ./toy_*.whl
    fresh/bin/pip check; cd /; TOY_PACKAGE=yes $work/fresh/bin/python $work/test_toy.py 2>&1"
  answers "$work/fresh/bin/toy" "$debian/$suite-wheel" chroot "$root" env -C "$inputs"
  compare "$debian/$suite-wheel"
  say "$suite: the wheel, with pandas"
  inside env "${variables[@]}" sh -ec "cd $work; fresh/bin/pip install --quiet --only-binary :all: pandas
    cd /; TOY_PACKAGE=yes $work/fresh/bin/python $work/test_toy.py 2>&1
    $work/fresh/bin/python -c 'import toy; print(toy.frame(\"risk\", k=[50, 100], depth=[2, 3])[[\"k\", \"depth\", \"risk\"]])'"
  for tool in cc gcc clang; do
    ! inside sh -c "command -v $tool" || fail "a compiler was installed: $tool"
  done
}

say "start time"
bundled=$(mktemp -d)
tar xzf "$archive" -C "$bundled" --strip-components 1
read -r ordinary_time bundled_time <<<"$(start_times "$ordinary" "$bundled/bin/toy")"
echo "toy --version: $bundled_time µs, the ordinary program $ordinary_time µs"
[ $((bundled_time * 10)) -le $((ordinary_time * 12)) ] || fail "the program starts too slowly"
rm -r "$bundled"

for suite in "${@:-bookworm}"; do
  try_in "$suite"
done
say "all tests passed"
