"""Calls over HTTP that are kept in files, and played again with no server and no key."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from openai_server import OpenAIServer, chat, embed, embeddings, failure

from rag.calls import Call, CallStore, Written
from rag.domain.articles import Article, Hit, Passage, Span
from rag.drafting.models import LanguageModel
from rag.drafting.writing import LlmWriter
from rag.embedding.compatible import CompatibleEmbedder
from rag.errors import BadReplyError, MissingKeyError, MissingRecordingError, ModelError
from rag.ports import PassageText
from rag.prompting import load_prompt

if TYPE_CHECKING:
    from rag.calls import Mode
    from rag.domain.replies import Draft

KEY = "sk-nobody-may-read-this"
TEXT = "Patel warned Moscow. It did not listen."
PASSAGE = PassageText("A warning", TEXT, (Span(0, 20), Span(21, 39)))


def claiming(text: str) -> str:
    claim = {"text": text, "citations": [{"source": 1, "quote": "Patel warned Moscow."}]}
    return json.dumps({"claims": [claim], "unanswered": [], "reason": ""})


GOOD = claiming("Patel warned.")
HITS_ARTICLE = Article.of(title="A warning", text=TEXT)
HITS = [
    Hit(
        Passage(f"{HITS_ARTICLE.id}:0", HITS_ARTICLE.id, 0, len(TEXT), TEXT, ()),
        HITS_ARTICLE,
        ("a.txt",),
        1.0,
        0.7,
        (),
    )
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recordings"


@pytest.fixture
def recorded(folder: Path) -> Draft:
    """What a server said to ``who?``, and to the embedder; it has stopped since."""
    with OpenAIServer([chat(GOOD, tokens=(321, 45))]) as server, pytest.MonkeyPatch.context() as at:
        at.setenv("OPENAI_BASE_URL", server.base_url)
        at.setenv("OPENAI_API_KEY", KEY)
        store = CallStore(folder, "record")
        draft = writer(store).draft("who?", HITS)
        embedder(store).embed_passages([PASSAGE])
        embedder(store).embed_question("who?")
        assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
        address = server.base_url.removeprefix("http://").removesuffix("/v1")
    files = [file.read_text() for file in sorted(folder.rglob("*.json"))]
    assert len(files) == 5
    for secret in (KEY, address, "127.0.0.1", "uthorization"):
        assert not any(secret in text for text in files)
    return draft


@pytest.fixture
def offline(
    recorded: Draft, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Draft:
    """The same, and now there is no key, no address, and no socket can be opened."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    request.getfixturevalue("socket_disabled")  # not an argument: recording needs them still
    return recorded


def writer(calls: CallStore | None, name: str = "openai:tiny") -> LlmWriter:
    return LlmWriter(name, calls, timeout=20, max_retries=0)


def embedder(calls: CallStore) -> CompatibleEmbedder:
    return CompatibleEmbedder("openai:tiny", calls, timeout=20, max_retries=0)


def recordings(folder: Path, kind: str = "*") -> list[Path]:
    return sorted(folder.glob(f"{kind}/*/*.json"))


def test_a_reply_is_replayed_to_the_letter_with_its_tokens(offline: Draft, folder: Path) -> None:
    store = CallStore(folder, "read")

    assert writer(store).draft("who?", HITS) == offline
    assert (offline.input_tokens, offline.output_tokens) == (321, 45)
    assert (store.sent, store.replayed) == (0, 1)


@pytest.mark.usefixtures("offline")
def test_vectors_are_replayed_to_the_last_bit(folder: Path) -> None:
    store = CallStore(folder, "read")

    [replayed] = embedder(store).embed_passages([PASSAGE])

    texts = [f"A warning\n\n{TEXT}", "Patel warned Moscow.", "It did not listen."]
    sent = np.array([embed(text) for text in texts], np.float32)
    sent /= np.linalg.norm(sent, axis=1, keepdims=True)
    np.testing.assert_array_equal([replayed.passage, *replayed.sentences], sent)
    assert replayed.passage.dtype == np.float32
    assert embedder(store).embed_question("who?").shape == replayed.passage.shape


@pytest.mark.usefixtures("recorded")
def test_a_recording_can_be_read_by_people(folder: Path) -> None:
    [path] = recordings(folder, "chat")
    recording = json.loads(path.read_text())

    assert path.parent == folder / "chat" / "openai-tiny"
    assert recording["request"]["model"] == "openai:tiny"
    assert recording["request"]["messages"][-1]["text"][-1] == "Question: who?"
    assert "Patel warned Moscow. It did not listen." in recording["request"]["messages"][1]["text"]
    assert recording["reply"] == {
        "temperature": 0.0,
        "input_tokens": 321,
        "output_tokens": 45,
        "text": [GOOD],
    }


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("question", ["who else?", "Who?"])
def test_what_is_not_recorded_names_the_question_the_model_and_the_command(
    folder: Path, question: str
) -> None:
    store = CallStore(folder, "read", command="rag eval --record --model openai:tiny")

    with pytest.raises(MissingRecordingError, match="openai:tiny") as caught:
        writer(store).draft(question, HITS)

    assert f"“Question: {question}”" in caught.value.message
    assert "rag eval --record --model openai:tiny" in caught.value.hint
    assert (caught.value.code, caught.value.exit_code) == ("recording-missing", 6)


@pytest.mark.usefixtures("offline")
def test_another_model_or_another_source_is_not_recorded(folder: Path) -> None:
    store = CallStore(folder, "read")

    with pytest.raises(MissingRecordingError, match="openai:other"):
        writer(store, "openai:other").draft("who?", HITS)
    with pytest.raises(MissingRecordingError):
        writer(store).draft("who?", HITS * 2)


@pytest.mark.usefixtures("recorded")
def test_an_edited_prompt_is_not_recorded_until_it_is_recorded_again(
    folder: Path, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = replace(load_prompt("answer"), system="Quote!")
    monkeypatch.setattr("rag.drafting.writing.load_prompt", lambda _: edited)

    with pytest.raises(MissingRecordingError, match="who") as caught:
        writer(CallStore(folder, "read")).draft("who?", HITS)
    assert "rag eval --record" in caught.value.hint
    openai_server.replies.append(chat(claiming("Patel has warned.")))
    said = writer(CallStore(folder, "record")).draft("who?", HITS)

    store = CallStore(folder, "read")
    assert writer(store).draft("who?", HITS) == said
    assert len(recordings(folder, "chat")) == 2
    assert len(store.unused()) == 1


@pytest.mark.usefixtures("offline")
def test_what_is_missing_is_counted_once_with_an_estimate_of_its_tokens(folder: Path) -> None:
    store = CallStore(folder, "read")

    for _ in range(2):
        with pytest.raises(MissingRecordingError) as chatting:
            writer(store).draft("when?", HITS)
        with pytest.raises(MissingRecordingError, match="and 1 more") as embedding:
            embedder(store).embed_passages([PASSAGE, PassageText("", "x" * 400, (Span(0, 4),))])

    assert [missed.kind for missed in store.missed] == ["chat", "passage", "passage"]
    chatting, *embedding = store.missed
    assert sum(missed.tokens for missed in embedding) == 101
    assert 300 < chatting.tokens < 3000


@pytest.mark.parametrize("mode", ["record", "cache"])
def test_only_what_is_missing_is_sent(folder: Path, openai_server: OpenAIServer, mode: str) -> None:
    openai_server.replies += [chat(GOOD), chat(claiming("He did."))]
    store = CallStore(folder, mode)
    asked = writer(store)

    said = [asked.draft(question, HITS) for question in ("who?", "did he?", "who?")]

    assert said[2] == said[0] != said[1]
    assert (store.sent, store.replayed) == (2, 1)
    assert len(openai_server.requests) == 2


def test_of_a_batch_only_the_new_texts_are_sent_each_once(
    folder: Path, openai_server: OpenAIServer
) -> None:
    store = CallStore(folder, "record")
    embedder(store).embed_passages([PassageText("", "One.", ())])

    batch = [PassageText("", text, ()) for text in ("Two.", "One.", "Three.", "Two.")]
    found = embedder(store).embed_passages(batch)

    assert openai_server.requests[-1].body["input"] == ["Two.", "Three."]
    assert (store.sent, store.replayed) == (3, 1)
    np.testing.assert_array_equal(found[0].passage, found[3].passage)
    for passage, vectors in zip(batch, found, strict=True):
        vector = np.array(embed(passage.text), np.float32)
        np.testing.assert_allclose(vectors.passage, vector / np.linalg.norm(vector), rtol=1e-6)


def test_a_cache_keeps_questions_and_no_passages(folder: Path, openai_server: OpenAIServer) -> None:
    asked = embedder(CallStore(folder, "cache"))

    for _ in range(2):
        asked.embed_question("who?")
        asked.embed_passages([PASSAGE])

    assert [path.parts[-3] for path in recordings(folder)] == ["question"]
    assert len(openai_server.requests) == 3


def test_a_cache_is_for_its_owner_alone(folder: Path, openai_server: OpenAIServer) -> None:
    openai_server.replies.append(chat(GOOD))
    writer(CallStore(folder, "cache")).draft("who?", HITS)

    [path] = recordings(folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_dimension_of_an_embedder_is_recorded(
    folder: Path, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = embedder(CallStore(folder, "record")).dimension
    monkeypatch.delenv("OPENAI_BASE_URL")

    assert embedder(CallStore(folder, "read")).dimension == found
    assert len(openai_server.requests) == 1


def test_each_sample_has_a_reply_of_its_own_but_no_vector(
    folder: Path, openai_server: OpenAIServer
) -> None:
    words = ["One warned.", "Two warned.", "Three warned."]
    openai_server.replies += [chat(claiming(each)) for each in words]
    recording = CallStore(folder, "record")
    for sample in range(3):
        writer(recording.of_sample(sample)).draft("who?", HITS)
    for sample in range(3):
        embedder(recording.of_sample(sample)).embed_question("who?")
    assert recording.sent == 4

    store = CallStore(folder, "read")
    said = [writer(store.of_sample(sample)).draft("who?", HITS) for sample in range(3)]

    assert [draft.claims[0].text for draft in said] == words
    assert writer(CallStore(folder, "read", sample=2)).draft("who?", HITS) == said[2]
    assert (store.replayed, store.unused()) == (3, ())
    with pytest.raises(MissingRecordingError):
        writer(store.of_sample(3)).draft("who?", HITS)


@pytest.mark.usefixtures("offline")
def test_recordings_that_nothing_asked_for_are_listed(folder: Path) -> None:
    store = CallStore(folder, "read")
    assert store.unused() == ()

    with pytest.raises(MissingRecordingError):
        writer(store).draft("when?", HITS)
    [old] = recordings(folder, "chat")
    assert store.unused() == (old.relative_to(folder).as_posix(),)

    # a library that is kept asks for the passages that are new, and not for the others
    embedder(store).embed_passages([replace(PASSAGE, sentences=())])
    writer(store).draft("who?", HITS)
    assert store.unused() == ()


def test_recordings_of_another_model_or_sample_are_not_called_unused(
    folder: Path, openai_server: OpenAIServer
) -> None:
    openai_server.replies += [chat(GOOD)] * 3
    for name, sample in (("openai:tiny", 0), ("openai:tiny", 1), ("openai:other", 0)):
        writer(CallStore(folder, "record", sample=sample), name).draft("who?", HITS)

    store = CallStore(folder, "read")
    writer(store).draft("who?", HITS)

    assert store.unused() == ()


def test_a_model_with_a_temperature_of_its_own_is_replayed_at_once(
    folder: Path, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Unsupported value: 'temperature' does not support 0 with this model."
    openai_server.replies += [failure(400, words), chat(GOOD), chat(claiming("He did."))]
    thinking = writer(CallStore(folder, "record"))
    said = [thinking.draft(question, HITS) for question in ("who?", "did he?")]
    sent = ["temperature" in request.body for request in openai_server.requests]
    assert sent == [True, False, False]
    monkeypatch.delenv("OPENAI_BASE_URL")

    # neither the order nor what was asked before matters
    assert writer(CallStore(folder, "read")).draft("did he?", HITS) == said[1]
    assert writer(CallStore(folder, "read")).draft("who?", HITS) == said[0]
    replies = [json.loads(path.read_text())["reply"] for path in recordings(folder)]
    assert [reply["temperature"] for reply in replies] == [None, None]


def test_threads_that_meet_a_temperature_of_its_own_all_get_their_answer(
    folder: Path, openai_server: OpenAIServer
) -> None:
    def reply(request: object) -> object:
        if "temperature" in request.body:
            return failure(400, "no temperature here")
        return chat(GOOD)

    openai_server.otherwise = reply
    asked = writer(CallStore(folder, "record"))
    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(lambda n: asked.draft(f"who is {n}?", HITS), range(6)))

    assert all(draft.claims for draft in said)


def test_a_repaired_reply_is_replayed_in_two_steps(
    folder: Path, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    openai_server.replies += [chat("no", tokens=(100, 10)), chat(GOOD, tokens=(150, 30))]
    said = writer(CallStore(folder, "record")).draft("who?", HITS)
    monkeypatch.delenv("OPENAI_BASE_URL")

    store = CallStore(folder, "read")
    replayed = writer(store).draft("who?", HITS)

    assert replayed == said
    assert (replayed.input_tokens, replayed.output_tokens) == (250, 40)
    assert (store.replayed, len(recordings(folder, "chat"))) == (2, 2)


def test_a_reply_that_is_malformed_twice_is_the_same_error_when_replayed(
    folder: Path, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    openai_server.replies += [chat("no"), chat("\ud800 no\n\n")]
    messages = []
    for mode in ("record", "read"):
        with pytest.raises(BadReplyError, match="replied twice") as caught:
            writer(CallStore(folder, mode)).draft("who?", HITS)
        messages.append(caught.value.message)
        monkeypatch.delenv("OPENAI_BASE_URL", raising=False)

    assert messages[0] == messages[1]


def test_what_failed_is_not_kept(folder: Path, openai_server: OpenAIServer) -> None:
    openai_server.replies += [failure(500, "out of memory"), embeddings([[0.0, 0.0]])]
    store = CallStore(folder, "record")

    with pytest.raises(ModelError, match="out of memory"):
        writer(store).draft("who?", HITS)
    with pytest.raises(BadReplyError, match="no direction"):
        embedder(store).embed_question("who?")

    assert recordings(folder) == []
    assert store.sent == 0


DAMAGE = {
    "cut off": lambda data: data[: len(data) // 2],
    "empty": lambda _: b"",
    "not text": lambda _: b"\xff\xfe",
    "of another request": lambda data: data.replace(b"Question: who?", b"Question: why?"),
    "without its reply": lambda data: data.replace(b'"reply"', b'"relpy"'),
    "no object": lambda _: b"[]",
    "nested too deep": lambda _: b"[" * 100_000,
}


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_recording_is_named(folder: Path, damage: object) -> None:
    [path] = recordings(folder, "chat")
    path.write_bytes(damage(path.read_bytes()))

    with pytest.raises(ModelError, match="is damaged") as caught:
        writer(CallStore(folder, "read")).draft("who?", HITS)

    assert str(path) in caught.value.message
    assert not isinstance(caught.value, MissingRecordingError)
    assert "rag eval --record" in caught.value.hint


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("mode", ["record", "cache"])
def test_a_damaged_recording_is_replaced_where_calls_may_be_sent(
    folder: Path, openai_server: OpenAIServer, mode: str
) -> None:
    [path] = recordings(folder, "chat")
    path.write_bytes(b"{")
    openai_server.replies.append(chat(claiming("He did.")))

    said = writer(CallStore(folder, mode)).draft("who?", HITS)

    assert writer(CallStore(folder, "read")).draft("who?", HITS) == said


@pytest.mark.usefixtures("offline")
def test_vectors_of_several_lengths_are_refused(folder: Path) -> None:
    path = next(each for each in recordings(folder, "passage") if "listen" in each.read_text())
    recording = json.loads(path.read_text())
    recording["reply"] = {"numbers": 1, "float32": "AACAPw=="}
    path.write_text(json.dumps(recording))

    with pytest.raises(BadReplyError, match="vectors of several lengths"):
        embedder(CallStore(folder, "read")).embed_passages([PASSAGE])


def test_threads_that_ask_the_same_at_once_send_it_once(
    folder: Path, openai_server: OpenAIServer
) -> None:
    together = threading.Barrier(6)
    store = CallStore(folder, "record")

    def ask(thread: int) -> np.ndarray:
        asked = embedder(store)
        together.wait(10)
        texts = ["One.", "Two."] if thread % 2 else ["Two.", "One.", "Three."]
        return asked.embed_passages([PassageText("", text, ()) for text in texts])[0].passage

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(ask, range(6)))

    np.testing.assert_array_equal(found[0], found[2])
    sent = [text for request in openai_server.requests for text in request.body["input"]]
    assert sorted(sent) == ["One.", "Three.", "Two."]
    assert (store.sent, store.replayed) == (3, 12)
    assert len(list(folder.rglob("*.*"))) == 3


def test_a_file_that_several_processes_write_is_whole_whenever_it_is_read(folder: Path) -> None:
    call = Call("chat", "openai:tiny", (("human", "who?"),))
    done = threading.Event()

    def write(letter: str) -> None:
        store = CallStore(folder, "record")  # its own locks, as in a process of its own
        for _ in range(100):
            store._keep(store._path(call), call, Written(letter * 200_000, 1, 1, None))

    def read() -> set[str]:
        def absent(_: object) -> list[Written]:
            return [Written("", 0, 0, None)]

        found = set()
        while not done.is_set():
            try:
                [reply] = CallStore(folder, "read").answers(Written, [call], absent)
            except MissingRecordingError:
                continue  # before the first was written
            found.add(reply.text)
        return found

    with ThreadPoolExecutor(3) as pool:
        reading = pool.submit(read)
        for writing in [pool.submit(write, letter) for letter in "ab"]:
            writing.result()
        done.set()

    assert reading.result() <= {"a" * 200_000, "b" * 200_000}
    assert len(list(folder.rglob("*.*"))) == 1


def test_without_a_recording_and_a_key_nothing_can_be_recorded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    store = CallStore(folder, "record")

    with pytest.raises(MissingKeyError):
        writer(store).draft("who?", HITS)
    with pytest.raises(MissingKeyError):
        embedder(store).embed_question("who?")
    with pytest.raises(MissingKeyError):
        LanguageModel("openai:tiny")


def test_a_folder_that_cannot_be_written_is_named_but_costs_a_cache_no_answer(
    folder: Path, openai_server: OpenAIServer
) -> None:
    folder.write_text("a file, not a folder")
    openai_server.replies += [chat(GOOD), chat(GOOD)]

    with pytest.raises(ModelError, match="cannot be written") as caught:
        writer(CallStore(folder, "record")).draft("who?", HITS)

    assert str(folder) in caught.value.message
    assert writer(CallStore(folder, "cache")).draft("who?", HITS).claims


@pytest.mark.usefixtures("recorded")
def test_a_replay_loads_no_package_that_could_send_anything(folder: Path) -> None:
    code = f"""
import sys, socket
from pathlib import Path
def refuse(*_, **__): raise AssertionError("a socket")
socket.socket.connect = refuse
sys.path.insert(0, {str(Path(__file__).parent)!r}); sys.path.insert(0, {str(Path.cwd())!r})
from rag.calls import CallStore
from rag.drafting.writing import LlmWriter
from rag.embedding.compatible import CompatibleEmbedder
from rag.domain.articles import Article, Hit, Passage
article = Article.of(title="A warning", text={TEXT!r})
passage = Passage(article.id + ":0", article.id, 0, len(article.text), article.text, ())
store = CallStore(Path({str(folder)!r}), "read")
hits = [Hit(passage, article, ("a.txt",), 1.0, 0.7, ())]
assert LlmWriter("openai:tiny", store).draft("who?", hits).claims
assert len(CompatibleEmbedder("openai:tiny", store).embed_question("who?")) == 8
assert store.replayed == 2
print(*sorted({{name.partition(".")[0] for name in sys.modules}}))
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env={}
    )

    assert ran.returncode == 0, ran.stderr
    loaded = set(ran.stdout.split())
    assert "rag" in loaded
    assert not {each for each in loaded if each.startswith(("langchain", "openai", "httpx"))}


@pytest.mark.parametrize(("mode", "kept"), [("cache", 0), ("record", 2)])
def test_replies_that_cannot_be_read_are_recorded_and_not_cached(
    folder: Path, openai_server: OpenAIServer, mode: Mode, kept: int
) -> None:
    """What a model replied is what is measured; who asks again wants another reply."""
    openai_server.replies += [chat("I would say"), chat("that it was Patel.")]
    with pytest.raises(BadReplyError):
        writer(CallStore(folder, mode)).draft("who?", HITS)
    assert len(list(folder.rglob("*.json"))) == kept
