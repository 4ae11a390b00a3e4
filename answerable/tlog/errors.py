# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the log refuses: a name shared with the browser's side, and a sentence. Names are only ever added.

`Invalid` is for bytes from outside. A call that makes no sense (our own mistake) is a ValueError and is never caught.
"""

from typing import Final

SENTENCES: Final = {
    "base64": "A value is not written in canonical base64.",
    "number": "A number is not written as it should be, or is too large.",
    "hash-length": "A hash is not 32 bytes long.",
    "index-range": "The index of the entry is not below the size of the tree.",
    "size-range": "The sizes of the two trees do not fit each other.",
    "proof-length": "The proof has too many or too few hashes for this tree.",
    "inclusion": "The proof does not lead from the entry to the root.",
    "consistency": "The proof does not lead from the older root to the newer root: the log was rewritten or forked.",
    "empty-root": "The root of an empty tree is not the hash of nothing.",
    "tile-path": "This is not the path of a tile.",
    "tile-width": "A tile does not have the number of hashes that its place demands.",
    "tile-root": "The tiles do not lead to the root.",
    "bundle": "A bundle of entries is cut short, too long, or of another number of entries.",
    "entry-length": "An entry is longer than 65,535 bytes.",
    "note-size": "The note is too large.",
    "note-text": "The note is not plain text in UTF-8 that ends with a line break.",
    "note-form": "The note has no signatures set off by an empty line.",
    "signature-line": "A signature line is not written as it should be.",
    "signature-lines": "The note has more than 100 signature lines.",
    "key-name": "The name of a key is empty, or has a space or a plus sign in it.",
    "key-type": "This type of key is not accepted here.",
    "key-length": "A key does not have the length of its type.",
    "key-id": "The id of a key does not follow from its name, type and bytes.",
    "vkey": "This is not a verifier key: name, id and key with plus signs between them.",
    "unsigned": "No known key has signed this.",
    "signature": "A signature under a known key is not right.",
    "timestamp": "The time of a signature is missing, zero or too large.",
    "checkpoint": "The checkpoint is not three lines of origin, size and root.",
    "checkpoint-extension": "The checkpoint has lines after the root. We accept none.",
    "origin": "The checkpoint is of another log.",
    "cosignature": "The witness has not signed this checkpoint.",
    "proof": "This is not a proof of the form c2sp.org/tlog-proof@v1.",
    "proof-extra": "The extra line of the proof is empty. It should be left out.",
    "policy": "The policy is not lines of text that each end with a line break.",
    "policy-line": "A line of the policy is not written as it should be.",
    "policy-name": "A name in the policy is defined twice, or is the reserved name none.",
    "policy-unknown": "The policy uses a name before it is defined.",
    "policy-key": "The policy lists the same key twice.",
    "policy-member": "A name is a member of the policy's groups more than once.",
    "policy-threshold": "A group of the policy asks for fewer than one, or more than all, of its members.",
    "policy-quorum": "The policy does not have exactly one quorum line.",
    "policy-log": "The checkpoint is not signed by a log of the policy.",
    "quorum": "Too few witnesses of the policy have signed the checkpoint.",
    "stale": "Too few witnesses of the policy have signed the checkpoint lately enough.",
    "request": "This is not a request to add a checkpoint.",
    "request-size": "The old size is larger than the size of the checkpoint.",
    "request-conflict": "The old size is not the size that this witness has signed last.",
    "request-origin": "This witness does not know the log.",
    "request-root": "The checkpoint has the size that this witness has signed last, but another root.",
}  # fmt: skip


class Invalid(Exception):
    """Something from outside that is not accepted. `str()` is the name alone, so a log line holds nothing foreign."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
        self.sentence = SENTENCES[name]
