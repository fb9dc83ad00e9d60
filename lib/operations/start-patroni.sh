#!/bin/sh
# Starts Patroni, after what must be true before it.
# Environment: CONFIG_FOLDER (with Patroni's and PostgreSQL's files); ACTIVE_FOLDER (in memory: Patroni's whole
# configuration, passwords included); PASSWORD_FOLDER (mounted from the Secret); PGDATA; CLONE_MARKER (a file beside it);
# EXPECTED_SUPERUSER; PATRONI_SUPERUSER_USERNAME.
set -eu

# Without one of them Patroni ends with a Python trace, or goes on and lets nobody in.
for file in patroni.yml postgresql.conf pg_hba.conf pg_ident.conf; do
  if [ ! -r "$CONFIG_FOLDER/$file" ]; then
    echo "start-patroni: $CONFIG_FOLDER has no $file: the ConfigMap that is mounted there lacks this key. Apply what was" \
      'rendered; this container starts again by itself.' >&2
    exit 1
  fi
done

if [ "$PATRONI_SUPERUSER_USERNAME" != "$EXPECTED_SUPERUSER" ]; then
  echo "start-patroni: the Secret names the superuser \"$PATRONI_SUPERUSER_USERNAME\", the profile \"$EXPECTED_SUPERUSER\"." \
    "Change the Secret's key, or systemRoles.superuser.name in the profile." >&2
  exit 1
fi

# A copy of the primary that was killed half-way looks like a data directory, and Patroni would wait for a person.
# It was never started: pg_control is copied last, and backup_label is renamed at the first start.
if [ -e "$CLONE_MARKER" ]; then
  if [ ! -e "$PGDATA/global/pg_control" ] || [ -e "$PGDATA/backup_label" ]; then
    echo "start-patroni: an interrupted copy is removed from $PGDATA; Patroni copies it anew." >&2
    rm -rf -- "$PGDATA"
  fi
  rm -f -- "$CLONE_MARKER"
fi

# Passwords that already work stay: whether the primary takes others is what the reload container finds out.
[ -f "$ACTIVE_FOLDER/passwords.yml" ] || "${0%/*}/patroni-passwords.sh" "$ACTIVE_FOLDER/passwords.yml"

# Of a folder Patroni reads every .yml file, as one.
ln -sf "$CONFIG_FOLDER/patroni.yml" "$ACTIVE_FOLDER/patroni.yml"
exec patroni "$ACTIVE_FOLDER"
