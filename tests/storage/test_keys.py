"""The key: read only where it is safe, named when it is wrong, and never made anew over data."""

import hashlib
import os
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from storage.keys import KeyFault, make_key_file, provider_for
from storage.sealing import providers
from storage.sealing.providers import PassphraseProvider
from storage.sealing.slots import make, open_slot
from storage.store import KeyMissing, KeyWrong, Store, StoreFault
from tests.in_full import IN_FULL, alike


def state(folder: Path) -> dict[str, str]:
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in folder.iterdir()}


async def refused(ground, fault: type[Exception], words: str, provider=None) -> None:
    """Opening is refused with these words, and no byte of the database changes."""
    before = ground.state()
    with pytest.raises(fault, match=words) as caught:
        await ground.open(provider)
    assert caught.value.remedy
    assert ground.state() == before


def test_a_key_file_is_made_private_and_never_over_another(tmp_path: Path) -> None:
    make_key_file(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    before = (tmp_path / "key").read_bytes()
    with pytest.raises(KeyFault, match="already there"):
        make_key_file(tmp_path / "key")
    assert (tmp_path / "key").read_bytes() == before
    assert before.startswith(b"tocsin key 1\n")


@alike
async def test_a_missing_key_is_refused(ground) -> None:
    await (await ground.create()).close()
    ground.key.unlink()
    await refused(ground, KeyFault, "missing")


@alike
async def test_a_wrong_key_is_refused_and_both_are_named(ground, tmp_path) -> None:
    await (await ground.create()).close()
    make_key_file(tmp_path / "other")
    await refused(
        ground,
        KeyWrong,
        r"expects key \w{32}.* key file \w{16}",
        ground.provider(tmp_path / "other"),
    )


@alike
async def test_another_way_in_than_the_slots_have_is_refused(ground) -> None:
    await (await ground.create()).close()
    provider = provider_for("passphrase", path=None, passphrase=lambda: "anything")
    await refused(ground, KeyMissing, r"expects key \w{32}", provider)


@alike
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o700, 0o660])
async def test_a_key_that_others_may_use_is_refused(ground, mode) -> None:
    await (await ground.create()).close()
    ground.key.chmod(mode)
    await refused(ground, KeyFault, "others may use it")


@alike
async def test_a_key_behind_a_symbolic_link_is_refused(ground, tmp_path) -> None:
    await (await ground.create()).close()
    (tmp_path / "link").symlink_to(ground.key)
    await refused(ground, KeyFault, "symbolic link", ground.provider(tmp_path / "link"))


@alike
async def test_a_key_with_a_second_name_is_refused(ground, tmp_path) -> None:
    await (await ground.create()).close()
    os.link(ground.key, tmp_path / "second")
    await refused(ground, KeyFault, "more than one name")


@alike
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another user")
async def test_a_key_of_another_user_is_refused(ground) -> None:
    await (await ground.create()).close()
    os.chown(ground.key, 4242, 4242)
    await refused(ground, KeyFault, "another user")


@alike
async def test_a_key_that_is_no_regular_file_is_refused_without_waiting(ground, tmp_path) -> None:
    await (await ground.create()).close()
    os.mkfifo(tmp_path / "pipe", 0o600)
    await refused(ground, KeyFault, "no regular file", ground.provider(tmp_path / "pipe"))


@alike
@pytest.mark.parametrize(
    "content", [b"", b"tocsin key 1\n", b"tocsin key 2\n" + b"A" * 44, b"\xff\xfe", b"x" * 9000]
)
async def test_a_key_file_of_another_format_is_refused(ground, content) -> None:
    await (await ground.create()).close()
    ground.key.write_bytes(content)
    await refused(ground, KeyFault, "no key file of a known format")


@alike
async def test_an_edited_slot_is_refused(ground) -> None:
    await (await ground.create()).close()
    ground.sql("UPDATE slots SET root = ? WHERE name = 'main'", os.urandom(16))
    await refused(ground, KeyWrong, "expects key")


@alike
async def test_a_passphrase_opens_what_it_made_and_no_other_does(ground) -> None:
    ground.key.touch()

    def provider(words: str) -> PassphraseProvider:
        return PassphraseProvider(lambda: words, kib=1024)

    store = await Store.create(ground.url, provider("correct horse"), clock=ground.clock)
    await store.close()
    store = await ground.open(provider("correct horse"))
    assert (await store.read(lambda tx: tx.audit.verify())).state == "intact"
    await store.close()
    await refused(ground, KeyWrong, "does not fit", provider("battery staple"))


@pytest.mark.proof
def test_the_passphrase_of_the_settings_costs_a_guesser_256_mib(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def argon2id(**given: Any) -> Argon2id:
        asked.append(given["memory_cost"])
        return Argon2id(**(given if IN_FULL else given | {"memory_cost": 64}))

    monkeypatch.setattr(providers, "Argon2id", argon2id)
    provider = provider_for("passphrase", path=None, passphrase=lambda: "correct horse")
    made = make(provider)
    assert '"kib": 262144' in (made.slots[0].parameters or "")
    assert open_slot(made.slots, provider).id == made.root.id
    assert asked == [262144, 262144]


def test_a_pin_costs_a_guesser_19_mib_twice() -> None:
    # As it stands, not as the tests let it be (tests/cheap_pins.py).
    asked = find_spec("storage.sealing.pins")
    pins = module_from_spec(asked)
    asked.loader.exec_module(pins)
    root = SimpleNamespace(keyed=lambda *words: "|".join(words).encode())
    kdf = Argon2id(salt=b"s" * 16, length=32, iterations=2, lanes=1, memory_cost=19 * 1024)
    kept = pins.hashed(root, "ann", (b"s" * 16).hex(), "7315")
    assert kept == kdf.derive(b"pin|ann|7315").hex()


def test_the_recovery_slot_is_reserved_and_empty(tmp_path: Path) -> None:
    make_key_file(tmp_path / "key")
    main, recovery = make(provider_for("file", path=tmp_path / "key", passphrase=None)).slots
    assert (main.name, recovery.name, recovery.root) == ("main", "recovery", main.root)
    assert recovery[2:] == (None, None, None)


@pytest.mark.parametrize("name", ["vault", "keyring", "env", ""])
def test_other_providers_are_not_in_this_version(name: str) -> None:
    with pytest.raises(KeyFault, match="not in this version"):
        provider_for(name, path=None, passphrase=None)


@alike
async def test_no_key_is_in_any_repr(ground, store: Store) -> None:
    seen = []

    async def look(tx) -> None:
        seen.append(repr([tx.keys.root, store, *store._memory.keys.by_id.values(), store._memory]))

    await ground.keep(store, ground.message())
    await store.read(look)
    secret = ground.key.read_text().split("\n")[1]
    assert secret not in seen[0]
    assert "secret" not in seen[0]


async def test_creating_over_data_is_refused(ground) -> None:
    await (await ground.create()).close()
    before = ground.state()
    with pytest.raises(StoreFault, match="already there"):
        await ground.make()
    assert ground.state() == before
