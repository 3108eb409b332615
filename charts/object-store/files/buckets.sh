# Makes the buckets that are not there, and touches nothing in those that are.
set -eu
for bucket in $BUCKETS; do
  if rclone lsf --max-depth 1 "store:$bucket" > listing 2> answer; then
    echo "$bucket is there"
    continue
  fi
  # of a bucket that is somebody else's, making it says so.
  rclone mkdir "store:$bucket" 2>> answer || { cat answer >&2; echo "$bucket cannot be made" >&2; exit 1; }
  # a store may take the wish and not make it.
  rclone lsf --max-depth 1 "store:$bucket" > listing || { echo "$bucket is not there after it was made" >&2; exit 1; }
  echo "$bucket is made"
done
