"""Who takes part, in the order of the table."""

from typing import NamedTuple


class Contestant(NamedTuple):
    name: str
    shown: str
    # Not in Rust: it has no instructions and no allocations to count.
    foreign: bool = False


CONTESTANTS = (
    Contestant("hyper-util", "`hyper-util`, the floor"),
    Contestant("codat", "**`codat-client`**"),
    Contestant("codat-tokens", "**`codat-client`**, `AccessTokens` with a warm cache"),
    Contestant("reqwest-careful", "`reqwest`, careful"),
    Contestant("reqwest-naive", "`reqwest`, naive"),
    Contestant("reqwest-middleware", "`reqwest-middleware` with `reqwest-retry`, careful"),
    Contestant("progenitor", "`progenitor`"),
    Contestant("conjure", "`conjure-macros` with `conjure-runtime`"),
    Contestant("feignhttp", "`feignhttp`"),
    Contestant("rustify", "`rustify`"),
    Contestant("python", "Codat's own Python client", foreign=True),
    Contestant("typescript", "Codat's own TypeScript client", foreign=True),
)

# What all ratios are to.
REFERENCE = "reqwest-careful"

# Those that are followed as the load grows.
COMPARED = ("hyper-util", "codat", "reqwest-careful")
