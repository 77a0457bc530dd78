#!/usr/bin/env bash
# A Docker engine and the base images of ours, also where neither an engine nor an image registry is at hand.
#
#   bash .ci/engine.sh up      an engine that answers, with debian:bookworm-slim, node:20-bookworm-slim and debian:sid
#   bash .ci/engine.sh down    stops the engine if `up` started it; one that was running before is left alone
#
# What is there already is used as it is, so a second `up` takes a second. What is missing is made on Debian as root: the
# packages docker.io, iptables and debootstrap; the engine, started by hand; an image that cannot be pulled, from packages of
# Debian and this machine's own Node. Every step is bounded in time.
#
# PARKSPEC_ENGINE_STATE is the folder of the engine's log, dockerd.log; ~/.cache/parkspec/engine where it is not set. It and
# the one above it belong to the user who runs this, and nobody else may write there: root writes where a name leads.
set -u -o pipefail

DEBIAN=debian:bookworm-slim
NODE=node:20-bookworm-slim
# Asterisk is in no release of Debian, but in sid.
SID=debian:sid
MIRROR=${PARKSPEC_DEBIAN_MIRROR:-}
PULL_SECONDS=${PARKSPEC_PULL_SECONDS:-15}
state=${PARKSPEC_ENGINE_STATE:-}
if [ -z "$state" ]; then
  cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}
  state=$cache/parkspec/engine
fi
pidfile=$state/dockerd.pid

say() { printf 'engine: %s\n' "$*"; }
fail() {
  say "$*" >&2
  exit 1
}

# Makes a folder with mode 700, or takes one of this user, closed to others. Anything else that is there is left as it is.
own_folder() {
  mkdir -m 700 "$1" 2>/dev/null
  [ ! -L "$1" ] || fail "$1 is a symbolic link: see who made it and remove it, or name another folder in PARKSPEC_ENGINE_STATE"
  [ -d "$1" ] || fail "$1 is no folder and cannot be made one: name another one in PARKSPEC_ENGINE_STATE"
  [ -O "$1" ] || fail "$1 belongs to another user: see who made it and remove it, or name another folder in PARKSPEC_ENGINE_STATE"
  chmod 700 "$1" || fail "$1 cannot be closed to others"
}

# Whether strangers may exchange what is in a folder: it belongs to them, or they may write to it and it is not sticky.
is_strangers() {
  local owner mode
  read -r owner mode <<<"$(stat -L -c '%u %a' "$1" 2>/dev/null)"
  case $owner in
    0 | "$(id -u)") [ $((0$mode & 0022)) != 0 ] && [ $((0$mode & 01000)) = 0 ] ;;
    *) true ;;
  esac
}

answers() { timeout 10 docker version >/dev/null 2>&1; }
has_image() { timeout 20 docker image inspect "$1" >/dev/null 2>&1; }

install() {
  local packages=("$@")
  [ "$(id -u)" = 0 ] || fail "root is needed to install ${packages[*]}; install them yourself, then run this again"
  command -v apt-get >/dev/null || fail "install ${packages[*]} yourself (this is no Debian), then run this again"
  say "installing ${packages[*]}"
  { timeout 120 apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -y -qq --no-install-recommends "${packages[@]}"; } \
    >"$state/apt.log" 2>&1 || {
    tail -n 5 "$state/apt.log" >&2
    fail "could not install ${packages[*]} (whole log: $state/apt.log)"
  }
}

# An engine that was killed leaves the numbers of its processes behind; dockerd does not start where others have them now.
forget_killed_engine() {
  local file
  for file in /var/run/docker.pid /var/run/docker/containerd/containerd.pid; do
    [ -f "$file" ] || continue
    case "$(cat "/proc/$(cat "$file")/comm" 2>/dev/null)" in
      dockerd | containerd) ;;
      *) rm -f "$file" ;;
    esac
  done
}

start_engine() {
  answers && return
  local missing=()
  command -v dockerd >/dev/null && command -v docker >/dev/null || missing+=(docker.io)
  command -v iptables >/dev/null || missing+=(iptables)
  [ ${#missing[@]} = 0 ] || install "${missing[@]}"
  # The package may have started it.
  answers && return
  [ "$(id -u)" = 0 ] || fail 'no Docker engine answers, and only root can start one'
  forget_killed_engine
  say 'starting dockerd'
  # A session of its own, so that no Ctrl-C meant for a run takes the engine away from under it.
  setsid dockerd >"$state/dockerd.log" 2>&1 </dev/null &
  local pid=$!
  echo "$pid" >"$pidfile"
  local deadline=$((SECONDS + 60))
  until answers; do
    if [ $SECONDS -ge $deadline ] || ! kill -0 "$pid" 2>/dev/null; then
      # Another one may have been quicker.
      answers && break
      tail -n 5 "$state/dockerd.log" >&2
      stop_engine
      fail "dockerd did not come up (whole log: $state/dockerd.log)"
    fi
    sleep 0.2
  done
  kill -0 "$pid" 2>/dev/null || rm -f "$pidfile"
}

stop_engine() {
  [ -f "$pidfile" ] || return 0
  local pid
  pid=$(cat "$pidfile")
  rm -f "$pidfile"
  # The number may be somebody else's by now.
  [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ] || return 0
  say 'stopping dockerd'
  kill -TERM "$pid"
  local deadline=$((SECONDS + 30))
  while [ $SECONDS -lt $deadline ] && kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
  kill -KILL "$pid" 2>/dev/null
  return 0
}

pull() { timeout "$PULL_SECONDS" docker pull -q "$1" >/dev/null 2>&1; }

# An image of Debian by its official tag, of the packages of a suite.
debian_image() {
  local image=$1 suite=$2
  has_image "$image" && return
  pull "$image" && return
  command -v debootstrap >/dev/null || install debootstrap
  [ "$(id -u)" = 0 ] || fail "$image can neither be pulled nor, without root, be made"
  say "making $image${MIRROR:+ from $MIRROR}"
  local root
  root=$(mktemp -d "$state/debian.XXXXXX")
  timeout 300 debootstrap --variant=minbase "$suite" "$root" ${MIRROR:+"$MIRROR"} >"$state/debootstrap.log" 2>&1 || {
    tail -n 5 "$state/debootstrap.log" >&2
    rm -rf --one-file-system "$root"
    fail "debootstrap failed (whole log: $state/debootstrap.log)"
  }
  slim "$root"
  tar -C "$root" --one-file-system --numeric-owner -c . | timeout 120 docker import --change 'CMD ["bash"]' - "$image" >/dev/null
  local imported=$?
  rm -rf --one-file-system "$root"
  [ $imported = 0 ] || fail "could not import $image"
}

# What the official slim image leaves out, and keeps out when packages are added.
slim() {
  local root=$1
  cat >"$root/etc/dpkg/dpkg.cfg.d/docker" <<'END'
path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
path-exclude /usr/share/info/*
path-exclude /usr/share/locale/*
path-exclude /usr/share/man/*
END
  find "$root/usr/share/doc" -type f ! -name copyright -delete
  find "$root/usr/share/doc" -type d -empty -delete
  rm -rf "$root"/usr/share/{info,locale,man}/* "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* \
    "$root"/var/cache/debconf/*-old "$root"/var/log/{bootstrap.log,dpkg.log,alternatives.log,apt/*}
}

node_image() {
  has_image $NODE && return
  pull $NODE && return
  local node context
  node=$(readlink -f "$(command -v node)") && [ "$("$node" -p 'process.versions.node.split(".")[0]')" = 20 ] ||
    fail "$NODE can neither be pulled nor be made: the node of this machine is no Node 20"
  say "making $NODE from $node"
  context=$(mktemp -d "$state/node.XXXXXX")
  cp "$node" "$context/node" && chmod 755 "$context/node"
  cat >"$context/Dockerfile" <<END
FROM $DEBIAN
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
COPY node /usr/local/bin/node
CMD ["node"]
END
  timeout 120 docker build -q -t $NODE "$context" >"$state/node.log" 2>&1
  local built=$?
  rm -rf "$context"
  [ $built = 0 ] || {
    tail -n 5 "$state/node.log" >&2
    fail "could not build $NODE"
  }
  timeout 60 docker run --rm --network none $NODE node --version >/dev/null 2>"$state/node.log" || {
    tail -n 5 "$state/node.log" >&2
    docker rmi $NODE >/dev/null
    fail "the node of this machine does not run in $DEBIAN"
  }
}

if [ -n "${cache:-}" ]; then
  [ -d "$cache" ] || mkdir -m 700 "$cache" || fail "$cache cannot be made: name a folder in PARKSPEC_ENGINE_STATE"
  for folder in "$cache" "$(dirname "$cache")"; do
    is_strangers "$folder" && fail "others may write to $folder: name a folder of your own in PARKSPEC_ENGINE_STATE"
  done
  own_folder "$cache/parkspec"
fi
own_folder "$state"
case ${1:-} in
  up)
    start_engine
    debian_image $DEBIAN bookworm
    node_image
    debian_image $SID sid
    say "Docker $(timeout 10 docker version --format '{{.Server.Version}} (API {{.Server.APIVersion}})') with $DEBIAN, $NODE and $SID"
    ;;
  down) stop_engine ;;
  *)
    say 'up or down?' >&2
    exit 64
    ;;
esac
