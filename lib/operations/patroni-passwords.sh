#!/bin/sh
# Writes the passwords of the mounted Secret as a file of Patroni's configuration: patroni-passwords.sh FILE
# Environment: PASSWORD_FOLDER (files superuser, replication, rewind and restapi).
set -eu
umask 077

# JSON is YAML, and holds whatever a password does; but YAML takes three further characters for line breaks. The REST
# API's goes through HTTP headers, where Patroni's own client and server encode what is not ASCII in two ways.
# Patroni may read at any moment: the file changes as a whole.
jq --null-input --rawfile superuser "$PASSWORD_FOLDER/superuser" --rawfile replication "$PASSWORD_FOLDER/replication" \
  --rawfile rewind "$PASSWORD_FOLDER/rewind" --rawfile restapi "$PASSWORD_FOLDER/restapi" '
  def fault($for):
    if . == "" then "is empty"
    elif test("[\\p{Cc}\\p{Zl}\\p{Zp}]") then
      "holds a line break or another control character, as echo leaves one at the end"
    elif contains("\ufffd") then "is not UTF-8"
    elif $for == "restapi" and test("[^ -~]") then "holds a character that is not ASCII"
    else empty end;
  [{$superuser, $replication, $rewind, $restapi} | to_entries[] | (.key as $for | .value | fault($for)) as $fault
    | "patroni-passwords: the password for \(.key) \($fault): correct it in the Secret.\n"]
  | if . != [] then add | halt_error(1) else . end
  | {
      postgresql: {
        authentication: {
          superuser: {password: $superuser}, replication: {password: $replication}, rewind: {password: $rewind}
        }
      },
      restapi: {authentication: {password: $restapi}}
    }' >"$1.part" || {
  rm -f -- "$1.part"
  exit 1
}
mv -- "$1.part" "$1"
