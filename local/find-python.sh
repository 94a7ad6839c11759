#!/bin/sh
# Prints a Python 3.13 interpreter: from PATH, from pyenv, or from uv. Says what is missing otherwise.
works() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1; }
for candidate in python3.13 python3 python; do
    found=$(command -v "$candidate" 2>/dev/null) && works "$found" && { echo "$found"; exit 0; }
done
for found in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13.*/bin/python; do
    works "$found" && { echo "$found"; exit 0; }
done
if command -v uv >/dev/null 2>&1; then
    found=$(uv python find 3.13 2>/dev/null || { uv python install 3.13 >&2 && uv python find 3.13; }) \
        && works "$found" && { echo "$found"; exit 0; }
fi
echo "Kt-ravel needs Python 3.13 with venv: 'apt install python3.13-venv', 'pyenv install 3.13' or 'uv python install 3.13' gives it; 'make doctor' lists all that is missing." >&2
exit 1
