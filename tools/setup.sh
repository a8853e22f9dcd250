# Sourced by ./run and ./test: brings what a fresh machine lacks. Says what it does, does nothing twice.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export LC_ALL=C.UTF-8 DOTNET_CLI_UI_LANGUAGE=en
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

require() { # COMMAND WHAT-TO-INSTALL
  command -v "$1" >/dev/null 2>&1 || die "$1 is missing: install $2, then run this again."
}

# npm ci, only when the lock file changed since the last time.
npm_ci() { # FOLDER
  local folder=$1 stamp=$1/node_modules/.modeldeed-lock
  cmp -s "$folder/package-lock.json" "$stamp" && return
  say "npm packages: $(basename "$folder") …"
  (cd "$folder" && npm ci --silent --no-audit --no-fund --ignore-scripts >&2) || die "npm ci failed in $folder."
  cp "$folder/package-lock.json" "$stamp"
}

# Debian packages that a test needs, by the command each brings.
apt_get() { # COMMAND=PACKAGE …
  local pair missing=()
  for pair in "$@"; do command -v "${pair%%=*}" >/dev/null 2>&1 || missing+=("${pair##*=}"); done
  [ ${#missing[@]} -eq 0 ] && return
  command -v apt-get >/dev/null 2>&1 || die "Install ${missing[*]}, then run this again (apt-get isn't here to do it)."
  local sudo=
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  say "Debian packages: ${missing[*]} …"
  { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"; } >&2 \
    || die "apt-get couldn't install ${missing[*]}."
}

set_up() {
  require dotnet "the .NET 10 SDK"
  require node "Node.js 20 or later"
  require npm "npm"
  npm_ci "$root/contracts"
  npm_ci "$root/tests/web"
  npm_ci "$root/tests/peers"
  "$root/examples/fetch" || die "The example models couldn't be unpacked."
}
