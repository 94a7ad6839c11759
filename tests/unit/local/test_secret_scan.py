"""What looks like a secret is found, and what is committed has none."""

from pathlib import Path

import pytest

from local import secret_scan


@pytest.mark.parametrize(
    ("planted", "kind"),
    [
        # In two parts, so that this file has none.
        ("AccountKey=" + "Qk0" * 28 + "Qw==", "Azure Storage Account access key"),
        ("-----BEGIN " + "PRIVATE KEY-----", "Private Key"),
        ("https://jiu:" + "s3cret@example.org/", "Basic Auth Credentials"),
        ("AKIA" + "ABCDEFGHIJKLMNOP", "AWS Access Key"),
        ("ghp_" + "a1B2" * 9, "GitHub Token"),
    ],
)
def test_a_planted_key_is_found(tmp_path: Path, planted: str, kind: str) -> None:
    (tmp_path / "clean.py").write_text("token = read_setting()\n", encoding="utf-8")
    (tmp_path / "planted.py").write_text(f"# 여행\n\nx = '{planted}'\n", encoding="utf-8")
    assert ("planted.py", kind, 3) in set(secret_scan.secrets_in(sorted(tmp_path.iterdir()), tmp_path))
    assert {path for path, _, _ in secret_scan.secrets_in(sorted(tmp_path.iterdir()), tmp_path)} == {"planted.py"}


def test_every_exception_is_still_needed() -> None:
    files = [secret_scan.ROOT / path for path, _ in secret_scan.NO_SECRETS]
    assert {each[:2] for each in secret_scan.secrets_in(files)} == set(secret_scan.NO_SECRETS)
