# What both kinds of copies do with sums: read by copy.sh and dataset.sh.
set -eu
cd "$HOME"

sum() {
  sha256sum | cut -c1-64
}

fail() {
  echo "$WHAT: $*" >&2
  exit 1
}

# From SHA256SUMS, as sha256sum wrote it: the files, and the sums as rclone reads them.
list_files() {
  sed 's/^\([0-9a-f]\{64\}\) [ *]\(\.\/\)\{0,1\}/\1  /' SHA256SUMS > sums
  cut -c67- sums > files
}

verify() {
  rclone checksum sha256 sums "$1" --download --one-way --differ differ
}

# Sends the listed files that are not there. Every byte is read once and compared with its sum, on-prem, before or after the link: there it costs nothing.
# A file that has come with other bytes looks whole to rclone, so it is sent again, once.
bring() {
  from=$1 to=$2
  shift 2
  [ "$CHECK" = to ] || verify "$from" || fail "files in $from differ from SHA256SUMS"
  rclone copy --files-from files --ignore-checksum --stats-one-line --stats 30s --stats-log-level NOTICE "$@" "$from" "$to"
  [ "$CHECK" = to ] || return 0
  verify "$to" && return 0
  [ -s differ ] || fail "files in $from are fewer than SHA256SUMS lists"
  rclone copy --files-from differ --ignore-times --ignore-checksum "$from" "$to"
  verify "$to" || fail "files in $from differ from SHA256SUMS"
}

# Where a key may list some prefixes only, AWS says "forbidden" of a missing object: rclone lists a folder, and asks for no object by its name.
finish() {
  rclone copy --include /SHA256SUMS --ignore-times "$HOME" "$1"
}
