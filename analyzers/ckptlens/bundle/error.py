"""What a malformed checkpoint file raises."""

from __future__ import annotations


class BundleError(ValueError):
    """The bytes are not a checkpoint file that can be trusted; the message says what is wrong with them."""
