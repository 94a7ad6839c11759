#!/bin/sh
# Prints a Python 3.13 that can make virtual environments: one on PATH, of pyenv or of uv. Where there is none, it says
# so in a sentence. `make run` and `make doctor` both ask here.
without_venv=
consider() {
    [ -x "$1" ] && "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1 || return
    if "$1" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        echo "$1"
        exit 0
    fi
    without_venv=$1
}
for name in python3.13 python3 python; do
    consider "$(command -v "$name")"
done
for path in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13.*/bin/python; do
    consider "$path"
done
consider "$(uv python find --system 3.13 2>/dev/null)"
if [ -n "$without_venv" ]; then
    echo "Kt-ravel needs Python 3.13 with venv, which $without_venv lacks; get it with: apt install python3-venv" >&2
else
    echo "Kt-ravel needs Python 3.13, which is neither on PATH nor in pyenv or uv; get it with: apt install python3-venv (on Debian 13), pyenv install 3.13, or uv python install 3.13" >&2
fi
exit 1
