# Looks whether an administrator has made the Secrets with the keys of the store, and names each that is missing. It prints no key.
. "${SCRIPTS:-/scripts}/api.sh"

missing=
while read -r namespace name; do
  code=$(secret "$namespace" "$name")
  case $code in
    200) ;;
    404)
      missing="$missing, $namespace/$name is not there"
      continue
      ;;
    *)
      cat held >&2
      fail "asked for $namespace/$name, the API server says $code"
      ;;
  esac
  for key in AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY; do
    [ -n "$(held "$key")" ] || missing="$missing, $namespace/$name has no $key"
  done
  rm -f held
done < "${IDENTITIES:-/identities}/secrets"
[ -z "$missing" ] || fail "keys of the object store are missing: ${missing#, }; make each Secret with the key of a user of the store"
echo "every Secret has its key"
