# What ./run and ./test have in common: packages, Node, browser/, the build. Sourced by bash with
# `set -euo pipefail`. Everything here does nothing, quickly, when there is nothing to do.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
node_major_min=18

say() { printf '%s\n' "$*"; }
stop() {
  printf 'エラー: %s\n' "$@" >&2
  exit 2
}

# The names in package lists, without their comments.
packages_in() { sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "$@"; }

# Those of the named packages that are not installed.
missing_of() {
  local installed
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
    sed -n 's/ installed$//p' || true)
  comm -23 <(printf '%s\n' "$@" | sort -u) <(sort -u <<<"$installed")
}

as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    stop "パッケージを入れるには root の権限が必要です。次のコマンドを root で行ってください:" \
      "  apt-get install $*" "(root or sudo is needed to install packages)"
  fi
}

# Nothing that is installed is ever removed for our sake.
install_packages() {
  local -a missing
  mapfile -t missing < <(missing_of "$@")
  [[ ${#missing[@]} -gt 0 ]] || return 0
  command -v apt-get >/dev/null ||
    stop "Debian 12 で動かしてください。足りないもの: ${missing[*]}" "(needs Debian 12: ${missing[*]})"
  say "パッケージを入れます (installing packages): ${missing[*]}"
  as_root apt-get update -qq ||
    stop "パッケージの一覧を取得できません。ネットワークの接続を確かめてください。" \
      "(cannot reach the package server)"
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends --no-remove "${missing[@]}" ||
    stop "パッケージを入れられません。上の表示を確かめてください: ${missing[*]}" \
      "(could not install packages; see above)"
}

node_is_enough() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    [[ $(node -p 'process.versions.node.split(".")[0]') -ge $node_major_min ]]
}

ensure_node() {
  node_is_enough && return 0
  install_packages nodejs npm
  node_is_enough || stop "Node.js $node_major_min 以上が必要です。今のもの: $(node --version)" \
    "(Node.js $node_major_min or newer is needed)"
}

# npm ci only when the lock changed: it begins by deleting everything.
ensure_node_modules() {
  local installed=$root/browser/node_modules/.package-lock.json
  [[ -f $installed && ! $root/browser/package-lock.json -nt $installed ]] && return 0
  ensure_node
  say "画面の部品を用意します (npm ci)"
  (cd "$root/browser" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) ||
    stop "画面の部品を取得できません。ネットワークの接続を確かめてください。" "(npm ci failed)"
}

# Whether browser/dist is as new as what it is made from. A folder is newer when a file left it.
browser_is_built() {
  local made=$root/browser/dist/mamori.css
  [[ -f $made && -f $root/browser/dist/mamori.js ]] || return 1
  [[ -z $(cd "$root/browser" && find src styles static build.mjs package-lock.json tsconfig.json \
    -newer "$made" -print -quit) ]]
}

build_browser() {
  browser_is_built && return 0
  ensure_node
  ensure_node_modules
  say "画面を作ります (building browser/)"
  (cd "$root/browser" && npm run --silent build)
}

# How many compilers may run at once: one for each core, and 1.5 GB of memory for each.
build_jobs() {
  local cores memory_kib by_memory
  cores=$(nproc)
  memory_kib=$(awk '/^MemAvailable:/ {print $2}' /proc/meminfo)
  by_memory=$((memory_kib / 1572864))
  [[ $by_memory -ge 1 ]] || by_memory=1
  say $((by_memory < cores ? by_memory : cores))
}

# build_program <preset> <target>...: configures once; afterwards Ninja knows when to do it again.
build_program() {
  local preset=$1
  shift
  if [[ ! -f $root/build/$preset/build.ninja ]]; then
    (cd "$root" && cmake --preset "$preset")
  fi
  cmake --build "$root/build/$preset" --parallel "$(build_jobs)" --target "$@"
}
