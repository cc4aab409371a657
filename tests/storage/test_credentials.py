"""A key that systemd hands to a service: root's, and one user is let in by an access list."""

import os
import struct
from pathlib import Path

import pytest

from storage.keys import KeyFault, make_key_file, read_key_file

NOBODY = 65534
USER_OBJ, USER, GROUP_OBJ, MASK, OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
READ, NONE, ANY = 4, 0, 0xFFFFFFFF

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root has files of root's")


def let_in(path: Path, user: int) -> None:
    """Let one user read a file, as `write_credential` of systemd does: linux/posix_acl_xattr.h."""
    entries = [
        (USER_OBJ, READ, ANY), (USER, READ, user), (GROUP_OBJ, NONE, ANY),
        (MASK, READ, ANY), (OTHER, NONE, ANY),
    ]  # fmt: skip
    packed = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *one) for one in entries)
    os.setxattr(path, "system.posix_acl_access", packed)


@pytest.fixture
def credential(tmp_path: Path) -> Path:
    make_key_file(tmp_path / "key")
    (tmp_path / "key").chmod(0o400)
    try:
        let_in(tmp_path / "key", NOBODY)
    except OSError:
        pytest.skip("this file system has no access lists")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o440
    return tmp_path / "key"


def test_it_is_read_where_systemd_says_that_credentials_are(
    credential: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyFault, match="others may use it"):
        read_key_file(credential)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credential.parent))
    assert len(read_key_file(credential)) == 32


def test_it_is_read_where_the_file_was_given_to_the_user_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_key_file(tmp_path / "key")
    (tmp_path / "key").chmod(0o400)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert len(read_key_file(tmp_path / "key")) == 32


@pytest.mark.parametrize("mode", [0o444, 0o460, 0o450, 0o441])
def test_what_others_may_use_is_refused_among_credentials_too(
    credential: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credential.parent))
    credential.chmod(mode)
    with pytest.raises(KeyFault, match="others may use it"):
        read_key_file(credential)


def test_what_a_group_of_people_may_read_is_no_credential(
    credential: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credential.parent))
    os.chown(credential, 0, NOBODY)
    with pytest.raises(KeyFault, match="others may use it"):
        read_key_file(credential)


def test_a_file_elsewhere_is_no_credential(
    credential: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "elsewhere"))
    with pytest.raises(KeyFault, match="others may use it"):
        read_key_file(credential)
