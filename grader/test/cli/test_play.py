"""`atelier play`: what keeps it from playing, in the reader's language."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from atelier_grader.cli.app import run
from atelier_grader.viewer.live import HOST

MISSING = {
    "en": "There is no file or folder {path}.",
    "fr": "Le fichier ou dossier {path} n'existe pas.",
    "ar": "لا يوجد ملف أو مجلد {path}.",
}
TAKEN = {
    "en": "port {port} is taken: choose another one with --port",
    "fr": "le port {port} est déjà pris : choisissez-en un autre avec --port",
    "ar": "المنفذ {port} مشغول: اختر منفذا آخر باستخدام --port",
}


@pytest.mark.parametrize("language", MISSING)
def test_a_controller_that_is_not_there(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "robot")
    play = ["play", "line_following", "--headless", "--controller", path, "--lang", language]
    assert run(play) == 2
    assert MISSING[language].format(path=path) in capsys.readouterr().err


@pytest.mark.parametrize("language", TAKEN)
def test_a_port_that_is_taken(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        assert run(["play", "line_following", "--port", str(port), "--lang", language]) == 3
    assert TAKEN[language].format(port=port) in capsys.readouterr().err
