#!/bin/sh
# Install Ghost from npm into a folder, for tests that talk to it:
#
#   ANTIPHON_PARTNERS=… tests/partners/ghost_install.sh FOLDER
#
# The partners are what bin/check keeps in the cache: Ghost is compiled for the node among them. Takes minutes and 700 MB.
set -eu
version=6.65.0 pnpm=12.4.2
[ $# = 1 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 2; }
[ ! -e "$1" ] || { echo "$1 is there already"; exit 1; }
mkdir -p "$1.$$"
cd "$1.$$"
for headers in "$ANTIPHON_PARTNERS"/node_modules/node/node_modules/node-*/include; do node_home=${headers%/include}; done
PATH=$PWD/tools/node_modules/.bin:$node_home/bin:$PATH
export PATH npm_config_nodedir="$node_home"
npm install --silent --no-audit --no-fund --prefix tools "pnpm@$pnpm" node-gyp
npm pack --silent "ghost@$version"
tar xzf "ghost-$version.tgz" --strip-components 1
rm "ghost-$version.tgz"
pnpm install --prod --frozen-lockfile
pnpm rebuild better-sqlite3
cd /
mv "$OLDPWD" "$1"
