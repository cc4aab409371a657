"""Padding to size classes, so that a ciphertext's length tells little of what is inside."""

from typing import Final

from storage.faults import Tampered

_SMALLEST: Final = 128
_LARGEST_DOUBLING: Final = 65536
_MARK: Final = 0x80


def size_class(length: int) -> int:
    """Return the padded size in bytes: 128, doubling up to 64 KiB, then whole 64 KiB."""
    needed = length + 1
    if needed > _LARGEST_DOUBLING:
        return -(-needed // _LARGEST_DOUBLING) * _LARGEST_DOUBLING
    return max(_SMALLEST, 1 << (needed - 1).bit_length())


def pad(plain: bytes) -> bytes:
    """Return `plain` with a mark behind it and zeros up to its size class."""
    return (plain + b"\x80").ljust(size_class(len(plain)), b"\0")


def unpad(padded: bytes) -> bytes:
    """Return what was padded; raises Tampered when there is no mark."""
    stripped = padded.rstrip(b"\0")
    if not stripped or stripped[-1] != _MARK:
        raise Tampered("padding")
    return stripped[:-1]
