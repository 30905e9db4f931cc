# Sourced by bin/antiphon and bin/check: find a Python, make a virtual environment, fill it.
# Expects $root (the checkout). Speaks on stderr, asks nothing, reads no input.

cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/antiphon
pythons='3.12 3.13 3.14'

say() { printf 'antiphon: %s\n' "$*" >&2; }
fail() {
    say "$*"
    exit 1
}

# Print the path of the real interpreter behind $1, if it runs, is version $2 and has what we need.
real_python() {
    [ -x "$1" ] || return 1
    "$1" -I -c '
import sqlite3, ssl, sys, zlib
if "%d.%d" % sys.version_info[:2] != sys.argv[1]:
    sys.exit(1)
print(getattr(sys, "_base_executable", None) or sys.executable)
' "$2" 2>/dev/null </dev/null
}

# Print the path of a Python of version $1: on PATH first, then among those that pyenv holds.
# Each candidate is really run, because a pyenv shim may exist and still fail.
python_of_version() (
    version=$1
    IFS=:
    for folder in $PATH; do
        real_python "$folder/python$version" "$version" && return 0
        real_python "$folder/python3" "$version" && return 0
    done
    for folder in "${PYENV_ROOT:-${HOME:-/root}/.pyenv}/versions/$version".*; do
        real_python "$folder/bin/python3" "$version" && return 0
    done
    return 1
)

# Print the path of a uv that runs, if there is one already.
present_uv() (
    for candidate in "$(command -v uv || true)" "$cache/uv/bin/uv"; do
        if [ -x "$candidate" ] && "$candidate" --version >/dev/null 2>&1 </dev/null; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
)

# Debian ships python3 without venv and pip; as root we can complete it, otherwise we say how.
complete_system_python() {
    python3 -c 'import ensurepip, venv' 2>/dev/null </dev/null && return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say 'installing the Debian package python3-venv'
        DEBIAN_FRONTEND=noninteractive
        export DEBIAN_FRONTEND
        { apt-get -qq update && apt-get -qq install -y --no-install-recommends python3-venv; } \
            >/dev/null 2>&1 </dev/null && return 0
    fi
    fail 'python3 has no venv module here. Install it (on Debian: sudo apt-get install python3-venv) and start again.'
}

# Print the path of a uv, installed into an environment of its own when there is none.
any_uv() {
    present_uv && return 0
    command -v python3 >/dev/null || fail 'no python3 on PATH. Install Python 3.12 or later and start again.'
    complete_system_python
    say "getting uv, which brings Python, into $cache/uv"
    rm -rf "$cache/uv"
    mkdir -p "$cache"
    { python3 -m venv "$cache/uv" && "$cache/uv/bin/python" -m pip install --quiet uv; } >&2 </dev/null ||
        fail 'uv could not be installed. Install Python 3.12 or later yourself and start again.'
    printf '%s\n' "$cache/uv/bin/uv"
}

# Print the path of a Python of version $1 that uv downloads.
downloaded_python() (
    uv=$(any_uv) || return 1
    say "no Python $1 here: downloading one with uv"
    "$uv" python install "$1" >&2 </dev/null && "$uv" python find --managed-python "$1" </dev/null && return 0
    fail "Python $1 could not be downloaded. Install Python $1 yourself and start again."
)

# Print the path of a Python of one of the versions $*; download the first of them if there is none.
any_python() (
    for version in "$@"; do
        python_of_version "$version" && return 0
    done
    downloaded_python "$1"
)

# Make the empty environment $1 with the interpreter $2.
make_venv() (
    rm -rf "$1"
    if uv=$(present_uv); then
        "$uv" venv --quiet --python "$2" "$1" </dev/null && return 0
    fi
    if "$2" -c 'import ensurepip, venv' 2>/dev/null </dev/null; then
        "$2" -m venv "$1" </dev/null && return 0
    fi
    uv=$(any_uv) && "$uv" venv --quiet --clear --python "$2" "$1" </dev/null
)

# Install the hashed requirement files $2… into the environment $1.
fill_venv() (
    venv=$1
    shift
    for file in "$@"; do
        set -- "$@" -r "$file"
        shift
    done
    if uv=$(present_uv); then
        "$uv" pip install --quiet --python "$venv/bin/python" --require-hashes --compile-bytecode "$@" >&2 </dev/null &&
            return 0
        say 'uv could not install them: trying pip'
    fi
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 </dev/null ||
        "$venv/bin/python" -m ensurepip >/dev/null 2>&1 </dev/null || return 1
    "$venv/bin/python" -m pip install --quiet --require-hashes "$@" >&2 </dev/null
)

# Let the environment $1 import the packages under src, also after the checkout was moved.
add_source_path() {
    "$1/bin/python" -I - "$1" "$root/src" <<'PYTHON'
import os, sys, sysconfig
site = sysconfig.get_path("purelib")
with open(os.path.join(site, "antiphon-source.pth"), "w") as file:
    file.write(os.path.relpath(sys.argv[2], site) + "\n")
PYTHON
}

runs() { "$1/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null </dev/null; }

# What the environment should hold: the same line as long as nothing changed.
stamp_of() {
    printf '%s ' "$root"
    cat "$@" | cksum
}

# venv_is_ready VENV SET FILE…: does VENV hold exactly this set of requirement files?
venv_is_ready() {
    stamp=$1/antiphon-$2.stamp
    [ -x "$1/bin/python" ] && [ -r "$stamp" ] || return 1
    shift 2
    [ "$(cat "$stamp")" = "$(stamp_of "$@")" ]
}

# build_venv VENV SET VERSIONS FILE…: what ready_venv does while it holds the lock.
build_venv() (
    venv=$1 set_name=$2 versions=$3
    shift 3
    if [ -e "$venv.unfinished" ] || ! runs "$venv"; then
        # shellcheck disable=SC2086 # the versions are words
        python=$(any_python $versions) || return 1
        : >"$venv.unfinished"
        say "making ${venv##*/} with $("$python" -V)"
        make_venv "$venv" "$python" || return 1
    fi
    : >"$venv.unfinished"
    say "installing the packages that requirements/$set_name.txt names (a minute or two, once)"
    fill_venv "$venv" "$@" && add_source_path "$venv" || return 1
    stamp_of "$@" >"$venv/antiphon-$set_name.stamp"
    rm -f "$venv.unfinished"
)

# ready_venv VENV SET VERSIONS FILE…: make VENV hold the requirement files. Whoever comes second
# waits; what an interruption left half made is made anew.
ready_venv() {
    venv_is_ready_args "$@" && return 0
    exec 9>"$root/.venv.lock"
    if command -v flock >/dev/null; then
        flock -n 9 || { say 'waiting for another start to finish installing' && flock 9; }
    fi
    venv_is_ready_args "$@" || build_venv "$@" ||
        fail 'the packages could not be installed. What went wrong stands above; start again to retry.'
    exec 9>&-
}

venv_is_ready_args() (
    folder=$1 set_name=$2
    shift 3
    venv_is_ready "$folder" "$set_name" "$@"
)
