# Removes copies that no deployment names any more, and nothing that is not marked as a copy.
# A line of KEPT is a model and the versions that stay.
set -eu
printf '%s\n' "$KEPT" | while read -r model versions; do
  [ -n "$model" ] || continue
  rclone lsf --files-only "$TO/$model/.copied/" 2> /dev/null > "$HOME/copied" || true
  while read -r version; do
    case " $versions " in *" $version "*) continue ;; esac
    # one that was interrupted at its first file has nothing but its mark.
    rclone purge "$TO/$model/$version/" || [ -z "$(rclone lsf "$TO/$model/$version/" 2> /dev/null)" ]
    rclone deletefile "$TO/$model/.copied/$version"
    echo "removed $model version $version"
  done < "$HOME/copied"
done
