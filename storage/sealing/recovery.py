"""The recovery slot: the root key sealed to a key pair whose private half lies on paper.

The slot's parameters hold the public half, a random name of this deployment, and a tag that only a
holder of the root key can make: so nobody who edits the database has the next backup sealed to a
key of his own.

Beside the root key, below the same seal, stands a voucher that only the words can make: everybody
who has the public half can seal to it, and so could hand who holds the words a whole database, or a
backup, under a root key of his own.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from typing import Final

from storage.faults import Tampered
from storage.sealing import hybrid, sheet
from storage.sealing.context import context
from storage.sealing.keyring import Root
from storage.sealing.providers import NotThis

NAME: Final = "recovery"
"""The name of the slot and of its provider."""
_DEPLOYMENT_BYTES: Final = 16
_VOUCHER: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryKey:
    """A new recovery key: `public` for the database, `lines` for paper and for nothing else.

    `name` may be seen by anybody: it says which sheet belongs to which database. `vouching` makes
    vouchers, and is kept nowhere either.
    """

    public: bytes = field(repr=False)
    vouching: bytes = field(repr=False)
    name: str
    lines: tuple[str, ...] = field(repr=False)


def made_of(seed: bytes) -> RecoveryKey:
    """Return the recovery key that is made of a seed of 32 bytes."""
    public = hybrid.Private(seed).public
    return RecoveryKey(
        public=public,
        vouching=_vouching(seed),
        name=hybrid.name_of(public),
        lines=sheet.lines_of(seed),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What a filled recovery slot says in the open: which deployment, and to which key."""

    deployment: bytes
    public: bytes = field(repr=False)
    tag: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """The name of the recovery key, as the sheet says it."""
        return hybrid.name_of(self.public)

    def genuine(self, root: Root) -> bool:
        """Tell whether a holder of the root key wrote this."""
        return root.fits(self.tag, "recovery slot", self.deployment, self.public)

    def written(self) -> str:
        """Return the slot's parameters."""
        return json.dumps(
            {
                "deployment": self.deployment.hex(),
                "public": base64.b64encode(self.public).decode(),
                "tag": self.tag.hex(),
            }
        )


def new_deployment() -> bytes:
    """Return a random name for a deployment."""
    return secrets.token_bytes(_DEPLOYMENT_BYTES)


def fill(root: Root, key: RecoveryKey, deployment: bytes, bound_to: bytes) -> tuple[str, bytes]:
    """Return parameters and wrapped root key for the slot; raises Tampered for no public key."""
    tag = root.tag("recovery slot", deployment, key.public)
    parameters = Recovery(deployment=deployment, public=key.public, tag=tag).written()
    bound = context(parameters, bound_to)
    voucher = _voucher(key.vouching, root.secret, bound)
    return parameters, hybrid.seal(root.secret + voucher, key.public, bound)


def read(parameters: str | None) -> Recovery:
    """Return what a filled slot says; raises Tampered."""
    try:
        given = json.loads(parameters or "")
        found = Recovery(
            deployment=bytes.fromhex(given["deployment"]),
            public=base64.b64decode(given["public"], validate=True),
            tag=bytes.fromhex(given["tag"]),
        )
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise Tampered("the recovery slot") from None
    if len(found.public) != hybrid.PUBLIC_BYTES or len(found.deployment) != _DEPLOYMENT_BYTES:
        raise Tampered("the recovery slot")
    return found


class RecoveryProvider:
    """Opens the recovery slot with the private half, made of the seed on the sheet."""

    name = NAME

    def __init__(self, seed: bytes) -> None:
        self.private = hybrid.Private(seed)
        self._vouching = _vouching(seed)

    def wrap(self, root: bytes, bound_to: bytes) -> tuple[str, bytes]:
        """Refuse: the recovery slot is filled with the public half alone."""
        del root, bound_to
        raise TypeError("a recovery slot is filled by `fill`")

    def unwrap(self, parameters: str, wrapped: bytes, bound_to: bytes) -> bytes:
        """Return the root key; raises NotThis for a sheet of another key, Tampered."""
        if read(parameters).public != self.private.public:
            raise NotThis(f"recovery key {hybrid.name_of(self.private.public)}")
        bound = context(parameters, bound_to)
        try:
            plain = self.private.open(wrapped, bound)
        except hybrid.DoesNotFit:
            raise Tampered("the recovery slot is not what was written") from None
        root, voucher = plain[:-_VOUCHER], plain[-_VOUCHER:]
        if not hmac.compare_digest(voucher, _voucher(self._vouching, root, bound)):
            raise Tampered("the recovery slot was filled by somebody who had not the words")
        return root


def _vouching(seed: bytes) -> bytes:
    return hmac.digest(seed, b"tocsin recovery vouching 1", hashlib.sha256)


def _voucher(vouching: bytes, root: bytes, bound: bytes) -> bytes:
    return hmac.digest(vouching, context("voucher", root, bound), hashlib.sha256)
