# Brings the keys that Rook gives its users into the Secrets of those whom they are for: Rook keeps them in its own namespace. A key that Rook has
# changed is brought again. It prints no key.
. "${SCRIPTS:-/scripts}/api.sh"

missing=
while read -r namespace name user; do
  from=rook-ceph-object-user-$ROOK_STORE-$user
  code=$(secret "$ROOK_NAMESPACE" "$from")
  case $code in
    200) ;;
    404)
      missing="$missing, $user"
      continue
      ;;
    *)
      cat held >&2
      fail "asked for $ROOK_NAMESPACE/$from, the API server says $code"
      ;;
  esac
  id=$(held AccessKey)
  key=$(held SecretKey)
  rm -f held
  [ -n "$id" ] && [ -n "$key" ] || fail "$ROOK_NAMESPACE/$from has no AccessKey and SecretKey"
  code=$(secret "$namespace" "$name")
  [ "$code" = 200 ] || { cat held >&2; fail "asked for $namespace/$name, the API server says $code"; }
  if [ "$(held AWS_ACCESS_KEY_ID)" = "$id" ] && [ "$(held AWS_SECRET_ACCESS_KEY)" = "$key" ]; then
    rm -f held
    echo "$namespace/$name has its key"
    continue
  fi
  fill "$namespace" "$name" "$id" "$key"
  rm -f held
  echo "$namespace/$name is filled"
done < "${IDENTITIES:-/identities}/secrets"
[ -z "$missing" ] || fail "Rook has not made these users yet: ${missing#, }; kubectl -n $ROOK_NAMESPACE get cephcluster,cephobjectstore,cephobjectstoreuser says how far it is"
