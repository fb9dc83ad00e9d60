#!/bin/bash
# Puts kube-apiserver, etcd and kubectl into a folder, built from the Go modules of one Kubernetes release: a few minutes
# and 3 GB of Go's caches the first time, nothing where they stand there already. Needs a Go toolchain that the release takes.
#
# Usage: kube-apiserver.sh <folder> [<version>]
# test/apiserver looks for the three programs in KUBEBUILDER_ASSETS, then in CDK8S_POSTGRES_KUBERNETES.
set -euo pipefail

if [ $# -lt 1 ]; then
  echo 'usage: kube-apiserver.sh <folder> [<version>]' >&2
  exit 2
fi
folder="$1"
version="${2:-1.36.3}"

say() { echo "kube-apiserver: $*" >&2; }

# One run at a time for a folder: test programs may be started side by side.
mkdir -p "$folder"
folder="$(cd "$folder" && pwd)"
exec 9>"$folder.lock"
flock 9

if [ "$(cat "$folder/.version" 2>/dev/null || true)" = "$version" ]; then
  say "Kubernetes $version is in $folder"
  exit 0
fi
command -v go >/dev/null || {
  say 'there is no Go toolchain to build with; install one, or name a folder with the programs in KUBEBUILDER_ASSETS.'
  exit 1
}

say "building Kubernetes $version into $folder"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
export GOWORK=off CGO_ENABLED=0

# Kubernetes names its own modules by folders of its repository, which a module that depends on it cannot follow. Each is
# published under the same number, as 0.minor.patch.
module="$(go mod download -json "k8s.io/kubernetes@v$version" | sed -n 's/^\t"GoMod": "\(.*\)",$/\1/p')"
{
  echo 'module kube-apiserver'
  sed -n 's/^go .*/&/p' "$module"
  echo "require k8s.io/kubernetes v$version"
  sed -n "s|^\t\(k8s.io/[a-z-]*\) => ./staging/.*|replace \1 => \1 v0.${version#1.}|p" "$module"
} >go.mod

# Admission of Pod Security fails without its own version.
minor="${version#1.}"
package=k8s.io/component-base/version
stamp="-X $package.gitVersion=v$version -X $package.gitMajor=1 -X $package.gitMinor=${minor%%.*}"
mkdir bin
# The etcd that this release of Kubernetes is tested with.
nice -n 15 go build -mod=mod -trimpath -ldflags "-s -w $stamp" -o bin/ \
  k8s.io/kubernetes/cmd/kube-apiserver k8s.io/kubernetes/cmd/kubectl go.etcd.io/etcd/server/v3
mv bin/server bin/etcd
mv bin/* "$folder/"
echo "$version" >"$folder/.version"
say "$folder is ready"
