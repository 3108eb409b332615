# Brings the keys that Rook gives its users into the Secrets of those whom they are for: Rook keeps them in its own namespace. A key that Rook has
# changed is brought again. What is missing keeps none of the others from their keys. It prints no key.
. "${SCRIPTS:-/scripts}/api.sh"

missing=
wrong=

# Whether the Secret $1/$2 was answered; else notes why not.
found() {
  code=$(secret "$1" "$2") || code=000
  [ "$code" = 200 ] || { wrong="$wrong, of $1/$2 the API server says $code"; return 1; }
}

while read -r namespace name user; do
  from=rook-ceph-object-user-$ROOK_STORE-$user
  if ! found "$ROOK_NAMESPACE" "$from"; then
    [ "$code" != 404 ] || { wrong=${wrong%,*}; missing="$missing, $user"; }
    continue
  fi
  id=$(held AccessKey)
  key=$(held SecretKey)
  rm -f held
  if [ -z "$id" ] || [ -z "$key" ]; then
    wrong="$wrong, $ROOK_NAMESPACE/$from has no AccessKey and SecretKey"
    continue
  fi
  found "$namespace" "$name" || continue
  if [ "$(held AWS_ACCESS_KEY_ID)" = "$id" ] && [ "$(held AWS_SECRET_ACCESS_KEY)" = "$key" ]; then
    rm -f held
    echo "$namespace/$name has its key"
    continue
  fi
  fill "$namespace" "$name" "$id" "$key"
  rm -f held
  echo "$namespace/$name is filled"
done < "${IDENTITIES:-/identities}/secrets"
rm -f held
[ -z "$wrong" ] || echo "keys are not brought: ${wrong#, }" >&2
[ -z "$missing" ] || echo "Rook has not made these users yet: ${missing#, }; kubectl -n $ROOK_NAMESPACE get cephcluster,cephobjectstore,cephobjectstoreuser says how far it is" >&2
[ -z "$wrong$missing" ]
