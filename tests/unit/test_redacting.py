"""What is a secret, and what only looks like one."""

from __future__ import annotations

import pytest

from rag.redacting import redacted, without_secrets

KEYS = {
    "OPENAI_API_KEY": "sk-planted-0123456789",
    "OTHER_API_KEY": " sk-planted-0123456789-longer ",
    "LOCAL_API_KEY": "none",
    "OPENAI_BASE_URL": "https://ann:correct-horse@models.example/v1",
    "EDITOR": "vim-as-it-is",
}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("key sk-planted-0123456789!", "key (redacted)!"),
        ("key sk-planted-0123456789-longer!", "key (redacted)!"),
        ("none of it, vim-as-it-is", "none of it, vim-as-it-is"),
        ("at http://bob:pw@host:1/v1?q=a@b", "at http://host:1/v1?q=a@b"),
        (
            "at https://example.org/@ann, ann@example.org",
            "at https://example.org/@ann, ann@example.org",
        ),
        ("the password correct-horse", "the password (redacted)"),
        ("Authorization: Basic YW5uOmNvcnJlY3QtaG9yc2U=", "Authorization: Basic (redacted)="),
        ("Bearer abcdefgh.ijk-_~", "Bearer (redacted)"),
        ("the bearer of bad news", "the bearer of bad news"),
    ],
)
def test_secrets_are_taken_out_and_nothing_else(text: str, shown: str) -> None:
    assert redacted(text, KEYS) == shown


def test_what_only_looks_like_a_secret_stays_in_what_is_recorded() -> None:
    text = "Bearer instruments, see http://bob:pw@host, sk-planted-0123456789"
    assert without_secrets(text, KEYS) == "Bearer instruments, see http://bob:pw@host, (redacted)"
