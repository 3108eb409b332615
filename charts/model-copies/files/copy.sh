# Brings one version of a model from one store to another, and checks every byte against the sums that the platform file pins.
# SHA256SUMS goes last: a version that has it is complete. What is there already is not sent again.
set -eu
cd "$HOME"

sum() {
  sha256sum | cut -c1-64
}

fail() {
  echo "$MODEL version $VERSION: $*" >&2
  exit 1
}

there=$(rclone cat "$TO/$VERSION/SHA256SUMS" 2> /dev/null | sum)
if [ "$there" = "$MODEL_SHA256" ]; then
  echo "$MODEL version $VERSION is there"
  exit 0
fi
rclone copyto "$FROM/$VERSION/SHA256SUMS" SHA256SUMS || fail "no SHA256SUMS in $FROM/$VERSION"
found=$(sum < SHA256SUMS)
[ "$found" = "$MODEL_SHA256" ] || fail "SHA256SUMS in $FROM/$VERSION has sha256 $found, and the platform file says $MODEL_SHA256"
sed 's/^\([0-9a-f]\{64\}\) [ *]\(\.\/\)\{0,1\}/\1  /' SHA256SUMS > sums
cut -c67- sums > files

# sums are taken on-prem, before or after the link: there they cost nothing.
[ "$CHECK" = from ] && { rclone checksum sha256 sums "$FROM/$VERSION" --download --one-way || fail "files differ from SHA256SUMS"; }
rclone copy --files-from files --ignore-checksum --stats-one-line --stats 30s --stats-log-level NOTICE "$FROM/$VERSION" "$TO/$VERSION"
[ "$CHECK" = to ] && { rclone checksum sha256 sums "$TO/$VERSION" --download --one-way || fail "files differ from SHA256SUMS"; }
# the mark by which the copy is known as one, and may be removed.
printf %s "$MODEL_SHA256" | rclone rcat "$TO/.copied/$VERSION"
rclone copyto SHA256SUMS "$TO/$VERSION/SHA256SUMS"
echo "$MODEL version $VERSION is there, $(wc -l < files) files"
