"""Where a model is, and what its failures mean, without asking one."""

from __future__ import annotations

import pytest

from rag.endpoint import PLACEHOLDER_KEY, explain, find_endpoint
from rag.errors import BadReplyError, MissingKeyError, ModelError


def test_a_key_alone_means_openai_itself() -> None:
    endpoint = find_endpoint({"OPENAI_API_KEY": " sk-1\n"})

    assert (endpoint.base_url, endpoint.api_key) == (None, "sk-1")
    assert endpoint.where == "OpenAI's API"


def test_a_base_url_needs_no_key() -> None:
    endpoint = find_endpoint({"OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "OPENAI_API_KEY": ""})

    assert endpoint.api_key == PLACEHOLDER_KEY
    assert endpoint.where == "http://127.0.0.1:1/v1"


@pytest.mark.parametrize("environment", [{}, {"OPENAI_BASE_URL": "", "OPENAI_API_KEY": " "}])
def test_neither_is_an_error_that_names_both(environment: dict[str, str]) -> None:
    with pytest.raises(MissingKeyError, match="OPENAI_API_KEY is not set") as caught:
        find_endpoint(environment)
    assert "OPENAI_BASE_URL" in caught.value.hint


def test_a_key_is_not_shown_with_its_endpoint() -> None:
    assert "sk-1" not in repr(find_endpoint({"OPENAI_API_KEY": "sk-1"}))


class RefusedError(Exception):
    def __init__(self, status_code: int, words: str = "") -> None:
        super().__init__(words)
        self.status_code = status_code


class ReadTimeoutError(Exception):
    pass


class LengthFinishReasonError(Exception):
    pass


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (RefusedError(403), "srv refused the API key (HTTP 403)"),
        (RefusedError(404), "srv knows no model m (HTTP 404)"),
        (RefusedError(422, "too\n long"), "srv rejected the request to m (HTTP 422): too long"),
        (RefusedError(502, ""), "srv failed (HTTP 502): RefusedError"),
        (ReadTimeoutError(), "srv did not reply in time when asked for m"),
        (TimeoutError(), "srv did not reply in time when asked for m"),
        (ConnectionRefusedError(), "srv cannot be reached"),
        (ValueError("x" * 999), "m at srv failed: " + "x" * 300 + "…"),
    ],
)
def test_errors_of_any_vendor_are_read_by_status_or_name(error: Exception, message: str) -> None:
    found = explain(error, model="m", where="srv")

    assert type(found) is ModelError
    assert found.message == message
    assert found.hint.endswith(".")


def test_a_reply_cut_off_is_a_bad_reply() -> None:
    found = explain(LengthFinishReasonError("limit"), model="m", where="srv")

    assert isinstance(found, BadReplyError)
