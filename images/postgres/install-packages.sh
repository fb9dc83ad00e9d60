#!/bin/sh
# Installs what the platform's image holds: PostgreSQL with contrib, pg_partman, pg_cron, Patroni, pgBackRest, rclone.
# The package source is the base image's own: PGDG's in the official image, else Debian's. Runs as root, in the build.
#
# Environment: MAJOR; optional, as apt version patterns: POSTGRES_VERSION, PARTMAN_VERSION, CRON_VERSION,
# PATRONI_VERSION, PGBACKREST_VERSION, RCLONE_VERSION; RCLONE_RELEASE (the Debian release that gives rclone where the
# base's has none).
set -eu

# Older ones lose slots that hit max_slot_wal_keep_size.
MINIMUM_PATRONI=4.1.4
ID=999

export DEBIAN_FRONTEND=noninteractive

say() { echo "install-packages: $*" >&2; }

fail() {
  say "$*"
  exit 1
}

main() {
  make_user
  # Packages' scripts must not start servers, nor make a cluster of their own.
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
  mkdir -p /etc/postgresql-common/createcluster.d
  echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/none.conf

  # A mirror that lags behind carries lists of testing that have run out.
  apt-get -o Acquire::Check-Valid-Until=false update
  install ca-certificates curl jq locales
  make_locales
  [ -x "/usr/lib/postgresql/$MAJOR/bin/postgres" ] || install "postgresql-$MAJOR=${POSTGRES_VERSION:-*}"
  install \
    "postgresql-$MAJOR-partman=${PARTMAN_VERSION:-*}" "postgresql-$MAJOR-cron=${CRON_VERSION:-*}" \
    "patroni=${PATRONI_VERSION:-*}" "pgbackrest=${PGBACKREST_VERSION:-*}"
  require_patroni
  install_rclone
  make_folders
  clean
}

install() { apt-get install -y --no-install-recommends "$@"; }

# Before any package makes it with a number of its own: volumes belong to the number, not to the name.
make_user() {
  getent group postgres >/dev/null || groupadd --system --gid "$ID" postgres
  getent passwd postgres >/dev/null ||
    useradd --system --uid "$ID" --gid postgres --home-dir /var/lib/postgresql --no-create-home --shell /bin/sh postgres
  [ "$(id -u postgres):$(id -g postgres)" = "$ID:$ID" ] ||
    fail "the base image's user postgres is $(id -u postgres):$(id -g postgres), not $ID:$ID. Take another base."
}

# C.UTF-8 is part of libc.
make_locales() {
  for name in en_US pt_BR; do
    localedef --inputfile "$name" --charmap UTF-8 --force "$name.UTF-8"
  done
}

require_patroni() {
  version="$(dpkg-query --show --showformat '${Version}' patroni)"
  dpkg --compare-versions "$version" ge "$MINIMUM_PATRONI" ||
    fail "Patroni is $version, and $MINIMUM_PATRONI is needed. Take the official image or Debian testing as the base."
}

# Debian testing drops rclone now and then. It is one Go program that needs nothing but libc, so another release's will
# do; nothing else may come from there.
install_rclone() {
  if apt-cache policy rclone | grep -q 'Candidate: [0-9]'; then
    install "rclone=${RCLONE_VERSION:-*}"
    return
  fi
  release="${RCLONE_RELEASE:-stable}"
  say "the base's release has no rclone; it comes from Debian $release."
  # shellcheck disable=SC2016 # apt expands it
  mirror="$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | head -n 1)"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $release main" \
    >/etc/apt/sources.list.d/rclone.list
  printf 'Package: *\nPin: release a=%s\nPin-Priority: -1\n\nPackage: rclone\nPin: release a=%s\nPin-Priority: 500\n' \
    "$release" "$release" >/etc/apt/preferences.d/rclone
  apt-get -o Acquire::Check-Valid-Until=false update
  install "rclone=${RCLONE_VERSION:-*}"
  rm /etc/apt/sources.list.d/rclone.list /etc/apt/preferences.d/rclone
}

# Volumes are mounted over these; nothing else but /tmp is written at run time.
make_folders() {
  for folder in /var/lib/postgresql /var/lib/postgresql/data /var/run/postgresql; do
    mkdir -p "$folder"
    chown postgres:postgres "$folder"
  done
}

clean() {
  apt-get clean
  rm -rf /var/lib/apt/lists/* /var/cache/debconf/*-old /var/log/apt /var/log/dpkg.log /usr/sbin/policy-rc.d
  # No program may raise its rights: pods forbid it anyway.
  find / -xdev -type f -perm /6000 -exec chmod a-s {} +
}

main
