#!/bin/sh
# Everything that running (app) or testing (dev) Reviewer Audit needs, on a machine that has nothing yet.
# Usage: sh build_spec/setup.sh app|dev [package]
# A second run fetches nothing: .venv/.set-up-* hold the sum of the lock they were made from.
set -eu
cd "$(dirname "$0")/.."
want=${1:?say app or dev}
also=${2:-}
venv=.venv

say() { printf '%s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }
may_install() { [ "$(id -u)" = 0 ] && has apt-get; }
install() {
    say "Installing $* ..."
    apt-get -qq update >&2 && DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes \
        apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=120 install "$@" >/dev/null
}

is_right() { # Python 3.11 or newer, with all that makes a virtual environment
    has "$1" && "$1" -c 'import sys; sys.version_info >= (3, 11) or sys.exit(1); import ensurepip, venv' 2>/dev/null
}
find_python() {
    for python in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11 python; do
        if is_right "$python"; then return 0; fi
    done
    return 1
}

if ! has git; then # wanted for taking part, not for running
    { may_install && install git; } || say "git is missing; to take part in the work: sudo apt-get install git"
fi
if ! find_python && ! { may_install && install python3 python3-venv && find_python; }; then
    say "Reviewer Audit needs Python 3.11 or newer with its venv module, and found none here."
    if has python3; then say "  found: $(python3 --version 2>&1) at $(command -v python3)"; fi
    say "  Debian, Ubuntu:  sudo apt-get install python3 python3-venv"
    say "  Fedora:          sudo dnf install python3"
    say "  macOS, Windows:  the installer of the Python project"
    say "Nothing was changed. Run make again afterwards; PYTHON=/path/to/python make ... names one by hand."
    exit 1
fi

# The libraries of the system are looked at while the libraries of Python are on their way.
needs=$(mktemp)
trap 'rm -f "$needs"' EXIT
"$python" build_spec/needs.py qt window fonts $also >"$needs" 2>&1 &
looking=$!

usable() { "$venv/bin/python" -m pip --version >/dev/null 2>&1 && grep -qF "$PWD/$venv" "$venv/bin/pip"; }
sum=$({ "$python" --version; cat "requirements/$want.txt" pyproject.toml; } | cksum)
if ! usable || [ "$(cat "$venv/.set-up-$want" 2>/dev/null)" != "$sum" ]; then
    if ! usable; then
        say "Making a virtual environment in $venv with $("$python" --version) ..."
        "$python" -m venv --clear "$venv"
    fi
    say "Installing the $(grep -c '^[a-zA-Z]' "requirements/$want.txt") libraries of requirements/$want.txt, each checked by its hash (once, some minutes) ..."
    if ! "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-input --only-binary :all: \
        --require-hashes -r "requirements/$want.txt" ||
        ! "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-input \
            --no-deps --no-build-isolation -e .; then
        wait "$looking" || true
        cat "$needs" >&2
        say "The libraries could not all be installed; the lines above say why. Nothing outside $venv was changed; make goes on from here when run again."
        exit 1
    fi
    if [ "$want" = dev ]; then # the lock of dev holds the lock of app
        { "$python" --version; cat requirements/app.txt pyproject.toml; } | cksum >"$venv/.set-up-app"
    fi
    printf '%s\n' "$sum" >"$venv/.set-up-$want"
fi
wait "$looking" || true # what is missing there is said in words; the command line does without
cat "$needs" >&2
