# Brings one version of a model from one store to another, and checks every byte against the sums that the platform file pins.
# SHA256SUMS goes last: a version that has it is complete. What is there already is not sent again.
. "${SCRIPTS:-/scripts}/sums.sh"
WHAT="$MODEL version $VERSION"

wait_for "$FROM/$VERSION/"
wait_for "$TO/$VERSION/"
there=$(rclone cat "$TO/$VERSION/SHA256SUMS" 2> /dev/null | sum)
if [ "$there" = "$MODEL_SHA256" ]; then
  echo "$WHAT is there"
  exit 0
fi
rm -f SHA256SUMS
# of a folder that is not there, rclone copies nothing, and says that it did.
rclone copyto "$FROM/$VERSION/SHA256SUMS" SHA256SUMS && [ -f SHA256SUMS ] || fail "no SHA256SUMS in $FROM/$VERSION"
found=$(sum < SHA256SUMS)
[ "$found" = "$MODEL_SHA256" ] || fail "SHA256SUMS in $FROM/$VERSION has sha256 $found, and the platform file says $MODEL_SHA256"
list_files

# the mark by which the copy is known as one, and may be removed: an interrupted one, too.
printf %s "$MODEL_SHA256" | rclone rcat "$TO/.copied/$VERSION"
bring "$FROM/$VERSION/" "$TO/$VERSION/"
finish "$TO/$VERSION/"
echo "$WHAT is there, $(wc -l < files) files"
