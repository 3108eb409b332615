# Makes a user of the store for each namespace and purpose, by AWS's IAM at the store's own endpoint, and puts its key into the Secret that is
# waiting for it. A key goes from the store to the API server by files that only this pod has. A user that is not in the list any more is removed.
. "${SCRIPTS:-/scripts}/api.sh"
identities=${IDENTITIES:-/identities}

random() {
  LC_ALL=C tr -dc "$1" < /dev/urandom | head -c "$2"
}

# Asks the store's IAM for an action; the answer is in a file.
iam() {
  action=$1
  shift
  code=$(curl --silent --show-error --max-time 60 -K admin --aws-sigv4 "aws:amz:$STORE_REGION:iam" \
    --data-urlencode "Action=$action" --data-urlencode "Version=2010-05-08" "$@" -o answer -w '%{http_code}' "$STORE_ENDPOINT/") || code=000
  [ "$code" = 200 ]
}

refused() {
  cat answer >&2 2> /dev/null || true
  fail "$1: the store says $code"
}

# Every text of an element in the answer, a line each.
texts() {
  sed "s/<$1>/\n&/g" answer | sed -n "s/^<$1>\([^<]*\)<.*/\1/p"
}

remove_keys() {
  iam ListAccessKeys --data-urlencode "UserName=$1" || refused "keys of $1"
  texts AccessKeyId > old
  while read -r old; do
    iam DeleteAccessKey --data-urlencode "UserName=$1" --data-urlencode "AccessKeyId=$old" || refused "key of $1"
  done < old
}

# The administrator's key. A store that the platform installs waits for it to start.
code=$(secret "$ADMIN_NAMESPACE" "$ADMIN_SECRET")
[ "$code" = 200 ] || { cat held >&2; fail "asked for $ADMIN_NAMESPACE/$ADMIN_SECRET, the API server says $code"; }
id=$(held AWS_ACCESS_KEY_ID)
key=$(held AWS_SECRET_ACCESS_KEY)
if [ -z "$id" ]; then
  [ "$MAKE_ADMIN" = true ] || fail "$ADMIN_NAMESPACE/$ADMIN_SECRET has no AWS_ACCESS_KEY_ID"
  id=$(random A-Z0-9 20)
  key=$(random A-Za-z0-9 40)
  fill "$ADMIN_NAMESPACE" "$ADMIN_SECRET" "$id" "$key"
  echo "the administrator's key is made"
fi
printf 'user = "%s:%s"\n' "$id" "$key" > admin

tries=0
until iam ListUsers; do
  tries=$((tries + 1))
  [ "$tries" -lt "${TRIES:-60}" ] || refused "users cannot be listed"
  sleep 5
done
texts UserName > there

for policy in "$identities"/*.json; do
  name=$(basename "$policy" .json)
  namespace=${name%%.*}
  secret=${name#*.}
  user=$(sed -n "s/^$namespace $secret //p" "$identities/secrets")
  iam CreateUser --data-urlencode "UserName=$user" || grep -q EntityAlreadyExists answer || refused "user $user"
  iam PutUserPolicy --data-urlencode "UserName=$user" --data-urlencode PolicyName=data \
    --data-urlencode "PolicyDocument@$policy" || refused "policy of $user"
  code=$(secret "$namespace" "$secret")
  [ "$code" = 200 ] || { cat held >&2; fail "asked for $namespace/$secret, the API server says $code"; }
  id=$(held AWS_ACCESS_KEY_ID)
  rm -f held
  iam ListAccessKeys --data-urlencode "UserName=$user" || refused "keys of $user"
  if [ -n "$id" ] && texts AccessKeyId | grep -qxF "$id"; then
    echo "$namespace/$secret has its key"
    continue
  fi
  # a key that the Secret does not hold is nobody's.
  remove_keys "$user"
  iam CreateAccessKey --data-urlencode "UserName=$user" || refused "key of $user"
  fill "$namespace" "$secret" "$(texts AccessKeyId)" "$(texts SecretAccessKey)"
  rm -f answer
  echo "$namespace/$secret is filled"
done

while read -r user; do
  case $user in "$PLATFORM"@*) ;; *) continue ;; esac
  ! cut -d ' ' -f 3 "$identities/secrets" | grep -qxF "$user" || continue
  remove_keys "$user"
  iam DeleteUserPolicy --data-urlencode "UserName=$user" --data-urlencode PolicyName=data || grep -q NoSuchEntity answer ||
    refused "policy of $user"
  iam DeleteUser --data-urlencode "UserName=$user" || refused "user $user"
  echo "$user is removed"
done < there
