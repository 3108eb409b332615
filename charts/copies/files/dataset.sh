# Brings what is new of a dataset from its home to the other side. It removes nothing there.
# With a SHA256SUMS in its folder every file is checked, and an unchanged one ends the job at once; else sizes and times say what is new.
. "${SCRIPTS:-/scripts}/sums.sh"
WHAT="dataset $DATASET"
# times of the stores themselves: those that rclone writes down would cost a request an object.
set -- --update --use-server-modtime

wait_for "$FROM/"
wait_for "$TO/"
rm -f SHA256SUMS
rclone copy --include /SHA256SUMS "$FROM/" "$HOME" || fail "$FROM cannot be read"
if [ ! -f SHA256SUMS ]; then
  rclone copy --ignore-checksum --stats-one-line --stats 30s --stats-log-level NOTICE "$@" "$FROM/" "$TO/"
  rclone check --size-only --one-way "$FROM/" "$TO/" || fail "$TO lacks files of $FROM"
  echo "$WHAT is there, by size: it has no SHA256SUMS"
  exit 0
fi
there=$(rclone cat "$TO/SHA256SUMS" 2> /dev/null | sum)
if [ "$there" = "$(sum < SHA256SUMS)" ]; then
  echo "$WHAT is there"
  exit 0
fi
list_files
bring "$FROM/" "$TO/" "$@"
finish "$TO/"
echo "$WHAT is there, $(wc -l < files) files"
