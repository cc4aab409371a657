"""The recovery slot: the root key sealed to a key pair whose private half lies on paper.

The slot's parameters hold the public half, a random name of this deployment, and a tag that only a
holder of the root key can make: so nobody who edits the database has the next backup sealed to a
key of his own.
"""

import base64
import binascii
import json
import secrets
from dataclasses import dataclass, field
from typing import Final

from storage.faults import Tampered
from storage.sealing import hybrid
from storage.sealing.context import context
from storage.sealing.keyring import Root
from storage.sealing.providers import NotThis

NAME: Final = "recovery"
"""The name of the slot and of its provider."""
_DEPLOYMENT_BYTES: Final = 16


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


def fill(root: Root, public: bytes, deployment: bytes, bound_to: bytes) -> tuple[str, bytes]:
    """Return parameters and wrapped root key for the slot; raises Tampered for no public key."""
    tag = root.tag("recovery slot", deployment, public)
    parameters = Recovery(deployment=deployment, public=public, tag=tag).written()
    return parameters, hybrid.seal(root.secret, public, context(parameters, bound_to))


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

    def wrap(self, root: bytes, bound_to: bytes) -> tuple[str, bytes]:
        """Refuse: the recovery slot is filled with the public half alone."""
        del root, bound_to
        raise TypeError("a recovery slot is filled by `fill`")

    def unwrap(self, parameters: str, wrapped: bytes, bound_to: bytes) -> bytes:
        """Return the root key; raises NotThis for a sheet of another key, Tampered."""
        if read(parameters).public != self.private.public:
            raise NotThis(f"recovery key {hybrid.name_of(self.private.public)}")
        try:
            return self.private.open(wrapped, context(parameters, bound_to))
        except hybrid.DoesNotFit:
            raise Tampered("the recovery slot is not what was written") from None
