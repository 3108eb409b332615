# Removes copies that no deployment names any more, and nothing that is not marked as a copy.
# A line of KEPT is a model and the versions that stay.
# A store that does not answer is no reason to leave copies behind: the job then starts again.
. "${SCRIPTS:-/scripts}/sums.sh"
WHAT="copies of models"

printf '%s\n' "$KEPT" | while read -r model versions; do
  [ -n "$model" ] || continue
  wait_for "$TO/$model/.copied/"
  while read -r version; do
    case " $versions " in *" $version "*) continue ;; esac
    # one that was interrupted at its first file has nothing but its mark.
    rclone purge "$TO/$model/$version/" || [ -z "$(rclone lsf "$TO/$model/$version/" 2> /dev/null)" ]
    rclone deletefile "$TO/$model/.copied/$version"
    echo "removed $model version $version"
  done < listing
done
