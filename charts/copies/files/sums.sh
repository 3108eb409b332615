# What all jobs have in common: read by copy.sh, dataset.sh and tidy.sh.
# Folders end in a slash: AWS says "forbidden" of a missing object where a key may list some prefixes only, and rclone would take the folder for a file.
set -eu
cd "$HOME"

sum() {
  sha256sum | cut -c1-64
}

fail() {
  echo "$WHAT: $*" >&2
  exit 1
}

# What shows AWS the certificate starts beside this, and may not answer yet. 3: an empty folder, and so an answer.
wait_for() {
  tries=0
  while [ "$tries" -lt 15 ]; do
    found=0
    rclone lsf --retries 1 "$1" > listing 2> wait-error || found=$?
    case $found in 0 | 3) return 0 ;; esac
    tries=$((tries + 1))
    sleep 2
  done
  cat wait-error >&2
  fail "$1 does not answer"
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

# By a list of the folder, which a key of some prefixes may ask for.
finish() {
  rclone copy --include /SHA256SUMS --ignore-times "$HOME" "$1"
}
