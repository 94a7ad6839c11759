"""`python -m local.secret_scan`: finds keys and passwords in what is committed, by the patterns of detect-secrets.

Its own program goes line by line and takes the better part of a minute here; its patterns, asked of whole files, take
seconds. Guesses from entropy and names are left out: ruff's S105 to S107 look at names.
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.plugins.base import RegexBasedDetector

ROOT = Path(__file__).parents[1]
NO_SECRETS = {
    ("tests/unit/token/payments/test_checkout_pages.py", "Basic Auth Credentials"): "an address that is refused",
    ("tests/unit/member/test_keys.py", "Private Key"): "half a key, to show that it is refused",
    ("local.settings.sample.json", "Azure Storage Account access key"): "Azurite's, published and the same everywhere",
}
"""Path and kind of what looks like a secret → why it is none."""
_TEXT_AT_MOST = 2_000_000
_PASSED_OVER = {
    *("IPPublicDetector", "KeywordDetector"),  # guesses
    # The slowest by far, for services that nothing here uses.
    *("ArtifactoryDetector", "CloudantDetector", "IbmCloudIamDetector", "IbmCosHmacDetector", "SoftlayerDetector"),
}


def secrets_in(files: Iterable[Path], root: Path = ROOT) -> Iterator[tuple[str, str, int]]:
    """What looks like a secret in these files: path below `root`, kind, line."""
    known: Iterable[type] = get_mapping_from_secret_type_to_class().values()
    detectors: list[RegexBasedDetector] = [
        each() for each in known if issubclass(each, RegexBasedDetector) and each.__name__ not in _PASSED_OVER
    ]
    for file in files:
        if not file.is_file() or file.stat().st_size > _TEXT_AT_MOST:
            continue
        text = file.read_text(encoding="utf-8", errors="ignore")
        for detector in detectors:
            for pattern in detector.denylist:
                for match in pattern.finditer(text):
                    line = text.count("\n", 0, match.start()) + 1
                    yield file.relative_to(root).as_posix(), detector.secret_type, line


def main() -> int:
    """Print what was found, without showing it; 1 if there was anything."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    files = [ROOT / name.decode() for name in listed.split(b"\0") if name]
    found = {each for each in secrets_in(files) if each[:2] not in NO_SECRETS}
    for path, kind, line in sorted(found):
        print(f"{path}:{line}: looks like a secret ({kind})", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
