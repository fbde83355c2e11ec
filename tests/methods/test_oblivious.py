# SPDX-License-Identifier: Apache-2.0
"""The key's holder sees nothing, the asker gets the value that RFC 9497 promises, and two halves are one key."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rbcl import crypto_core_ristretto255_scalar_negate

from amana_methods.linkage.oblivious import (
    Blinded,
    NotAnElement,
    blind,
    derive_key,
    dummy,
    evaluate,
    finalize,
    join,
    value,
    whole_key,
)

# RFC 9497, appendix A.1.1: every vector of base mode over ristretto255-SHA512.
SEED = bytes.fromhex("a3" * 32)
INFO = b"test key"
KEY = bytes.fromhex("5ebcea5ee37023ccb9fc2d2019f9d7737be85591ae8652ffa9ef0f4d37063b0e")
BLIND = bytes.fromhex("64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706")
VECTORS = [
    (
        "00",
        "609a0ae68c15a3cf6903766461307e5c8bb2f95e7e6550e1ffa2dc99e412803c",
        "7ec6578ae5120958eb2db1745758ff379e77cb64fe77b0b2d8cc917ea0869c7e",
        "527759c3d9366f277d8c6020418d96bb393ba2afb20ff90df23fb7708264e2f3"
        "ab9135e3bd69955851de4b1f9fe8a0973396719b7912ba9ee8aa7d0b5e24bcf6",
    ),
    (
        "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
        "da27ef466870f5f15296299850aa088629945a17d1f5b7f5ff043f76b3c06418",
        "b4cbf5a4f1eeda5a63ce7b77c7d23f461db3fcab0dd28e4e17cecb5c90d02c25",
        "f4a74c9c592497375e796aa837e907b1a045d34306a749db9f34221f7e750cb4"
        "f2a6413a6bf6fa5e19ba6348eb673934a722a7ede2e7621306d18951e7cf2c73",
    ),
]
TEXTS = st.binary(max_size=60)


def test_the_key_is_derived_as_the_standard_says() -> None:
    assert derive_key(SEED, INFO) == KEY


@pytest.mark.parametrize(("text", "blinded", "answer", "output"), VECTORS)
def test_each_published_vector_comes_out(text: str, blinded: str, answer: str, output: str) -> None:
    sent = blind(bytes.fromhex(text), scalar=BLIND)
    assert sent.element.hex() == blinded
    assert evaluate(KEY, sent.element).hex() == answer
    assert finalize(sent, bytes.fromhex(answer)).hex() == output
    assert value(KEY, bytes.fromhex(text)).hex() == output


def test_the_published_vectors_come_out_as_one_batch() -> None:
    sent = [blind(bytes.fromhex(text)) for text, *_ in VECTORS]
    answers = [evaluate(KEY, each.element) for each in sent]
    assert [finalize(*pair).hex() for pair in zip(sent, answers, strict=True)] == [output for *_, output in VECTORS]


@settings(max_examples=40)
@given(text=TEXTS, first=st.binary(min_size=32, max_size=32), second=st.binary(min_size=32, max_size=32))
def test_two_halves_give_what_the_whole_key_gives(text: bytes, first: bytes, second: bytes) -> None:
    halves = [derive_key(first, b"one"), derive_key(second, b"two")]
    sent = blind(text)
    together = finalize(sent, join([evaluate(half, sent.element) for half in halves]))
    assert together == value(whole_key(halves), text)
    assert finalize(sent, evaluate(halves[0], sent.element)) != together


@settings(max_examples=30)
@given(text=TEXTS)
def test_the_holder_of_the_key_sees_another_element_each_time(text: bytes) -> None:
    one, two = blind(text), blind(text)
    assert one.element != two.element
    assert finalize(one, evaluate(KEY, one.element)) == finalize(two, evaluate(KEY, two.element))


def test_another_label_is_another_key() -> None:
    assert derive_key(SEED, b"one") != derive_key(SEED, b"other")
    assert value(derive_key(SEED, b"one"), b"x") != value(derive_key(SEED, b"other"), b"x")


@pytest.mark.parametrize("element", [b"", bytes(32), b"\xff" * 32, b"\x01" * 31])
def test_what_is_no_element_is_refused(element: bytes) -> None:
    with pytest.raises(NotAnElement):
        evaluate(KEY, element)
    with pytest.raises(NotAnElement):
        finalize(blind(b"x"), element)
    with pytest.raises(NotAnElement):
        join([dummy(), element])


def test_two_answers_that_cancel_out_are_refused() -> None:
    sent = blind(b"x")
    answer = evaluate(KEY, sent.element)
    minus_one = crypto_core_ristretto255_scalar_negate(b"\x01" + bytes(31))
    with pytest.raises(NotAnElement):
        join([answer, evaluate(minus_one, answer)])


def test_a_filler_is_answered_like_any_other() -> None:
    assert len(evaluate(KEY, dummy())) == 32


def test_too_long_a_text_and_too_short_a_seed_are_refused() -> None:
    with pytest.raises(ValueError, match="at most"):
        blind(b"x" * 65_536)
    with pytest.raises(ValueError, match="32 bytes"):
        derive_key(b"short", INFO)


def test_what_travels_is_not_in_the_text() -> None:
    sent = blind("محمد".encode())
    assert isinstance(sent, Blinded)
    assert "محمد".encode() not in sent.element
