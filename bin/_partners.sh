# Sourced by bin/check: what the tests need besides Python. Expects $root, $cache and say().

# The npm packages of package.json live outside the checkout; other versions, another folder.
partners=$cache/partners-$(cksum <"$root/package.json" | cut -d' ' -f1)

# Synapse lives in an environment of its own, so that its pins and ours do not meet.
synapse=$cache/synapse-$(cksum <"$root/requirements/synapse.txt" | cut -d' ' -f1)

# program_missing NAME: is the program nowhere to be run?
program_missing() {
    case $1 in
        php-*) ! php -m 2>/dev/null | grep -qix "${1#php-}" ;;
        initdb) ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null ;;
        *) ! command -v "$1" >/dev/null ;;
    esac
}

# Program and Debian package, one pair a line.
debian_packages() {
    cat <<'LIST'
initdb postgresql
redis-server redis-server
chromium chromium
msgfmt gettext
php php-cli
php-mysqli php-mysql
php-gd php-gd
mariadbd mariadb-server-core
my_print_defaults mariadb-client-core
LIST
    [ -d "$partners" ] || printf '%s\n' 'npm npm' 'g++ g++' 'make make'
}

missing_packages() {
    debian_packages | while read -r program package; do
        program_missing "$program" && printf '%s ' "$package"
    done
    return 0
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Install the Debian packages that are missing, if we may. Never asks.
ready_debian_packages() {
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    if ! command -v apt-get >/dev/null || ! as_root true 2>/dev/null; then
        say "missing here, and not mine to install: $missing"
        return 1
    fi
    say "installing Debian packages: $missing"
    # shellcheck disable=SC2086 # the packages are words
    {
        as_root apt-get -qq update &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y -o Dpkg::Use-Pty=0 --no-install-recommends $missing
    } >&2 </dev/null
}

# Unpack WordPress beside the npm packages. Installing it would bring a web server that listens to everybody.
ready_wordpress() {
    [ -d "$partners/wordpress" ] && return 0
    program_missing apt-get && { say 'no WordPress: it comes from Debian'; return 0; }
    say 'unpacking WordPress'
    building=$partners/wordpress.$$
    mkdir -p "$building"
    if (cd "$building" && unpack_wordpress) >"$building/install.log" 2>&1 </dev/null; then
        mv -T "$building" "$partners/wordpress" 2>/dev/null || rm -rf "$building"
        return 0
    fi
    tail -n 40 "$building/install.log" >&2
    rm -rf "$building"
    return 1
}

unpack_wordpress() {
    apt-get -q download wordpress php-getid3 ||
        { as_root apt-get -qq update && apt-get -q download wordpress php-getid3; } || return 1
    for package in ./*.deb; do dpkg -x "$package" . || return 1; done
    rm ./*.deb install.log
}

# Install the npm packages under a temporary name and rename it: a folder with the name is whole.
ready_partners() {
    [ -d "$partners" ] && return 0
    program_missing npm && { say 'npm is missing'; return 1; }
    say "installing the npm packages of package.json into $partners (some minutes, once)"
    building=$partners.$$
    mkdir -p "$building"
    cp "$root/package.json" "$building"
    if (cd "$building" && install_partners) >"$building/install.log" 2>&1 </dev/null; then
        mv -T "$building" "$partners" 2>/dev/null || rm -rf "$building"
        [ -d "$partners" ] && return 0
    fi
    tail -n 40 "$building/install.log" >&2
    rm -rf "$building"
    return 1
}

# Download everything, then compile the one native module with the node that will run it.
install_partners() {
    npm install --ignore-scripts --no-package-lock --no-audit --no-fund &&
        npm rebuild node || return 1
    for headers in "$PWD"/node_modules/node/node_modules/node-*/include; do node_home=${headers%/include}; done
    PATH=$node_home/bin:$PATH
    export PATH npm_config_nodedir="$node_home" npm_config_build_from_source=true
    npm rebuild better-sqlite3 &&
        node -e "new (require('better-sqlite3'))(':memory:').close()"
}

# Make the environment of Synapse under a temporary name and rename it: a folder with the name is whole.
ready_synapse() {
    [ -d "$synapse" ] && return 0
    say "installing what requirements/synapse.txt names into $synapse (a minute, once)"
    building=$synapse.$$
    mkdir -p "$cache"
    # shellcheck disable=SC2086 # the versions are words
    if python=$(any_python $pythons) && make_venv "$building" "$python" &&
        fill_venv "$building" "$root/requirements/synapse.txt" &&
        "$building/bin/python" -c 'import synapse.app.homeserver'; then
        mv -T "$building" "$synapse" 2>/dev/null || rm -rf "$building"
        [ -d "$synapse" ] && return 0
    fi
    rm -rf "$building"
    return 1
}
